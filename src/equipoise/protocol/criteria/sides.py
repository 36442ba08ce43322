"""The sides of one test, compiled: each term of the syntax becomes a function of what is looked up."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Final

from equipoise.protocol.criteria.observation import Look, Observation
from equipoise.protocol.criteria.operands import (
    Amount,
    Moment,
    Undecided,
    aligned,
    amount_of,
    in_usual,
    moment_of_value,
    on_one_scale,
    whole_day,
)
from equipoise.protocol.criteria.ranges import Exact, Range
from equipoise.protocol.criteria.syntax import Arithmetic, Day, Name, Number, Term, Today, Word
from equipoise.protocol.criteria.windows import in_whole_days, is_duration, shift

Operand = Amount | Moment | Word


class Side:
    """What a test is asked about: the look-up, the day and how its window opens. Remembers what it looked at."""

    __slots__ = ("at", "known", "opens", "seen")

    def __init__(self, known: Look, at: date, opens: Callable[[date], date] | None = None) -> None:
        self.known = known
        self.at = at
        self.opens = opens
        self.seen: list[tuple[str, Observation | None]] = []

    def look(self, name: str) -> Observation:
        """The value of a name, if there is one and it is not too old."""
        found = self.known(name)
        if not self.seen or (name, found) not in self.seen:
            self.seen.append((name, found))
        if found is None:
            raise Undecided("missing")
        if self.opens is not None:
            self._check_age(found, self.opens(self.at))
        return found

    def _check_age(self, found: Observation, oldest: date) -> None:
        if found.day is None:
            raise Undecided("undated")
        if found.day > self.at:
            raise Undecided("not yet")
        if found.day < oldest:
            raise Undecided("stale")


def operand(term: Term) -> Callable[[Side], Operand]:
    """The operand that a term is; a text that is a number is one, and so is a text that is a date."""
    if isinstance(term, Number):
        return _always(Amount(term.value, term.unit, bare=not term.unit))
    if isinstance(term, Name):
        return _value_of(term.id)
    if isinstance(term, Day):
        return _always(Moment(term.date.earliest, term.date.latest))
    if isinstance(term, Today):
        return _today
    if isinstance(term, Arithmetic):
        return _arithmetic(term)
    assert isinstance(term, Word), "limits are resolved by their comparison"
    return _always(term)


def amount(term: Term) -> Callable[[Side], Amount]:
    """The number that a term is."""
    find = operand(term)

    def number(side: Side) -> Amount:
        found = find(side)
        if not isinstance(found, Amount):
            raise Undecided("not a number")
        return found

    return number


def moment(term: Term) -> Callable[[Side], Moment]:
    """The moment that a term is; `2000` is a year here, not a number."""
    if isinstance(term, Name):
        return _moment_of(term.id)
    if isinstance(term, Arithmetic) and isinstance(term.right, Number) and is_duration(term.right):
        return _moved(term, term.right)
    find = operand(term)

    def dated(side: Side) -> Moment:
        found = find(side)
        if not isinstance(found, Moment):
            raise Undecided("not a date")
        return found

    return dated


def _always(found: Operand) -> Callable[[Side], Operand]:
    return lambda side: found


def _today(side: Side) -> Moment:
    return Moment(side.at, side.at)


def _value_of(name: str) -> Callable[[Side], Operand]:
    def value(side: Side) -> Operand:
        found = side.look(name)
        return amount_of(found) or moment_of_value(found) or Word(as_word(found))

    return value


def _moment_of(name: str) -> Callable[[Side], Moment]:
    def dated(side: Side) -> Moment:
        found = moment_of_value(side.look(name))
        if found is None:
            raise Undecided("not a date")
        return found

    return dated


def _moved(term: Arithmetic, duration: Number) -> Callable[[Side], Moment]:
    """A moment so much later or earlier."""
    start, sign, whole = moment(term.left), 1 if term.operator == "+" else -1, in_whole_days(duration)

    def moved(side: Side) -> Moment:
        found = start(side) if whole else whole_day(start(side))
        try:
            return Moment(shift(found.first, duration, sign), shift(found.last, duration, sign))
        except (OverflowError, ValueError):
            raise Undecided("not a date") from None

    return moved


def _arithmetic(term: Arithmetic) -> Callable[[Side], Operand]:
    """Numbers are calculated with; dates are moved by a duration or measured against each other."""
    left, right = amount(term.left), amount(term.right)
    on_dates = _on_dates(term)

    def calculated(side: Side) -> Operand:
        if on_dates is not None and _is_moment(term.left, side):
            return on_dates(side)
        return _calculated(term.operator, left(side), right(side))

    return calculated


def _on_dates(term: Arithmetic) -> Callable[[Side], Operand] | None:
    """What a sum or difference is where its left side turns out to be a date; None for products and quotients."""
    if term.operator not in "+-":
        return None
    if isinstance(term.right, Number):
        return _moved(term, term.right) if is_duration(term.right) else _no_date
    left, right = moment(term.left), moment(term.right)

    def apart(side: Side) -> Amount:
        one, other = on_one_scale(left(side), right(side))
        if one.first != one.last or other.first != other.last or term.operator == "+":
            raise Undecided("bounds")
        between = one.first - other.first
        days = Fraction(between.days) + Fraction(between.seconds * 1_000_000 + between.microseconds, 86_400_000_000)
        return Amount(days, "d", usual="d")

    return apart


def _no_date(side: Side) -> Operand:
    raise Undecided("not a date")


def _is_moment(term: Term, side: Side) -> bool:
    if isinstance(term, Day | Today):
        return True
    if isinstance(term, Arithmetic):
        return _is_moment(term.left, side)
    if not isinstance(term, Name):
        return False
    found = side.known(term.id)
    return found is not None and amount_of(found) is None and moment_of_value(found) is not None


def _calculated(operator: str, left: Amount, right: Amount) -> Amount:
    """Sums keep the unit that both sides share; products and quotients are plain numbers of the usual units."""
    if operator in "+-":
        one, other, shared = aligned(left, right)
    else:
        one, other, shared = in_usual(left), in_usual(right), ""
    if isinstance(one, Range) or isinstance(other, Range):
        raise Undecided("bounds")
    if operator == "/" and other == 0:
        raise Undecided("not a number")
    if operator in "*/":
        return Amount(_exactly(operator, one, other), bare=True)
    return Amount(_exactly(operator, one, other), shared, shared, bare=not shared)


def _exactly(operator: str, one: Exact, other: Exact) -> Exact:
    """A result without rounding: of decimals a decimal where it has one, otherwise a fraction."""
    if operator != "/" and isinstance(one, Decimal) and isinstance(other, Decimal):
        try:
            return _DECIMALS[operator](one, other)
        except Inexact:
            pass  # more digits than anything measured has
    return _FRACTIONS[operator](Fraction(one), Fraction(other))


_NO_ROUNDING: Final = Context(prec=60, traps=[Inexact])
_DECIMALS: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": _NO_ROUNDING.add,
    "-": _NO_ROUNDING.subtract,
    "*": _NO_ROUNDING.multiply,
}
_FRACTIONS: Final[Mapping[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
    "/": operators.truediv,
}


def as_word(found: Observation) -> str:
    """The value as a code or text."""
    value = found.value
    if isinstance(value, bool):
        return "Y" if value else "N"
    return value if isinstance(value, str) else str(value)
