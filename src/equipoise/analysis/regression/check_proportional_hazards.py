"""Whether hazards are proportional: the score test of a coefficient that changes with time.

Grambsch & Therneau 1994, in the form of the exact score test (Therneau, survival ≥ 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import special

from equipoise.analysis.regression.event_times import EventTimes, read_event_times, read_moments
from equipoise.analysis.regression.fit_cox_regression import (
    CoxRegression,
    RegressionStatus,
    design_matrix,
    fit_cox_regression,
)
from equipoise.analysis.survival.conventions import Ties
from equipoise.analysis.survival.count_at_risk import count_at_risk
from equipoise.analysis.survival.distributions import chi_square_tail
from equipoise.analysis.survival.observations import Numbers, Observations


class TimeScale(StrEnum):
    """The function of time against which a coefficient is asked to change."""

    KM = "km"
    RANK = "rank"
    IDENTITY = "identity"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class HazardsCheck:
    """Chi-square and p of each covariate (one degree of freedom), and of all together.

    A small p says that the hazard ratio changes with time. Without a fit, or with events at one time only, the numbers
    are None.
    """

    fit: CoxRegression
    scale: TimeScale
    names: tuple[str, ...]
    chi_square: tuple[float | None, ...]
    p: tuple[float | None, ...]
    global_chi_square: float | None
    global_p: float | None


def check_proportional_hazards(
    observations: Observations,
    covariates: Mapping[str, npt.ArrayLike],
    *,
    ties: Ties = Ties.EFRON,
    stratified: bool = False,
    scale: TimeScale = TimeScale.KM,
) -> HazardsCheck:
    """The check of every covariate of the model; `km` weighs time by the share that already had the event."""
    fit = fit_cox_regression(observations, covariates, ties=ties, stratified=stratified)
    nothing = HazardsCheck(fit, scale, fit.names, (None,) * len(fit.names), (None,) * len(fit.names), None, None)
    if fit.status is not RegressionStatus.ESTIMATED or fit.beta is None:
        return nothing
    x = design_matrix(observations, covariates)
    width = np.ptp(x, axis=0)
    times = read_event_times(observations, (x - x.mean(axis=0)) / width, ties, stratified)
    moments = read_moments(times, np.array(fit.beta) * width)
    weight = _weights(observations, times, scale)
    weight = weight - float(weight @ times.counts) / int(times.counts.sum())
    if not np.abs(weight).max() > 0:
        return nothing
    score = ((moments.observed - moments.expected) * weight[:, None]).sum(axis=0)
    plain, crossed, squared = ((moments.variance * weight[:, None, None] ** power).sum(axis=0) for power in (0, 1, 2))
    left = squared - crossed @ np.linalg.solve(plain, crossed)  # what the coefficients themselves do not explain
    single = tuple(float(u * u / v) if v > 0 else None for u, v in zip(score, left.diagonal(), strict=True))
    together = float(score @ np.linalg.pinv(left, hermitian=True) @ score)
    return HazardsCheck(
        fit,
        scale,
        fit.names,
        single,
        tuple(None if value is None else chi_square_tail(value, 1) for value in single),
        together,
        chi_square_tail(together, int(np.linalg.matrix_rank(left, hermitian=True))),
    )


def _weights(observations: Observations, times: EventTimes, scale: TimeScale) -> Numbers:
    """The function of time at each event time; `km` is 1 − S just before it, of everybody together."""
    days = observations.days[times.order][times.first][times.event_blocks].astype(np.float64)
    if scale is TimeScale.IDENTITY:
        return days
    if scale is TimeScale.LOG:
        floor: Numbers = np.log(np.maximum(days, special.exp10(-9)))
        return floor
    everybody = np.zeros(observations.n, dtype=np.int64)
    table = count_at_risk(observations.days, observations.events, everybody, 1)
    if scale is TimeScale.RANK:
        ranked = np.cumsum(table.events[0] + table.censored[0]) - (table.events[0] + table.censored[0] - 1) / 2
        found: Numbers = ranked[np.searchsorted(table.days, days)]
        return found
    survival = np.concatenate(([1.0], np.cumprod(1 - table.events[0] / table.at_risk[0])))
    before: Numbers = 1 - survival[np.searchsorted(table.days, days, side="left")]
    return before
