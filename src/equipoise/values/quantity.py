"""Quantities with units, converted exactly: no decision about a person ever rests on a rounded number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache

from equipoise.values.units import Unit, UnitFault, does_not_convert, tidy_unit, unit

__all__ = ["AnalyteUnits", "Quantity", "UnitFault", "compatible", "conversion", "decimal_words", "tidy_unit", "unit"]


@dataclass(frozen=True, slots=True)
class AnalyteUnits:
    """How the units of one analyte convert into its usual unit: `factors` are (other unit, exact factor as decimal words).

    Mass and amount of substance convert only so. The factor multiplies (creatinine 1 mg/dL = 88.42 umol/L): the value of the
    other unit times the factor is the value in the usual unit.
    """

    usual: str
    factors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit (UCUM code or a usual spelling; empty for a plain number), as it was reported."""

    value: Decimal
    unit: str = ""

    def magnitude(self, wanted: str, analyte: AnalyteUnits | None = None) -> Fraction:
        """Its exact number in another unit. UnitFault if the unit is unknown or of another kind."""
        multiply, add = conversion(self.unit, wanted, analyte)
        return Fraction(self.value) * multiply + add

    def shown_in(self, wanted: str, places: int, analyte: AnalyteUnits | None = None) -> Quantity:
        """The quantity in another unit, rounded half to even, for people to read; decisions use `magnitude`."""
        exact = self.magnitude(wanted, analyte)
        scaled = round(exact * 10**places)
        return Quantity(Decimal(scaled).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), wanted)

    def __str__(self) -> str:
        words = decimal_words(self.value)
        return f"{words} {self.unit}" if self.unit else words


def decimal_words(value: Decimal | Fraction) -> str:
    """A number as people write it, without an exponent; a fraction that never ends is cut after six significant digits."""
    if isinstance(value, Fraction):
        ends = Decimal(value.numerator) / Decimal(value.denominator)
        value = ends if Fraction(ends) == value else +Decimal(f"{ends:.6g}")
    return format(value, "f")


def compatible(one: str, other: str, analyte: AnalyteUnits | None = None) -> bool:
    """Whether two units convert into each other (for this analyte)."""
    try:
        conversion(one, other, analyte)
    except UnitFault:
        return False
    return True


@lru_cache(maxsize=4096)
def conversion(given: str, wanted: str, analyte: AnalyteUnits | None = None) -> tuple[Fraction, Fraction]:
    """Exact (factor, addend) that take a number from one unit to another. UnitFault if there is no way."""
    start, end = unit(given), unit(wanted)
    if start.dimensions == end.dimensions:
        return start.scale / end.scale, (start.zero - end.zero) / end.scale
    if analyte is None:
        raise does_not_convert(given, wanted)
    usual = unit(analyte.usual)
    to_usual, from_usual = _to_usual(start, usual, analyte), _to_usual(end, usual, analyte)
    if to_usual is None or from_usual is None:
        raise does_not_convert(given, wanted)
    return to_usual / from_usual, Fraction(0)


def _to_usual(start: Unit, usual: Unit, analyte: AnalyteUnits) -> Fraction | None:
    if start.dimensions == usual.dimensions:
        return start.scale / usual.scale
    for code, factor in analyte.factors:
        other = unit(code)
        if other.dimensions == start.dimensions:
            return start.scale / other.scale * Fraction(factor)
    return None
