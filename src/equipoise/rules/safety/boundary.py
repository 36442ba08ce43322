"""When toxicity stops the trial: exact boundaries, of Pocock's kind (Ivanova, Qaqish, Schell, Biometrics 2005) or Bayesian."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import comb

from equipoise.protocol.model import Boundary, Study
from equipoise.rules.safety.beta import beta_above
from equipoise.values.reason import Reason
from equipoise.values.text import Text

Limits = tuple[int | None, ...]
"""For 1, 2, 3 … participants treated: how many with toxicity stop the trial; None where not even all of them would."""


@dataclass(frozen=True, slots=True)
class StoppingBoundary:
    """The limits, the chance that they stand for, and the exact chance to stop at the acceptable rate.

    `each_look` is the binomial chance that every look may use up (Pocock), or the certainty that stops (Bayes).
    """

    rate: Fraction
    limits: Limits
    each_look: Fraction
    stop_chance: Fraction

    def steps(self) -> tuple[tuple[int, int, int], ...]:
        """The boundary as it is printed: (toxicities, from so many participants, to so many)."""
        reached = [(limit, treated) for treated, limit in enumerate(self.limits, start=1) if limit is not None]
        grouped = [
            (limit, [treated for _, treated in run]) for limit, run in groupby(reached, key=lambda pair: pair[0])
        ]
        return tuple((limit, treated[0], treated[-1]) for limit, treated in grouped)


Chance = Decimal | Fraction | str
"""A probability as an exact number, or its words: `0.10`, `1/10`."""


def boundary_of(plan: Boundary) -> StoppingBoundary:
    """The boundary that a study file declares. ValueError where its method lacks a parameter (a fault of the study file)."""
    if plan.method == "bayes":
        if plan.prior is None or plan.certainty is None:
            raise ValueError("a Bayesian boundary needs `prior` and `certainty`")
        return bayes_boundary(plan.rate, plan.prior, plan.certainty, plan.participants, plan.first_look)
    if plan.stop_chance is None:
        raise ValueError("a Pocock-type boundary needs `stop_chance`")
    return boundary(plan.rate, plan.stop_chance, plan.participants, plan.first_look)


@lru_cache(maxsize=64)
def bayes_boundary(
    rate: Chance, prior: tuple[Chance, Chance], certainty: Chance, participants: int, first_look: int = 1
) -> StoppingBoundary:
    """The boundary that stops once Pr(true rate > `rate`), after a beta prior and the toxicities seen, exceeds `certainty`."""
    acceptable, wanted = Fraction(rate), Fraction(certainty)
    first, second = Fraction(prior[0]), Fraction(prior[1])

    limits: list[int | None] = []
    enough = 0  # a limit never falls as more are treated
    for treated in range(1, participants + 1):
        while enough <= treated and beta_above(acceptable, first + enough, second + treated - enough) <= wanted:
            enough += 1
        limits.append(enough if first_look <= treated and enough <= treated else None)
    return StoppingBoundary(acceptable, tuple(limits), wanted, chance_to_stop(tuple(limits), acceptable))


@lru_cache(maxsize=64)
def boundary(rate: Chance, stop_chance: Chance, participants: int, first_look: int = 1) -> StoppingBoundary:
    """The tightest boundary with one chance for every look whose overall chance to stop at the acceptable rate stays allowed.

    The trial stops when at least so many of those treated had unacceptable toxicity that a binomial count would reach it
    with no more than the common chance; the largest such chance is found exactly, in fractions.
    """
    acceptable, allowed = Fraction(rate), Fraction(stop_chance)
    tails = [
        _tails(acceptable, treated) if treated >= first_look else [Fraction(1)]
        for treated in range(1, participants + 1)
    ]
    candidates = sorted({tail for row in tails for tail in row[1:] if tail <= allowed} | {Fraction(0)})
    least, most = 0, len(candidates) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if chance_to_stop(_limits(tails, candidates[middle]), acceptable) <= allowed:
            least = middle
        else:
            most = middle - 1
    limits = _limits(tails, candidates[least])
    return StoppingBoundary(acceptable, limits, candidates[least], chance_to_stop(limits, acceptable))


def chance_to_stop(limits: Limits, rate: Fraction) -> Fraction:
    """The exact chance that a trial with these limits ever stops, if this is the true rate."""
    return sum((chance for _, chance in _stops(limits, rate)), Fraction(0))


def expected_participants(limits: Limits, rate: Fraction) -> Fraction:
    """The expected number of participants treated, if this is the true rate and the trial stops at once."""
    stops = list(_stops(limits, rate))
    going_on = 1 - sum((chance for _, chance in stops), Fraction(0))
    return sum((treated * chance for treated, chance in stops), Fraction(0)) + len(limits) * going_on


def crossed(study: Study, treated: int, toxic: int) -> Reason | None:
    """Why treatment of further participants must stop, if so many of those treated had unacceptable toxicity; None if not.

    Beyond the planned number of participants the last limit holds. Nothing is crossed where the study has no boundary.
    """
    plan = study.safety.boundary
    if plan is None or treated < 1:
        return None
    limits = boundary_of(plan).limits
    limit = limits[min(treated, len(limits)) - 1]
    if limit is None or toxic < limit:
        return None
    says = Text(
        "{toxic} of {treated} participants treated had unacceptable toxicity; the boundary is {limit}.",
        "{treated} 名已接受治疗的受试者中有 {toxic} 名发生不可接受的毒性，停止界值为 {limit} 名。",
    ).format(toxic=toxic, treated=treated, limit=limit)
    return Reason("toxicity_boundary_crossed", says, (), "safety.boundary")


def _tails(rate: Fraction, treated: int) -> list[Fraction]:
    """P(X >= 0), P(X >= 1) … of a binomial count."""
    mass = [comb(treated, count) * rate**count * (1 - rate) ** (treated - count) for count in range(treated + 1)]
    tails = [Fraction(0)] * (treated + 1)
    total = Fraction(0)
    for count in range(treated, -1, -1):
        total += mass[count]
        tails[count] = total
    return tails


def _limits(tails: Sequence[Sequence[Fraction]], each_look: Fraction) -> Limits:
    return tuple(next((count for count, tail in enumerate(row) if tail <= each_look), None) for row in tails)


def _stops(limits: Limits, rate: Fraction) -> Iterator[tuple[int, Fraction]]:
    """The number treated and the chance to stop just then; paths are kept as whole numbers over a common denominator."""
    toxic, fine = rate.numerator, rate.denominator - rate.numerator
    paths, whole = [1], 1
    for treated, limit in enumerate(limits, start=1):
        after = [fine * count for count in paths] + [0]
        for count, weight in enumerate(paths):
            after[count + 1] += toxic * weight
        whole *= rate.denominator
        paths = after if limit is None else after[:limit]
        stopped = 0 if limit is None else sum(after[limit:])
        if stopped:
            yield treated, Fraction(stopped, whole)
