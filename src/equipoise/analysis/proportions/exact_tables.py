"""Exact tests of 2 × 2 tables given their margins, of one table or of several strata (Fisher 1935; Cornfield 1956).

A table's first cell given its margins is hypergeometric; strata add up by convolution. Everything here reads off that
one distribution, tilted by the odds ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, log

import numpy as np
import numpy.typing as npt
from scipy import special

from equipoise.analysis.find_root import EPSILON, find_root, find_root_as_printed

Numbers = npt.NDArray[np.float64]
Table = tuple[int, int, int, int]
"""Events and others of the second group, events and others of the first: its odds ratio is (a d) / (b c)."""

_Search = Callable[[Callable[[float], float]], float]

SAME = 1 + 1e-7
"""Two probabilities this close are the same table's: the guard of R's fisher.test."""
FURTHEST = 40.0


@dataclass(frozen=True, slots=True, eq=False)
class FirstCell:
    """The distribution of the (summed) first cell given all margins, when the odds ratio is 1, and what was observed."""

    support: npt.NDArray[np.int64]
    log_density: Numbers
    observed: int

    def density(self, log_odds: float = 0.0) -> Numbers:
        """The probabilities at a common odds ratio."""
        if log_odds == -inf:
            lowest: Numbers = np.eye(1, self.support.size)[0]
            return lowest
        logs = self.log_density + log_odds * (self.support - self.observed)
        weight = np.exp(logs - logs.max())
        found: Numbers = weight / weight.sum()
        return found

    def below(self, log_odds: float = 0.0) -> float:
        """P(first cell ≤ observed)."""
        return float(self.density(log_odds)[self.support <= self.observed].sum())

    def above(self, log_odds: float = 0.0) -> float:
        """P(first cell ≥ observed)."""
        return float(self.density(log_odds)[self.support >= self.observed].sum())


@dataclass(frozen=True, slots=True)
class ExactTest:
    """P values by four conventions, and the conditional odds ratio with its exact limits (None: infinite).

    `p` adds every outcome no likelier than the observed (Fisher, Irwin); `p_mid` is twice the smaller tail with half of
    the observed outcome (central mid-p); `p_central` the same with all of it; `p_blaker` Blaker's (2000).
    """

    p: float
    p_central: float
    p_mid: float
    p_blaker: float
    odds_ratio: float | None
    lower: float
    upper: float | None


def read_first_cell(tables: Sequence[Table]) -> FirstCell:
    """The distribution of one table, or of several strata added up."""
    support, logs = np.zeros(1, dtype=np.int64), np.zeros(1)
    for a, b, c, d in tables:
        rows, other, events = a + b, c + d, a + c
        low, high = max(0, events - other), min(rows, events)
        cell = np.arange(low, high + 1)
        more = log_choose(rows, cell) + log_choose(other, events - cell) - log_choose(rows + other, np.array(events))
        logs = _convolved(logs, more)
        support = np.arange(support[0] + low, support[-1] + high + 1)
    return FirstCell(support, logs, sum(table[0] for table in tables))


def compare_exactly(tables: Sequence[Table], *, level: float = 0.95, as_printed: bool = False) -> ExactTest:
    """Fisher's test of a common odds ratio of 1, its relatives, and the conditional maximum likelihood estimate.

    A table without contrast (an empty margin) has p 1, odds ratio 0 and limits 0 to infinity.
    `as_printed` stops the searches for odds ratio and limits where R's fisher.test and mantelhaen.test stop theirs: up
    to a hundredth off, for comparing printed output alone.
    """
    cell = read_first_cell(tables)
    density = cell.density()
    own = float(density[cell.support == cell.observed].sum())
    low, high = cell.below(), cell.above()
    tail = (1 - level) / 2
    search = _as_printed if as_printed else _exactly
    return ExactTest(
        min(float(density[density <= own * SAME].sum()), 1.0),
        min(2 * min(low, high), 1.0),
        min(2 * min(low - own / 2, high - own / 2), 1.0),
        _blaker(cell, density, low, high),
        _odds_ratio(cell, search),
        _lower(cell, tail, search),
        _upper(cell, tail, search),
    )


def _blaker(cell: FirstCell, density: Numbers, low: float, high: float) -> float:
    """The smaller tail, and on the other side the largest tail that does not exceed it."""
    smaller = min(low, high) * SAME
    below, above = np.cumsum(density), np.cumsum(density[::-1])[::-1]
    other = above if low <= high else below
    reached = other[other <= smaller]
    return min(min(low, high) + (float(reached.max()) if reached.size else 0.0), 1.0)


def _odds_ratio(cell: FirstCell, search: _Search) -> float | None:
    """The odds ratio at which the observed cell is the expected one."""
    if cell.observed == cell.support[0]:
        return 0.0
    if cell.observed == cell.support[-1]:
        return None
    return search(lambda log_odds: float(cell.density(log_odds) @ cell.support) - cell.observed)


def _lower(cell: FirstCell, tail: float, search: _Search) -> float:
    if cell.observed == cell.support[0]:
        return 0.0
    return search(lambda log_odds: cell.above(log_odds) - tail)


def _upper(cell: FirstCell, tail: float, search: _Search) -> float | None:
    if cell.observed == cell.support[-1]:
        return None
    return search(lambda log_odds: tail - cell.below(log_odds))


def _exactly(rising: Callable[[float], float]) -> float:
    return exp(find_root(rising, -FURTHEST, FURTHEST))


def _as_printed(rising: Callable[[float], float]) -> float:
    """R's search: the odds ratio itself below 1, its inverse above."""

    def at(odds: float) -> float:
        return rising(log(odds) if odds > 0 else -inf)

    here = at(1.0)
    if here == 0:
        return 1.0
    if here > 0:
        return find_root_as_printed(at, 0.0, 1.0)
    return 1 / find_root_as_printed(lambda inverse: at(1 / inverse), EPSILON, 1.0)


def log_choose(n: int, k: npt.NDArray[np.int64]) -> Numbers:
    """The logarithm of the number of ways to choose `k` of `n`, which itself outgrows a float."""
    found: Numbers = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return found


def _convolved(one: Numbers, other: Numbers) -> Numbers:
    with np.errstate(divide="ignore"):
        logs = np.log(np.convolve(np.exp(one - one.max()), np.exp(other - other.max())))
    lowest = log(np.finfo(np.float64).tiny)
    found: Numbers = np.where(logs > -inf, logs, lowest) + one.max() + other.max()
    return found
