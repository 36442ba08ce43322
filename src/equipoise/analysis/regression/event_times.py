"""The sums over risk sets that Cox's model with several covariates needs, one row an event time and stratum.

Breslow 1974 and Efron 1977 for ties. Everything is a running sum over people sorted by stratum and falling time, so the
work grows with people times covariates squared, not with people times event times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from equipoise.analysis.survival.conventions import Ties
from equipoise.analysis.survival.count_at_risk import rank
from equipoise.analysis.survival.observations import Flags, Integers, Numbers, Observations


@dataclass(frozen=True, eq=False)
class EventTimes:
    """People sorted by stratum, then later times first; `block` numbers the (stratum, time) cells in that order.

    `first` is where each block begins; `stratum_start` is the block at which a block's stratum begins; `order` leads
    from the sorted rows back to the caller's.
    """

    order: Integers
    covariates: Numbers
    events: Flags
    block: Integers
    first: Integers
    stratum_start: Integers
    ties: Ties

    @cached_property
    def event_blocks(self) -> Integers:
        """The blocks with an event, which are the event times."""
        return np.flatnonzero(np.add.reduceat(self.events, self.first) > 0) if self.first.size else self.first

    @cached_property
    def counts(self) -> Integers:
        """Events at each event time."""
        found: Integers = np.add.reduceat(self.events.astype(np.int64), self.first)[self.event_blocks]
        return found

    def at_blocks(self, column: Numbers) -> Numbers:
        """A column summed within blocks."""
        found: Numbers = np.add.reduceat(column, self.first, axis=0)
        return found

    def at_risk(self, column: Numbers) -> Numbers:
        """A column summed over the risk set of each event time."""
        running = np.cumsum(self.at_blocks(column), axis=0)
        before = np.concatenate((np.zeros((1, *running.shape[1:])), running))[self.stratum_start]
        found: Numbers = (running - before)[self.event_blocks]
        return found

    def at_events(self, column: Numbers) -> Numbers:
        """A column summed over the events of each event time."""
        mask = self.events if column.ndim == 1 else self.events[:, None]
        return self.at_blocks(np.where(mask, column, 0.0))[self.event_blocks]

    def since_start(self, column: Numbers) -> Numbers:
        """A column of event times summed, for each person, over the event times up to their own (it included)."""
        blocks = self.first.size
        at_block = np.zeros((blocks, *column.shape[1:]))
        at_block[self.event_blocks] = column
        later = np.cumsum(at_block[::-1], axis=0)[::-1]  # blocks run from late to early
        beyond = np.concatenate((later, np.zeros((1, *column.shape[1:]))))[_stratum_end(self.stratum_start)]
        found: Numbers = (later - beyond)[self.block]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """At each event time: covariate sum of its events as observed and as expected, the variance, and hazards.

    `hazard` and `hazard_mean` are the sums over its events of 1/S0 and mean/S0 that meet somebody at risk;
    `own_hazard` and `own_hazard_mean` are those that meet somebody who has the event then.
    """

    log_likelihood: float
    observed: Numbers
    expected: Numbers
    variance: Numbers
    hazard: Numbers
    hazard_mean: Numbers
    own_hazard: Numbers
    own_hazard_mean: Numbers


def read_event_times(observations: Observations, covariates: Numbers, ties: Ties, stratified: bool) -> EventTimes:
    """The sorted people; `covariates` has a row a person."""
    stratum = observations.stratum_of if stratified else np.zeros(observations.n, dtype=np.int64)
    distinct, place = rank(observations.days)
    keys = stratum * distinct.size + (distinct.size - 1 - place)
    order = np.argsort(keys, kind="stable")
    change = np.concatenate(([True], np.diff(keys[order]) != 0))[: order.size]
    first = np.flatnonzero(change)
    block_stratum = stratum[order][first]
    return EventTimes(
        order,
        covariates[order],
        observations.events[order],
        np.cumsum(change) - 1,
        first,
        np.searchsorted(block_stratum, block_stratum, side="left").astype(np.int64),
        ties,
    )


def read_moments(times: EventTimes, beta: Numbers) -> Moments:
    """Everything at beta. The caller centres covariates, so that the exponential stays in range."""
    x = times.covariates
    score = x @ beta
    weight = np.exp(score)
    zero, one, two = _sums(times.at_risk, weight, x)
    tied = _sums(times.at_events, weight, x) if times.ties is Ties.EFRON else None
    steps = _Steps(times.counts, zero, tied[0] if tied else None)
    own_one, own_two = (tied[1], tied[2]) if tied else (np.zeros_like(one), np.zeros_like(two))
    inverse, gone = steps.inverse, steps.gone
    a, b = steps.total(inverse)[:, None], steps.total(gone * inverse)[:, None]
    aa, ab, bb = (steps.total(gone**power * inverse**2)[:, None] for power in (0, 1, 2))
    c, ca, cb = (steps.total(part)[:, None] for part in steps.remaining())
    cross = _outer(one, own_one)
    variance = two * a[..., None] - own_two * b[..., None] - _outer(one, one) * aa[..., None]
    variance += (cross + cross.transpose(0, 2, 1)) * ab[..., None] - _outer(own_one, own_one) * bb[..., None]
    return Moments(
        float(score[times.events].sum() + steps.total(np.log(inverse)).sum()),
        times.at_events(x),
        one * a - own_one * b,
        variance,
        a[:, 0],
        one * aa - own_one * ab,
        c[:, 0],
        one * ca - own_one * cb,
    )


class _Steps:
    """The denominators: one a tied event (Efron: the k-th of d meets a risk set that k/d of the tied have left), or one
    an event time that counts d times (Breslow)."""

    def __init__(self, counts: Integers, zero: Numbers, own: Numbers | None) -> None:
        self.counts = counts
        self.start: Integers | None = None
        self.gone, self.inverse = np.zeros(zero.size), 1 / zero
        if own is not None:
            day = np.repeat(np.arange(counts.size), counts)
            self.start = np.cumsum(counts) - counts
            self.gone = (np.arange(day.size) - self.start[day]) / counts[day]
            self.inverse = 1 / (zero[day] - self.gone * own[day])

    def total(self, column: Numbers) -> Numbers:
        """A column of steps, summed at each event time."""
        if self.start is None:
            return column * self.counts
        found: Numbers = np.add.reduceat(column, self.start) if column.size else column
        return found

    def remaining(self) -> tuple[Numbers, Numbers, Numbers]:
        """What somebody who has the event meets: 1/S0, 1/S0² and gone/S0², each for the share still there."""
        left = 1.0 - self.gone
        return left * self.inverse, left * self.inverse**2, left * self.gone * self.inverse**2


def _sums(total: Callable[[Numbers], Numbers], weight: Numbers, x: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    return total(weight), total(weight[:, None] * x), _symmetric(total, weight, x)


def _symmetric(total: Callable[[Numbers], Numbers], weight: Numbers, x: Numbers) -> Numbers:
    """Sums of weight x x', a column at a time so that no matrix a person is ever held."""
    size = x.shape[1]
    columns: list[list[Numbers]] = [[np.zeros(0)] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            columns[i][j] = columns[j][i] = total(weight * x[:, i] * x[:, j])
    return np.stack([np.stack(row, axis=1) for row in columns], axis=1)


def _outer(one: Numbers, other: Numbers) -> Numbers:
    return one[:, :, None] * other[:, None, :]


def _stratum_end(start: Integers) -> Integers:
    """For each block, the number of the first block of the next stratum."""
    _, place = np.unique(start, return_inverse=True)
    ends = np.append(np.flatnonzero(np.diff(start)) + 1, start.size)
    found: Integers = ends[place]
    return found
