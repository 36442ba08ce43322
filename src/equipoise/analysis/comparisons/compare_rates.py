"""Events by time at risk: exact Poisson intervals and the exact ratio of two rates (Garwood 1936; Przyborowski & Wilenski 1940)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from equipoise.analysis.proportions.intervals import Proportion, clopper_pearson

SAME = 1 + 1e-7


@dataclass(frozen=True, slots=True)
class Rate:
    """Events for one unit of time at risk, with exact limits; None without time."""

    events: int
    time: float
    rate: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class RatesTest:
    """The first rate over the second with exact limits, and the two-sided exact p that they are equal.

    None where the ratio has no value or no end: nobody at risk, no event at all, no event in the second.
    """

    first: Rate
    second: Rate
    ratio: float | None
    lower: float | None
    upper: float | None
    p: float | None


def estimate_rate(events: int, time: float, *, level: float = 0.95) -> Rate:
    """The exposure-adjusted rate of one group."""
    if events < 0 or not time >= 0 or (events and not time):
        raise ValueError(f"events are 0 or more and need time at risk, not {events} in {time}")
    if not time:
        return Rate(events, time, None, None, None)
    tail = (1 - level) / 2
    low = float(special.gammaincinv(events, tail)) if events else 0.0
    return Rate(events, time, events / time, low / time, float(special.gammainccinv(events + 1, tail)) / time)


def compare_rates(
    first_events: int, first_time: float, second_events: int, second_time: float, *, level: float = 0.95
) -> RatesTest:
    """The ratio, given the sum of events: how they divide is binomial with the share of time."""
    first = estimate_rate(first_events, first_time, level=level)
    second = estimate_rate(second_events, second_time, level=level)
    total = first_events + second_events
    if first.rate is None or second.rate is None:
        return RatesTest(first, second, None, None, None, None)
    p = _two_sided(first_events, total, first_time / (first_time + second_time))
    if not total:
        return RatesTest(first, second, None, 0.0, None, p)
    low, high = clopper_pearson(Proportion(first_events, total), level=level)
    scale = second_time / first_time
    return RatesTest(
        first,
        second,
        first.rate / second.rate if second.rate else None,
        low / (1 - low) * scale if low < 1 else None,
        high / (1 - high) * scale if high < 1 else None,
        p,
    )


def _two_sided(events: int, total: int, share: float) -> float:
    """Every division no likelier than the observed one."""
    count = np.arange(total + 1, dtype=np.float64)
    logs = special.gammaln(total + 1) - special.gammaln(count + 1) - special.gammaln(total - count + 1)
    density = np.exp(logs + special.xlogy(count, share) + special.xlog1py(total - count, -share))
    return min(float(density[density <= density[events] * SAME].sum()), 1.0)
