"""The sides of one test: its terms resolved to amounts, moments and words for one look-up and day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

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
from equipoise.protocol.criteria.ranges import Range
from equipoise.protocol.criteria.syntax import Arithmetic, Day, Name, Number, Term, Today, Word
from equipoise.protocol.criteria.windows import in_whole_days, is_duration, opens, shift

Operand = Amount | Moment | Word


class Case:
    """What is asked: the look-up and the day."""

    __slots__ = ("at", "look")

    def __init__(self, look: Look, at: date) -> None:
        self.look = look
        self.at = at


class Side:
    """Resolves the terms of one test, remembering what it looked at."""

    __slots__ = ("case", "seen", "within")

    def __init__(self, case: Case, within: Number | None = None) -> None:
        self.case = case
        self.within = within
        self.seen: list[tuple[str, Observation | None]] = []

    def look(self, name: str) -> Observation:
        """The value of a name, if there is one and it is not too old."""
        found = self.case.look(name)
        if (name, found) not in self.seen:
            self.seen.append((name, found))
        if found is None:
            raise Undecided("missing")
        if self.within is not None:
            self._check_age(found, self.within)
        return found

    def _check_age(self, found: Observation, within: Number) -> None:
        if found.day is None:
            raise Undecided("undated")
        if found.day > self.case.at:
            raise Undecided("not yet")
        if found.day < opens(within, self.case.at):
            raise Undecided("stale")

    def of(self, term: Term) -> Operand:
        """The operand that a term is; a text that is a number is one, and so is a text that is a date."""
        if isinstance(term, Number):
            return Amount(term.value, term.unit, bare=not term.unit)
        if isinstance(term, Name):
            found = self.look(term.id)
            return amount_of(found) or moment_of_value(found) or Word(as_word(found))
        if isinstance(term, Day):
            return Moment(term.date.earliest, term.date.latest)
        if isinstance(term, Today):
            return Moment(self.case.at, self.case.at)
        if isinstance(term, Arithmetic):
            return self._arithmetic(term)
        assert isinstance(term, Word), "limits are resolved by their comparison"
        return term

    def amount(self, term: Term) -> Amount:
        """The number that a term is."""
        operand = self.of(term)
        if not isinstance(operand, Amount):
            raise Undecided("not a number")
        return operand

    def moment(self, term: Term) -> Moment:
        """The moment that a term is; `2000` is a year here, not a number."""
        if isinstance(term, Name):
            found = moment_of_value(self.look(term.id))
            if found is None:
                raise Undecided("not a date")
            return found
        if isinstance(term, Arithmetic) and isinstance(term.right, Number) and is_duration(term.right):
            return _moved(self.moment(term.left), term.right, 1 if term.operator == "+" else -1)
        operand = self.of(term)
        if not isinstance(operand, Moment):
            raise Undecided("not a date")
        return operand

    def _arithmetic(self, term: Arithmetic) -> Operand:
        if term.operator in "+-" and self._is_moment(term.left):
            if isinstance(term.right, Number):
                if not is_duration(term.right):
                    raise Undecided("not a date")
                return _moved(self.moment(term.left), term.right, 1 if term.operator == "+" else -1)
            one, other = on_one_scale(self.moment(term.left), self.moment(term.right))
            if one.first != one.last or other.first != other.last or term.operator == "+":
                raise Undecided("bounds")
            apart = one.first - other.first
            days = Fraction(apart.days) + Fraction(apart.seconds * 1_000_000 + apart.microseconds, 86_400_000_000)
            return Amount(days, "d", usual="d")
        return _calculated(term, self.amount(term.left), self.amount(term.right))

    def _is_moment(self, term: Term) -> bool:
        if isinstance(term, Day | Today):
            return True
        if isinstance(term, Arithmetic):
            return self._is_moment(term.left)
        if not isinstance(term, Name):
            return False
        found = self.case.look(term.id)
        return found is not None and amount_of(found) is None and moment_of_value(found) is not None


def _calculated(term: Arithmetic, left: Amount, right: Amount) -> Amount:
    """Sums keep the unit that both sides share; products and quotients are plain numbers of the usual units."""
    if term.operator in "+-":
        one, other, shared = aligned(left, right)
    else:
        one, other, shared = in_usual(left), in_usual(right), ""
    if isinstance(one, Range) or isinstance(other, Range):
        raise Undecided("bounds")
    exact, second = Fraction(one), Fraction(other)
    if term.operator == "/":
        if second == 0:
            raise Undecided("not a number")
        return Amount(exact / second, bare=True)
    if term.operator == "*":
        return Amount(exact * second, bare=True)
    return Amount(exact + second if term.operator == "+" else exact - second, shared, shared, bare=not shared)


def _moved(moment: Moment, duration: Number, sign: int) -> Moment:
    if not in_whole_days(duration):
        moment = whole_day(moment)
    try:
        return Moment(shift(moment.first, duration, sign), shift(moment.last, duration, sign))
    except (OverflowError, ValueError):
        raise Undecided("not a date") from None


def as_word(found: Observation) -> str:
    """The value as a code or text."""
    value = found.value
    if isinstance(value, bool):
        return "Y" if value else "N"
    return value if isinstance(value, str) else str(value)
