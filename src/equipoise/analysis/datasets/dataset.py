"""A dataset: plain columns with a documented name, kind and meaning, each row with the facts that it came from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from equipoise.values.text import Language, Text

Kind = Literal["text", "integer", "number", "date", "boolean", "facts"]
Value = str | int | float | date | bool | tuple[int, ...] | None
FACTS = "facts"
"""The column of every dataset that holds the ledger numbers of the facts under a row."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, what kind of value it holds, what it means, and its unit where it has one."""

    name: str
    kind: Kind
    says: Text
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table of plain values. `rows` hold one value a field, in their order; None is what is not known."""

    name: str
    title: Text
    one_row: Text
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    withheld: tuple[str, ...] = ()
    """Columns that are left out because they would tell arms while the study is masked."""

    @property
    def columns(self) -> dict[str, list[Any]]:
        """Column by column, as `polars.DataFrame` and `pandas.DataFrame` take it."""
        return {field.name: [row[place] for row in self.rows] for place, field in enumerate(self.fields)}

    def records(self) -> list[dict[str, Value]]:
        """Row by row, by column name."""
        names = [field.name for field in self.fields]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def documentation(self, language: Language = "en") -> list[tuple[str, str, str, str]]:
        """Name, kind, unit and meaning of every column."""
        return [(field.name, field.kind, field.unit, field.says.in_(language)) for field in self.fields]

    def csv(self) -> str:
        """The rows as CSV with a heading line; dates ISO, facts separated by blanks, nothing for what is not known."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([field.name for field in self.fields])
        writer.writerows([[_plain(value) for value in row] for row in self.rows])
        return out.getvalue()


def make(
    name: str,
    title: Text,
    one_row: Text,
    fields: Sequence[Field],
    records: Iterable[Mapping[str, Value]],
    hidden: Iterable[str] = (),
) -> Dataset:
    """A dataset of records, without the columns that are hidden; what a record lacks is None."""
    left_out = tuple(hidden)
    kept = tuple(field for field in fields if field.name not in left_out)
    rows = tuple(tuple(record.get(field.name) for field in kept) for record in records)
    return Dataset(
        name, title, one_row, kept, rows, tuple(one for one in left_out if one not in {f.name for f in kept})
    )


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(str(fact) for fact in value)
    return value.isoformat() if isinstance(value, date) else str(value)


PARTICIPANT = Field("participant", "text", Text("Number of the participant", "受试者编号"))
ARM = Field("arm", "text", Text("Arm under which the participant counts", "计数所属组别"))
FACTS_FIELD = Field(FACTS, "facts", Text("Ledger numbers of the facts that the row came from", "本行依据的账本序号"))
