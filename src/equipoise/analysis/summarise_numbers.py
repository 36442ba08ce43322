"""A column of numbers as one line of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, sqrt


@dataclass(frozen=True, slots=True)
class Summary:
    """n, mean, standard deviation (n − 1; None below two values), median and range; all None where there is no value."""

    n: int
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    least: float | None = None
    most: float | None = None


def summarise_numbers(values: Iterable[Fraction | int]) -> Summary:
    """The summary of exact numbers: sums are exact, so their order never matters."""
    given = list(values)
    n = len(given)
    if not n:
        return Summary(0)
    # Whole numbers over one denominator: exact as fractions are, and many times as fast.
    below = lcm(*{value.denominator for value in given})
    whole = sorted(value.numerator * (below // value.denominator) for value in given)
    total = sum(whole)
    squares = Fraction(n * sum(value * value for value in whole) - total * total, n * below * below)
    return Summary(
        n,
        float(Fraction(total, n * below)),
        sqrt(squares / (n - 1)) if n > 1 else None,
        float(Fraction(whole[(n - 1) // 2] + whole[n // 2], 2 * below)),
        float(Fraction(whole[0], below)),
        float(Fraction(whole[-1], below)),
    )
