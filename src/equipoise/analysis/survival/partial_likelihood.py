"""Cox's partial likelihood of one covariate, with Breslow's, Efron's or the exact answer to ties, summed over strata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from equipoise.analysis.survival.conventions import Ties
from equipoise.analysis.survival.count_at_risk import rank
from equipoise.analysis.survival.exact_ties import sum_of_choices
from equipoise.analysis.survival.observations import Days, Flags, Integers, Numbers, Observations


@dataclass(frozen=True, slots=True, eq=False)
class Stratum:
    """People of one stratum gathered into cells of equal (day, value), later days first.

    `last_cell` is each event day's last cell, so a running sum read there is the sum over that day's risk set.
    `first_cell` is where the day's own cells begin.
    """

    value: Numbers
    people: Numbers
    events: Numbers
    first_cell: Integers
    last_cell: Integers
    day_events: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class PartialLikelihood:
    """The function of beta that Newton's method climbs, and the three facts that say whether it has a top."""

    strata: tuple[Stratum, ...]
    ties: Ties
    event_count: int
    below_highest: bool
    above_lowest: bool

    def at(self, beta: float) -> tuple[float, float, float]:
        """Log-likelihood, score and information at beta."""
        value = score = information = 0.0
        for stratum in self.strata:
            more = _TIES[self.ties](stratum, beta)
            value, score, information = value + more[0], score + more[1], information + more[2]
        return value, score, information


def read_events(
    observations: Observations, place: Integers, values: Numbers, ties: Ties, stratified: bool
) -> PartialLikelihood:
    """The partial likelihood of people whose covariate is `values[place]`."""
    strata = []
    for number in range(observations.strata if stratified else 1):
        inside = observations.stratum_of == number if stratified else slice(None)
        strata.append(_gather(observations.days[inside], observations.events[inside], place[inside], values))
    contrast = _exact_contrasts if ties is Ties.EXACT else _contrasts
    contrasts = [contrast(stratum) for stratum in strata]
    return PartialLikelihood(
        tuple(strata),
        ties,
        int(observations.events.sum()),
        any(below for below, _ in contrasts),
        any(above for _, above in contrasts),
    )


def _gather(days: Days, events: Flags, place: Integers, values: Numbers) -> Stratum:
    distinct_days, day_of = rank(days)
    later_first = distinct_days.size - 1 - day_of
    keys, cell_of = rank(later_first * max(values.size, 1) + place)
    cells = keys.size
    people = np.bincount(cell_of, minlength=cells).astype(np.float64)
    died = np.bincount(cell_of[events], minlength=cells).astype(np.float64)
    cell_day = keys // max(values.size, 1)
    last = np.flatnonzero(np.append(np.diff(cell_day) != 0, True)[:cells])
    first = np.concatenate(([0], last[:-1] + 1)).astype(np.int64)[: last.size]
    day_events = np.add.reduceat(died, first) if cells else died
    happened = day_events > 0
    return Stratum(
        values[keys % max(values.size, 1)], people, died, first[happened], last[happened], day_events[happened]
    )


def _contrasts(stratum: Stratum) -> tuple[bool, bool]:
    """Whether some event lies below the highest, and whether some lies above the lowest value of its risk set."""
    highest = np.maximum.accumulate(stratum.value)
    lowest = np.minimum.accumulate(stratum.value)
    below = above = False
    for first, last in zip(stratum.first_cell.tolist(), stratum.last_cell.tolist(), strict=True):
        own = slice(first, last + 1)
        own_values = stratum.value[own][stratum.events[own] > 0]
        below = below or bool(own_values.min() < highest[last])
        above = above or bool(own_values.max() > lowest[last])
        if below and above:
            break
    return below, above


def _risk_sums(stratum: Stratum, beta: float) -> tuple[Numbers, tuple[Numbers, Numbers, Numbers]]:
    """The weight of each cell, and over each event day's risk set the sums of weight, weight x, weight x²."""
    weight = np.exp(beta * stratum.value)
    load = stratum.people * weight
    zero = np.cumsum(load)[stratum.last_cell]
    one = np.cumsum(load * stratum.value)[stratum.last_cell]
    two = np.cumsum(load * stratum.value**2)[stratum.last_cell]
    return weight, (zero, one, two)


