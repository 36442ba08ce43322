"""One test as a function: a comparison, a membership, an order of moments or a presence, compiled once from its syntax."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from equipoise.protocol.criteria.observation import NEVER, Observation
from equipoise.protocol.criteria.operands import (
    Amount,
    Moment,
    Undecided,
    aligned,
    amount_of,
    moment_of_value,
    on_one_scale,
)
from equipoise.protocol.criteria.ranges import Exact, Range, compare
from equipoise.protocol.criteria.sides import Operand, Side, amount, as_word, moment, operand
from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Day,
    Either,
    Membership,
    Multiple,
    Name,
    Number,
    Presence,
    Term,
    Test,
    Timing,
    Today,
    Word,
)
from equipoise.protocol.criteria.windows import is_duration
from equipoise.values.quantity import compatible
from equipoise.values.truth import Truth, some, truth
from equipoise.values.units import UnitFault, unit

Limit = tuple[Exact | Range, str]
Judge = Callable[[Side], tuple[Truth, Limit | None]]
"""Whether a test holds, and the limit that its value was held against. Raises Undecided where a value says nothing."""

_YES = frozenset({"Y", "yes", "true"})
_NO = frozenset({"N", "no", "false"})
_LIMITS: Final = (Multiple, Either)
_DAYS: Final = (Day, Today)
_ORDERS: Final = {"before": "<", "on or before": "<=", "after": ">", "on or after": ">="}


def judge(test: Test) -> Judge:
    """The function that a test is."""
    if isinstance(test, Comparison):
        return _comparison(test)
    if isinstance(test, Membership):
        return _membership(test)
    return _timing(test) if isinstance(test, Timing) else _presence(test)


def _comparison(test: Comparison) -> Judge:
    left, relation, right = test.left, test.relation, test.right
    if isinstance(right, Word):
        return _equality(left, relation, right.text)
    if isinstance(left, _LIMITS):
        return _against_limit(left, relation, right, limit_first=True)
    if isinstance(right, _LIMITS):
        return _against_limit(right, relation, left, limit_first=False)
    if isinstance(left, _DAYS) or isinstance(right, _DAYS) or _moves(left) or _moves(right):
        one, other = moment(left), moment(right)
        return lambda side: (_ordered(one(side), relation, other(side)), None)
    first, second = operand(left), operand(right)
    return lambda side: _plain(first(side), relation, second(side))


def _moves(term: Term) -> bool:
    return isinstance(term, Arithmetic) and isinstance(term.right, Number) and _is_stretch(term.right)


def _is_stretch(number: Number) -> bool:
    return bool(number.unit) and is_duration(number)


def _plain(one: Operand, relation: str, other: Operand) -> tuple[Truth, Limit | None]:
    if isinstance(one, Amount) and isinstance(other, Amount):
        left, right, measured = aligned(one, other)
        return compare(left, relation, right), (right, measured)
    if isinstance(one, Moment) and isinstance(other, Moment):
        return _ordered(one, relation, other), None
    if relation in ("=", "!="):
        same = isinstance(one, Word) and isinstance(other, Word) and one.text == other.text
        return truth(same == (relation == "=")), None
    raise Undecided("not a date" if isinstance(one, Moment) or isinstance(other, Moment) else "not a number")


def _against_limit(stated: Multiple | Either, relation: str, term: Term, *, limit_first: bool) -> Judge:
    """A value against a multiple of its own laboratory's limit, or against the limit in its reported unit."""
    assert isinstance(term, Name), "the parser allows nothing else"
    name, value = term.id, amount(term)
    find = _multiple_of(stated) if isinstance(stated, Multiple) else _in_its_unit(stated)

    def judged(side: Side) -> tuple[Truth, Limit]:
        limit = find(side.look(name))
        if limit_first:
            one, other, _ = aligned(limit, value(side))
        else:
            one, other, _ = aligned(value(side), limit)
        return compare(one, relation, other), (limit.number, limit.unit)

    return judged


def _multiple_of(stated: Multiple) -> Callable[[Observation], Amount]:
    def limit(found: Observation) -> Amount:
        normal = found.high if stated.limit == "ULN" else found.low
        if normal is None:
            raise Undecided("no limit")
        return Amount(_times(normal.value, stated.times), normal.unit or found.unit, analyte=found.analyte)

    return limit


@lru_cache(maxsize=4096)
def _times(value: Decimal, times: Decimal) -> Fraction:
    return Fraction(value) * Fraction(times)


def _in_its_unit(stated: Either) -> Callable[[Observation], Amount]:
    def limit(found: Observation) -> Amount:
        reported = found.unit or found.usual
        chosen = _in_reported_unit(stated, found, reported)
        if chosen is None:
            raise Undecided("unit" if reported else "no unit")
        return Amount(chosen.value, chosen.unit, analyte=found.analyte)

    return limit


