"""Limits of what is measured: from the tokens of a sentence to comparisons that are surely meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from equipoise.protocol.criteria.syntax import (
    Comparison,
    Conjunction,
    Either,
    Expression,
    Multiple,
    Name,
    Number,
    Relation,
)
from equipoise.registry.match.lex import Amount
from equipoise.registry.match.measures import MEASURES, Measure
from equipoise.values.quantity import Quantity, UnitFault
from equipoise.values.text import Text

AGES: Final = {"a": "age", "mo": "age_months", "wk": "age_weeks", "d": "age_days"}
"""An age is counted in completed years, months, weeks or days, as the limit is stated."""
LOOSELY: Final = Text(
    "“times normal” is read as the upper limit of normal of the laboratory",
    "“正常值的倍数”按实验室正常上限理解",
)
_TIGHT: Final = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit on one or several measures. `joint` is how the measures were joined: with “or” (or a comma before it) or not."""

    measures: tuple[str, ...]
    relation: Relation | Literal["range", "scores"]
    amounts: tuple[Amount, ...]
    joint: Literal["and", "or", "slash"] = "and"

    def with_amount(self, other: Amount) -> Limit:
        """The same limit stated in one more unit."""
        return Limit(self.measures, self.relation, (*self.amounts, other), self.joint)


def tests(limit: Limit) -> tuple[Expression, ...] | None:
    """One comparison for each measure; None where the limit cannot be meant so: no unit, another kind of unit, an impossible number."""
    made = [_test(MEASURES[one], limit) for one in limit.measures]
    found = tuple(one for one in made if one is not None)
    return found if len(found) == len(made) else None


def same_limit(limit: Limit, relation: str, other: Amount) -> bool:
    """Whether an amount repeats the limit in another unit: 9 g/dL (90 g/L)."""
    one = limit.amounts[0]
    if (
        limit.relation != relation
        or one.limit
        or other.limit
        or one.unit is None
        or other.unit is None
        or one.unit == other.unit
    ):
        return False
    measure = MEASURES[limit.measures[0]]
    first, second = _usual(measure, one), _usual(measure, other)
    return first is not None and second is not None and abs(first - second) <= _TIGHT * first


def tighter(one: Limit, other: Limit) -> Limit | None:
    """The one of two limits on the same measures that implies the other; None where they do not compare."""
    if one.measures != other.measures or one.relation != other.relation or one.relation not in ("<", "<=", ">", ">="):
        return None
    first, second = one.amounts[0], other.amounts[0]
    if first.limit or second.limit:
        if first.limit != second.limit:
            return None
        left, right = Fraction(first.value), Fraction(second.value)
    else:
        measure = MEASURES[one.measures[0]]
        low, high = _usual(measure, first), _usual(measure, second)
        if low is None or high is None:
            return None
        left, right = low, high
    lower = one if left <= right else other
    return lower if one.relation in ("<", "<=") else (other if lower is one else one)


def _test(measure: Measure, limit: Limit) -> Expression | None:
    if limit.relation == "scores":
        return _scores(measure, limit.amounts)
    if limit.relation == "range":
        low, high = (_side(measure, one) for one in limit.amounts)
        if low is None or high is None:
            return None
        return Conjunction(
            (_compared(measure, limit.amounts[0], ">=", low), _compared(measure, limit.amounts[1], "<=", high))
        )
    sides = [_side(measure, one) for one in limit.amounts]
    numbers = [one for one in sides if one is not None]
    if len(numbers) < len(sides):
        return None
    right: Number | Multiple | Either = numbers[0]
    if len(numbers) > 1:
        right = Either(tuple(one for one in numbers if isinstance(one, Number)))
    return _compared(measure, limit.amounts[0], limit.relation, right)


def _compared(measure: Measure, amount: Amount, relation: Relation, right: Number | Multiple | Either) -> Comparison:
    name = AGES[amount.unit or "a"] if measure.id == "age" else measure.id
    return Comparison(Name(name), relation, right)


def _scores(measure: Measure, amounts: Sequence[Amount]) -> Expression | None:
    """A list of scores is a span of scores; one with a gap is not read."""
    values = [int(one.value) for one in amounts]
    if values != list(range(values[0], values[-1] + 1)):
        return None
    upper = Comparison(Name(measure.id), "<=", Number(Decimal(values[-1])))
    return (
        upper
        if values[0] == 0
        else Conjunction((Comparison(Name(measure.id), ">=", Number(Decimal(values[0]))), upper))
    )


def _side(measure: Measure, amount: Amount) -> Number | Multiple | None:
    if amount.limit:
        sensible = (Decimal("0.3") <= amount.value <= 20 and not measure.unitless) or measure.id == "inr"
        return Multiple(amount.value, amount.limit) if sensible else None
    if measure.id == "age":
        return _age(amount)
    usual = _usual(measure, amount)
    if usual is None or not measure.lowest <= usual <= measure.highest:
        return None
    if measure.id in ("ecog", "kps", "inr"):
        return Number(amount.value)
    return Number(amount.value, measure.unit if amount.unit is None else amount.unit)


def _age(amount: Amount) -> Number | None:
    unit = amount.unit or "a"
    if unit not in AGES or amount.value != amount.value.to_integral_value() or amount.value > 1200:
        return None
    if unit == "a" and amount.value > MEASURES["age"].highest:
        return None
    return Number(amount.value, unit)


def _usual(measure: Measure, amount: Amount) -> Fraction | None:
    """The number in the usual unit; None where the unit is missing or of another kind."""
    unit = amount.unit
    if unit is None or (measure.id == "kps" and unit == "%"):
        return Fraction(amount.value) if measure.unitless else None
    if not measure.unit:
        return Fraction(amount.value) if not unit else None
    try:
        return Quantity(amount.value, unit).magnitude(measure.unit, measure.analyte)
    except UnitFault:
        return None
