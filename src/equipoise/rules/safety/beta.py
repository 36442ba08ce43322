"""The upper tail of a beta distribution: exact for whole parameters, otherwise to forty digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import count
from math import comb
from typing import Final

_DIGITS: Final = 60
_SMALL: Final = Decimal("1e-50")


@lru_cache(maxsize=65536)
def beta_above(rate: Fraction, first: Fraction, second: Fraction) -> Fraction:
    """P(p > rate) for p ~ Beta(first, second), both above 0.

    Whole parameters: the exact sum P(Binomial(first + second - 1, rate) < first) (Abramowitz and Stegun 26.5.7). Otherwise the
    series of positive terms 26.5.4 in decimals of sixty digits, true to more than forty.
    """
    if rate <= 0 or rate >= 1:
        return Fraction(int(rate <= 0))
    if first.denominator == second.denominator == 1:
        trials = int(first + second) - 1
        toxic, fine = rate.numerator, rate.denominator - rate.numerator
        ways = sum(comb(trials, hits) * toxic**hits * fine ** (trials - hits) for hits in range(int(first)))
        return Fraction(ways, rate.denominator**trials)
    return Fraction(_series(rate, first, second))


def _series(rate: Fraction, first: Fraction, second: Fraction) -> Decimal:
    """One part of the integral over the whole; the whole is cut at one half, where both series converge alike."""
    with localcontext() as context:
        context.prec = _DIGITS
        half = Fraction(1, 2)
        whole = _integral(half, first, second) + _integral(half, second, first)
        if rate <= half:
            return 1 - _integral(rate, first, second) / whole
        return _integral(1 - rate, second, first) / whole


def _integral(end: Fraction, first: Fraction, second: Fraction) -> Decimal:
    """The integral of t^(first-1) (1-t)^(second-1) from 0 to `end`, in the precision of the context."""
    a, b, x = _decimal(first), _decimal(second), _decimal(end)
    term, total = Decimal(1), Decimal(1)
    for n in count():
        ratio = (a + b + n) / (a + n + 1) * x
        term *= ratio
        total += term
        if ratio < 1 and term * ratio < total * _SMALL * (1 - ratio):
            break
    return x**a * (1 - x) ** b / a * total


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator
