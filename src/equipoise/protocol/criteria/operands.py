"""The sides of a test as things that can be compared: amounts with units, moments, words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from equipoise.protocol.criteria.observation import Observation
from equipoise.protocol.criteria.ranges import Exact, Range, read_number
from equipoise.protocol.criteria.tested import Cause
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import AnalyteUnits, UnitFault, conversion
from equipoise.values.units import unit


class Undecided(Exception):
    """A test has no truth, for this cause."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


class Amount(NamedTuple):
    """A number in a unit. A `bare` one was written without a unit and is meant in the usual unit of its counterpart."""

    number: Exact | Range
    unit: str = ""
    usual: str = ""
    analyte: AnalyteUnits | None = None
    bare: bool = False


class Moment(NamedTuple):
    """A date or moment known between two ends; both ends are of one type."""

    first: date
    last: date


def amount_of(found: Observation) -> Amount | None:
    """The number that a value is, with its unit; None where it is not a number."""
    value = found.value
    if isinstance(value, str):
        number: Exact | Range | None = read_number(value)
    elif isinstance(value, (Decimal, Range)):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    else:
        number = None
    return None if number is None else Amount(number, found.unit, found.usual, found.analyte)


def moment_of_value(found: Observation) -> Moment | None:
    """The moment that a value is; None where it is not a date."""
    value = found.value
    if isinstance(value, str):
        return _read_moment(value)
    if isinstance(value, PartialDate):
        return Moment(value.earliest, value.latest)
    return Moment(value, value) if isinstance(value, date) else None


@lru_cache(maxsize=16384)
def _read_moment(words: str) -> Moment | None:
    try:
        if "T" in words:
            moment = datetime.fromisoformat(words)
            return Moment(moment, moment)
        partial = PartialDate.parse(words)
    except ValueError:
        return None
    return Moment(partial.earliest, partial.latest)


def aligned(left: Amount, right: Amount) -> tuple[Exact | Range, Exact | Range, str]:
    """Both numbers in one unit (the third). Undecided where a unit is missing or the two do not convert."""
    if left.unit == right.unit or (left.bare and right.bare):
        return left.number, right.number, left.unit
    if left.bare:
        return left.number, in_usual(right), right.usual or right.unit
    if right.bare:
        return in_usual(left), right.number, left.usual or left.unit
    left, right = _with_unit(left, right), _with_unit(right, left)
    return left.number, in_unit(right, left.unit, left.analyte), left.unit


def _with_unit(amount: Amount, other: Amount) -> Amount:
    """A value that was reported without its unit is in the usual one, or in none if the item has no unit."""
    if amount.unit:
        return amount
    if amount.usual:
        return Amount(amount.number, amount.usual, amount.usual, amount.analyte)
    if unit(other.unit).dimensions:
        raise Undecided("no unit")
    return amount


def in_usual(amount: Amount) -> Exact | Range:
    """The number in the usual unit of its item; as reported where the item has none."""
    if not amount.usual or amount.usual == amount.unit or not amount.unit:
        return amount.number
    return in_unit(amount, amount.usual, None)


def in_unit(amount: Amount, wanted: str, analyte: AnalyteUnits | None) -> Exact | Range:
    """The exact number in another unit. Undecided where it does not convert."""
    if amount.unit == wanted:
        return amount.number
    try:
        factor, add = conversion(amount.unit, wanted, amount.analyte or analyte)
    except UnitFault:
        raise Undecided("unit") from None
    if isinstance(amount.number, Range):
        return amount.number.scaled(factor, add)
    return Fraction(amount.number) * factor + add


def on_one_scale(left: Moment, right: Moment) -> tuple[Moment, Moment]:
    """Two moments as dates if either is a date, so that a day and a moment of that day are the same."""
    one, other = isinstance(left.first, datetime), isinstance(right.first, datetime)
    if one and other:
        return _zoned(left, right), _zoned(right, left)
    return (_day(left) if one else left), (_day(right) if other else right)


def _day(moment: Moment) -> Moment:
    first, last = moment.first, moment.last
    assert isinstance(first, datetime) and isinstance(last, datetime)
    return Moment(first.date(), last.date())


def _zoned(moment: Moment, other: Moment) -> Moment:
    """A time without a zone beside one that has a zone is read in the zone of the other."""
    first, last, beside = moment.first, moment.last, other.first
    assert isinstance(first, datetime) and isinstance(last, datetime) and isinstance(beside, datetime)
    if first.tzinfo is not None or beside.tzinfo is None:
        return moment
    return Moment(first.replace(tzinfo=beside.tzinfo), last.replace(tzinfo=beside.tzinfo))


def whole_day(moment: Moment) -> Moment:
    """A date as the span of its moments, so that it can be moved by hours."""
    if isinstance(moment.first, datetime):
        return moment
    last = datetime.combine(moment.last, time(), UTC) + timedelta(days=1, microseconds=-1)
    return Moment(datetime.combine(moment.first, time(), UTC), last)
