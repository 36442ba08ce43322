"""A column of numbers as one line of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt


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
    ordered = sorted(Fraction(value) for value in values)
    n = len(ordered)
    if not n:
        return Summary(0)
    mean = sum(ordered, Fraction(0)) / n
    squares = sum(((value - mean) ** 2 for value in ordered), Fraction(0))
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Summary(
        n,
        float(mean),
        sqrt(squares / (n - 1)) if n > 1 else None,
        float(middle),
        float(ordered[0]),
        float(ordered[-1]),
    )
