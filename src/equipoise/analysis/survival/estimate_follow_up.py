"""Median follow-up by the reverse Kaplan–Meier method (Schemper & Smith 1996)."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.analysis.survival.conventions import CurveConvention
from equipoise.analysis.survival.estimate_kaplan_meier import estimate_kaplan_meier
from equipoise.analysis.survival.observations import Observations
from equipoise.analysis.survival.read_curve import find_quantile


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long people would have been watched had nobody had the event; days, None where not reached."""

    n: int
    median: float | None
    lower: float | None
    upper: float | None
    convention: CurveConvention


def estimate_follow_up(observations: Observations, convention: CurveConvention | None = None) -> FollowUp:
    """Median follow-up of everybody together, censoring taken as the event.

    On a day with both, the end of follow-up counts before the event: R's answer to an inverted status column.
    """
    convention = convention or CurveConvention()
    (curve,) = estimate_kaplan_meier(observations.inverted(), convention)
    median = find_quantile(curve)
    return FollowUp(observations.n, median.day, median.lower, median.upper, convention)
