"""The difference of two survival curves at one time: milestone survival (Klein et al. 2007, untransformed)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from equipoise.analysis.survival.conventions import ConfidenceType, CurveConvention
from equipoise.analysis.survival.distributions import chi_square_tail
from equipoise.analysis.survival.estimate_kaplan_meier import estimate_kaplan_meier
from equipoise.analysis.survival.observations import Observations
from equipoise.analysis.survival.read_curve import SurvivalAtDay, read_survival


class MilestoneStatus(StrEnum):
    """Whether the difference has an error."""

    ESTIMATED = "estimated"
    NOBODY = "nobody in an arm"
    NO_ERROR = "an arm has no survivor, or neither arm an event by then: the difference has no standard error"


@dataclass(frozen=True, slots=True)
class Milestone:
    """S(time) of the second arm minus the first's, with limits and the two-sided p. Without an error they are None.

    `beyond_follow_up` names the arms whose last observation came earlier: their last value is carried on.
    """

    status: MilestoneStatus
    time: float
    level: float
    arms: tuple[SurvivalAtDay, ...]
    difference: float | None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None
    z: float | None = None
    p: float | None = None
    beyond_follow_up: tuple[str, ...] = ()


def compare_milestone(observations: Observations, time: float, *, level: float = 0.95) -> Milestone:
    """The difference at one time, with the root of the summed Greenwood variances."""
    if len(observations.arms) != 2:
        raise ValueError(f"a comparison takes two arms, not {len(observations.arms)}")
    convention = CurveConvention(ConfidenceType.LOG_LOG, level)
    curves = estimate_kaplan_meier(observations, convention)
    first, second = arms = tuple(read_survival(curve, time) for curve in curves)
    beyond = tuple(curve.arm for curve in curves if curve.last_day is not None and curve.last_day < time)
    if not all(curve.n for curve in curves):
        return Milestone(MilestoneStatus.NOBODY, time, level, arms, None)
    difference = second.survival - first.survival
    errors = first.standard_error, second.standard_error
    error = None if errors[0] is None or errors[1] is None else sqrt(errors[0] ** 2 + errors[1] ** 2)
    if not error:
        return Milestone(MilestoneStatus.NO_ERROR, time, level, arms, difference, beyond_follow_up=beyond)
    z, reach = difference / error, convention.z * error
    return Milestone(
        MilestoneStatus.ESTIMATED,
        time,
        level,
        arms,
        difference,
        error,
        difference - reach,
        difference + reach,
        z,
        chi_square_tail(z * z, 1),
        beyond,
    )
