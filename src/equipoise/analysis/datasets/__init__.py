"""Analysis datasets as plain columns, to go on by hand: `datasets(trial, study, until)["time_to_event"].columns`.

Every column is documented (`Dataset.documentation`, docs/reference/datasets.md) and every row names its facts.
`equipoise.analysis.frames` makes polars frames of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from equipoise.analysis.datasets import outcomes, safety
from equipoise.analysis.datasets.dataset import Dataset, Field, Value
from equipoise.analysis.datasets.participants import participants
from equipoise.analysis.datasets.product import product
from equipoise.analysis.tables.context import Context, prepare
from equipoise.protocol.model import Study
from equipoise.trial.state import Trial

__all__ = ["Dataset", "Field", "Value", "datasets", "datasets_of"]


def datasets(trial: Trial, study: Study, until: date, masked: bool = False) -> Mapping[str, Dataset]:
    """Every dataset of a data cut by name; masked, without anything that tells an arm."""
    return datasets_of(prepare(trial, study, until, masked))


def datasets_of(context: Context) -> Mapping[str, Dataset]:
    """Every dataset of a trial that was read already."""
    made = (
        participants(context),
        outcomes.time_to_event(context),
        outcomes.responses(context),
        outcomes.quality_of_life(context),
        safety.exposure(context),
        safety.adverse_events(context),
        safety.laboratory(context),
        product(context),
    )
    return {one.name: one for one in made}