def _own_sum(stratum: Stratum, column: Numbers) -> Numbers:
    """A column summed over the cells of each event day itself."""
    bounds = np.stack((stratum.first_cell, stratum.last_cell + 1), axis=1).ravel()
    return np.add.reduceat(np.append(column, 0.0), bounds)[::2] if bounds.size else np.zeros(0)


def _breslow(stratum: Stratum, beta: float) -> tuple[float, float, float]:
    _, (zero, one, two) = _risk_sums(stratum, beta)
    d, mean = stratum.day_events, one / zero
    total = float((stratum.events * stratum.value).sum())
    return (
        beta * total - float((d * np.log(zero)).sum()),
        total - float((d * mean).sum()),
        float((d * (two / zero - mean**2)).sum()),
    )


def _efron(stratum: Stratum, beta: float) -> tuple[float, float, float]:
    """Among d tied events the k-th meets a risk set from which k/d of the tied have left (Efron 1977)."""
    weight, sums = _risk_sums(stratum, beta)
    own = stratum.events * weight
    tied = tuple(_own_sum(stratum, own * stratum.value**power) for power in (0, 1, 2))
    count = stratum.day_events.astype(np.int64)
    day = np.repeat(np.arange(count.size), count)
    gone = (np.arange(day.size) - np.repeat(np.cumsum(count) - count, count)) / count[day]
    zero, one, two = (whole[day] - gone * part[day] for whole, part in zip(sums, tied, strict=True))
    mean = one / zero
    total = float((stratum.events * stratum.value).sum())
    return (
        beta * total - float(np.log(zero).sum()),
        total - float(mean.sum()),
        float((two / zero - mean**2).sum()),
    )


def _exact(stratum: Stratum, beta: float) -> tuple[float, float, float]:
    """Cox 1972: given that d of the risk set had the event, which d; every choice of d is counted."""
    value = score = information = 0.0
    levels, risk_sets = _by_level(stratum)
    for people, died in risk_sets:
        log_sum, mean, variance = sum_of_choices(levels, people, int(died.sum()), beta)
        total = float(died @ levels)
        value, score, information = value + beta * total - log_sum, score + total - mean, information + variance
    return value, score, information


def _exact_contrasts(stratum: Stratum) -> tuple[bool, bool]:
    """Whether some day's events total less than the highest choice of as many, and whether some total more than the lowest."""
    below = above = False
    for people, died in _by_level(stratum)[1]:
        lowest, highest = _first(people, died.sum()), _first(people[::-1], died.sum())[::-1]
        below, above = below or not np.array_equal(died, highest), above or not np.array_equal(died, lowest)
        if below and above:
            break
    return below, above


def _first(people: Numbers, count: float) -> Numbers:
    """How many of each level are chosen when as many as possible come from the first."""
    return np.diff(np.minimum(np.cumsum(people), count), prepend=0.0)


def _by_level(stratum: Stratum) -> tuple[Numbers, list[tuple[Numbers, Numbers]]]:
    """The levels of the covariate, and at each event day how many of each are at risk and how many have the event."""
    levels, level_of = np.unique(stratum.value, return_inverse=True)
    read, people, found = 0, np.zeros(levels.size), []
    for first, last in zip(stratum.first_cell.tolist(), stratum.last_cell.tolist(), strict=True):
        own = slice(first, last + 1)
        people = people + np.bincount(level_of[read : last + 1], stratum.people[read : last + 1], levels.size)
        read = last + 1
        found.append((people, np.bincount(level_of[own], stratum.events[own], levels.size).astype(np.float64)))
    return levels, found


_TIES: Mapping[Ties, Callable[[Stratum, float], tuple[float, float, float]]] = {
    Ties.EFRON: _efron,
    Ties.BRESLOW: _breslow,
    Ties.EXACT: _exact,
}
