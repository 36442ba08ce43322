"""Analysis datasets as polars frames, for a notebook. Nothing else of Equipoise loads polars.

pandas takes the same columns: `pandas.DataFrame(dataset.columns)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars

from equipoise.analysis.datasets import Dataset, datasets
from equipoise.protocol.model import Study
from equipoise.trial.state import Trial

TYPES: Final[Mapping[str, polars.DataType]] = {
    "text": polars.String(),
    "integer": polars.Int64(),
    "number": polars.Float64(),
    "date": polars.Date(),
    "boolean": polars.Boolean(),
    "facts": polars.List(polars.Int64()),
}
"""The column type of each kind of value."""


def frame(dataset: Dataset) -> polars.DataFrame:
    """A dataset as a frame; its columns have their type also where the dataset is empty."""
    schema = {field.name: TYPES[field.kind] for field in dataset.fields}
    columns = dataset.columns
    lists = {field.name for field in dataset.fields if field.kind == "facts"}
    plain = {name: [list(row or ()) for row in rows] if name in lists else rows for name, rows in columns.items()}
    return polars.DataFrame(plain, schema=schema)


def frames(trial: Trial, study: Study, until: date, masked: bool = False) -> dict[str, polars.DataFrame]:
    """Every dataset of a data cut as a frame, by name."""
    return {name: frame(found) for name, found in datasets(trial, study, until, masked).items()}
