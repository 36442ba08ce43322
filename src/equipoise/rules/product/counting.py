"""How sure a number of cells is: its counting error, from what was counted and from nothing else.

A count of cells follows Poisson's law (Student, On the error of counting with a haemacytometer, Biometrika 1907;5:351-360); replicates
that scatter more than it are believed. A share follows the binomial, taken with two cells more on either side so that 100 % of few
cells is not certainty (Agresti and Coull, American Statistician 1998;52:119-126). The factors of a dose are independent, and their
variances combine to first order (Guide to the expression of uncertainty in measurement, JCGM 100:2008, 5.1.2). Errors of volume and
dilution are not counting errors and are left out. Everything is exact but the square root, which is good to a millionth of a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, prod
from typing import Final

NORMAL_95: Final = Fraction(196, 100)
"""Half the width of a 95 % interval in standard deviations."""
_ROOT_PLACES: Final = 10**6
Factor = tuple[Fraction, Fraction]
"""A measured value and its variance."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of cells and its variance; `declared` says that the variation was declared, not counted."""

    cells: Fraction
    variance: Fraction
    declared: bool

    @property
    def deviation(self) -> Fraction:
        """The standard deviation in cells."""
        return root(self.variance)

    @property
    def low(self) -> Fraction:
        """The lower end of the 95 % interval, never below zero."""
        return max(self.cells - NORMAL_95 * self.deviation, Fraction(0))

    @property
    def high(self) -> Fraction:
        """The upper end of the 95 % interval."""
        return self.cells + NORMAL_95 * self.deviation


NONE: Final = Estimate(Fraction(0), Fraction(0), declared=False)


def concentration_factor(per_ml: int | Fraction, counted: Sequence[int]) -> Factor | None:
    """The concentration with its variance: Poisson's, or that of the replicates where they scatter more; None without a count."""
    total, times = sum(counted), len(counted)
    if total <= 0:
        return None
    relative = Fraction(1, total)
    if times > 1:
        mean = Fraction(total, times)
        scatter = sum(((one - mean) * (one - mean) for one in counted), Fraction(0)) / (times - 1)
        relative = max(relative, scatter / times / (mean * mean))
    return Fraction(per_ml), relative * per_ml**2


def share_factor(share: Fraction, counted: int) -> Factor:
    """A share of so many counted cells with its variance."""
    adjusted = (share * counted + 2) / (counted + 4)
    return share, adjusted * (1 - adjusted) / (counted + 4)


def product_variance(factors: Sequence[Factor]) -> Fraction:
    """The variance of the product of independent factors, to first order."""
    values = [value for value, _ in factors]
    return sum(
        (variance * prod(values[:place] + values[place + 1 :]) ** 2 for place, (_, variance) in enumerate(factors)),
        Fraction(0),
    )


def declared_error(cells: Fraction, variation: Fraction) -> Estimate:
    """Cells of which only the number is known: the declared coefficient of variation stands for the error."""
    return Estimate(cells, (cells * variation) ** 2, declared=True)


def together(parts: Iterable[Estimate]) -> Estimate:
    """The sum of what one and the same count says: the errors point the same way."""
    found = tuple(parts)
    if len(found) == 1:
        return found[0]
    deviation = sum((part.deviation for part in found), Fraction(0))
    return Estimate(
        sum((part.cells for part in found), Fraction(0)), deviation**2, any(part.declared for part in found)
    )


def independent(parts: Iterable[Estimate]) -> Estimate:
    """The sum of independent counts: the variances add up."""
    total = NONE
    for part in parts:
        total = Estimate(
            total.cells + part.cells, total.variance + part.variance, declared=total.declared or part.declared
        )
    return total


def root(square: Fraction) -> Fraction:
    """The square root, to a millionth below."""
    scaled = square.numerator * square.denominator * _ROOT_PLACES**2
    return Fraction(isqrt(scaled), square.denominator * _ROOT_PLACES)
