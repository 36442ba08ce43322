"""The Fine–Gray model: the subdistribution hazard of one cause (Fine & Gray 1999), with its sandwich variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp

import numpy as np
import numpy.typing as npt

from equipoise.analysis.competing.observations import CompetingObservations
from equipoise.analysis.regression.fit_cox_regression import design_matrix
from equipoise.analysis.survival.count_at_risk import rank
from equipoise.analysis.survival.distributions import chi_square_tail, normal_quantile
from equipoise.analysis.survival.observations import Flags, Integers, Numbers

MOST_STEPS = 60
LONGEST_STEP = 4.0
TOLERANCE = 1e-10


class FineGrayStatus(StrEnum):
    """Whether the weighted likelihood has a maximum."""

    ESTIMATED = "estimated"
    NO_EVENTS = "no event of this cause"
    NO_CONTRAST = "a covariate does not differ while an event happens, or is a sum of the others"
    MONOTONE = "the likelihood grows without end: a ratio runs to 0 or to infinity"


class CensoringTies(StrEnum):
    """Who is at risk of being censored at a time at which others have an event.

    `WITH_EVENTS`: those who have the event too (the convention of cmprsk, the default here). `AFTER_EVENTS`: only those
    left after the events (the convention of survival's finegray). On whole days the answers differ in the fourth digit.
    """

    WITH_EVENTS = "with events"
    AFTER_EVENTS = "after events"


@dataclass(frozen=True, slots=True)
class FineGray:
    """The fit: beta is the log subdistribution hazard ratio for one unit more; ties by Breslow. None without a maximum."""

    status: FineGrayStatus
    cause: int
    censoring: CensoringTies
    names: tuple[str, ...]
    n: int
    events: int
    level: float
    beta: tuple[float, ...] | None = None
    covariance: tuple[tuple[float, ...], ...] | None = None
    iterations: int = 0

    @property
    def standard_error(self) -> tuple[float, ...] | None:
        """Errors that allow for the estimated censoring distribution."""
        return None if self.covariance is None else tuple(row[i] ** 0.5 for i, row in enumerate(self.covariance))

    @property
    def ratio(self) -> tuple[float, ...] | None:
        """The subdistribution hazard ratios."""
        return None if self.beta is None else tuple(exp(value) for value in self.beta)

    @property
    def interval(self) -> tuple[tuple[float, float], ...] | None:
        """Wald limits of each ratio."""
        if self.beta is None or self.standard_error is None:
            return None
        z = normal_quantile((1 + self.level) / 2)
        return tuple((exp(b - z * e), exp(b + z * e)) for b, e in zip(self.beta, self.standard_error, strict=True))

    @property
    def p_wald(self) -> tuple[float, ...] | None:
        """The two-sided p of each covariate."""
        if self.beta is None or self.standard_error is None:
            return None
        return tuple(chi_square_tail((b / e) ** 2, 1) for b, e in zip(self.beta, self.standard_error, strict=True))


def fit_fine_gray(
    observations: CompetingObservations,
    covariates: Mapping[str, npt.ArrayLike],
    cause: int,
    *,
    censoring: CensoringTies = CensoringTies.WITH_EVENTS,
    level: float = 0.95,
) -> FineGray:
    """The model of one cause; people with another cause stay at risk with the weight of not being censored since."""
    x = design_matrix(observations.everybody, covariates)
    names = tuple(covariates)
    events = int((observations.cause_of == cause).sum())
    empty = FineGray(FineGrayStatus.NO_EVENTS, cause, censoring, names, observations.everybody.n, events, level)
    if not events:
        return empty
    scale = np.ptp(x, axis=0)
    scale[scale == 0] = 1.0
    people = _People.read(observations, (x - x.mean(axis=0)) / scale, cause, censoring)
    null = people.at(np.zeros(len(names)))
    if np.linalg.matrix_rank(null.information, tol=1e-10 * max(null.information.diagonal().max(), 1e-10)) < len(names):
        return replace(empty, status=FineGrayStatus.NO_CONTRAST)
    beta, iterations, settled = _climb(people, null)
    if not settled:
        return replace(empty, status=FineGrayStatus.MONOTONE, iterations=iterations)
    covariance = people.sandwich(beta) / np.outer(scale, scale)
    return replace(
        empty,
        status=FineGrayStatus.ESTIMATED,
        beta=tuple(float(value) for value in beta / scale),
        covariance=tuple(tuple(float(value) for value in row) for row in covariance),
        iterations=iterations,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    log_likelihood: float
    score: Numbers
    information: Numbers
    zero: Numbers
    mean: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class _People:
    """Columns by person and by distinct time; `kept` is G(t−), the chance not to be censored before a time."""

    x: Numbers
    place: Integers
    own: Flags
    other: Flags
    censored: Flags
    times: int
    kept: Numbers
    events: Numbers

    @classmethod
    def read(cls, observations: CompetingObservations, x: Numbers, cause: int, censoring: CensoringTies) -> _People:
        distinct, place = rank(observations.everybody.days)
        of, size = observations.cause_of, distinct.size
        leaving, lost = np.bincount(place, minlength=size), np.bincount(place[of == 0], minlength=size)
        at_risk = leaving[::-1].cumsum()[::-1].astype(np.float64)
        if censoring is CensoringTies.AFTER_EVENTS:
            at_risk = at_risk - (leaving - lost)
        survival = np.cumprod(1 - lost / np.maximum(at_risk, 1.0))
        kept = np.concatenate(([1.0], survival[:-1]))
        own = of == cause
        events = np.bincount(place[own], minlength=size).astype(np.float64)
        return cls(x, place, own, (of > 0) & ~own, of == 0, size, kept, events)

    def sum_at_risk(self, column: Numbers) -> Numbers:
        """At each time, a column over those not gone by another cause, plus the others by their weight."""
        still = _binned(self.place, column, self.times)[::-1].cumsum(axis=0)[::-1]
        gone = column[self.other] / _as(self.kept[self.place[self.other]], column)
        before = _binned(self.place[self.other], gone, self.times).cumsum(axis=0)
        before = np.concatenate((np.zeros_like(before[:1]), before[:-1]))
        found: Numbers = still + _as(self.kept, before) * before
        return found

    def at(self, beta: Numbers) -> _Sums:
        """Log-likelihood, score, information, and the risk set's weight and mean at each time."""
        predictor = self.x @ beta
        weight = np.exp(predictor)
        size = self.x.shape[1]
        zero = self.sum_at_risk(weight)
        mean = self.sum_at_risk(weight[:, None] * self.x) / zero[:, None]
        two = self.sum_at_risk(weight[:, None] * (self.x[:, :, None] * self.x[:, None, :]).reshape(-1, size * size))
        spread = (two / zero[:, None]).reshape(-1, size, size) - mean[:, :, None] * mean[:, None, :]
        happened = self.events > 0
        return _Sums(
            float(predictor[self.own].sum() - (self.events[happened] * np.log(zero[happened])).sum()),
            self.x[self.own].sum(axis=0) - (self.events[:, None] * mean).sum(axis=0),
            (self.events[:, None, None] * spread).sum(axis=0),
            zero,
            mean,
        )

    def sandwich(self, beta: Numbers) -> Numbers:
        """The inverse information around the sum of squared influences; `censoring_part` is what estimating G adds."""
        sums = self.at(beta)
        weight = np.exp(self.x @ beta)
        hazard = self.events / sums.zero
        moved = hazard[:, None] * sums.mean
        until, until_mean = np.cumsum(hazard), np.cumsum(moved, axis=0)
        influence = -weight[:, None] * (self.x * until[self.place][:, None] - until_mean[self.place])
        influence[self.own] += self.x[self.own] - sums.mean[self.place[self.own]]
        later = _after(self.kept * hazard)
        later_mean = _after(self.kept[:, None] * moved)
        at = self.place[self.other]
        share = (weight[self.other] / self.kept[at])[:, None]
        influence[self.other] -= share * (self.x[self.other] * later[at][:, None] - later_mean[at])
        influence += self._censoring_part(weight, hazard, moved)
        inverse = np.linalg.inv(sums.information)
        found: Numbers = inverse @ (influence.T @ influence) @ inverse
        return found

    def _censoring_part(self, weight: Numbers, hazard: Numbers, moved: Numbers) -> Numbers:
        """Fine & Gray 1999, equation 7: the martingale of censoring, weighted by what a censoring moves."""
        share = weight[self.other] / self.kept[self.place[self.other]]
        zero = _binned(self.place[self.other], share, self.times).cumsum()
        one = _binned(self.place[self.other], share[:, None] * self.x[self.other], self.times).cumsum(axis=0)
        zero, one = _shifted(zero), _shifted(one)
        ahead = (self.kept * hazard)[::-1].cumsum()[::-1]
        ahead_mean = (self.kept[:, None] * moved)[::-1].cumsum(axis=0)[::-1]
        reach = one * ahead[:, None] - zero[:, None] * ahead_mean
        at_risk = np.bincount(self.place, minlength=self.times)[::-1].cumsum()[::-1].astype(np.float64)
        lost = np.bincount(self.place[self.censored], minlength=self.times)
        pulled = np.cumsum(reach * (lost / at_risk**2)[:, None], axis=0)
        found: Numbers = -pulled[self.place]
        found[self.censored] += (reach / at_risk[:, None])[self.place[self.censored]]
        return found


def _climb(people: _People, null: _Sums) -> tuple[Numbers, int, bool]:
    beta, sums, before = np.zeros(people.x.shape[1]), null, np.inf
    for iteration in range(1, MOST_STEPS + 1):
        try:
            step = np.linalg.solve(sums.information, sums.score)
        except np.linalg.LinAlgError:
            return beta, iteration, False
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        found = people.at(beta + step)
        while not found.log_likelihood >= sums.log_likelihood - 1e-12 * abs(sums.log_likelihood):
            step = step / 2
            found = people.at(beta + step)
            if np.abs(step).max() <= TOLERANCE:
                break
        gained, size = found.log_likelihood - sums.log_likelihood, float(np.abs(step).max())
        beta, sums = beta + step, found
        if size <= TOLERANCE or before <= size <= 1e-7:
            return beta, iteration, True
        if gained < 1e-9 and size > 0.05:
            return beta, iteration, False
        before = size
    return beta, MOST_STEPS, False


def _binned(place: Integers, column: Numbers, size: int) -> Numbers:
    if column.ndim == 1:
        return np.bincount(place, column, size).astype(np.float64)
    return np.stack([np.bincount(place, part, size) for part in column.T], axis=1)


def _as(column: Numbers, like: Numbers) -> Numbers:
    return column if like.ndim == 1 else column[:, None]


def _after(column: Numbers) -> Numbers:
    """The sum over strictly later times."""
    found: Numbers = column[::-1].cumsum(axis=0)[::-1] - column
    return found


def _shifted(column: Numbers) -> Numbers:
    """A running sum read just before each time."""
    return np.concatenate((np.zeros_like(column[:1]), column[:-1]))
