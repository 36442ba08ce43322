"""Whether a criterion holds on a day, by Kleene's strong logic: missing is unknown, too old is stale, neither is ever false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from equipoise.protocol.criteria.finding import Finding
from equipoise.protocol.criteria.observation import NEVER, Look, Observation
from equipoise.protocol.criteria.operands import (
    Amount,
    Moment,
    Undecided,
    aligned,
    amount_of,
    in_usual,
    moment_of_value,
    on_one_scale,
)
from equipoise.protocol.criteria.ranges import Exact, Range, compare
from equipoise.protocol.criteria.sides import Case, Operand, Side, as_word
from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Conjunction,
    Day,
    Disjunction,
    Either,
    Expression,
    Implication,
    Membership,
    Multiple,
    Name,
    Negation,
    Number,
    Presence,
    Term,
    Test,
    Timing,
    Today,
    Word,
)
from equipoise.protocol.criteria.tested import Cause, Tested
from equipoise.protocol.criteria.windows import is_duration
from equipoise.values.quantity import compatible
from equipoise.values.text import Text
from equipoise.values.truth import Truth, some, truth
from equipoise.values.units import UnitFault, unit

_YES = frozenset({"Y", "yes", "true"})
_NO = frozenset({"N", "no", "false"})
_TESTS: Final = (Comparison, Membership, Timing, Presence)
_LIMITS: Final = (Multiple, Either)
_DAYS: Final = (Day, Today)


def evaluate(expression: Expression, look: Look, at: date, names: Mapping[str, Text] | None = None) -> Finding:
    """What a criterion comes to on a day: its truth, and a reason for each test. `names` are what the reasons call the values.

    Every test is evaluated even where one already decides, so that all reasons are there at once.
    """
    tested: list[Tested] = []
    found, deciding = _judge(expression, Case(look, at), tested)
    return Finding(found, tuple(deciding), tuple(tested), at, names)


def compute(term: Term, look: Look, at: date) -> Exact | Range | Moment | str | None:
    """The value of a derived item: a number in usual units, a moment or a word; None where something it needs is missing."""
    try:
        operand = Side(Case(look, at)).of(term)
    except Undecided:
        return None
    if isinstance(operand, Amount):
        return in_usual(operand)
    return operand.text if isinstance(operand, Word) else operand


def _judge(expression: Expression, case: Case, tested: list[Tested]) -> tuple[Truth, list[Tested]]:
    """The truth of an expression and the tests that decide it."""
    if isinstance(expression, _TESTS):
        leaf = _test(expression, case)
        tested.append(leaf)
        return leaf.truth, [leaf]
    if isinstance(expression, Conjunction):
        return _joined(expression.parts, case, tested, Truth.FALSE)
    if isinstance(expression, Disjunction):
        return _joined(expression.parts, case, tested, Truth.TRUE)
    if isinstance(expression, Implication):
        return _joined((Negation(expression.condition), expression.consequence), case, tested, Truth.TRUE)
    found, deciding = _judge(expression.part, case, tested)
    return found.negated(), deciding


def _joined(
    parts: tuple[Expression, ...], case: Case, tested: list[Tested], decisive: Truth
) -> tuple[Truth, list[Tested]]:
    """`and` (false decides) or `or` (true decides): the deciding tests are those of the parts that made it so."""
    found = [_judge(part, case, tested) for part in parts]
    for outcome in (decisive, Truth.UNKNOWN):
        deciding = [leaf for part, leaves in found if part is outcome for leaf in leaves]
        if deciding:
            return outcome, deciding
    return decisive.negated(), [leaf for _, leaves in found for leaf in leaves]


def _test(test: Test, case: Case) -> Tested:
    side = Side(case, test.within)
    limit: tuple[Exact | Range, str] | None = None
    cause: Cause = "decided"
    try:
        if isinstance(test, Comparison):
            found, limit = _comparison(test, side)
        else:
            found = _READERS[type(test)](test, side)
        if found is Truth.UNKNOWN:
            cause = "bounds"
    except Undecided as undecided:
        found, cause = Truth.UNKNOWN, undecided.cause
    return Tested(test, found, cause, tuple(side.seen), limit)


def _comparison(test: Comparison, side: Side) -> tuple[Truth, tuple[Exact | Range, str] | None]:
    left, relation, right = test.left, test.relation, test.right
    if isinstance(right, Word):
        return _equality(test, side, right), None
    if isinstance(left, _LIMITS):
        limit = _limit(left, side, right)
        one, other, _ = aligned(limit, side.amount(right))
        return compare(one, relation, other), (limit.number, limit.unit)
    if isinstance(right, _LIMITS):
        limit = _limit(right, side, left)
        value = side.amount(left)
        one, other, _ = aligned(value, limit)
        return compare(one, relation, other), (limit.number, limit.unit)
    if isinstance(left, _DAYS) or isinstance(right, _DAYS) or _moves(left) or _moves(right):
        return _ordered(side.moment(left), relation, side.moment(right)), None
    return _plain(side.of(left), relation, side.of(right), isinstance(left, Name) and isinstance(right, Name))


def _moves(term: Term) -> bool:
    return isinstance(term, Arithmetic) and isinstance(term.right, Number) and _is_stretch(term.right)


def _is_stretch(number: Number) -> bool:
    return bool(number.unit) and is_duration(number)


def _plain(one: Operand, relation: str, other: Operand, names: bool) -> tuple[Truth, tuple[Exact | Range, str] | None]:
    if isinstance(one, Amount) and isinstance(other, Amount):
        left, right, measured = aligned(one, other)
        return compare(left, relation, right), (right, measured)
    if isinstance(one, Moment) and isinstance(other, Moment):
        return _ordered(one, relation, other), None
    if relation in ("=", "!="):
        same = isinstance(one, Word) and isinstance(other, Word) and one.text == other.text
        return truth(same == (relation == "=")), None
    raise Undecided("not a date" if isinstance(one, Moment) or isinstance(other, Moment) else "not a number")


def _limit(limit: Multiple | Either, side: Side, name: Term) -> Amount:
    """The limit that a value is held against: a multiple of its own laboratory's limit, or the limit in its reported unit."""
    assert isinstance(name, Name), "the parser allows nothing else"
    found = side.look(name.id)
    if isinstance(limit, Multiple):
        normal = found.high if limit.limit == "ULN" else found.low
        if normal is None:
            raise Undecided("no limit")
        return Amount(Fraction(normal.value) * Fraction(limit.times), normal.unit or found.unit, analyte=found.analyte)
    reported = found.unit or found.usual
    chosen = _in_reported_unit(limit, found, reported)
    if chosen is None:
        raise Undecided("unit" if reported else "no unit")
    return Amount(chosen.value, chosen.unit, analyte=found.analyte)


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


