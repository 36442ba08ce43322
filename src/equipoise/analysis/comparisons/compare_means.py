"""The difference of two means without assuming equal variances (Welch 1947)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special


@dataclass(frozen=True, slots=True)
class MeansTest:
    """First minus second mean, Welch's t, its degrees of freedom, two-sided p and limits.

    None where a group has fewer than two values, or nothing varies.
    """

    difference: float | None
    t: float | None = None
    degrees_of_freedom: float | None = None
    p: float | None = None
    lower: float | None = None
    upper: float | None = None


def compare_means(first: npt.ArrayLike, second: npt.ArrayLike, *, level: float = 0.95) -> MeansTest:
    """Welch's t test of two samples."""
    a, b = (np.asarray(values, dtype=np.float64) for values in (first, second))
    if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))):
        raise ValueError("values are finite numbers; leave missing ones out")
    if not a.size or not b.size:
        return MeansTest(None)
    difference = float(a.mean() - b.mean())
    if a.size < 2 or b.size < 2:
        return MeansTest(difference)
    parts = float(a.var(ddof=1) / a.size), float(b.var(ddof=1) / b.size)
    variance = sum(parts)
    if variance <= 0:
        return MeansTest(difference)
    freedom = variance**2 / (parts[0] ** 2 / (a.size - 1) + parts[1] ** 2 / (b.size - 1))
    error = variance**0.5
    t = difference / error
    reach = float(special.stdtrit(freedom, (1 + level) / 2)) * error
    p = 2 * float(special.stdtr(freedom, -abs(t)))
    return MeansTest(difference, t, freedom, p, difference - reach, difference + reach)
