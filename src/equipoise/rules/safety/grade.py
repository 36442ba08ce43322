"""The toxicity grade of one laboratory value, by exact decimals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
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
    row = row_of(dictionary, term)
    if row is None:
        return Grade(None, "term")
    if value is None:
        return Grade(None, "value")
    if unit is None:
        return Grade(None, "unit")
    limits = _Limits(low, high, baseline)
    abnormal = row.abnormal_when != "" and _is_abnormal(row, limits, anticoagulated)
    if baseline is None and (row.needs_baseline or (abnormal and row.abnormal_when == "anticoagulated")):
        return Grade(None, "baseline")
    if abnormal is not None:
        return _by(row.abnormal if abnormal else row.units, unit, value, limits)
    one, other = _by(row.units, unit, value, limits), _by(row.abnormal, unit, value, limits)
    return one if one == other else Grade(None, "limit")


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


def _by(units: Mapping[str, Steps], unit: str, value: Exact, limits: _Limits) -> Grade:
    steps = units.get("*") or units.get(unit_key(unit))
    return Grade(None, "unit") if steps is None else _graded(steps, value, limits)


def _graded(steps: Steps, value: Exact, limits: _Limits) -> Grade:
    for reached, conditions in steps:
        unknown = False
        for bounds in conditions:
            holds = _all_hold(bounds, value, limits)
            if holds:
                return _GRADES[reached]
            unknown = unknown or holds is None
        if unknown:
            return Grade(None, "limit")
    return _NONE


def _all_hold(bounds: tuple[Bound, ...], value: Exact, limits: _Limits) -> bool | None:
    if len(bounds) == 1:
        return _holds(bounds[0], value, limits)
    each = [_holds(bound, value, limits) for bound in bounds]
    return False if False in each else None if None in each else True


def _holds(bound: Bound, value: Exact, limits: _Limits) -> bool | None:
    if not bound.of:
        return _RELATIONS[bound.relation](value, bound.add)
    limit = limits.low if bound.of == "LLN" else limits.high if bound.of == "ULN" else limits.baseline
    if limit is None:
        return False if bound.of == "baseline" else None
    if isinstance(limit, Fraction):
        return _RELATIONS[bound.relation](value, Fraction(bound.factor) * limit + Fraction(bound.add))
    return _RELATIONS[bound.relation](value, bound.factor * limit + bound.add)
