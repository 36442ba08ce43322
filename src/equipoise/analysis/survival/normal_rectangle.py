"""The probability of a rectangle under a multivariate normal with a correlation that may be singular, without chance.

Genz 1992 (separation of variables); Genz & Kwong 2000 (singular covariance). The integral over the unit cube is taken on
a product of Gauss–Legendre nodes in up to two dimensions, beyond that on a fixed lattice: the same input, the same bits.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

Numbers = npt.NDArray[np.float64]

PIVOT = 1e-9
NODES = {1: 512, 2: 320}
LATTICE = 1 << 17
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def normal_rectangle(lower: npt.ArrayLike, upper: npt.ArrayLike, correlation: npt.ArrayLike) -> float:
    """P(lower < Z < upper) for Z with this correlation; infinite limits are allowed. Accurate to about 1e-7.

    The first variable is integrated first and relatively, so a far tail of it costs no digits.
    """
    low, high = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
    factor = _factor(np.asarray(correlation, dtype=np.float64))
    last = np.array([int(np.flatnonzero(np.abs(row) > PIVOT)[-1]) for row in factor])
    points, weights = _cube(factor.shape[1] - 1)
    drawn = np.zeros((points.shape[0], factor.shape[1]))
    value = np.ones(points.shape[0])
    for column in range(factor.shape[1]):
        below, above = _limits(factor[last == column], low[last == column], high[last == column], drawn, column)
        mirrored = below > 0  # in the right tail the left-hand functions keep their digits
        start = special.ndtr(np.where(mirrored, -above, below))
        width = np.maximum(special.ndtr(np.where(mirrored, -below, above)) - start, 0.0)
        value *= width
        if column < points.shape[1]:
            u = start + width * np.where(mirrored, 1 - points[:, column], points[:, column])
            x = special.ndtri(np.clip(u, 1e-300, 1 - 1e-16))
            drawn[:, column] = np.where(mirrored, -x, x)
    return float(value @ weights)


def _factor(correlation: Numbers) -> Numbers:
    """L with L L' = the correlation and a column a pivot: the first row first, then the row with the most left over."""
    size = correlation.shape[0]
    rest = correlation.copy()
    columns: list[Numbers] = []
    for step in range(size):
        diagonal = rest.diagonal()
        pivot = 0 if step == 0 else int(diagonal.argmax())
        if diagonal[pivot] < PIVOT:
            break
        column = rest[:, pivot] / np.sqrt(diagonal[pivot])
        rest = rest - np.outer(column, column)
        rest[pivot, :] = rest[:, pivot] = 0.0
        columns.append(np.where(np.abs(column) > PIVOT, column, 0.0))
    return np.stack(columns, axis=1)


def _limits(rows: Numbers, low: Numbers, high: Numbers, drawn: Numbers, column: int) -> tuple[Numbers, Numbers]:
    """What every row that ends at this column leaves to its variable, at each point."""
    below, above = np.full(drawn.shape[0], -np.inf), np.full(drawn.shape[0], np.inf)
    for row, least, most in zip(rows, low, high, strict=True):
        known = drawn[:, :column] @ row[:column]
        one, other = (least - known) / row[column], (most - known) / row[column]
        below = np.maximum(below, np.minimum(one, other))
        above = np.minimum(above, np.maximum(one, other))
    return below, above


def _cube(dimensions: int) -> tuple[Numbers, Numbers]:
    """Points of the unit cube with their weights."""
    if dimensions == 0:
        return np.zeros((1, 0)), np.ones(1)
    if dimensions in NODES:
        x, w = special.roots_legendre(NODES[dimensions])
        axes = np.meshgrid(*[(x + 1) / 2] * dimensions, indexing="ij")
        weights = w / 2
        for _ in range(dimensions - 1):
            weights = np.multiply.outer(weights, w / 2)
        return np.stack([axis.ravel() for axis in axes], axis=1), weights.ravel()
    step = np.sqrt(np.array(PRIMES[:dimensions], dtype=np.float64)) % 1.0
    lattice = (np.arange(LATTICE)[:, None] + 0.5) * step % 1.0
    return np.abs(2 * lattice - 1), np.full(LATTICE, 1.0 / LATTICE)
