"""How far two readings agree: Cohen's kappa, and how often and how early the investigator calls progression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs that were judged, pairs that agree, and kappa; None where chance alone would make all agree."""

    pairs: int
    agreed: int
    kappa: Fraction | None


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """Two readings of the same participants (or assessments), compared exactly (Cohen 1960, Educ Psychol Meas 20:37)."""
    count = len(pairs)
    agreed = sum(1 for first, second in pairs if first == second)
    if not count:
        return Agreement(0, 0, None)
    rows, columns = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    by_chance = sum((Fraction(rows[one] * columns[one], count * count) for one in rows), Fraction(0))
    kappa = None if by_chance == 1 else (Fraction(agreed, count) - by_chance) / (1 - by_chance)
    return Agreement(count, agreed, kappa)


@dataclass(frozen=True, slots=True)
class Discordance:
    """Early and late discrepancy rates of the investigator against the central reading; None without a denominator."""

    early: Fraction | None
    late: Fraction | None


def discordance(days: Sequence[tuple[date | None, date | None]]) -> Discordance:
    """The rates for pairs of progression days, the investigator's first, None where none was called.

    Early: progression called earlier than, or without, the central reading, among those the investigator called. Late: called
    later, or not at all, among all discrepancies. They are compared between arms (Amit et al. 2011, EJC 47:1772).
    """
    called = sum(1 for own, _ in days if own is not None)
    early = sum(1 for own, other in days if own is not None and (other is None or own < other))
    late = sum(1 for own, other in days if other is not None and (own is None or own > other))
    return Discordance(
        Fraction(early, called) if called else None, Fraction(late, early + late) if early + late else None
    )
