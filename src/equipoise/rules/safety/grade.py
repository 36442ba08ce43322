"""The toxicity grade of one laboratory value, by exact decimals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from equipoise.rules.safety.criteria import Bound, Row, Steps, row_of, unit_key

Exact = Decimal | Fraction
Missing = Literal["", "term", "value", "unit", "limit"]
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
) -> Grade:
    """The grade of a value by the criteria of a term (CTCAE, `laboratory_criteria.json`); limits and baseline in the same unit.

    A unit that the criteria do not name is not converted here. Without a baseline the value counts as one of a person
    whose baseline was normal.
    """
    row = row_of(dictionary, term)
    if row is None:
        return Grade(None, "term")
    if value is None:
        return Grade(None, "value")
    if unit is None:
        return Grade(None, "unit")
    steps = _applicable(row, unit, low, high, baseline)
    if isinstance(steps, Grade):
        return steps
    return _graded(steps, value, low, high, baseline)


def _applicable(row: Row, unit: str, low: Exact | None, high: Exact | None, baseline: Exact | None) -> Steps | Grade:
    units = row.units
    if row.abnormal_when and baseline is not None:
        if (high if row.direction == "high" else low) is None:
            return Grade(None, "limit")
        above = high is not None and baseline > high
        below = low is not None and baseline < low
        if above or (below and row.abnormal_when == "outside"):
            units = row.abnormal
    found = units.get("*") or units.get(unit_key(unit))
    return found if found is not None else Grade(None, "unit")


def _graded(steps: Steps, value: Exact, low: Exact | None, high: Exact | None, baseline: Exact | None) -> Grade:
    for reached, bounds in steps:
        unknown = False
        for bound in bounds:
            holds = _holds(bound, value, low, high, baseline)
            if holds:
                return _GRADES[reached]
            unknown = unknown or holds is None
        if unknown:
            return Grade(None, "limit")
    return _NONE


def _holds(bound: Bound, value: Exact, low: Exact | None, high: Exact | None, baseline: Exact | None) -> bool | None:
    if not bound.of:
        return _RELATIONS[bound.relation](value, bound.add)
    if bound.of == "baseline" and baseline is None:
        return False
    limit = low if bound.of == "LLN" else high if bound.of == "ULN" else baseline
    if limit is None:
        return None
    if isinstance(limit, Fraction):
        return _RELATIONS[bound.relation](value, Fraction(bound.factor) * limit + Fraction(bound.add))
    return _RELATIONS[bound.relation](value, bound.factor * limit + bound.add)
