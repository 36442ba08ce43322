"""P values adjusted for their number, so that each may be compared with the level of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


class Adjustment(StrEnum):
    """Family-wise: Bonferroni 1936, Holm 1979, Hochberg 1988, Hommel 1988. False discovery: Benjamini–Hochberg 1995, –Yekutieli 2001."""

    BONFERRONI = "bonferroni"
    HOLM = "holm"
    HOCHBERG = "hochberg"
    HOMMEL = "hommel"
    BENJAMINI_HOCHBERG = "BH"
    BENJAMINI_YEKUTIELI = "BY"


def adjust(p_values: Sequence[float], method: Adjustment) -> tuple[float, ...]:
    """The adjusted values in the order given. Hochberg, Hommel and Benjamini–Hochberg assume tests not negatively dependent."""
    p = np.asarray(p_values, dtype=np.float64)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a p value lies between 0 and 1; leave tests without one out")
    if not p.size:
        return ()
    order = np.argsort(p, kind="stable")
    ranked = _RULES[method](p[order], np.arange(1, p.size + 1))
    found = np.empty_like(p)
    found[order] = np.minimum(ranked, 1.0)
    return tuple(found.tolist())


def _bonferroni(p: Numbers, rank: npt.NDArray[np.int64]) -> Numbers:
    return p * p.size


def _holm(p: Numbers, rank: npt.NDArray[np.int64]) -> Numbers:
    return np.maximum.accumulate((p.size - rank + 1) * p)


def _hochberg(p: Numbers, rank: npt.NDArray[np.int64]) -> Numbers:
    return _from_the_largest((p.size - rank + 1) * p)


def _benjamini_hochberg(p: Numbers, rank: npt.NDArray[np.int64]) -> Numbers:
    return _from_the_largest(p.size / rank * p)


def _benjamini_yekutieli(p: Numbers, rank: npt.NDArray[np.int64]) -> Numbers:
    return _from_the_largest(float((1 / rank).sum()) * p.size / rank * p)


def _hommel(p: Numbers, rank: npt.NDArray[np.int64]) -> Numbers:
    """Closed testing with Simes's test: the largest Simes p of the subsets in which a hypothesis stands (Wright 1992)."""
    n = p.size
    found = np.full(n, float((n * p / rank).min()))
    for size in range(n - 1, 1, -1):
        small, large = slice(0, n - size + 1), slice(n - size + 1, n)
        simes = float((size * p[large] / np.arange(2, size + 1)).min())
        here = np.empty(n)
        here[small] = np.minimum(size * p[small], simes)
        here[large] = here[n - size]
        found = np.maximum(found, here)
    largest: Numbers = np.maximum(found, p)
    return largest


def _from_the_largest(values: Numbers) -> Numbers:
    return np.minimum.accumulate(values[::-1])[::-1]


_RULES = {
    Adjustment.BONFERRONI: _bonferroni,
    Adjustment.HOLM: _holm,
    Adjustment.HOCHBERG: _hochberg,
    Adjustment.HOMMEL: _hommel,
    Adjustment.BENJAMINI_HOCHBERG: _benjamini_hochberg,
    Adjustment.BENJAMINI_YEKUTIELI: _benjamini_yekutieli,
}
