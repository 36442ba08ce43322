"""Harrell's concordance: how often the person with the higher score has the event first (Harrell et al. 1982)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from equipoise.analysis.survival.observations import Integers, Observations


@dataclass(frozen=True, slots=True)
class Concordance:
    """Pairs of people by whether the score foretells who has the event first; `index` is None without a pair.

    A pair counts when the shorter time ended in an event; two events at one time do not, an event and a censoring at one
    time do. A pair with equal scores counts half.
    """

    concordant: int
    discordant: int
    tied_scores: int

    @property
    def index(self) -> float | None:
        """The share: 1 foretells always, .5 is chance."""
        pairs = self.concordant + self.discordant + self.tied_scores
        return (self.concordant + self.tied_scores / 2) / pairs if pairs else None


def measure_concordance(observations: Observations, score: npt.ArrayLike, *, stratified: bool = False) -> Concordance:
    """The concordance of a score (higher: sooner), such as a model's linear predictor; stratified, within strata."""
    numbers = np.asarray(score, dtype=np.float64)
    if numbers.shape != observations.days.shape or not np.all(np.isfinite(numbers)):
        raise ValueError("a score has one finite number a person")
    stratum = observations.stratum_of if stratified else np.zeros(observations.n, dtype=np.int64)
    concordant = discordant = tied = 0
    for number in np.unique(stratum).tolist():
        inside = np.flatnonzero(stratum == number)
        more = _count(observations.chosen(inside), numbers[inside])
        concordant, discordant, tied = concordant + more[0], discordant + more[1], tied + more[2]
    return Concordance(concordant, discordant, tied)


def _count(observations: Observations, score: npt.NDArray[np.float64]) -> tuple[int, int, int]:
    _, rank = np.unique(score, return_inverse=True)
    order = np.lexsort((~observations.events, observations.days))  # events before censorings of the same time
    ranks, events, days = rank[order].astype(np.int64), observations.events[order], observations.days[order]
    asked = np.flatnonzero(events)
    if not asked.size:
        return 0, 0, 0
    later = _after_ties(days, events)[asked]
    below, equal = _count_after(ranks, later, ranks[asked])
    total = (ranks.size - later).sum()
    return int(below.sum()), int(total - below.sum() - equal.sum()), int(equal.sum())


def _after_ties(days: npt.NDArray[np.generic], events: npt.NDArray[np.bool_]) -> Integers:
    """For each row, the first row that comes later: past every event of its time, but not past its censorings."""
    change = np.concatenate((np.flatnonzero((days[1:] != days[:-1]) | (events[1:] != events[:-1])) + 1, [days.size]))
    found: Integers = change[np.searchsorted(change, np.arange(days.size), side="right")]
    return found


def _count_after(ranks: Integers, start: Integers, asked: Integers) -> tuple[Integers, Integers]:
    """How many ranks from `start` on are below, and how many equal, those asked: a wavelet matrix, bit by bit."""
    left, right = start.copy(), np.full(start.size, ranks.size, dtype=np.int64)
    below = np.zeros(start.size, dtype=np.int64)
    column = ranks
    for bit in range(int(ranks.max()).bit_length() - 1, -1, -1):
        zero = (column >> bit & 1) == 0
        zeros = np.concatenate(([0], np.cumsum(zero)))
        total = int(zeros[-1])
        left_zero, right_zero = zeros[left], zeros[right]
        one = (asked >> bit & 1) == 1
        below += np.where(one, right_zero - left_zero, 0)
        left = np.where(one, total + left - left_zero, left_zero)
        right = np.where(one, total + right - right_zero, right_zero)
        column = np.concatenate((column[zero], column[~zero]))
    return below, right - left
