"""Chance, from a seed alone: one stream a participant, so that more participants do not change the first ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from math import exp, log
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Chance:
    """A seeded stream of draws. Asked in the same order it answers the same, on any machine with the same NumPy."""

    def __init__(self, seed: int, *place: int) -> None:
        self._draws = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=place)))

    def unit(self) -> float:
        """Evenly between 0 and 1."""
        return float(self._draws.random())

    def happens(self, chance: Decimal | float) -> bool:
        """True with this chance."""
        return self.unit() < float(chance)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.unit() * (most - least + 1)) if most > least else least

    def one_of(self, among: Sequence[T]) -> T:
        """One of several, evenly."""
        return among[self.between(0, len(among) - 1)]

    def weighted(self, weights: Mapping[str, Decimal]) -> str:
        """One of several by weight."""
        total, parts = _as_floats(tuple(weights.items()))
        left = self.unit() * total
        for name, weight in parts:
            left -= weight
            if left < 0:
                return name
        return parts[-1][0]

    def normal(self, mean: float, deviation: float) -> float:
        """A normal draw."""
        return mean + deviation * float(self._draws.standard_normal())

    def lognormal(self, median: float, spread: float) -> float:
        """A lognormal draw with this median and geometric standard deviation."""
        return exp(log(median) + log(spread) * float(self._draws.standard_normal()))

    def waiting(self, mean: float) -> float:
        """An exponential waiting time with this mean."""
        return float(self._draws.standard_exponential()) * mean


@lru_cache(maxsize=1024)
def _as_floats(weights: tuple[tuple[str, Decimal], ...]) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The weights as numbers to subtract, and their sum, which is exact before it is rounded."""
    total = float(sum(weight for _, weight in weights))
    return total, tuple((name, float(weight)) for name, weight in weights)
