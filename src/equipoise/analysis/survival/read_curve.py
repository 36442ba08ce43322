"""What is read off a Kaplan–Meier curve: S at a day, and the day at which S falls to a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equipoise.analysis.survival.conventions import CurveConvention
from equipoise.analysis.survival.estimate_kaplan_meier import SurvivalCurve
from equipoise.analysis.survival.observations import Days, Numbers

ROUNDING_GUARD = 2.0**-26


@dataclass(frozen=True, slots=True)
class SurvivalAtDay:
    """S at one day with its limits and the number still at risk; None where the formula has no value."""

    arm: str
    day: float
    survival: float
    standard_error: float | None
    lower: float | None
    upper: float | None
    at_risk: int
    convention: CurveConvention


@dataclass(frozen=True, slots=True)
class SurvivalQuantile:
    """The day by which a share of the arm has had the event, with its limits; None where it is not reached."""

    arm: str
    share: float
    day: float | None
    lower: float | None
    upper: float | None
    convention: CurveConvention


def read_survival(curve: SurvivalCurve, day: float) -> SurvivalAtDay:
    """S(day). Beyond the last observation the last value is carried on with nobody at risk."""
    last = int(np.searchsorted(curve.days, day, side="right")) - 1
    following = int(np.searchsorted(curve.days, day, side="left"))
    at_risk = int(curve.at_risk[following]) if following < curve.days.size else 0
    if last < 0:
        return SurvivalAtDay(curve.arm, day, 1.0, 0.0, 1.0, 1.0, at_risk, curve.convention)
    return SurvivalAtDay(
        curve.arm,
        day,
        float(curve.survival[last]),
        _number(curve.standard_error[last]),
        _number(curve.lower[last]),
        _number(curve.upper[last]),
        at_risk,
        curve.convention,
    )


def find_quantile(curve: SurvivalCurve, share: float = 0.5) -> SurvivalQuantile:
    """The first day with S at or below 1 − share; with share .5 the median.

    Where the curve runs level at exactly 1 − share, the middle of that level stretch: the mean of its day and the next
    event's day, or the last observation where no event follows. The limits apply the same rule to the limits of S(t)
    (Brookmeyer & Crowley 1982). This is the convention of R's survival package.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"a share lies between 0 and 1, not {share}")
    level = 1.0 - share
    return SurvivalQuantile(
        curve.arm,
        share,
        _first_at_or_below(curve.days, curve.survival, level),
        _first_at_or_below(curve.days, curve.lower, level),
        _first_at_or_below(curve.days, curve.upper, level),
        curve.convention,
    )


def _first_at_or_below(days: Days, values: Numbers, level: float) -> float | None:
    """The crossing of one step curve with a level; the guard lets 1 − 1/2 equal a product of fractions."""
    reached = np.flatnonzero(values <= level + ROUNDING_GUARD)
    if reached.size == 0:
        return None
    first = int(reached[0])
    below = np.flatnonzero(values[first:] < level - ROUNDING_GUARD)
    if values[first] < level - ROUNDING_GUARD:
        return float(days[first])
    end = days[first + int(below[0])] if below.size else days[-1]
    return float(days[first] + end) / 2


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
