"""Efficacy boundaries that spend an error as information comes in, and p values and intervals valid at every look."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from equipoise.analysis.find_root import find_root
from equipoise.analysis.sequential.spending import Spending
from equipoise.analysis.sequential.walk import Walk, check_rising

FURTHEST = 38.0
SMALLEST = 1e-300
LARGEST_REPEATED = 0.5


def efficacy_boundaries(
    alpha: float, fractions: Sequence[float], spending: Spending, information: Sequence[float] | None = None
) -> tuple[float, ...]:
    """The one-sided limits of z at each look; infinite where a look may spend nothing.

    `fractions` decide how much is spent; `information` (events, say) decides how looks hang together, and is the
    fractions themselves unless given: after a skipped look or an overrun the two differ.
    """
    information = fractions if information is None else information
    check_rising(information)
    walk, found = Walk.start(0.0), []
    for place, more in enumerate(spending.increments(alpha, fractions)):
        limit = solve_above(walk, information[place], more)
        found.append(limit)
        if place + 1 < len(fractions):
            walk = walk.go_on(information[place], -inf, limit, information[place + 1])
    return tuple(found)


def solve_above(walk: Walk, information: float, chance: float) -> float:
    """The limit above which the next look falls with this chance."""
    if chance <= SMALLEST:
        return inf
    if walk.above(information, -FURTHEST) <= chance:
        return -inf
    return find_root(lambda limit: walk.above(information, limit) - chance, -FURTHEST, FURTHEST)


def solve_below(walk: Walk, information: float, chance: float) -> float:
    """The limit below which the next look falls with this chance."""
    if chance <= SMALLEST:
        return -inf
    if walk.below(information, FURTHEST) <= chance:
        return inf
    return find_root(lambda limit: walk.below(information, limit) - chance, -FURTHEST, FURTHEST)


def repeated_p(
    z: Sequence[float], fractions: Sequence[float], spending: Spending, information: Sequence[float]
) -> tuple[float, ...]:
    """At each look the smallest one-sided alpha whose boundary z would have met; .5 where none below it would."""
    found = []
    for look, value in enumerate(z, start=1):

        def short(alpha: float, look: int = look, value: float = value) -> float:
            limits = efficacy_boundaries(alpha, fractions[:look], spending, information[:look])
            return min(limits[-1], FURTHEST) - value

        if short(LARGEST_REPEATED) > 0:
            found.append(LARGEST_REPEATED)
        elif short(1e-15) < 0:
            found.append(1e-15)
        else:
            found.append(find_root(short, 1e-15, LARGEST_REPEATED))
    return tuple(found)
