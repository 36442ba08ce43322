"""Cox's proportional hazards model with one covariate (Cox 1972): the hazard ratio of two arms, or of a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp, inf, sqrt

import numpy as np
import numpy.typing as npt

from equipoise.analysis.survival.conventions import CoxConvention, Ties
from equipoise.analysis.survival.distributions import chi_square_tail
from equipoise.analysis.survival.observations import Integers, Numbers, Observations
from equipoise.analysis.survival.partial_likelihood import PartialLikelihood, read_events

LONGEST_STEP = 5.0
MOST_STEPS = 100
ROUNDING_FLOOR = 1e-7


class CoxStatus(StrEnum):
    """Whether the likelihood has a maximum, and why not where it has none."""

    ESTIMATED = "estimated"
    NO_EVENTS = "no events"
    NO_CONTRAST = "no event while two values were at risk"
    TOWARDS_ZERO = "every event has the lowest value at risk: the hazard ratio runs to 0"
    TOWARDS_INFINITY = "every event has the highest value at risk: the hazard ratio runs to infinity"


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """The fit: hazard of `compared` over hazard of `reference` (or for one unit more of a number).

    beta = log of the ratio. Where the likelihood has no maximum, everything that needs one is None; the score test
    stands, because it needs none. `log_likelihood` is at 0 and at beta.
    """

    status: CoxStatus
    convention: CoxConvention
    compared: str
    reference: str
    n: int
    events: int
    log_likelihood: tuple[float, float | None]
    score_chi_square: float | None
    beta: float | None = None
    standard_error: float | None = None
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    wald_chi_square: float | None = None
    likelihood_ratio_chi_square: float | None = None
    iterations: int = 0

    @property
    def p_wald(self) -> float | None:
        """The two-sided p of the Wald test."""
        return None if self.wald_chi_square is None else chi_square_tail(self.wald_chi_square, 1)


def fit_cox(
    observations: Observations, *, ties: Ties = Ties.EFRON, level: float = 0.95, stratified: bool = False
) -> HazardRatio:
    """The hazard ratio of the second arm over the first; of three arms, take two with `observations.within`."""
    if len(observations.arms) != 2:
        raise ValueError(f"a hazard ratio compares two arms, not {len(observations.arms)}")
    reference, compared = observations.arms
    values = np.array([0.0, 1.0])
    return _fit(observations, observations.arm_of, values, (compared, reference), ties, level, stratified)


def fit_cox_to_number(
    observations: Observations,
    covariate: npt.ArrayLike,
    name: str,
    *,
    ties: Ties = Ties.EFRON,
    level: float = 0.95,
    stratified: bool = False,
) -> HazardRatio:
    """The hazard ratio for one unit more of a number known at the anchor, arms ignored."""
    numbers = np.asarray(covariate, dtype=np.float64)
    if numbers.shape != observations.days.shape or not np.all(np.isfinite(numbers)):
        raise ValueError("a covariate has one finite number a person")
    values, place = np.unique(numbers, return_inverse=True)
    return _fit(observations, place.astype(np.int64), values, (name, ""), ties, level, stratified)


def _fit(
    observations: Observations,
    place: Integers,
    values: Numbers,
    names: tuple[str, str],
    ties: Ties,
    level: float,
    stratified: bool,
) -> HazardRatio:
    """Newton's method on the covariate brought to a range of 1, where a step has the same meaning for any unit."""
    convention = CoxConvention(ties, level, strata=observations.strata if stratified else 1)
    scale = float(np.ptp(values)) if observations.n else 0.0
    middle = float(values[place].mean()) if observations.n else 0.0
    likelihood = read_events(observations, place, (values - middle) / (scale or 1.0), ties, stratified)
    null, score, information = likelihood.at(0.0)
    status = _status(likelihood)
    flat = status in (CoxStatus.NO_EVENTS, CoxStatus.NO_CONTRAST)
    unfitted = HazardRatio(
        status,
        convention,
        *names,
        n=observations.n,
        events=likelihood.event_count,
        log_likelihood=(null, None),
        score_chi_square=None if flat else score**2 / information,
    )
    return _maximise(unfitted, likelihood, scale) if status is CoxStatus.ESTIMATED else unfitted


def _status(likelihood: PartialLikelihood) -> CoxStatus:
    """Exact, without iterating: the likelihood is monotone when no event ever leaves one end of its risk set."""
    if not likelihood.event_count:
        return CoxStatus.NO_EVENTS
    if not (likelihood.below_highest or likelihood.above_lowest):
        return CoxStatus.NO_CONTRAST
    if not likelihood.above_lowest:
        return CoxStatus.TOWARDS_ZERO
    if not likelihood.below_highest:
        return CoxStatus.TOWARDS_INFINITY
    return CoxStatus.ESTIMATED


def _maximise(unfitted: HazardRatio, likelihood: PartialLikelihood, scale: float) -> HazardRatio:
    convention, null = unfitted.convention, unfitted.log_likelihood[0]
    top, iterations = _climb(likelihood, convention.tolerance)
    value, _, information = likelihood.at(top)
    beta, error = top / scale, 1 / (scale * sqrt(information))
    reach = convention.z * error
    return replace(
        unfitted,
        log_likelihood=(null, value),
        beta=beta,
        standard_error=error,
        ratio=exp(beta),
        lower=exp(beta - reach),
        upper=exp(beta + reach),
        wald_chi_square=(beta / error) ** 2,
        likelihood_ratio_chi_square=2 * (value - null),
        iterations=iterations,
    )


def _climb(likelihood: PartialLikelihood, tolerance: float) -> tuple[float, int]:
    """The maximum of a concave function: Newton's step, shortened while it would go downhill.

    Among very many people rounding may keep steps above the tolerance; then it ends where they stop shrinking.
    """
    beta, before = 0.0, inf
    value, score, information = likelihood.at(beta)
    for iteration in range(1, MOST_STEPS + 1):
        step = min(max(score / information, -LONGEST_STEP), LONGEST_STEP)
        candidate = likelihood.at(beta + step)
        while candidate[0] < value - 1e-12 * abs(value) and abs(step) > tolerance:
            step /= 2
            candidate = likelihood.at(beta + step)
        beta += step
        value, score, information = candidate
        if abs(step) <= tolerance or before <= abs(step) <= ROUNDING_FLOOR:
            return beta, iteration
        before = abs(step)
    raise ArithmeticError("Newton's method did not settle on a likelihood that has a maximum")
