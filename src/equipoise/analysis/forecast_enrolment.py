"""How enrolment goes on: a Poisson process whose rate is known only by what was seen, a gamma after it (Anisimov & Fedorov 2007).

One rate for all sites together, the same before and after the cut. After n people in T days the rate has the gamma distribution
of shape n + 1/2 and rate T (Jeffreys' prior); so the further count in t days is negative binomial, and the time until m more
is T times a beta prime variable of m and n + 1/2. No chance is drawn: the same facts give the same forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scipy import special

from equipoise.values.dates import days_between

HALF = 0.5
LEVEL = 0.8
"""The interval covers the truth with this chance, if the rate stays as it was."""
MOST_DAYS = 365 * 20
"""A forecast beyond twenty years is none."""
_STEP = 30


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the target is reached (None: not within twenty years), and the further course: day, middle, low, high."""

    reached: date | None
    earliest: date | None
    latest: date | None
    course: tuple[tuple[date, float, float, float], ...]


def forecast_enrolment(
    enrolled: Sequence[date], opened: date, until: date, target: int, level: float = LEVEL
) -> Forecast | None:
    """The forecast from the cut on; None where nobody came yet, the study did not run, or the target is reached."""
    n, days = sum(day <= until for day in enrolled), days_between(opened, until) + 1
    if not n or days < 1 or n >= target:
        return None
    left, shape = target - n, n + HALF
    low, high = (1 - level) / 2, (1 + level) / 2
    waits = [_wait(left, shape, days, chance) for chance in (HALF, low, high)]
    reached, earliest, latest = (None if wait > MOST_DAYS else _later(until, round(wait)) for wait in waits)
    end = min(round(waits[2]) if waits[2] <= MOST_DAYS else MOST_DAYS, MOST_DAYS)
    steps = sorted({*range(0, end, max(_STEP, end // 24)), end})
    course = []
    for ahead in steps:
        day = _later(until, ahead)
        if day is not None:
            middle, least, most = (min(float(target), n + count) for count in _counts(shape, days, ahead, low, high))
            course.append((day, middle, least, most))
    return Forecast(reached, earliest, latest, tuple(course))


def _wait(left: int, shape: float, days: int, chance: float) -> float:
    """The time in days until so many more have come, with this chance at most."""
    share = float(special.betaincinv(left, shape, chance))
    return days * share / (1 - share) if share < 1 else float("inf")


def _counts(shape: float, days: int, ahead: int, low: float, high: float) -> tuple[float, float, float]:
    """Median and limits of the further count in so many days ahead."""
    if not ahead:
        return 0.0, 0.0, 0.0
    share = days / (days + ahead)
    middle, least, most = (float(_quantile(shape, share, chance)) for chance in (HALF, low, high))
    return middle, least, most


def _quantile(shape: float, share: float, chance: float) -> int:
    """The smallest count that a negative binomial variable stays at or below with at least this chance."""
    low, high = -1, 1
    while special.betainc(shape, high + 1, share) < chance:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if special.betainc(shape, middle + 1, share) >= chance else (middle, high)
    return high


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
