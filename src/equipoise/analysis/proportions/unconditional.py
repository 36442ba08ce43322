"""Boschloo's test: Fisher's p as the ordering, and the worst case over the unknown common share (Boschloo 1970)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from equipoise.analysis.proportions.exact_tables import log_choose
from equipoise.analysis.proportions.intervals import Proportion

Numbers = npt.NDArray[np.float64]
GRID = 2000
BEST = 8
FINER = 10
REFINEMENTS = 5
SAME = 1 + 1e-9


def boschloo(second: Proportion, first: Proportion, *, grid: int | None = None) -> float:
    """The two-sided p: twice the smaller one-sided, at most 1. Never larger than twice Fisher's one-sided p.

    The worst case is sought to eight digits. `grid` looks at that many evenly spaced shares only: exact2x2 in R looks
    at 100, and is too small in the fourth digit.
    """
    n2, n1 = second.n, first.n
    fisher = _fisher_tables(n2, n1)
    greater = _worst(fisher <= fisher[second.events, first.events] * SAME, n2, n1, grid)
    mirrored = _fisher_tables(n1, n2).T
    less = _worst(mirrored <= mirrored[second.events, first.events] * SAME, n2, n1, grid)
    return min(2 * min(greater, less), 1.0)


def _fisher_tables(n2: int, n1: int) -> Numbers:
    """Fisher's one-sided p (more events in the second) of every table with these group sizes."""
    x2, x1 = np.arange(n2 + 1)[:, None], np.arange(n1 + 1)[None, :]
    logs = log_choose(n2, x2) + log_choose(n1, x1)
    found = np.ones((n2 + 1, n1 + 1))
    for events in range(n2 + n1 + 1):
        rows = np.arange(max(0, events - n1), min(n2, events) + 1)
        density = np.exp(logs[rows, events - rows] - float(log_choose(n2 + n1, np.array(events))))
        found[rows, events - rows] = density[::-1].cumsum()[::-1]
    return found


def _worst(as_extreme: npt.NDArray[np.bool_], n2: int, n1: int, points: int | None) -> float:
    """The largest probability of those tables over the common share: a grid, then its best places refined."""
    rows, columns = np.nonzero(as_extreme)
    logs = log_choose(n2, rows) + log_choose(n1, columns)
    events = rows + columns
    by_events = np.full(n2 + n1 + 1, -np.inf)
    np.logaddexp.at(by_events, events, logs)
    count = np.arange(n2 + n1 + 1)
    kept = by_events > -np.inf
    count, by_events = count[kept], by_events[kept]

    def chances(shares: Numbers) -> Numbers:
        logs = special.xlogy(count, shares[:, None]) + special.xlog1py(n2 + n1 - count, -shares[:, None])
        found: Numbers = np.exp(by_events + logs).sum(axis=1)
        return found

    grid = np.linspace(0, 1, points or GRID + 1)
    values = chances(grid)
    best = float(values.max())
    if points:
        return min(best, 1.0)
    for place in np.argsort(values)[-BEST:].tolist():
        low, high = grid[max(place - 1, 0)], grid[min(place + 1, GRID)]
        for _ in range(REFINEMENTS):
            finer = np.linspace(low, high, 2 * FINER + 1)
            height = chances(finer)
            top = int(height.argmax())
            best = max(best, float(height[top]))
            low, high = finer[max(top - 1, 0)], finer[min(top + 1, 2 * FINER)]
    return min(best, 1.0)
