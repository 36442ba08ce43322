"""What is measured: its names in criteria, its units, the LOINC codes under which records hold it, and for how long a value counts.

Conversion factors between mass and amount of substance are those of the laboratory. `lowest` and `highest` bound what a registered
limit can mean in the usual unit: 90 g/dL of hemoglobin is a slip of the pen, and nobody is included or excluded by it. `least` and
`most` bound what a person can have. `days` is our assumption of how long a value tells about a person who asks today; a criterion
that states its own window replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Final

import msgspec

from equipoise.protocol.criteria import Range
from equipoise.values.quantity import AnalyteUnits, Quantity
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
    least: Decimal
    most: Decimal
    factors: tuple[tuple[str, str], ...]
    loinc: tuple[str, ...]
    days: int
    unitless: bool
    """Whether a number without a unit is meant in the usual unit: a score, an age, a ratio."""

    @property
    def analyte(self) -> AnalyteUnits:
        """How its units convert."""
        return AnalyteUnits(self.unit, self.factors)

    def can_be(self, value: Decimal | Range, unit: str) -> bool:
        """Whether somebody alive can have this value: 97 mg/dL of creatinine is a mistaken unit. A bound on one side is taken as it is."""
        ends = [value.least, value.most] if isinstance(value, Range) else [Fraction(value)]
        usual = [self._usual(Fraction(one), unit) for one in ends if one is not None]
        return all(Fraction(self.least) <= one <= Fraction(self.most) for one in usual)

    def _usual(self, value: Fraction, unit: str) -> Fraction:
        if not unit or not self.unit or unit == self.unit:
            return value
        return value * Quantity(Decimal(1), unit).magnitude(self.unit, self.analyte)


class _Row(msgspec.Struct, frozen=True):
    id: str
    en: str
    zh: str
    names: str
    unit: str
    lowest: Decimal
    highest: Decimal
    least: Decimal
    most: Decimal
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
            self.least,
            self.most,
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


_SHOWN: Final = {
    "10*9/L": "10⁹/L", "10*3/uL": "10³/µL", "/uL": "/µL", "umol/L": "µmol/L", "mm[Hg]": "mmHg", "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "k[IU]/L": "kIU/L", "[IU]/mL": "IU/mL", "[lb_av]": "lb",
}  # fmt: skip


def shown_unit(code: str) -> str:
    """A unit of UCUM as people write it."""
    return _SHOWN.get(code, code)
