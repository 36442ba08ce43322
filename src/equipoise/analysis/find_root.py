"""Where a continuous function of one number crosses zero: bracketing only, so it cannot run away."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign

EPSILON = 2.0**-52
R_TOLERANCE = EPSILON**0.25
"""The distance at which R's uniroot stops unless told otherwise: 1.22e-4."""


def find_root(function: Callable[[float], float], low: float, high: float, tolerance: float = 1e-14) -> float:
    """The crossing between two ends of opposite sign (Brent 1973); a ValueError where the signs are the same."""
    return _search(function, low, high, tolerance)


def find_root_as_printed(function: Callable[[float], float], low: float, high: float) -> float:
    """Where the search stops at a wide tolerance: the same steps as R's uniroot, so the same digits.

    Only for comparing printed output: programs that call uniroot without a tolerance publish roots that are off in the
    fourth digit, and an exact root would look like a difference.
    """
    return _search(function, low, high, R_TOLERANCE)


def _search(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """Brent 1973, chapter 4, procedure zero."""
    a, b = low, high
    at_a, at_b = function(a), function(b)
    if ((at_a > 0) == (at_b > 0) and at_a != 0 != at_b) or at_a != at_a or at_b != at_b:
        raise ValueError(f"the function does not cross zero between {low} and {high}: {at_a}, {at_b}")
    c, at_c = a, at_a
    if at_a == 0:
        return a
    while at_b != 0:
        last = b - a
        if abs(at_c) < abs(at_b):
            a, b, c = b, c, b
            at_a, at_b, at_c = at_b, at_c, at_b
        least = 2 * EPSILON * abs(b) + tolerance / 2
        half = (c - b) / 2
        if abs(half) <= least:
            break
        step = half
        if abs(last) >= least and abs(at_a) > abs(at_b):
            step = _interpolated((a, b, c), (at_a, at_b, at_c), least, last) or half
        if abs(step) < least:
            step = copysign(least, step)
        a, at_a = b, at_b
        b += step
        at_b = function(b)
        if (at_b > 0) == (at_c > 0):
            c, at_c = a, at_a
    return b


def _interpolated(
    places: tuple[float, float, float], values: tuple[float, float, float], least: float, last: float
) -> float | None:
    """The step of linear or inverse quadratic interpolation, where it stays well inside and shrinks fast enough."""
    (a, b, c), (at_a, at_b, at_c) = places, values
    width = c - b
    if a == c:
        ratio = at_b / at_a
        p, q = width * ratio, 1 - ratio
    else:
        q, r, s = at_a / at_c, at_b / at_c, at_b / at_a
        p = s * (width * q * (q - r) - (b - a) * (r - 1))
        q = (q - 1) * (r - 1) * (s - 1)
    p, q = (p, -q) if p > 0 else (-p, q)
    return p / q if p < 0.75 * width * q - abs(least * q) / 2 and p < abs(last * q / 2) else None
