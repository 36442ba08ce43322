"""From the rows of an endpoint to its numbers: curves, medians, log-rank test, hazard ratios, follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from equipoise.analysis.group_arms import Group, control_first
from equipoise.analysis.survival import (
    FollowUp,
    HazardRatio,
    LogRank,
    Observations,
    SurvivalCurve,
    SurvivalQuantile,
    compare_log_rank,
    estimate_follow_up,
    estimate_kaplan_meier,
    find_quantile,
    fit_cox,
    read_observations,
)
from equipoise.analysis.time_to_event import TimeToEventTable


@dataclass(frozen=True, slots=True)
class Estimates:
    """Curves and medians in the order of the groups; comparisons are with the control, and empty for a single group."""

    curves: tuple[SurvivalCurve, ...]
    medians: tuple[SurvivalQuantile, ...]
    log_rank: LogRank | None
    hazard_ratios: tuple[HazardRatio, ...]
    follow_up: FollowUp


def observe_rows(table: TimeToEventTable, groups: Sequence[Group]) -> Observations:
    """The rows as columns, control first."""
    arms = [group.key for group in control_first(groups)]
    return read_observations(
        [row.day for row in table.rows], [row.event for row in table.rows], [row.arm for row in table.rows], arms
    )


def estimate_endpoint(table: TimeToEventTable, groups: Sequence[Group]) -> Estimates:
    """The estimates, unstratified: one curve a group, one test over all groups, one hazard ratio a group against the control."""
    seen = observe_rows(table, groups)
    by_arm = {curve.arm: curve for curve in estimate_kaplan_meier(seen)}
    curves = tuple(by_arm[group.key] for group in groups)
    reference, *others = (group.key for group in control_first(groups))
    return Estimates(
        curves,
        tuple(find_quantile(curve) for curve in curves),
        compare_log_rank(seen) if others else None,
        tuple(fit_cox(seen.within([reference, other])) for other in others),
        estimate_follow_up(seen),
    )
