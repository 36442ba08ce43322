"""Group-sequential designs: boundaries, the information they cost, and how they behave under either hypothesis.

Lan & DeMets 1983 (spending); Jennison & Turnbull 2000 (classical boundaries, information); Pampallona, Tsiatis & Kim 2001
(spending of beta for futility).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt

from equipoise.analysis.find_root import find_root
from equipoise.analysis.sequential import Spending, Walk, cross, efficacy_boundaries, solve_above, solve_below
from equipoise.analysis.sequential.walk import check_rising
from equipoise.analysis.survival.distributions import normal_probability, normal_quantile

LARGEST_DRIFT = 40.0


class Classical(StrEnum):
    """Two-sided boundaries of equally spaced looks (O'Brien & Fleming 1979; Pocock 1977)."""

    OBRIEN_FLEMING = "O'Brien-Fleming"
    POCOCK = "Pocock"


@dataclass(frozen=True, slots=True)
class SequentialDesign:
    """Limits of z by look and what follows from them; z above `upper` is success, below `lower` futility or harm.

    `inflation` is the largest information over that of a trial with one look and the same errors; `drift` the expected z
    at the end. `above_h1` … are the chances to stop at each look under either hypothesis, with every limit observed.
    `expected_information_h1` is in units of the one-look trial. Infinite limits stop nothing.
    """

    alpha: float
    power: float
    fractions: tuple[float, ...]
    upper: tuple[float, ...]
    lower: tuple[float, ...]
    drift: float
    inflation: float
    above_h1: tuple[float, ...]
    below_h1: tuple[float, ...]
    above_h0: tuple[float, ...]
    below_h0: tuple[float, ...]

    @property
    def nominal_p(self) -> tuple[float, ...]:
        """The one-sided p that reaches each upper limit."""
        return tuple(normal_probability(-limit) for limit in self.upper)

    @property
    def expected_information_h1(self) -> float:
        """The mean information at the stop when the effect is as designed."""
        return self.inflation * _mean_fraction(self.fractions, self.above_h1, self.below_h1)

    @property
    def expected_information_h0(self) -> float:
        """The mean information at the stop when there is no effect."""
        return self.inflation * _mean_fraction(self.fractions, self.above_h0, self.below_h0)


def design_by_spending(
    fractions: Sequence[float],
    *,
    alpha: float = 0.025,
    power: float = 0.9,
    spending: Spending | None = None,
    sides: int = 1,
) -> SequentialDesign:
    """Efficacy limits from a spending function; with two sides alpha is the whole error and limits are symmetric."""
    _check(fractions, alpha, power)
    rule = spending or Spending()
    if sides == 1:
        upper = efficacy_boundaries(alpha, fractions, rule)
        return _described(fractions, alpha, power, upper, [-inf] * len(upper), alpha)
    upper = _symmetric(fractions, rule.increments(alpha / 2, fractions))
    return _described(fractions, alpha, power, upper, [-limit for limit in upper], alpha / 2)


def design_classically(looks: int, kind: Classical, *, alpha: float = 0.05, power: float = 0.9) -> SequentialDesign:
    """Two-sided limits of equally spaced looks: |z| above C √(looks/look) or, for Pocock, above C; alpha is two-sided."""
    fractions = [look / looks for look in range(1, looks + 1)]
    _check(fractions, alpha, power)
    shape = [1 / sqrt(t) if kind is Classical.OBRIEN_FLEMING else 1.0 for t in fractions]

    def excess(constant: float) -> float:
        upper = [constant * part for part in shape]
        return 2 * sum(cross(fractions, [-limit for limit in upper], upper, 0.0).above) - alpha

    constant = find_root(excess, 1e-3, 20.0)
    upper = tuple(constant * part for part in shape)
    return _described(fractions, alpha, power, upper, [-limit for limit in upper], alpha / 2)


def design_with_futility(
    fractions: Sequence[float],
    *,
    alpha: float = 0.025,
    power: float = 0.9,
    spending: Spending | None = None,
    futility: Spending,
    binding: bool = False,
) -> SequentialDesign:
    """One-sided efficacy by alpha spending and futility by beta spending; the last futility limit is the efficacy limit.

    Non-binding futility may be overruled: efficacy limits then take no account of it. Binding limits are lower for it.
    """
    _check(fractions, alpha, power)
    rule = spending or Spending()
    beta = 1 - power

    def limits(drift: float) -> tuple[list[float], list[float]]:
        return _both_limits(
            fractions, rule.increments(alpha, fractions), futility.increments(beta, fractions), drift, binding
        )

    def short(drift: float) -> float:
        lower, upper = limits(drift)
        return sum(cross(fractions, lower, upper, drift).above) - power

    drift = find_root(short, 1e-6, LARGEST_DRIFT)
    lower, upper = limits(drift)
    return _summed(fractions, alpha, power, upper, lower, drift, normal_quantile(1 - alpha) + normal_quantile(power))


def _both_limits(
    fractions: Sequence[float], more: Sequence[float], less: Sequence[float], drift: float, binding: bool
) -> tuple[list[float], list[float]]:
    """Look by look: futility from the walk under the effect, efficacy from the walk under none."""
    null, effect = Walk.start(0.0), Walk.start(drift)
    lower, upper = [], []
    for place, at in enumerate(fractions):
        high = solve_above(null, at, more[place])
        last = place + 1 == len(fractions)
        low = high if last else min(solve_below(effect, at, less[place]), high)
        lower.append(low)
        upper.append(high)
        if not last:
            null = null.go_on(at, low if binding else -inf, high, fractions[place + 1])
            effect = effect.go_on(at, low, high, fractions[place + 1])
    return lower, upper


def _symmetric(fractions: Sequence[float], more: Sequence[float]) -> tuple[float, ...]:
    walk, found = Walk.start(0.0), []
    for place, at in enumerate(fractions):
        limit = solve_above(walk, at, more[place])
        found.append(limit)
        if place + 1 < len(fractions):
            walk = walk.go_on(at, -limit, limit, fractions[place + 1])
    return tuple(found)


def _described(
    fractions: Sequence[float],
    alpha: float,
    power: float,
    upper: Sequence[float],
    lower: Sequence[float],
    tail: float,
) -> SequentialDesign:
    """The drift that gives the power, and all that follows; only success in the direction of the effect is success."""

    def short(drift: float) -> float:
        return sum(cross(fractions, lower, upper, drift).above) - power

    drift = find_root(short, 1e-6, LARGEST_DRIFT)
    return _summed(fractions, alpha, power, upper, lower, drift, normal_quantile(1 - tail) + normal_quantile(power))


def _summed(
    fractions: Sequence[float],
    alpha: float,
    power: float,
    upper: Sequence[float],
    lower: Sequence[float],
    drift: float,
    fixed: float,
) -> SequentialDesign:
    effect, null = cross(fractions, lower, upper, drift), cross(fractions, lower, upper, 0.0)
    return SequentialDesign(
        alpha,
        power,
        tuple(fractions),
        tuple(upper),
        tuple(lower),
        drift,
        (drift / fixed) ** 2,
        effect.above,
        effect.below,
        null.above,
        null.below,
    )


def _mean_fraction(fractions: Sequence[float], above: Sequence[float], below: Sequence[float]) -> float:
    """Whoever has not stopped before the last look stops there."""
    stopped = [up + down for up, down in zip(above, below, strict=True)][:-1]
    early = sum(t * chance for t, chance in zip(fractions, stopped, strict=False))
    return early + fractions[-1] * (1 - sum(stopped))


def _check(fractions: Sequence[float], alpha: float, power: float) -> None:
    check_rising(fractions)
    if not 0 < alpha < 0.5 or not alpha < power < 1:
        raise ValueError(f"alpha lies between 0 and .5, power between alpha and 1: {alpha}, {power}")
