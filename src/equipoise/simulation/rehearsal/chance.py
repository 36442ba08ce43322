"""Chance, from a seed alone: one stream a participant, so that more participants do not change the first ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import exp, log
from typing import NamedTuple, TypeVar

import numpy as np

T = TypeVar("T")


class Weights(NamedTuple):
    """What may be drawn, each with its weight, and the sum of all weights."""

    total: float
    parts: tuple[tuple[str, float], ...]


class Chance:
    """A seeded stream of draws. Asked in the same order it answers the same, on any machine with the same NumPy."""

    def __init__(self, seed: int, *place: int) -> None:
        self._draws = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=place)))

    def unit(self) -> float:
        """Evenly between 0 and 1."""
        return self._draws.random()

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
        return self.among(weigh(weights))

    def among(self, weights: Weights) -> str:
        """One of several by weights that were made ready before."""
        left = self.unit() * weights.total
        for name, weight in weights.parts:
            left -= weight
            if left < 0:
                return name
        return weights.parts[-1][0]

    def normal(self, mean: float, deviation: float) -> float:
        """A normal draw."""
        return mean + deviation * self._draws.standard_normal()

    def lognormal(self, median: float, spread: float) -> float:
        """A lognormal draw with this median and geometric standard deviation."""
        return exp(log(median) + log(spread) * self._draws.standard_normal())

    def waiting(self, mean: float) -> float:
        """An exponential waiting time with this mean."""
        return self._draws.standard_exponential() * mean

    def of_exceptions(self) -> Exceptions:
        """The same stream for whoever is to be an exception."""
        return Exceptions(self._draws)


class Exceptions(Chance):
    """Draws in which what is rare comes as often as what is usual, and figures lie three times as far from their middle."""

    def __init__(self, draws: np.random.Generator) -> None:
        self._draws = draws

    def among(self, weights: Weights) -> str:
        """One of several that have a weight, evenly."""
        return self.one_of([name for name, weight in weights.parts if weight])

    def normal(self, mean: float, deviation: float) -> float:
        """A normal draw with three times the deviation."""
        return super().normal(mean, 3 * deviation)


def weigh(weights: Mapping[str, Decimal]) -> Weights:
    """The weights as numbers to subtract, and their sum, which is exact before it is rounded."""
    parts = tuple((name, float(weight)) for name, weight in weights.items())
    return Weights(float(sum(weights.values())), parts)
