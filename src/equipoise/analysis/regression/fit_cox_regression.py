"""Cox's proportional hazards model with several covariates (Cox 1972), stratified if asked, with robust errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import exp

import numpy as np
import numpy.typing as npt

from equipoise.analysis.regression.event_times import EventTimes, Moments, read_event_times, read_moments
from equipoise.analysis.survival.conventions import CoxConvention, Ties
from equipoise.analysis.survival.distributions import chi_square_tail
from equipoise.analysis.survival.observations import Numbers, Observations

MOST_STEPS = 60
LONGEST_STEP = 4.0
NOTHING_GAINED = 1e-9
STILL_MOVING = 0.05
COLLINEAR = 1e-10


class RegressionStatus(StrEnum):
    """Whether the likelihood has a maximum, and why not where it has none."""

    ESTIMATED = "estimated"
    NO_EVENTS = "no events"
    NO_CONTRAST = "a covariate does not differ while an event happens, or is a sum of the others"
    MONOTONE = "the likelihood grows without end along a covariate: its hazard ratio runs to 0 or to infinity"


@dataclass(frozen=True, slots=True)
class CoxRegression:
    """The fit: one entry a covariate in `names` order; beta is the log hazard ratio for one unit more.

    Without a maximum the estimates are None, `concerns` names the covariates at fault and the status says why.
    `log_likelihood` is at 0 and at beta. `robust_error` is Lin & Wei's (1989), by cluster if clusters were given.
    """

    status: RegressionStatus
    convention: CoxConvention
    names: tuple[str, ...]
    n: int
    events: int
    log_likelihood: tuple[float, float | None]
    score_chi_square: float | None = None
    beta: tuple[float, ...] | None = None
    covariance: tuple[tuple[float, ...], ...] | None = None
    robust_covariance: tuple[tuple[float, ...], ...] | None = None
    iterations: int = 0
    concerns: tuple[str, ...] = ()
    linear_predictor: Numbers = field(default_factory=lambda: np.zeros(0), compare=False, repr=False)

    @property
    def standard_error(self) -> tuple[float, ...] | None:
        """The model's standard errors."""
        return None if self.covariance is None else tuple(row[i] ** 0.5 for i, row in enumerate(self.covariance))

    @property
    def robust_error(self) -> tuple[float, ...] | None:
        """The sandwich standard errors, right even where hazards are not proportional."""
        found = self.robust_covariance
        return None if found is None else tuple(row[i] ** 0.5 for i, row in enumerate(found))

    @property
    def ratio(self) -> tuple[float, ...] | None:
        """The hazard ratios."""
        return None if self.beta is None else tuple(exp(value) for value in self.beta)

    def interval(self, *, robust: bool = False) -> tuple[tuple[float, float], ...] | None:
        """Wald limits of each hazard ratio, with the model's or the robust errors."""
        errors = self.robust_error if robust else self.standard_error
        if self.beta is None or errors is None:
            return None
        reach = [self.convention.z * error for error in errors]
        return tuple((exp(b - r), exp(b + r)) for b, r in zip(self.beta, reach, strict=True))

    @property
    def p_wald(self) -> tuple[float, ...] | None:
        """The two-sided p of each covariate, the others held."""
        errors = self.standard_error
        if self.beta is None or errors is None:
            return None
        return tuple(chi_square_tail((b / error) ** 2, 1) for b, error in zip(self.beta, errors, strict=True))

    @property
    def wald_chi_square(self) -> float | None:
        """The Wald test that no covariate matters, on as many degrees of freedom as covariates."""
        if self.beta is None or self.covariance is None:
            return None
        beta = np.array(self.beta)
        return float(beta @ np.linalg.solve(np.array(self.covariance), beta))

    @property
    def likelihood_ratio_chi_square(self) -> float | None:
        """The likelihood ratio test that no covariate matters."""
        null, top = self.log_likelihood
        return None if top is None else 2 * (top - null)


def fit_cox_regression(
    observations: Observations,
    covariates: Mapping[str, npt.ArrayLike],
    *,
    ties: Ties = Ties.EFRON,
    level: float = 0.95,
    stratified: bool = False,
    clusters: Sequence[object] | None = None,
) -> CoxRegression:
    """The model of every covariate together; arms enter as a covariate (`arm`, 0 and 1), not by themselves.

    `clusters` (one a person) sums the robust variance within a cluster. The exact treatment of ties is offered for one
    covariate only, by `fit_cox`.
    """
    names = tuple(covariates)
    x = design_matrix(observations, covariates)
    convention = CoxConvention(ties, level, strata=observations.strata if stratified else 1)
    if clusters is not None and len(clusters) != observations.n:
        raise ValueError(f"one cluster a person: {len(clusters)} for {observations.n} people")
    if ties is Ties.EXACT:
        raise ValueError("the exact treatment of ties takes one covariate: use fit_cox or fit_cox_to_number")
    events = int(observations.events.sum())
    empty = CoxRegression(RegressionStatus.NO_EVENTS, convention, names, observations.n, events, (0.0, None))
    if not events:
        return empty
    middle, scale = x.mean(axis=0), np.ptp(x, axis=0)
    scale[scale == 0] = 1.0
    times = read_event_times(observations, (x - middle) / scale, ties, stratified)
    null = read_moments(times, np.zeros(len(names)))
    unfitted = replace(empty, log_likelihood=(null.log_likelihood, None))
    flat = _flat(null, names)
    if flat:
        return replace(unfitted, status=RegressionStatus.NO_CONTRAST, concerns=flat)
    score = (null.observed - null.expected).sum(axis=0)
    information = null.variance.sum(axis=0)
    unfitted = replace(unfitted, score_chi_square=float(score @ np.linalg.solve(information, score)))
    climbed = _climb(times, null, convention.tolerance)
    if climbed.moving.any():
        concerns = tuple(name for name, moves in zip(names, climbed.moving, strict=True) if moves)
        return replace(unfitted, status=RegressionStatus.MONOTONE, concerns=concerns, iterations=climbed.iterations)
    covariance = np.linalg.inv(climbed.moments.variance.sum(axis=0)) / np.outer(scale, scale)
    residuals = score_residuals(times, climbed.moments, climbed.beta) * scale
    return replace(
        unfitted,
        status=RegressionStatus.ESTIMATED,
        log_likelihood=(null.log_likelihood, climbed.moments.log_likelihood),
        beta=_row(climbed.beta / scale),
        covariance=_rows(covariance),
        robust_covariance=_rows(_sandwich(residuals, covariance, clusters)),
        iterations=climbed.iterations,
        linear_predictor=(x - middle) @ (climbed.beta / scale),
    )


