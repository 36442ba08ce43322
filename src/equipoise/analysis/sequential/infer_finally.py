"""What a group-sequential trial may say at its end: p, interval and median-unbiased estimate in stage-wise order.

Fairbanks & Madsen 1982; Tsiatis, Rosner & Mehta 1984. An earlier stop is stronger evidence than any later result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, sqrt

from equipoise.analysis.find_root import find_root
from equipoise.analysis.sequential.boundaries import efficacy_boundaries, repeated_p
from equipoise.analysis.sequential.spending import Spending
from equipoise.analysis.sequential.walk import Walk, check_rising


class Ending(StrEnum):
    """How the looks ended."""

    REJECTED = "the boundary was crossed"
    COMPLETED = "the last look was reached without crossing"
    ONGOING = "looks remain and no boundary was crossed: there is no final inference yet"


@dataclass(frozen=True, slots=True)
class FinalInference:
    """By look: z (above 0 favours the second arm), boundary, repeated interval of the hazard ratio, repeated p.

    `final_look` counts from 0. `p` is one-sided; `lower`, `upper` and `median_unbiased` are hazard ratios at the level
    1 − 2 alpha. All None while the trial goes on; a limit is None where it is 0 or infinite.
    """

    ending: Ending
    alpha: float
    z: tuple[float, ...]
    boundaries: tuple[float, ...]
    repeated_lower: tuple[float | None, ...]
    repeated_upper: tuple[float | None, ...]
    repeated_p: tuple[float, ...]
    final_look: int | None = None
    p: float | None = None
    lower: float | None = None
    upper: float | None = None
    median_unbiased: float | None = None


def infer_finally(
    z: Sequence[float],
    events: Sequence[float],
    fractions: Sequence[float],
    *,
    alpha: float = 0.025,
    spending: Spending | None = None,
    ratio: float = 1.0,
    last_planned: bool = True,
) -> FinalInference:
    """The answer of a trial with log-rank statistics at its looks; z above 0 favours the second arm.

    `fractions` is the planned information share of each look, `events` what was counted. `ratio` is second to first arm.
    `last_planned` says whether the last look given is the last of the plan. Futility looks are non-binding: ignored.
    """
    if not len(z) == len(events) == len(fractions):
        raise ValueError(f"one z, count and fraction a look: {len(z)}, {len(events)}, {len(fractions)}")
    check_rising(events)
    rule = spending or Spending()
    information = [count * ratio / (1 + ratio) ** 2 for count in events]
    limits = efficacy_boundaries(alpha, fractions, rule, information)
    reach = [limit / sqrt(at) for limit, at in zip(limits, information, strict=True)]
    effect = [value / sqrt(at) for value, at in zip(z, information, strict=True)]
    pairs = list(zip(effect, reach, strict=True))
    crossed = next((look for look, value in enumerate(z) if value >= limits[look]), None)
    final = crossed if crossed is not None else len(z) - 1 if last_planned else None
    ending = Ending.REJECTED if crossed is not None else Ending.COMPLETED if last_planned else Ending.ONGOING
    result = FinalInference(
        ending,
        alpha,
        tuple(z),
        limits,
        tuple(None if far == inf else exp(-at - far) for at, far in pairs),
        tuple(None if far == inf else exp(-at + far) for at, far in pairs),
        repeated_p(z, fractions, rule, information),
    )
    return result if final is None else _at_the_end(result, information, final)


def _at_the_end(result: FinalInference, information: Sequence[float], final: int) -> FinalInference:
    def tail(drift: float) -> float:
        """The chance of a result at least as strong as this one, the drift being −log hazard ratio."""
        walk, total = Walk.start(drift), 0.0
        for look in range(final):
            total += walk.above(information[look], result.boundaries[look])
            walk = walk.go_on(information[look], -inf, result.boundaries[look], information[look + 1])
        return total + walk.above(information[final], result.z[final])

    def drift_at(chance: float) -> float:
        middle, far = result.z[final] / sqrt(information[final]), 12 / sqrt(information[0])
        return find_root(lambda drift: tail(drift) - chance, middle - far, middle + far)

    return FinalInference(
        result.ending,
        result.alpha,
        result.z,
        result.boundaries,
        result.repeated_lower,
        result.repeated_upper,
        result.repeated_p,
        final,
        tail(0.0),
        exp(-drift_at(1 - result.alpha)),
        exp(-drift_at(result.alpha)),
        exp(-drift_at(0.5)),
    )
