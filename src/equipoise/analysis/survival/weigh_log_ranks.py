"""Several Fleming–Harrington tests of two arms at once, with their covariance (Harrington & Fleming 1982)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.analysis.survival.compare_log_rank import LogRankStatus, strata_tables, weigh
from equipoise.analysis.survival.count_at_risk import RiskTable
from equipoise.analysis.survival.distributions import chi_square_tail, normal_probability
from equipoise.analysis.survival.observations import Numbers, Observations

Weight = tuple[float, float]
"""(rho, gamma): an event weighs S(t−)^rho (1 − S(t−))^gamma."""

FOUR_WEIGHTS: tuple[Weight, ...] = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
"""Proportional, late, early and middle effects: the weights that max-combo combines (Lin et al. 2020)."""


@dataclass(frozen=True, slots=True)
class WeightedLogRanks:
    """The weighted tests of one comparison: `z[k]` belongs to `weights[k]`, and `covariance` is that of `difference`.

    `difference` is weighted observed − expected in the second arm, so z < 0 favours it. A test without variance has
    None; without any, the status says why.
    """

    status: LogRankStatus
    weights: tuple[Weight, ...]
    strata: int
    difference: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    z: tuple[float | None, ...]

    @property
    def correlation(self) -> tuple[tuple[float | None, ...], ...]:
        """The correlation of the tests when the arms do not differ; None beside a test without variance."""
        spread = [row[place] ** 0.5 for place, row in enumerate(self.covariance)]
        return tuple(
            tuple(value / (spread[i] * spread[j]) if spread[i] and spread[j] else None for j, value in enumerate(row))
            for i, row in enumerate(self.covariance)
        )

    @property
    def p_two_sided(self) -> tuple[float | None, ...]:
        """The two-sided p of each test alone, for no multiplicity adjusted."""
        return tuple(None if z is None else chi_square_tail(z * z, 1) for z in self.z)

    @property
    def p_second_better(self) -> tuple[float | None, ...]:
        """The one-sided p of each test alone: fewer weighted events than expected in the second arm."""
        return tuple(None if z is None else normal_probability(z) for z in self.z)


def weigh_log_ranks(
    observations: Observations, weights: Sequence[Weight] = FOUR_WEIGHTS, *, stratified: bool = False
) -> WeightedLogRanks:
    """The tests of two arms for each weight; stratified, each stratum has its own pooled curve and the sums are added."""
    if len(observations.arms) != 2:
        raise ValueError(f"weighted tests compare two arms, not {len(observations.arms)}")
    difference, covariance = np.zeros(len(weights)), np.zeros((len(weights), len(weights)))
    for table in strata_tables(observations, stratified):
        more, spread = _moments(table, weights)
        difference, covariance = difference + more, covariance + spread
    variance = covariance.diagonal()
    status = LogRankStatus.TESTED
    if not variance.any():
        status = LogRankStatus.NO_CONTRAST if observations.events.any() else LogRankStatus.NO_EVENTS
    return WeightedLogRanks(
        status,
        tuple(weights),
        observations.strata if stratified else 1,
        tuple(difference.tolist()),
        tuple(tuple(row) for row in covariance.tolist()),
        tuple(u / v**0.5 if v > 0 else None for u, v in zip(difference.tolist(), variance.tolist(), strict=True)),
    )


def _moments(table: RiskTable, weights: Sequence[Weight]) -> tuple[Numbers, Numbers]:
    happened = table.events.sum(axis=0) > 0
    events = table.events[:, happened].astype(np.float64)
    at_risk = table.at_risk[:, happened].astype(np.float64)
    d, n = events.sum(axis=0), at_risk.sum(axis=0)
    share = at_risk[1] / n
    variance = d * share * (1 - share) * (n - d) / np.maximum(n - 1.0, 1.0)
    weight = np.array([weigh(d, n, rho, gamma) for rho, gamma in weights]).reshape(len(weights), d.size)
    return weight @ (events[1] - d * share), (weight * variance) @ weight.T
