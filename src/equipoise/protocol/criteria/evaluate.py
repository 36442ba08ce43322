"""Whether a criterion holds on a day, by Kleene's strong logic: missing is unknown, too old is stale, neither is ever false.

An expression is compiled once into functions (`judge.py` for a test, `sides.py` for its terms); asking it walks no syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from equipoise.protocol.criteria.finding import Finding
from equipoise.protocol.criteria.judge import judge
from equipoise.protocol.criteria.observation import Look
from equipoise.protocol.criteria.operands import Amount, Moment, Undecided, in_usual
from equipoise.protocol.criteria.parse import parse
from equipoise.protocol.criteria.ranges import Exact, Range
from equipoise.protocol.criteria.sides import Side, operand
from equipoise.protocol.criteria.syntax import (
    Comparison,
    Conjunction,
    Disjunction,
    Expression,
    Implication,
    Membership,
    Negation,
    Presence,
    Term,
    Test,
    Timing,
    Word,
)
from equipoise.protocol.criteria.tested import Tested
from equipoise.protocol.criteria.windows import opening
from equipoise.values.itself import Itself
from equipoise.values.text import Text
from equipoise.values.truth import Truth

_TESTS: Final = (Comparison, Membership, Timing, Presence)

_Judged = tuple[Truth, list[Tested]]
"""A truth, and the tests that decide it."""
_Explain = Callable[[Look, date, list[Tested]], _Judged]
_Decide = Callable[[Look, date], Truth]


def evaluate(expression: Expression, look: Look, at: date, names: Mapping[str, Text] | None = None) -> Finding:
    """What a criterion comes to on a day: its truth, and a reason for each test. `names` are what the reasons call the values.

    Every test is evaluated even where one already decides, so that all reasons are there at once.
    """
    tested: list[Tested] = []
    found, deciding = _explained(Itself(expression))(look, at, tested)
    return Finding(found, tuple(deciding), tuple(tested), at, names)


def truth_of(condition: str, look: Look, at: date) -> Truth:
    """What a condition comes to on a day, for whoever needs no reasons: asks no further test once the truth is settled."""
    return _decided(condition)(look, at)


def compute(term: Term, look: Look, at: date) -> Exact | Range | Moment | str | None:
    """The value of a derived item: a number in usual units, a moment or a word; None where something it needs is missing."""
    try:
        found = _computed(Itself(term))(Side(look, at))
    except Undecided:
        return None
    if isinstance(found, Amount):
        return in_usual(found)
    return found.text if isinstance(found, Word) else found


@lru_cache(maxsize=4096)
def _explained(expression: Itself[Expression]) -> _Explain:
    return _explain(expression.it)


@lru_cache(maxsize=4096)
def _decided(condition: str) -> _Decide:
    return _decide(parse(condition))


@lru_cache(maxsize=1024)
def _computed(term: Itself[Term]) -> Callable[[Side], Amount | Moment | Word]:
    return operand(term.it)


def _explain(expression: Expression) -> _Explain:
    """The expression as a function that notes what every test found."""
    if isinstance(expression, _TESTS):
        return _noted(expression)
    if isinstance(expression, Negation):
        part = _explain(expression.part)
        return lambda look, at, tested: _contrary(part(look, at, tested))
    parts, decisive = _joined(expression)
    return _explain_all(tuple(_explain(part) for part in parts), decisive)


def _joined(expression: Conjunction | Disjunction | Implication) -> tuple[tuple[Expression, ...], Truth]:
    """The parts of an expression and the truth of a part that settles it: false for `and`, true for `or`."""
    if isinstance(expression, Conjunction):
        return expression.parts, Truth.FALSE
    if isinstance(expression, Disjunction):
        return expression.parts, Truth.TRUE
    return (Negation(expression.condition), expression.consequence), Truth.TRUE


def _noted(test: Test) -> _Explain:
    find, opens = judge(test), opening(test.within) if test.within is not None else None

    def explain(look: Look, at: date, tested: list[Tested]) -> _Judged:
        side = Side(look, at, opens)
        try:
            found, limit = find(side)
            leaf = Tested(test, found, "bounds" if found is Truth.UNKNOWN else "decided", tuple(side.seen), limit)
        except Undecided as undecided:
            leaf = Tested(test, Truth.UNKNOWN, undecided.cause, tuple(side.seen))
        tested.append(leaf)
        return leaf.truth, [leaf]

    return explain


def _explain_all(parts: tuple[_Explain, ...], decisive: Truth) -> _Explain:
    """`and` or `or`: the deciding tests are those of the parts that made it so."""

    def explain(look: Look, at: date, tested: list[Tested]) -> _Judged:
        found = [part(look, at, tested) for part in parts]
        for outcome in (decisive, Truth.UNKNOWN):
            deciding = [leaf for part, leaves in found if part is outcome for leaf in leaves]
            if deciding:
                return outcome, deciding
        return decisive.negated(), [leaf for _, leaves in found for leaf in leaves]

    return explain


def _contrary(judged: _Judged) -> _Judged:
    return judged[0].negated(), judged[1]


def _decide(expression: Expression) -> _Decide:
    """The expression as a function that finds nothing but its truth."""
    if isinstance(expression, _TESTS):
        return _settled(expression)
    if isinstance(expression, Negation):
        part = _decide(expression.part)
        return lambda look, at: part(look, at).negated()
    parts, decisive = _joined(expression)
    return _decide_all(tuple(_decide(part) for part in parts), decisive)


def _settled(test: Test) -> _Decide:
    find, opens = judge(test), opening(test.within) if test.within is not None else None

    def decide(look: Look, at: date) -> Truth:
        try:
            return find(Side(look, at, opens))[0]
        except Undecided:
            return Truth.UNKNOWN

    return decide


def _decide_all(parts: tuple[_Decide, ...], decisive: Truth) -> _Decide:
    def decide(look: Look, at: date) -> Truth:
        otherwise = decisive.negated()
        for part in parts:
            found = part(look, at)
            if found is decisive:
                return decisive
            if found is Truth.UNKNOWN:
                otherwise = found
        return otherwise

    return decide
