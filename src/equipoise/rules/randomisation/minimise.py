"""Minimisation (Pocock and Simon 1975): how uneven each arm would leave the margins, and the chances that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm

Counts = Mapping[str, Mapping[str, int]]
"""Factor -> arm -> participants before this one that share the newcomer's level of the factor."""


def counted(
    levels: Mapping[str, str], previous: Iterable[tuple[str, Mapping[str, str]]], arms: Iterable[str]
) -> Counts:
    """For each factor, how many earlier participants (arm, levels) with the newcomer's level each arm has."""
    table = {factor: dict.fromkeys(arms, 0) for factor in levels}
    for arm, theirs in previous:
        for factor, level in levels.items():
            if theirs.get(factor) == level and arm in table[factor]:
                table[factor][arm] += 1
    return table


def _range(adjusted: Sequence[int]) -> int:
    return max(adjusted) - min(adjusted)


def _variance(adjusted: Sequence[int]) -> int:
    """The sample variance, times arms (arms - 1) to stay whole."""
    return len(adjusted) * sum(each * each for each in adjusted) - sum(adjusted) ** 2


_SPREADS: Mapping[str, Callable[[Sequence[int]], int]] = {"range": _range, "variance": _variance}


def scores(
    counts: Counts, ratios: Mapping[str, int], weights: Mapping[str, int | Fraction], imbalance: str
) -> dict[str, Fraction]:
    """The weighted imbalance that giving each arm would leave, in counts divided by the arm's ratio.

    `range` and `variance` (divisor arms - 1) look at the margins with the newcomer in the arm; `sum` (Taves 1974) is the
    arm's own marginal total before. Counts are brought to a common denominator, so that the sums are of whole numbers.
    """
    common = lcm(*ratios.values())
    share = {arm: common // ratio for arm, ratio in ratios.items()}
    scale = common
    if imbalance == "variance":
        scale = common * common * max(1, len(ratios) * (len(ratios) - 1))
    result = {}
    for arm in ratios:
        total: int | Fraction = 0
        for factor, row in counts.items():
            if imbalance == "sum":
                total += weights[factor] * row[arm] * share[arm]
                continue
            after = [(row[other] + (other == arm)) * part for other, part in share.items()]
            total += weights[factor] * _SPREADS[imbalance](after)
        result[arm] = Fraction(total) / scale
    return result


def probabilities(
    marks: Mapping[str, Fraction], ratios: Mapping[str, int], preferred_chance: Fraction
) -> dict[str, Fraction]:
    """The chance of each arm when those of least score are preferred.

    An arm that is not preferred has a chance in proportion to its ratio, the same whoever is preferred; the preferred arm has
    the rest, and tied arms share it by ratio as if their order had been drawn (Pocock and Simon 1975). `preferred_chance` is
    that of an arm of the smallest ratio. So arms that are preferred as often as their ratio says are allocated as their ratio
    says (Han, Enas and McEntegart 2009; Kuznetsova and Tymofyeyev 2012); with equal ratios it is p for the best arm and
    (1 - p)/(arms - 1) for each other.
    """
    least = min(marks.values())
    best = tuple(arm for arm in ratios if marks[arm] == least)
    return dict(_shared(best, tuple(ratios.items()), preferred_chance))


@lru_cache(maxsize=1024)
def _shared(
    best: tuple[str, ...], ratios: tuple[tuple[str, int], ...], preferred_chance: Fraction
) -> tuple[tuple[str, Fraction], ...]:
    whole = sum(ratio for _, ratio in ratios)
    others = whole - min(ratio for _, ratio in ratios)
    floor = (1 - preferred_chance) / others if others else Fraction(0)
    rest = (1 - floor * whole) / sum(ratio for arm, ratio in ratios if arm in best)
    return tuple((arm, ratio * (floor + rest) if arm in best else ratio * floor) for arm, ratio in ratios)
