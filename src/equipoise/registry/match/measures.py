"""What is measured: its names in criteria, its units, the LOINC codes under which records hold it, and for how long a value counts.

Conversion factors between mass and amount of substance are those of the laboratory. `lowest` and `highest` bound what a registered
limit can mean in the usual unit: 90 g/dL of hemoglobin is a slip of the pen, and nobody is included or excluded by it. `days` is our
assumption of how long a value tells about a person who asks today; a criterion that states its own window replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Final

import msgspec

from equipoise.values.quantity import AnalyteUnits
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured. `names` is a regular expression over lower-case text."""

    id: str
    name: Text
    names: str
    unit: str
    lowest: Decimal
    highest: Decimal
    factors: tuple[tuple[str, str], ...]
    loinc: tuple[str, ...]
    days: int
    unitless: bool
    """Whether a number without a unit is meant in the usual unit: a score, an age, a ratio."""

    @property
    def analyte(self) -> AnalyteUnits:
        """How its units convert."""
        return AnalyteUnits(self.unit, self.factors)


class _Row(msgspec.Struct, frozen=True):
    id: str
    en: str
    zh: str
    names: str
    unit: str
    lowest: Decimal
    highest: Decimal
    factors: dict[str, str]
    loinc: tuple[str, ...]
    days: int
    unitless: bool

    def read(self) -> Measure:
        return Measure(
            self.id,
            Text(self.en, self.zh),
            self.names,
            self.unit,
            self.lowest,
            self.highest,
            tuple(self.factors.items()),
            self.loinc,
            self.days,
            self.unitless,
        )


class _File(msgspec.Struct, frozen=True):
    measures: tuple[_Row, ...]


def _read() -> tuple[Measure, ...]:
    words = files("equipoise.registry.match").joinpath("measures.json").read_bytes()
    return tuple(row.read() for row in msgspec.json.decode(words, type=_File).measures)


_ALL: Final = _read()
MEASURES: Final[Mapping[str, Measure]] = {one.id: one for one in _ALL}
BY_LOINC: Final[Mapping[str, Measure]] = {code: one for one in _ALL for code in one.loinc}