def design_matrix(observations: Observations, covariates: Mapping[str, npt.ArrayLike]) -> Numbers:
    """Covariates as columns, one finite number a person; a ValueError names those that are not."""
    columns = {name: np.asarray(column, dtype=np.float64) for name, column in covariates.items()}
    wrong = [
        name
        for name, column in columns.items()
        if column.shape != observations.days.shape or not np.all(np.isfinite(column))
    ]
    if wrong or not columns:
        raise ValueError(f"a covariate has one finite number a person: {', '.join(wrong) or 'none was given'}")
    return np.stack(list(columns.values()), axis=1)


def score_residuals(times: EventTimes, moments: Moments, beta: Numbers) -> Numbers:
    """Each person's part of the score, in the caller's order (Therneau, Grambsch & Fleming 1990)."""
    x, weight = times.covariates, np.exp(times.covariates @ beta)
    hazard = times.since_start(moments.hazard)
    mean = times.since_start(moments.hazard_mean)
    place = np.full(times.first.size, -1, dtype=np.int64)
    place[times.event_blocks] = np.arange(times.event_blocks.size)
    own = place[times.block[times.events]]
    hazard[times.events] += (moments.own_hazard - moments.hazard)[own]
    mean[times.events] += (moments.own_hazard_mean - moments.hazard_mean)[own]
    found = -weight[:, None] * (x * hazard[:, None] - mean)
    found[times.events] += x[times.events] - (moments.expected / times.counts[:, None])[own]
    unsorted = np.empty_like(found)
    unsorted[times.order] = found
    return unsorted


@dataclass(frozen=True, slots=True)
class _Climbed:
    beta: Numbers
    moments: Moments
    iterations: int
    moving: npt.NDArray[np.bool_]


def _climb(times: EventTimes, null: Moments, tolerance: float) -> _Climbed:
    """Newton's method with halved steps; where the likelihood stands still and beta does not, it has no maximum."""
    beta, moments = np.zeros(times.covariates.shape[1]), null
    step = beta
    still, before = np.zeros(beta.size, dtype=np.bool_), np.inf
    for iteration in range(1, MOST_STEPS + 1):
        score = (moments.observed - moments.expected).sum(axis=0)
        try:
            step = np.linalg.solve(moments.variance.sum(axis=0), score)
        except np.linalg.LinAlgError:
            return _Climbed(beta, moments, iteration, np.abs(beta) >= np.abs(beta).max())
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        found = read_moments(times, beta + step)
        while not found.log_likelihood >= moments.log_likelihood - 1e-12 * abs(moments.log_likelihood):
            step = step / 2
            found = read_moments(times, beta + step)
            if np.abs(step).max() <= tolerance:
                break
        gained = found.log_likelihood - moments.log_likelihood
        beta, moments, size = beta + step, found, float(np.abs(step).max())
        if size <= tolerance or before <= size <= 1e-7:
            return _Climbed(beta, moments, iteration, still)
        if gained < NOTHING_GAINED and size > STILL_MOVING:
            return _Climbed(beta, moments, iteration, np.abs(step) > STILL_MOVING)
        before = size
    return _Climbed(beta, moments, MOST_STEPS, np.abs(step) > tolerance)


def _flat(null: Moments, names: tuple[str, ...]) -> tuple[str, ...]:
    """Covariates without information of their own at the start, those before them held."""
    information = null.variance.sum(axis=0)
    found = []
    rest = information.copy()
    for place, name in enumerate(names):
        if rest[place, place] <= COLLINEAR * max(information.diagonal().max(), COLLINEAR):
            found.append(name)
            continue
        rest = rest - np.outer(rest[:, place], rest[place, :]) / rest[place, place]
    return tuple(found)


def _sandwich(residuals: Numbers, covariance: Numbers, clusters: Sequence[object] | None) -> Numbers:
    """Lin & Wei 1989: the model's covariance around the squared influence of each person, or cluster."""
    influence = residuals @ covariance
    if clusters is not None:
        labels = sorted({str(one) for one in clusters})
        place = {label: number for number, label in enumerate(labels)}
        summed = np.zeros((len(labels), influence.shape[1]))
        np.add.at(summed, [place[str(one)] for one in clusters], influence)
        influence = summed
    found: Numbers = influence.T @ influence
    return found


def _row(values: Numbers) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _rows(values: Numbers) -> tuple[tuple[float, ...], ...]:
    return tuple(_row(row) for row in values)
