"""Restricted mean survival time: the area under the curve up to a horizon, and how two arms differ in it.

Irwin 1949; Royston & Parmar 2013; Uno et al. 2014 (the conventions: difference on its own scale, ratios on the log scale).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

import numpy as np

from equipoise.analysis.survival.conventions import CurveConvention
from equipoise.analysis.survival.distributions import chi_square_tail
from equipoise.analysis.survival.estimate_kaplan_meier import SurvivalCurve, estimate_kaplan_meier
from equipoise.analysis.survival.observations import Observations


class MeanStatus(StrEnum):
    """Whether the data reach the horizon."""

    ESTIMATED = "estimated"
    NOBODY = "nobody in an arm"
    BEYOND_FOLLOW_UP = "the horizon lies beyond an arm's last observation while some are still without the event"


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """One arm's mean time up to the horizon, and the time lost before it; None where the curve ends too early."""

    arm: str
    horizon: float
    status: MeanStatus
    mean: float | None = None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def lost(self) -> float | None:
        """The horizon minus the mean."""
        return None if self.mean is None else self.horizon - self.mean


@dataclass(frozen=True, slots=True)
class Contrast:
    """An estimate of second against first arm with its limits and two-sided p; None where it has no value."""

    estimate: float | None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class RestrictedMeans:
    """Both arms, the difference, the ratio and the ratio of time lost: second arm against the first."""

    status: MeanStatus
    horizon: float
    level: float
    arms: tuple[RestrictedMean, ...]
    difference: Contrast
    ratio: Contrast
    lost_ratio: Contrast


def estimate_restricted_mean(curve: SurvivalCurve, horizon: float) -> RestrictedMean:
    """The area under one curve up to the horizon, with Greenwood's variance of it."""
    if not horizon > 0:
        raise ValueError(f"a horizon is above 0, not {horizon}")
    if not curve.n:
        return RestrictedMean(curve.arm, horizon, MeanStatus.NOBODY)
    last = curve.last_day or 0
    if horizon > last and curve.survival[-1] > 0:
        return RestrictedMean(curve.arm, horizon, MeanStatus.BEYOND_FOLLOW_UP)
    seen = (curve.days <= horizon) & (curve.events > 0)
    edges = np.concatenate(([0.0], curve.days[seen], [horizon]))
    areas = np.diff(edges) * np.concatenate(([1.0], curve.survival[seen]))
    still = areas[::-1].cumsum()[::-1][1:]
    n, d = curve.at_risk[seen].astype(np.float64), curve.events[seen].astype(np.float64)
    left = np.where(n > d, n * (n - d), 1.0)
    error = sqrt(float((still**2 * np.where(n > d, d / left, 0.0)).sum()))
    mean, reach = float(areas.sum()), curve.convention.z * error
    return RestrictedMean(curve.arm, horizon, MeanStatus.ESTIMATED, mean, error, mean - reach, mean + reach)


def compare_restricted_means(observations: Observations, horizon: float, *, level: float = 0.95) -> RestrictedMeans:
    """The restricted means of two arms up to one horizon, and their contrasts."""
    if len(observations.arms) != 2:
        raise ValueError(f"a comparison takes two arms, not {len(observations.arms)}")
    convention = CurveConvention(level=level)
    arms = tuple(estimate_restricted_mean(curve, horizon) for curve in estimate_kaplan_meier(observations, convention))
    status = next((arm.status for arm in arms if arm.status is not MeanStatus.ESTIMATED), MeanStatus.ESTIMATED)
    first, second = arms
    if first.mean is None or second.mean is None or first.standard_error is None or second.standard_error is None:
        empty = Contrast(None)
        return RestrictedMeans(status, horizon, level, arms, empty, empty, empty)
    spread, z = (first.standard_error, second.standard_error), convention.z
    return RestrictedMeans(
        status,
        horizon,
        level,
        arms,
        _difference(second.mean - first.mean, sqrt(spread[0] ** 2 + spread[1] ** 2), z),
        _ratio((first.mean, second.mean), spread, z),
        _ratio((horizon - first.mean, horizon - second.mean), spread, z),
    )


def _difference(estimate: float, error: float, z: float) -> Contrast:
    if not error > 0:
        return Contrast(estimate)
    return Contrast(estimate, estimate - z * error, estimate + z * error, chi_square_tail((estimate / error) ** 2, 1))


def _ratio(times: tuple[float, float], errors: tuple[float, float], z: float) -> Contrast:
    """Delta method on the log scale; a time of 0 has no ratio."""
    if not (times[0] > 0 and times[1] > 0):
        return Contrast(None)
    estimate = log(times[1] / times[0])
    found = _difference(estimate, sqrt((errors[0] / times[0]) ** 2 + (errors[1] / times[1]) ** 2), z)
    if found.lower is None or found.upper is None:
        return Contrast(exp(estimate))
    return Contrast(exp(estimate), exp(found.lower), exp(found.upper), found.p)
