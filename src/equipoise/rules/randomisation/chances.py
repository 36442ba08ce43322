"""The chance of each arm under the procedures that look at how many each arm already has. Exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

Chances = dict[str, Fraction]
Counts = Mapping[str, int]


def by_ratio(ratios: Mapping[str, int]) -> Chances:
    """Complete randomisation: each arm by its share, whatever went before (Rosenberger and Lachin 2016, section 3.2)."""
    whole = sum(ratios.values())
    return {arm: Fraction(ratio, whole) for arm, ratio in ratios.items()}


def biased_coin(counts: Counts, heads: Fraction) -> Chances:
    """Efron's biased coin (1971): of two arms the one that is behind has this chance; a tie is a fair coin.

    ValueError unless there are two arms.
    """
    first, second = _two(counts)
    ahead = counts[first] - counts[second]
    chance = Fraction(1, 2) if ahead == 0 else heads if ahead < 0 else 1 - heads
    return {first: chance, second: 1 - chance}


def big_stick(counts: Counts, tolerance: int) -> Chances:
    """The big stick (Soares and Wu 1983): a fair coin until the difference of two arms reaches the tolerance; then the arm that
    is behind, for certain.

    ValueError unless there are two arms.
    """
    first, second = _two(counts)
    ahead = counts[first] - counts[second]
    chance = Fraction(1, 2) if abs(ahead) < tolerance else Fraction(ahead < 0)
    return {first: chance, second: 1 - chance}


def balls(counts: Counts, alpha: int, beta: int) -> dict[str, int]:
    """Wei's urn UD(alpha, beta) (1978) after these allocations: alpha balls an arm, and beta more for each allocation elsewhere."""
    drawn = sum(counts.values())
    return {arm: alpha + beta * (drawn - count) for arm, count in counts.items()}


def urn(counts: Counts, alpha: int, beta: int) -> Chances:
    """The chance of each arm in Wei's urn: its share of the balls; while the urn is empty (alpha 0, nobody yet) all are equal."""
    inside = balls(counts, alpha, beta)
    whole = sum(inside.values())
    if whole == 0:
        return {arm: Fraction(1, len(inside)) for arm in inside}
    return {arm: Fraction(number, whole) for arm, number in inside.items()}


def cards(left: Mapping[str, int]) -> Chances:
    """The chance of each arm from what is left of a shuffled block."""
    whole = sum(left.values())
    return {arm: Fraction(number, whole) for arm, number in left.items()}


def _two(counts: Counts) -> tuple[str, str]:
    if len(counts) != 2:
        raise ValueError("this procedure is defined for two arms")
    first, second = counts
    return first, second
