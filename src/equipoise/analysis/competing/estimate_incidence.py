"""The cumulative incidence of each cause by arm (Aalen & Johansen 1978), with the variance of Marubini & Valsecchi 1995.

The variance sums binomial-type increments over the times of every cause (delta method); it changes only where the curve
does, as in Gray's own program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equipoise.analysis.competing.observations import CauseTable, CompetingObservations, count_causes
from equipoise.analysis.survival.distributions import normal_quantile
from equipoise.analysis.survival.observations import Days, Integers, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """One cause in one arm, at each time of that cause; 0 before the first. `last_day` is the arm's last observation."""

    arm: str
    cause: int
    n: int
    event_count: int
    days: Days
    events: Integers
    incidence: Numbers
    variance: Numbers
    last_day: int | float | None


@dataclass(frozen=True, slots=True)
class IncidenceAtDay:
    """The incidence by one time, its variance and limits on the log(−log) scale; None beyond the last observation."""

    arm: str
    cause: int
    day: float
    incidence: float | None
    variance: float | None
    lower: float | None
    upper: float | None


def estimate_incidence(observations: CompetingObservations) -> tuple[Incidence, ...]:
    """A curve a cause and an arm: all arms of the first cause, then all arms of the second …"""
    curves = []
    for cause in observations.causes:
        table = count_causes(observations, cause, None)
        for row, arm in enumerate(observations.everybody.arms):
            curves.append(_curve(arm, cause, table, row))
    return tuple(curves)


def _curve(arm: str, cause: int, table: CauseTable, row: int) -> Incidence:
    present = table.at_risk[row] > 0
    n = table.at_risk[row, present].astype(np.float64)
    own, other = table.events[row, present].astype(np.float64), table.others[row, present].astype(np.float64)
    after = np.cumprod(1 - (own + other) / n)
    before = np.concatenate(([1.0], after[:-1]))[: n.size]
    incidence = np.cumsum(before * own / n)
    variance = _variance(before, after, incidence, n, own, other)
    days, happened = table.days[present], own > 0
    last = days[-1].item() if days.size else None
    return Incidence(
        arm,
        cause,
        int(n[0]) if n.size else 0,
        int(own.sum()),
        days[happened],
        own[happened].astype(np.int64),
        incidence[happened],
        variance[happened],
        last,
    )


def _variance(before: Numbers, after: Numbers, incidence: Numbers, n: Numbers, own: Numbers, other: Numbers) -> Numbers:
    """The sum over earlier times u of ((F(t) − F(u)) / S(u))² and, for the cause itself, (1 − that)², times its noise."""
    noise = [before**2 * d * (n - d) / (n**2 * np.maximum(n - 1, 1)) for d in (own, other)]
    noise = [np.where(n > 1, part, before**2 * d / n**2) for part, d in zip(noise, (own, other), strict=True)]
    alive = after > 0
    inverse = np.where(alive, 1 / np.where(alive, after, 1.0), 0.0)
    noise[1] = np.where(alive, noise[1], 0.0)
    reach = incidence * inverse
    constant = np.cumsum((1 + reach) ** 2 * noise[0] + reach**2 * noise[1])
    linear = np.cumsum(inverse * ((1 + reach) * noise[0] + reach * noise[1]))
    square = np.cumsum(inverse**2 * (noise[0] + noise[1]))
    found: Numbers = np.maximum(constant - 2 * incidence * linear + incidence**2 * square, 0.0)
    return found


def read_incidence(curve: Incidence, day: float, *, level: float = 0.95) -> IncidenceAtDay:
    """The incidence by a time. Beyond the arm's last observation it is unknown, unlike a survival curve's last value."""
    if curve.last_day is None or day > curve.last_day:
        return IncidenceAtDay(curve.arm, curve.cause, day, None, None, None, None)
    last = int(np.searchsorted(curve.days, day, side="right")) - 1
    if last < 0:
        return IncidenceAtDay(curve.arm, curve.cause, day, 0.0, 0.0, None, None)
    value, variance = float(curve.incidence[last]), float(curve.variance[last])
    lower = upper = None
    if 0 < value < 1:
        spread = normal_quantile((1 + level) / 2) * variance**0.5 / (value * np.log(value))
        lower, upper = sorted((float(value ** np.exp(spread)), float(value ** np.exp(-spread))))
    return IncidenceAtDay(curve.arm, curve.cause, day, value, variance, lower, upper)
