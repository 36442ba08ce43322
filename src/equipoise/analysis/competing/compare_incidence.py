"""Gray's test: whether the cumulative incidence of one cause differs between arms (Gray 1988, rho = 0)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equipoise.analysis.competing.observations import CauseTable, CompetingObservations, count_causes
from equipoise.analysis.survival.compare_log_rank import LogRankStatus
from equipoise.analysis.survival.distributions import chi_square_tail
from equipoise.analysis.survival.observations import Numbers


@dataclass(frozen=True, slots=True)
class GrayTest:
    """The test of one cause; `score` is weighted observed − expected by arm. Without events or contrast, None and why."""

    status: LogRankStatus
    cause: int
    strata: int
    score: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    chi_square: float | None
    degrees_of_freedom: int
    p: float | None


def compare_incidence(observations: CompetingObservations, cause: int, *, stratified: bool = False) -> GrayTest:
    """The test over all arms; stratified, score and variance are summed over strata."""
    people = observations.everybody
    arms, strata = len(people.arms), people.strata if stratified else 1
    score, covariance = np.zeros(arms), np.zeros((arms, arms))
    for stratum in range(strata):
        table = count_causes(observations, cause, people.stratum_of == stratum if stratified else None)
        more, spread = _moments(table)
        score, covariance = score + more, covariance + spread
    kept = np.flatnonzero(covariance.diagonal() > 1e-12)[:-1]  # the scores of the arms at risk sum to 0
    happened = bool((observations.cause_of == cause).any())
    rows = tuple(tuple(row) for row in covariance.tolist())
    if not kept.size:
        status = LogRankStatus.NO_CONTRAST if happened else LogRankStatus.NO_EVENTS
        return GrayTest(status, cause, strata, tuple(score.tolist()), rows, None, 0, None)
    chi_square = float(score[kept] @ np.linalg.pinv(covariance[np.ix_(kept, kept)], hermitian=True) @ score[kept])
    return GrayTest(
        LogRankStatus.TESTED,
        cause,
        strata,
        tuple(score.tolist()),
        rows,
        chi_square,
        int(kept.size),
        chi_square_tail(chi_square, int(kept.size)),
    )


def _moments(table: CauseTable) -> tuple[Numbers, Numbers]:
    """Gray's score and its variance: columns are times with an event, rows arms, all by running sums over time."""
    happened = (table.events + table.others).sum(axis=0) > 0
    n = table.at_risk[:, happened].astype(np.float64)
    own, other = table.events[:, happened].astype(np.float64), table.others[:, happened].astype(np.float64)
    present = n > 0
    people = np.where(present, n, 1.0)
    after: Numbers = np.cumprod(1 - (own + other) / people, axis=1, dtype=np.float64)
    before = _earlier(after, 1.0)
    incidence_before = _earlier(np.cumsum(before * own / people, axis=1, dtype=np.float64), 0.0)
    size = np.where(present, n / np.where(before > 0, before, 1.0), 0.0)  # people, those gone by other causes put back
    total, events = size.sum(axis=0), own.sum(axis=0)
    pooled = np.cumsum(events / total)
    pooled_before = _earlier(pooled[None], 0.0)[0]
    reach = size * (1 - incidence_before)
    score = own.sum(axis=1) - (events * reach / reach.sum(axis=0)).sum(axis=1)
    step = _contrast(size, total)
    weight = np.cumsum(step * (events / (total * (1 - pooled_before))), axis=2)
    alive = after > 0
    gone = np.where(alive, (1 - pooled) / np.where(alive, after, 1.0), 0.0)
    at_most_one = np.where(total * before > 1, total * before - 1, 1.0)
    tied = np.where(events > 1, 1 - (events - 1) / at_most_one, 1.0)
    noise_own = np.where(present, tied * before * events / np.where(present, total * n, 1.0), 0.0)
    tied_other = np.where(other > 1, 1 - (other - 1) / np.maximum(n - 1, 1.0), 1.0)
    noise_other = np.where(alive & (other > 0), tied_other * before**2 * other / people**2, 0.0)
    covariance = np.zeros((n.shape[0], n.shape[0]))
    for arm in range(n.shape[0]):
        slope, coefficient = 1 - gone[arm], weight[:, arm]
        own_part = step[:, arm] - slope * coefficient
        end = coefficient[:, -1:] if coefficient.shape[1] else coefficient
        first = own_part + slope * end
        second = gone[arm] * (coefficient - end)
        covariance += (first * noise_own[arm]) @ first.T + (second * noise_other[arm]) @ second.T
    return score, covariance


def _contrast(size: Numbers, total: Numbers) -> Numbers:
    """At each time, for arms i and j: the size of i where i is j, less its share of the whole."""
    found = -size[:, None, :] * size[None, :, :] / total
    for arm in range(size.shape[0]):
        found[arm, arm] += size[arm]
    return found


def _earlier(column: Numbers, start: float) -> Numbers:
    return np.concatenate((np.full((column.shape[0], 1), start), column[:, :-1]), axis=1) if column.size else column
