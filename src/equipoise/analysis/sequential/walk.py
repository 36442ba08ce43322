"""The chance that a sequence of test statistics crosses its boundaries (Armitage, McPherson & Rowe 1969).

Z at information I has mean drift √I and variance 1; its increments are independent. The density of those still inside
is carried from look to look on Gauss–Legendre nodes, more of them where two looks lie close together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, sqrt

import numpy as np
import numpy.typing as npt
from scipy import special

Numbers = npt.NDArray[np.float64]

NODES = 96
REACH = 9.0
NODES_A_WIDTH = 6.0
MOST_NODES = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Everybody still inside after the looks so far: nodes on the scale of Z, and the mass at each."""

    drift: float
    information: float
    nodes: Numbers
    mass: Numbers

    @classmethod
    def start(cls, drift: float) -> Walk:
        """Before the first look."""
        return cls(drift, 0.0, np.zeros(1), np.ones(1))

    def above(self, information: float, limit: float) -> float:
        """The chance to be inside until now and above the limit at the next look."""
        return float(self.mass @ special.ndtr(-self._distance(information, limit)))

    def below(self, information: float, limit: float) -> float:
        """The chance to be inside until now and below the limit at the next look."""
        return float(self.mass @ special.ndtr(self._distance(information, limit)))

    def go_on(self, information: float, lower: float, upper: float, next_information: float = inf) -> Walk:
        """The walk of those between the limits at the next look; `next_information` sets how fine the nodes are."""
        middle = self.drift * sqrt(information)
        low, high = max(lower, middle - REACH), min(upper, middle + REACH)
        if not low < high:
            return Walk(self.drift, information, np.zeros(1), np.zeros(1))
        x, w = _legendre(_count(high - low, information, next_information))
        nodes = (high - low) / 2 * x + (high + low) / 2
        step = information - self.information
        scale = sqrt(information / step)
        away = (nodes[:, None] * sqrt(information) - self.nodes * sqrt(self.information) - self.drift * step) / sqrt(
            step
        )
        density = (np.exp(-(away**2) / 2) @ self.mass) * scale / sqrt(2 * np.pi)
        return Walk(self.drift, information, nodes, density * w * (high - low) / 2)

    def _distance(self, information: float, limit: float) -> Numbers:
        step = information - self.information
        if abs(limit) == inf:
            return np.full(self.nodes.size, limit)
        found: Numbers = (limit * sqrt(information) - self.nodes * sqrt(self.information) - self.drift * step) / sqrt(
            step
        )
        return found


@dataclass(frozen=True, slots=True)
class Crossing:
    """The chance to stop at each look, above and below."""

    above: tuple[float, ...]
    below: tuple[float, ...]


def cross(information: Sequence[float], lower: Sequence[float], upper: Sequence[float], drift: float) -> Crossing:
    """The chance to cross at each look first; limits may be infinite, information rises."""
    check_rising(information)
    walk, above, below = Walk.start(drift), [], []
    for place, (at, low, high) in enumerate(zip(information, lower, upper, strict=True)):
        above.append(walk.above(at, high))
        below.append(walk.below(at, low))
        if place + 1 < len(information):
            walk = walk.go_on(at, low, high, information[place + 1])
    return Crossing(tuple(above), tuple(below))


def check_rising(information: Sequence[float]) -> None:
    """A ValueError where information does not rise from above 0: each look must bring something."""
    edges = [0.0, *information]
    if len(edges) < 2 or any(not after > before for before, after in pairwise(edges)):
        raise ValueError(f"information rises from look to look and begins above 0: {list(information)}")


def _count(width: float, information: float, following: float) -> int:
    """Nodes enough to see the kernel of the next step, which is narrow when the next look is near."""
    if following == inf:
        return NODES
    kernel = sqrt((following - information) / information)
    return int(min(max(NODES, NODES_A_WIDTH * width / kernel), MOST_NODES))


_KNOWN: dict[int, tuple[Numbers, Numbers]] = {}


def _legendre(count: int) -> tuple[Numbers, Numbers]:
    size = 1 << (count - 1).bit_length() if count > NODES else NODES
    if size not in _KNOWN:
        _KNOWN[size] = special.roots_legendre(size)
    return _KNOWN[size]
