"""How two arms compare in an endpoint beside the plain test: stratified, adjusted, restricted means, milestones.

What is held, how far means are restricted and which months are compared stands in the study file (`analysis.comparison`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.analysis.estimate_endpoint import observe_rows
from equipoise.analysis.group_arms import Group
from equipoise.analysis.read_levels import covariates_of, stratum_of, subgroups_of
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.regression import (
    CoxRegression,
    HazardsCheck,
    Subgroups,
    check_proportional_hazards,
    estimate_subgroups,
    fit_cox_regression,
)
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.survival import (
    HazardRatio,
    LogRank,
    Milestone,
    Observations,
    RestrictedMeans,
    compare_log_rank,
    compare_milestone,
    compare_restricted_means,
    fit_cox,
    read_observations,
)
from equipoise.protocol.model import Study
from equipoise.trial.state import Trial

MONTH_DAYS = 30.4375
"""Days of a month in results: a twelfth of 365.25."""
ARM = "arm"
"""The covariate of an adjusted model that tells the arms apart: 0 reference, 1 compared."""


@dataclass(frozen=True, slots=True)
class ArmComparison:
    """One arm against the reference. What the study file does not ask for is None or empty.

    `left_out` participants lack a covariate and are not in the adjusted model; `flat` covariates do not vary.
    """

    reference: str
    compared: str
    stratified: HazardRatio | None
    stratified_test: LogRank | None
    adjusted: CoxRegression | None
    left_out: int
    flat: tuple[str, ...]
    hazards: HazardsCheck
    means: RestrictedMeans | None
    milestones: tuple[tuple[int, Milestone], ...]


def compare_endpoint(
    study: Study,
    trial: Trial | None,
    endpoint: EndpointResult,
    groups: Sequence[Group],
    people: Mapping[str, Participant],
    pair: tuple[Group, Group],
) -> ArmComparison:
    """The comparison of a reference and another arm; every number has a value or a status that says why not."""
    declared, (reference, other) = study.analysis.comparison, pair
    rows = [row for row in endpoint.rows if row.arm in (reference.key, other.key)]
    members = [people[row.participant] for row in rows]
    strata = [stratum_of(study, one) for one in members]
    seen = _observe(endpoint, (reference.key, other.key), strata)
    stratified = bool(declared.stratified and study.randomisation.factors)
    adjusted, left_out, flat = _adjust(study, trial, seen, members)
    horizon = restrict_to(study, observe_rows(endpoint.table, groups))
    arm = {ARM: seen.arm_of.astype(np.float64)}
    return ArmComparison(
        reference.key,
        other.key,
        fit_cox(seen, stratified=True) if stratified else None,
        compare_log_rank(seen, stratified=True) if stratified else None,
        adjusted,
        left_out,
        flat,
        check_proportional_hazards(seen, arm),
        compare_restricted_means(seen, horizon) if horizon else None,
        tuple((months, compare_milestone(seen, months * MONTH_DAYS)) for months in declared.milestone_months),
    )


def compare_subgroups(
    study: Study,
    trial: Trial | None,
    endpoint: EndpointResult,
    people: Mapping[str, Participant],
    pair: tuple[Group, Group],
) -> Subgroups:
    """The hazard ratio in each level of each declared subgroup, unstratified, and whether levels differ."""
    keys = tuple(group.key for group in pair)
    rows = [row for row in endpoint.rows if row.arm in keys]
    levels = [subgroups_of(study, people[row.participant], trial) for row in rows]
    names = study.analysis.comparison.subgroups if rows else ()
    return estimate_subgroups(_observe(endpoint, keys), {name: [level[name] for level in levels] for name in names})


def restrict_to(study: Study, seen: Observations) -> float | None:
    """The horizon of restricted means in days: as declared, otherwise the earlier of the arms' last days. None with an empty arm."""
    months = study.analysis.comparison.restricted_months
    if months is not None:
        return months * MONTH_DAYS
    last = [seen.days[seen.arm_of == place] for place in range(len(seen.arms))]
    if any(not days.size for days in last):
        return None
    return float(min(days.max() for days in last)) or None


def _observe(
    endpoint: EndpointResult, arms: tuple[str, ...], strata: Sequence[str | None] | None = None
) -> Observations:
    rows = [row for row in endpoint.rows if row.arm in arms]
    return read_observations(
        [row.day for row in rows], [row.event for row in rows], [row.arm for row in rows], arms, strata
    )


def _adjust(
    study: Study, trial: Trial | None, seen: Observations, members: Sequence[Participant]
) -> tuple[CoxRegression | None, int, tuple[str, ...]]:
    """The model of arm and covariates, of whoever has them all; None where the study file names none, or nobody is left."""
    if not study.analysis.comparison.covariates or not seen.n:
        return None, 0, ()
    columns, flat = covariates_of(study, members, trial)
    whole = np.array([all(column[place] is not None for column in columns.values()) for place in range(seen.n)])
    if not whole.any():
        return None, seen.n, flat
    inside = seen.chosen(whole)
    held = {name: [value for value in column if value is not None] for name, column in _within(columns, whole).items()}
    return fit_cox_regression(inside, {ARM: inside.arm_of.astype(np.float64), **held}), int((~whole).sum()), flat


def _within(
    columns: Mapping[str, tuple[float | None, ...]], whole: Sequence[bool] | np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> dict[str, list[float | None]]:
    return {
        name: [value for value, kept in zip(column, whole, strict=True) if kept] for name, column in columns.items()
    }
