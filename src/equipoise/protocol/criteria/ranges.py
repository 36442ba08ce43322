"""Numbers that are known only within bounds: `>=50`, `<0.3`, an age from a birth year. They decide where their bounds decide."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from equipoise.values.truth import Truth, truth

Exact = int | Decimal | Fraction
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_BOUND = re.compile(r"(?P<relation><=|>=|<|>|≤|≥)\s*(?P<number>[+-]?\d+(?:\.\d+)?)")
_SPAN = re.compile(r"(?P<least>\d+(?:\.\d+)?)\s*(?:-|–|~)\s*(?P<most>\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Range:
    """A number of which only bounds are known; a bound left out is open, `*_out` says that the bound itself is not reached."""

    least: Fraction | None = None
    most: Fraction | None = None
    least_out: bool = False
    most_out: bool = False

    def scaled(self, factor: Fraction, add: Fraction = Fraction(0)) -> Range:
        """The range in another unit; the factor of a conversion is never negative."""
        return Range(
            None if self.least is None else self.least * factor + add,
            None if self.most is None else self.most * factor + add,
            self.least_out,
            self.most_out,
        )

    def __str__(self) -> str:
        if self.least is not None and self.most is not None:
            return f"{_words(self.least)}–{_words(self.most)}"
        if self.least is not None:
            return f"{'>' if self.least_out else '>='}{_words(self.least)}"
        assert self.most is not None
        return f"{'<' if self.most_out else '<='}{_words(self.most)}"


def _words(value: Fraction) -> str:
    return str(Decimal(value.numerator) / Decimal(value.denominator))


@lru_cache(maxsize=16384)
def read_number(words: str) -> Decimal | Range | None:
    """The number that an answer states, exactly or as a bound (`>=50`, `<0.3`, `50-55`); None where it is not a number."""
    words = words.strip()
    if _NUMBER.fullmatch(words):
        return Decimal(words)
    bound = _BOUND.fullmatch(words)
    if bound is not None:
        number, relation = Fraction(bound["number"]), bound["relation"]
        if relation in (">", ">=", "≥"):
            return Range(least=number, least_out=relation == ">")
        return Range(most=number, most_out=relation == "<")
    span = _SPAN.fullmatch(words)
    if span is not None and Fraction(span["least"]) <= Fraction(span["most"]):
        return Range(Fraction(span["least"]), Fraction(span["most"]))
    return None


_EXACT: Mapping[str, Callable[[Exact, Exact], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def compare(left: Exact | Range, relation: str, right: Exact | Range) -> Truth:
    """Whether a relation holds between two numbers; unknown where bounds do not decide it."""
    if not isinstance(left, Range) and not isinstance(right, Range):
        if isinstance(left, Fraction) != isinstance(right, Fraction):
            left, right = Fraction(left), Fraction(right)
        return truth(_EXACT[relation](left, right))
    one, other = _as_range(left), _as_range(right)
    if relation in (">", ">="):
        one, other, relation = other, one, _MIRRORED[relation]
    if relation == "<":
        return _less(one, other)
    if relation == "<=":
        return _less(other, one).negated()
    apart = Truth.TRUE in (_less(one, other), _less(other, one))
    if relation == "=":
        return Truth.FALSE if apart else Truth.UNKNOWN
    return Truth.TRUE if apart else Truth.UNKNOWN


def _as_range(value: Exact | Range) -> Range:
    if isinstance(value, Range):
        return value
    exact = Fraction(value)
    return Range(exact, exact)


def _less(one: Range, other: Range) -> Truth:
    """Whether `one < other`: surely, surely not, or unknown."""
    if one.most is not None and other.least is not None:
        touches = one.most == other.least and (one.most_out or other.least_out)
        if one.most < other.least or touches:
            return Truth.TRUE
    if one.least is not None and other.most is not None and one.least >= other.most:
        return Truth.FALSE
    return Truth.UNKNOWN
