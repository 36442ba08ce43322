"""The three distribution functions that tests and intervals need, from SciPy's special functions."""

from __future__ import annotations

from scipy import special


def normal_quantile(probability: float) -> float:
    """The z below which a standard normal falls with this probability: 1.959964 for .975."""
    return float(special.ndtri(probability))


def normal_probability(z: float) -> float:
    """The probability that a standard normal falls below z; accurate in the far left tail."""
    return float(special.ndtr(z))


def chi_square_tail(value: float, degrees_of_freedom: int) -> float:
    """The probability that a chi-square exceeds the value: the p of a two-sided test."""
    return float(special.chdtrc(degrees_of_freedom, value))