def _in_reported_unit(limit: Either, found: Observation, reported: str) -> Number | None:
    """The limit stated in the reported unit; else one that differs by a power of ten only; else one that the analyte converts."""
    if not reported:
        return None
    same = next((one for one in limit.limits if one.unit == reported), None)
    if same is not None:
        return same
    try:
        code = unit(reported).code
    except UnitFault:
        return None  # nobody knows the unit, so no limit is stated in it
    for one in limit.limits:
        if unit(one.unit).code == code:
            return one
    for analyte in (None, found.analyte):
        for one in limit.limits:
            if compatible(one.unit, reported, analyte):
                return one
    return None


def _equality(left: Term, relation: str, word: str) -> Judge:
    assert not isinstance(left, _LIMITS), "limits are resolved by their comparison"
    where_same: tuple[Truth, None] = (truth(relation == "="), None)
    where_other: tuple[Truth, None] = (truth(relation != "="), None)
    if isinstance(left, Name):
        name = left.id
        return lambda side: where_same if _is_word(side.look(name), word) else where_other
    find = operand(left)

    def judged(side: Side) -> tuple[Truth, None]:
        found = find(side)
        same = isinstance(found, Word) and found.text == word
        return where_same if same else where_other

    return judged


def _is_word(found: Observation, word: str) -> bool:
    value = found.value
    if isinstance(value, bool):
        return word in (_YES if value else _NO)
    if value == "Y" or value == "N":
        return word in (_YES if value == "Y" else _NO)
    return as_word(found) == word


def _membership(test: Membership) -> Judge:
    find = _entries_of_name(test.left.id, test.values) if isinstance(test.left, Name) else _entries_of_number(test)

    def judged(side: Side) -> tuple[Truth, None]:
        inside = find(side)
        return inside.negated() if test.negated else inside, None

    return judged


def _entries_of_name(name: str, values: tuple[Number | Word, ...]) -> Callable[[Side], Truth]:
    words = tuple(entry.text for entry in values if isinstance(entry, Word))
    numbers = tuple(entry for entry in values if isinstance(entry, Number))

    def inside(side: Side) -> Truth:
        found = side.look(name)
        if any(_is_word(found, word) for word in words):
            return Truth.TRUE
        number = amount_of(found) if numbers else None
        return Truth.FALSE if number is None else some([_equal_amounts(number, entry) for entry in numbers])

    return inside


def _entries_of_number(test: Membership) -> Callable[[Side], Truth]:
    find = amount(test.left)

    def inside(side: Side) -> Truth:
        number = find(side)
        return some(truth(False) if isinstance(one, Word) else _equal_amounts(number, one) for one in test.values)

    return inside


def _equal_amounts(number: Amount, entry: Number) -> Truth:
    one, other, _ = aligned(number, Amount(entry.value, entry.unit, bare=not entry.unit))
    return compare(one, "=", other)


def _presence(test: Presence) -> Judge:
    name, where_known = test.left.id, truth(test.known)
    where_missing = where_known.negated()

    def judged(side: Side) -> tuple[Truth, None]:
        try:
            side.look(name)
        except Undecided as undecided:
            if undecided.cause != "missing":
                raise
            return where_missing, None
        return where_known, None

    return judged


def _timing(test: Timing) -> Judge:
    relation, right = _ORDERS[test.order], moment(test.right)
    if not isinstance(test.left, Name):
        left = moment(test.left)
        return lambda side: (_ordered(left(side), relation, right(side)), None)
    name, where_never = test.left.id, truth(test.order in ("before", "on or before"))

    def judged(side: Side) -> tuple[Truth, None]:
        found = side.look(name)
        if found.value == NEVER:
            return where_never, None
        moment_found = moment_of_value(found)
        if moment_found is None:
            raise Undecided("not a date")
        return _ordered(moment_found, relation, right(side)), None

    return judged


def _ordered(left: Moment, relation: str, right: Moment) -> Truth:
    """The order of two moments, each known between two ends: unknown where the ends overlap."""
    one, other = on_one_scale(left, right)
    if relation in (">", ">="):
        one, other = other, one
    if relation in ("<", ">"):
        return Truth.TRUE if one.last < other.first else Truth.FALSE if one.first >= other.last else Truth.UNKNOWN
    if relation in ("<=", ">="):
        return Truth.TRUE if one.last <= other.first else Truth.FALSE if one.first > other.last else Truth.UNKNOWN
    exact = one.first == one.last == other.first == other.last
    apart = one.last < other.first or other.last < one.first
    same = Truth.TRUE if exact else Truth.FALSE if apart else Truth.UNKNOWN
    return same if relation == "=" else same.negated()
