"""When toxicity stops the trial: an exact continuous boundary of Pocock's kind (Ivanova, Qaqish, Schell, Biometrics 2005)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import comb

from equipoise.protocol.model import Study
from equipoise.values.reason import Reason
from equipoise.values.text import Text

Limits = tuple[int | None, ...]
"""For 1, 2, 3 … participants treated: how many with toxicity stop the trial; None where not even all of them would."""


@dataclass(frozen=True, slots=True)
class StoppingBoundary:
    """The limits, the chance at each look that they stand for, and the exact chance to stop at the acceptable rate."""

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


@lru_cache(maxsize=64)
def boundary(
    rate: Decimal | Fraction | str, stop_chance: Decimal | Fraction | str, participants: int
) -> StoppingBoundary:
    """The tightest boundary with one chance for every look whose overall chance to stop at the acceptable rate stays allowed.

    The trial stops when at least so many of those treated had unacceptable toxicity that a binomial count would reach it
    with no more than the common chance; the largest such chance is found exactly, in fractions.
    """
    acceptable, allowed = Fraction(rate), Fraction(stop_chance)
    tails = [_tails(acceptable, treated) for treated in range(1, participants + 1)]
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
    limits = boundary(plan.rate, plan.stop_chance, plan.participants).limits
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
