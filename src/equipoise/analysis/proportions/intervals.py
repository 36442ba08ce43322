"""Intervals of one proportion and of the difference of two independent ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, copysign, cos, pi, sqrt

from scipy import special

from equipoise.analysis.find_root import find_root, find_root_as_printed
from equipoise.analysis.survival.distributions import normal_probability, normal_quantile

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Proportion:
    """Events out of n; `share` is None where n is 0, and then every limit spans 0 to 1."""

    events: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.n:
            raise ValueError(f"events lie between 0 and n, not {self.events} of {self.n}")

    @property
    def share(self) -> float | None:
        """Events divided by n."""
        return self.events / self.n if self.n else None


def clopper_pearson(proportion: Proportion, *, level: float = 0.95) -> Interval:
    """The exact interval (Clopper & Pearson 1934): never covers less than its level."""
    x, n, tail = proportion.events, proportion.n, (1 - level) / 2
    low = 0.0 if x == 0 else float(special.betaincinv(x, n - x + 1, tail))
    high = 1.0 if x == n else float(special.betaincinv(x + 1, n - x, 1 - tail))
    return low, high


def wilson(proportion: Proportion, *, level: float = 0.95) -> Interval:
    """The score interval (Wilson 1927), without continuity correction."""
    x, n = proportion.events, proportion.n
    if not n:
        return 0.0, 1.0
    z = normal_quantile((1 + level) / 2)
    middle = (x + z * z / 2) / (n + z * z)
    reach = z * sqrt(x * (n - x) / n + z * z / 4) / (n + z * z)
    return (0.0 if x == 0 else middle - reach), (1.0 if x == n else middle + reach)


def newcombe(second: Proportion, first: Proportion, *, level: float = 0.95) -> Interval | None:
    """The difference second − first by Wilson limits (Newcombe 1998, method 10); None where a group is empty."""
    if second.share is None or first.share is None:
        return None
    difference = second.share - first.share
    (low2, high2), (low1, high1) = wilson(second, level=level), wilson(first, level=level)
    lower = difference - sqrt((second.share - low2) ** 2 + (high1 - first.share) ** 2)
    upper = difference + sqrt((high2 - second.share) ** 2 + (first.share - low1) ** 2)
    return lower, upper


def miettinen_nurminen(
    second: Proportion,
    first: Proportion,
    *,
    level: float = 0.95,
    variance_factor: bool = True,
    as_printed: bool = False,
) -> Interval | None:
    """The difference second − first by the score test that it inverts (Miettinen & Nurminen 1985).

    `variance_factor` multiplies the variance by N/(N − 1) as the paper does; without it the interval is Mee's (1984),
    which is what gsDesign's ciBinomial gives by default. `as_printed` stops the search where that program does, four
    digits in. None where a group is empty.
    """
    if second.share is None or first.share is None:
        return None
    total = second.n + first.n
    factor = total / (total - 1) if variance_factor and total > 1 else 1.0
    difference, tail = second.share - first.share, (1 - level) / 2
    end = 0.9999 if as_printed else 1.0
    search = find_root_as_printed if as_printed else find_root

    def score(delta: float) -> float:
        low = _restricted_share(second, first, delta)
        high = low + delta
        variance = factor * (high * (1 - high) / second.n + low * (1 - low) / first.n)
        distance = difference - delta
        if variance <= 0:
            return copysign(1e6, distance) if distance else 0.0
        return distance / sqrt(variance)

    def above(delta: float) -> float:
        return tail - normal_probability(-score(delta))

    def below(delta: float) -> float:
        return tail - normal_probability(score(delta))

    lower = -1.0 if difference == -1 or above(-end) <= 0 else search(above, -end, difference)
    upper = 1.0 if difference == 1 or below(end) <= 0 else search(below, difference, end)
    return lower, upper


def _restricted_share(second: Proportion, first: Proportion, delta: float) -> float:
    """The first group's share of greatest likelihood when the second's is larger by delta (Farrington & Manning 1990)."""
    n2, n1, x2, x1 = second.n, first.n, second.events, first.events
    total, events = n2 + n1, x2 + x1
    cubic = float(total)
    square = (n2 + 2 * n1) * delta - total - events
    linear = (n1 * delta - total - 2 * x1) * delta + events
    constant = x1 * delta * (1 - delta)
    q = (square / (3 * cubic)) ** 3 - square * linear / (6 * cubic**2) + constant / (2 * cubic)
    p = copysign(sqrt(max((square / (3 * cubic)) ** 2 - linear / (3 * cubic), 0.0)), q)
    ratio = q / p**3 if p else 0.0
    angle = (pi + acos(max(-1.0, min(1.0, ratio)))) / 3
    share = 2 * p * cos(angle) - square / (3 * cubic)
    return min(max(share, 0.0, -delta), 1.0, 1 - delta)
