"""Several hypotheses in an order or a graph: what is rejected hands its level on (Bretz, Maurer, Brannath & Posch 2009).

The fixed sequence (Maurer et al. 1995) and the fallback procedure (Wiens & Dmitrienko 2005) are graphs of one path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Graph:
    """`weights`: the share of alpha each hypothesis starts with; `moves[i][j]`: the share of i's level that j inherits."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    moves: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        size = len(self.names)
        rows = [self.weights, *self.moves]
        faults = []
        if len(self.moves) != size or any(len(row) != size for row in rows):
            faults.append(f"weights and moves need {size} numbers a row and {size} rows")
        elif any(self.moves[i][i] for i in range(size)):
            faults.append("a hypothesis hands nothing on to itself")
        if any(value < 0 for row in rows for value in row) or any(sum(row) > 1 + 1e-9 for row in rows):
            faults.append("weights, and the moves of each hypothesis, are 0 or more and sum to 1 at most")
        if faults:
            raise ValueError("; ".join(faults))


@dataclass(frozen=True, slots=True)
class GraphTest:
    """Adjusted p and decision by hypothesis in graph order, and the rejected ones in the order of rejection.

    An adjusted p at or below alpha is rejected; 1 where no level can reach a hypothesis.
    """

    names: tuple[str, ...]
    adjusted: tuple[float, ...]
    rejected: tuple[bool, ...]
    order: tuple[str, ...]


def decide_in_graph(graph: Graph, p_values: Sequence[float], *, alpha: float = 0.025) -> GraphTest:
    """The sequentially rejective test; the family-wise error is at most alpha whatever the dependence."""
    p = [float(value) for value in p_values]
    if len(p) != len(graph.names) or not all(0 <= value <= 1 for value in p):
        raise ValueError(f"one p value between 0 and 1 a hypothesis: {len(graph.names)}")
    weights, moves = np.array(graph.weights, dtype=np.float64), np.array(graph.moves, dtype=np.float64)
    adjusted, largest = np.ones(len(p)), 0.0
    left, order = list(range(len(p))), []
    while left:
        ratios = {i: p[i] / weights[i] for i in left if weights[i] > 0}
        if not ratios:
            break
        best = min(ratios, key=lambda i: (ratios[i], i))
        largest = max(largest, min(ratios[best], 1.0))
        adjusted[best] = largest
        if largest <= alpha:
            order.append(graph.names[best])
        left.remove(best)
        weights, moves = _without(best, left, weights, moves)
    values = tuple(float(value) for value in adjusted)
    return GraphTest(graph.names, values, tuple(value <= alpha for value in values), tuple(order))


def fixed_sequence(names: Sequence[str]) -> Graph:
    """Each hypothesis is tested at the whole level once all before it are rejected."""
    return fallback(names, [1.0] + [0.0] * (len(names) - 1))


def fallback(names: Sequence[str], weights: Sequence[float]) -> Graph:
    """Each hypothesis has its own share, and gets the shares of those rejected just before it."""
    size = len(names)
    moves = tuple(tuple(1.0 if j == i + 1 else 0.0 for j in range(size)) for i in range(size))
    return Graph(tuple(names), tuple(float(weight) for weight in weights), moves)


def _without(gone: int, left: Sequence[int], weights: np.ndarray, moves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and moves once a hypothesis is rejected: its level and its edges pass through to the others."""
    new_weights, new_moves = weights.copy(), np.zeros_like(moves)
    for i in left:
        new_weights[i] += weights[gone] * moves[gone, i]
        loop = moves[i, gone] * moves[gone, i]
        for j in left:
            if i != j and loop < 1:
                new_moves[i, j] = (moves[i, j] + moves[i, gone] * moves[gone, j]) / (1 - loop)
    new_weights[gone] = 0.0
    return new_weights, new_moves
