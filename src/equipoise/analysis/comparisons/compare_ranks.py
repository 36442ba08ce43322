"""The Wilcoxon rank sum test (Wilcoxon 1945; Mann & Whitney 1947), exact over permutations with midranks for ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from equipoise.analysis.survival.distributions import chi_square_tail

MOST_FOR_EXACT = 120
"""People up to which the permutations are counted; beyond it the normal approximation is accurate to three digits."""


@dataclass(frozen=True, slots=True)
class RanksTest:
    """`u` counts pairs in which the first is larger (ties half); `z` < 0 says that the first tends to be smaller.

    `p` belongs to z, without continuity correction, with the tie-corrected variance. `p_exact` is the share of all
    regroupings at least as far from the expected rank sum; None above 120 people. All None where a group is empty or
    every value is the same.
    """

    n: tuple[int, int]
    u: float | None
    z: float | None
    p: float | None
    p_exact: float | None


def compare_ranks(first: npt.ArrayLike, second: npt.ArrayLike) -> RanksTest:
    """The rank sum test of two samples."""
    a, b = (np.asarray(values, dtype=np.float64) for values in (first, second))
    if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))):
        raise ValueError("values are finite numbers; leave missing ones out")
    size = (int(a.size), int(b.size))
    if not a.size or not b.size:
        return RanksTest(size, None, None, None, None)
    _, place, tied = np.unique(np.concatenate((a, b)), return_inverse=True, return_counts=True)
    doubled = (2 * np.cumsum(tied) - tied + 1)[place]  # twice the midrank, a whole number
    n, total = a.size + b.size, int(doubled[: a.size].sum())
    u = total / 2 - a.size * (a.size + 1) / 2
    variance = (
        a.size * b.size / (n * (n - 1)) * float((doubled.astype(np.float64) ** 2).sum() / 4 - n * (n + 1) ** 2 / 4)
    )
    if variance <= 0:
        return RanksTest(size, u, None, None, None)
    z = (total / 2 - a.size * (n + 1) / 2) / variance**0.5
    exact = _exact(doubled, a.size, total) if n <= MOST_FOR_EXACT else None
    return RanksTest(size, u, z, chi_square_tail(z * z, 1), exact)


def _exact(doubled: npt.NDArray[np.int64], chosen: int, observed: int) -> float:
    """Streitberg & Röhmel 1986: how many choices give each sum, person by person, as shares to stay in range."""
    sums = np.zeros((chosen + 1, int(doubled.sum()) + 1))
    sums[0, 0] = 1.0
    for seen, rank in enumerate(doubled.tolist(), start=1):
        # the chance that a random set of people so far of this size has this sum, carried by the chance of the size
        taken = np.zeros_like(sums)
        taken[1:, rank:] = sums[:-1, : sums.shape[1] - rank]
        left = doubled.size - seen + 1
        for size in range(min(seen, chosen), -1, -1):
            stay = (left - (chosen - size)) / left if chosen - size <= left else 0.0
            take = (chosen - size + 1) / left if size else 0.0
            sums[size] = stay * sums[size] + take * taken[size]
    expected = chosen * (doubled.size + 1)
    distance = np.abs(np.arange(sums.shape[1]) - expected)
    return min(float(sums[chosen][distance >= abs(observed - expected)].sum()), 1.0)
