"""Minimisation (Pocock and Simon 1975): how uneven each arm would leave the margins, and the chances that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

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


def _range(adjusted: Sequence[Fraction]) -> Fraction:
    return max(adjusted) - min(adjusted)


def _variance(adjusted: Sequence[Fraction]) -> Fraction:
    mean = sum(adjusted, Fraction(0)) / len(adjusted)
    return sum(((each - mean) ** 2 for each in adjusted), Fraction(0)) / (len(adjusted) - 1)


_SPREADS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {"range": _range, "variance": _variance}


def scores(
    counts: Counts, ratios: Mapping[str, int], weights: Mapping[str, int], imbalance: str
) -> dict[str, Fraction]:
    """The weighted imbalance that giving each arm would leave, in counts divided by the arm's ratio.

    `range` and `variance` (divisor arms - 1) look at the margins with the newcomer in the arm; `sum` (Taves 1974) is the
    arm's own marginal total before.
    """
    result = {}
    for arm in ratios:
        total = Fraction(0)
        for factor, row in counts.items():
            if imbalance == "sum":
                total += weights[factor] * Fraction(row[arm], ratios[arm])
                continue
            after = [Fraction(row[other] + (other == arm), ratio) for other, ratio in ratios.items()]
            total += weights[factor] * _SPREADS[imbalance](after)
        result[arm] = total
    return result


def probabilities(
    marks: Mapping[str, Fraction], ratios: Mapping[str, int], preferred_chance: Fraction
) -> dict[str, Fraction]:
    """The chance of each arm: the arms of least score share the preferred chance, all others share the rest.

    Shares follow the allocation ratio, so a tie of all arms is simple randomisation by ratio.
    """
    least = min(marks.values())
    best = {arm for arm, mark in marks.items() if mark == least}
    if len(best) == len(marks):
        preferred_chance = Fraction(1)
    inside = sum(ratios[arm] for arm in best)
    outside = sum(ratios[arm] for arm in marks) - inside
    return {
        arm: preferred_chance * Fraction(ratio, inside)
        if arm in best
        else (1 - preferred_chance) * Fraction(ratio, outside)
        for arm, ratio in ratios.items()
    }
