"""What several tests together leave possible for one thing: an interval, a set of words, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two ends; an end left out is open to infinity, `*_out` says that the end itself is outside."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_out: bool = False
    high_out: bool = False

    def also(self, other: Interval) -> Interval:
        """The numbers in both."""
        low, low_out = _tighter(self.low, self.low_out, other.low, other.low_out, 1)
        high, high_out = _tighter(self.high, self.high_out, other.high, other.high_out, -1)
        return Interval(low, high, low_out, high_out)

    def holds(self, number: Fraction) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or number > self.low or (number == self.low and not self.low_out)
        below = self.high is None or number < self.high or (number == self.high and not self.high_out)
        return above and below

    @property
    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_out or self.high_out))


def _tighter(
    one: Fraction | None, one_out: bool, other: Fraction | None, other_out: bool, sign: int
) -> tuple[Fraction | None, bool]:
    if one is None or other is None:
        return (other, other_out) if one is None else (one, one_out)
    if one == other:
        return one, one_out or other_out
    return (one, one_out) if one * sign > other * sign else (other, other_out)


@dataclass(frozen=True, slots=True)
class Domain:
    """What is possible: numbers of the interval, perhaps only some of them, perhaps not others; or words, likewise."""

    interval: Interval = Interval()
    only: frozenset[Fraction | str] | None = None
    never: frozenset[Fraction | str] = frozenset()

    def also(self, other: Domain) -> Domain:
        """What both allow."""
        only = self.only
        if other.only is not None:
            only = other.only if only is None else only & other.only
        return replace(self, interval=self.interval.also(other.interval), only=only, never=self.never | other.never)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is possible."""
        if self.interval.is_empty:
            return True
        if self.only is not None:
            return not any(self._allows(value) for value in self.only)
        single = self.interval.low
        return single is not None and single == self.interval.high and single in self.never

    def _allows(self, value: Fraction | str) -> bool:
        return value not in self.never and (isinstance(value, str) or self.interval.holds(value))
