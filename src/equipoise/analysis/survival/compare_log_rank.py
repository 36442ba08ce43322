"""The log-rank test of any number of arms, stratified and weighted.

Mantel 1966 (the test), Peto & Peto 1972 (several groups), Harrington & Fleming 1982 (weights).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from equipoise.analysis.survival.conventions import LogRankConvention
from equipoise.analysis.survival.count_at_risk import RiskTable, count_at_risk
from equipoise.analysis.survival.distributions import chi_square_tail, normal_probability
from equipoise.analysis.survival.observations import Numbers, Observations

ROUNDING_GUARD = 1e-10


class LogRankStatus(StrEnum):
    """Whether the data allow a test, and what is missing where they do not."""

    TESTED = "tested"
    NO_EVENTS = "no events"
    NO_CONTRAST = "no event while two arms were at risk"


@dataclass(frozen=True, slots=True)
class LogRank:
    """Observed and expected events by arm, and the test of equal hazards.

    `z` and the one-sided p belong to two arms: z < 0 means fewer events than expected in the second arm, and
    `p_second_better` tests that direction. Without a contrast the test's numbers are None and the status says why.
    """

    status: LogRankStatus
    convention: LogRankConvention
    arms: tuple[str, ...]
    n: tuple[int, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    chi_square: float | None
    degrees_of_freedom: int
    p_two_sided: float | None
    z: float | None
    p_second_better: float | None

    @property
    def variance(self) -> float:
        """The variance of observed − expected in the last arm: the V of a two-arm comparison."""
        return self.covariance[-1][-1]


def compare_log_rank(
    observations: Observations, *, stratified: bool = False, rho: float = 0.0, gamma: float = 0.0
) -> LogRank:
    """The test over all arms; stratified, it sums over strata.

    `rho` and `gamma` weigh each event by S(t−)^rho (1 − S(t−))^gamma with S of the (stratum's) pooled sample.
    """
    rows = len(observations.arms)
    observed, expected, covariance = np.zeros(rows), np.zeros(rows), np.zeros((rows, rows))
    for table in strata_tables(observations, stratified):
        more_observed, more_expected, more_covariance = _moments(table, rho, gamma)
        observed, expected, covariance = (
            observed + more_observed,
            expected + more_expected,
            covariance + more_covariance,
        )
    convention = LogRankConvention(rho, gamma, observations.strata if stratified else 1)
    return _conclude(observations, convention, observed, expected, covariance)


def strata_tables(observations: Observations, stratified: bool) -> list[RiskTable]:
    """The risk table of everybody, or one a stratum."""
    rows = len(observations.arms)
    if not stratified:
        return [count_at_risk(observations.days, observations.events, observations.arm_of, rows)]
    tables = []
    for stratum in range(observations.strata):
        inside = observations.stratum_of == stratum
        tables.append(
            count_at_risk(observations.days[inside], observations.events[inside], observations.arm_of[inside], rows)
        )
    return tables


def _moments(table: RiskTable, rho: float, gamma: float) -> tuple[Numbers, Numbers, Numbers]:
    """Weighted observed, expected and the hypergeometric covariance, summed over the days with an event."""
    total_events = table.events.sum(axis=0)
    happened = total_events > 0
    events = table.events[:, happened].astype(np.float64)
    at_risk = table.at_risk[:, happened].astype(np.float64)
    d, n = events.sum(axis=0), at_risk.sum(axis=0)
    weight = weigh(d, n, rho, gamma)
    share = at_risk / n
    spread = weight**2 * d * (n - d) / np.maximum(n - 1.0, 1.0)
    covariance = np.diag((spread * share).sum(axis=1)) - (spread * share) @ share.T
    return (weight * events).sum(axis=1), (weight * d * share).sum(axis=1), covariance


def weigh(d: Numbers, n: Numbers, rho: float, gamma: float) -> Numbers:
    """The Fleming–Harrington weight of each event day from the pooled curve just before it."""
    if not rho and not gamma:
        return np.ones_like(d)
    before = np.concatenate(([1.0], np.cumprod(1.0 - d / n)[:-1])) if d.size else d
    return before**rho * (1.0 - before) ** gamma


def _conclude(
    observations: Observations, convention: LogRankConvention, observed: Numbers, expected: Numbers, covariance: Numbers
) -> LogRank:
    chi_square, degrees = _quadratic_form(observed - expected, covariance)
    z = None
    if len(observations.arms) == 2 and degrees == 1:
        z = float((observed[1] - expected[1]) / np.sqrt(covariance[1, 1]))
    counts = np.bincount(observations.arm_of, minlength=len(observations.arms))
    return LogRank(
        _status(observations, degrees),
        convention,
        observations.arms,
        tuple(int(count) for count in counts),
        tuple(float(value) for value in observed),
        tuple(float(value) for value in expected),
        tuple(tuple(float(value) for value in row) for row in covariance),
        chi_square if degrees else None,
        degrees,
        chi_square_tail(chi_square, degrees) if degrees else None,
        z,
        None if z is None else normal_probability(z),
    )


def _status(observations: Observations, degrees: int) -> LogRankStatus:
    if degrees:
        return LogRankStatus.TESTED
    return LogRankStatus.NO_CONTRAST if observations.events.any() else LogRankStatus.NO_EVENTS


def _quadratic_form(difference: Numbers, covariance: Numbers) -> tuple[float, int]:
    """Chi-square and its degrees of freedom; directions without variance (an empty arm) drop out."""
    if difference.size == 2:
        variance = float(covariance[1, 1])
        return (float(difference[1]) ** 2 / variance, 1) if variance > 0.0 else (0.0, 0)
    values, vectors = np.linalg.eigh(covariance)
    kept = values > ROUNDING_GUARD * max(float(values.max(initial=0.0)), ROUNDING_GUARD)
    projected = vectors[:, kept].T @ difference
    return float((projected**2 / values[kept]).sum()), int(kept.sum())
