"""Max-combo: the best of several weighted log-rank tests, with a p that knows they were several.

Lee 1996; Karrison 2016; Lin et al. 2020. The p comes from the multivariate normal with the tests' null correlation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.analysis.survival.compare_log_rank import LogRankStatus
from equipoise.analysis.survival.distributions import normal_probability
from equipoise.analysis.survival.normal_rectangle import normal_rectangle
from equipoise.analysis.survival.observations import Numbers, Observations
from equipoise.analysis.survival.weigh_log_ranks import FOUR_WEIGHTS, Weight, WeightedLogRanks, weigh_log_ranks


@dataclass(frozen=True, slots=True)
class MaxCombo:
    """The smallest z (second arm better), the largest |z|, and the p of each against the null correlation.

    Tests without variance are left out; without any test every number is None and the status says why.
    """

    status: LogRankStatus
    tests: WeightedLogRanks
    z_smallest: float | None
    p_second_better: float | None
    p_two_sided: float | None


def combine_log_ranks(
    observations: Observations, weights: Sequence[Weight] = FOUR_WEIGHTS, *, stratified: bool = False
) -> MaxCombo:
    """The max-combo test of two arms. The same data give the same p to the last bit: nothing is drawn."""
    tests = weigh_log_ranks(observations, weights, stratified=stratified)
    kept = [place for place, z in enumerate(tests.z) if z is not None]
    if not kept:
        return MaxCombo(tests.status, tests, None, None, None)
    z = np.array([tests.z[place] for place in kept], dtype=np.float64)
    correlation = np.array([[tests.correlation[i][j] for j in kept] for i in kept], dtype=np.float64)
    smallest, largest = float(z.min()), float(np.abs(z).max())
    return MaxCombo(
        tests.status,
        tests,
        smallest,
        min(_any_below(smallest, correlation), 1.0),
        min(_any_outside(largest, correlation), 1.0),
    )


def _any_below(limit: float, correlation: Numbers) -> float:
    """P(some Z < limit), summed over the first that is: each part keeps its digits in the far tail."""
    total = 0.0
    for place in range(correlation.shape[0]):
        kept = [place, *range(place)]
        total += normal_rectangle(
            [-np.inf, *[limit] * place], [limit, *[np.inf] * place], correlation[np.ix_(kept, kept)]
        )
    return total


def _any_outside(limit: float, correlation: Numbers) -> float:
    """P(some |Z| > limit), by the same division; the two sides of the first are equal by symmetry."""
    total = 2 * normal_probability(-limit)
    for place in range(1, correlation.shape[0]):
        kept = [place, *range(place)]
        total += 2 * normal_rectangle(
            [-np.inf, *[-limit] * place], [-limit, *[limit] * place], correlation[np.ix_(kept, kept)]
        )
    return total