def _equality(test: Comparison, side: Side, word: Word) -> Truth:
    assert not isinstance(test.left, _LIMITS), "limits are resolved by their comparison"
    if isinstance(test.left, Name):
        same = _is_word(side.look(test.left.id), word.text)
    else:
        operand = side.of(test.left)
        same = isinstance(operand, Word) and operand.text == word.text
    return truth(same == (test.relation == "="))


def _is_word(found: Observation, word: str) -> bool:
    value = found.value
    if isinstance(value, bool):
        return word in (_YES if value else _NO)
    if value == "Y" or value == "N":
        return word in (_YES if value == "Y" else _NO)
    return as_word(found) == word


def _membership(test: Membership, side: Side) -> Truth:
    if isinstance(test.left, Name):
        found = side.look(test.left.id)
        outcomes = [_is_entry(found, entry) for entry in test.values]
    else:
        amount = side.amount(test.left)
        outcomes = [truth(False) if isinstance(entry, Word) else _equal_amounts(amount, entry) for entry in test.values]
    inside = some(outcomes)
    return inside.negated() if test.negated else inside


def _is_entry(found: Observation, entry: Number | Word) -> Truth:
    if isinstance(entry, Word):
        return truth(_is_word(found, entry.text))
    amount = amount_of(found)
    return Truth.FALSE if amount is None else _equal_amounts(amount, entry)


def _equal_amounts(amount: Amount, entry: Number) -> Truth:
    one, other, _ = aligned(amount, Amount(entry.value, entry.unit, bare=not entry.unit))
    return compare(one, "=", other)


def _presence(test: Presence, side: Side) -> Truth:
    try:
        side.look(test.left.id)
    except Undecided as undecided:
        if undecided.cause != "missing":
            raise
        return truth(not test.known)
    return truth(test.known)


_ORDERS = {"before": "<", "on or before": "<=", "after": ">", "on or after": ">="}


def _timing(test: Timing, side: Side) -> Truth:
    if isinstance(test.left, Name):
        found = side.look(test.left.id)
        if found.value == NEVER:
            return truth(test.order in ("before", "on or before"))
        left = moment_of_value(found)
        if left is None:
            raise Undecided("not a date")
    else:
        left = side.moment(test.left)
    return _ordered(left, _ORDERS[test.order], side.moment(test.right))


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


_READERS: Mapping[type, Callable[[Any, Side], Truth]] = {
    Membership: _membership,
    Timing: _timing,
    Presence: _presence,
}
