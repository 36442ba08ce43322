"""The toxicity grade of one laboratory value, by exact decimals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from equipoise.rules.safety.criteria import Bound, Row, Steps, row_of, unit_key

Exact = Decimal | Fraction
Missing = Literal["", "term", "value", "unit", "limit", "baseline"]
_RELATIONS: Mapping[str, Callable[[Exact, Exact], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from 0 (none) to 4, or None with what is missing to tell it: it is never 0 for want of a value or a limit."""

    grade: int | None
    missing: Missing = ""


_PLACES: Mapping[str, int] = {"": -1, "LLN": 0, "ULN": 1, "baseline": 2}
_BASELINE = _PLACES["baseline"]
_NONE = Grade(0)
_GRADES = {grade: Grade(grade) for grade in range(1, 5)}


def grade(
    dictionary: str,
    term: str,
    value: Exact | None,
    unit: str | None,
    *,
    low: Exact | None = None,
    high: Exact | None = None,
    baseline: Exact | None = None,
    anticoagulated: bool = False,
) -> Grade:
    """The grade of a value by the criteria of a term (CTCAE, `laboratory_criteria.json`); limits and baseline in the same unit.

    A unit that the criteria do not name is not converted here. Without a baseline the value counts as one of a person
    whose baseline was normal. What is missing matters only where it could change the grade. `anticoagulated` matters to INR.
    """
    if row_of(dictionary, term) is None:
        return Grade(None, "term")
    if value is None:
        return Grade(None, "value")
    if unit is None:
        return Grade(None, "unit")
    row, normal, other = _compiled(dictionary, term, unit)
    limits = _Limits(low, high, baseline)
    abnormal = row.abnormal_when != "" and _is_abnormal(row, limits, anticoagulated)
    if baseline is None and (row.needs_baseline or (abnormal and row.abnormal_when == "anticoagulated")):
        return Grade(None, "baseline")
    if abnormal is not None:
        return _graded(other if abnormal else normal, value, limits)
    one, another = _graded(normal, value, limits), _graded(other, value, limits)
    return one if one == another else Grade(None, "limit")


class _Limits(NamedTuple):
    low: Exact | None
    high: Exact | None
    baseline: Exact | None


def _is_abnormal(row: Row, limits: _Limits, anticoagulated: bool) -> bool | None:
    """Whether the bounds for an abnormal baseline apply; None where a missing limit leaves it open."""
    low, high, baseline = limits
    if row.abnormal_when == "anticoagulated":
        return anticoagulated
    if baseline is None:
        return False
    if row.abnormal_when == "baseline":
        return True
    if row.abnormal_when == "below":
        return None if low is None else baseline < low
    if (high if row.direction == "high" else low) is None:
        return None
    above = high is not None and baseline > high
    return above or (row.abnormal_when == "outside" and low is not None and baseline < low)


class _Test(NamedTuple):
    """A bound ready to be asked: relation, place of its limit (-1: the number itself), whether it is the bare limit, factor, addend."""

    relation: Callable[[Exact, Exact], bool]
    place: int
    bare: bool
    factor: Decimal
    add: Decimal


_Compiled = tuple[tuple[int, tuple[tuple[_Test, ...], ...]], ...]


@lru_cache(maxsize=4096)
def _compiled(dictionary: str, term: str, unit: str) -> tuple[Row, _Compiled | None, _Compiled | None]:
    """The criteria of a known term in a unit, made ready once: the usual bounds and those that replace them."""
    row = row_of(dictionary, term)
    assert row is not None
    return row, _ready(row.units, unit), _ready(row.abnormal, unit)


def _ready(units: Mapping[str, Steps], unit: str) -> _Compiled | None:
    steps = units.get("*") or units.get(unit_key(unit))
    if steps is None:
        return None
    return tuple((reached, tuple(tuple(map(_test, bounds)) for bounds in conditions)) for reached, conditions in steps)


def _test(bound: Bound) -> _Test:
    bare = bound.factor == 1 and bound.add == 0
    return _Test(_RELATIONS[bound.relation], _PLACES[bound.of], bare, bound.factor, bound.add)


def _graded(steps: _Compiled | None, value: Exact, limits: _Limits) -> Grade:
    if steps is None:
        return Grade(None, "unit")
    for reached, conditions in steps:
        unknown = False
        for tests in conditions:
            holds = _all_hold(tests, value, limits)
            if holds:
                return _GRADES[reached]
            unknown = unknown or holds is None
        if unknown:
            return Grade(None, "limit")
    return _NONE


def _all_hold(tests: tuple[_Test, ...], value: Exact, limits: _Limits) -> bool | None:
    """Whether every test holds; None where a missing limit leaves it open. A baseline that is missing is not exceeded."""
    found: bool | None = True
    for relation, place, bare, factor, add in tests:
        if place < 0:
            holds = relation(value, add)
        else:
            limit = limits[place]
            if limit is None:
                if place == _BASELINE:
                    return False
                found = None
                continue
            if not bare:
                limit = factor * limit + add if isinstance(limit, Decimal) else Fraction(factor) * limit + Fraction(add)
            holds = relation(value, limit)
        if not holds:
            return False
    return found
