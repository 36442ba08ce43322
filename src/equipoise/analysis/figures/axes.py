"""Where the ticks of an axis stand."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """The unit of a time axis: its length in days, its name behind a number and at the axis, the steps a reader of it expects."""

    days: float
    name: Text
    axis: Text
    steps: tuple[int, ...]


MONTHS = TimeUnit(30.4375, Text("months", "个月"), Text("months", "月"), (1, 2, 3, 6, 12, 24, 36, 60, 120))


def nice_ticks(largest: float, most: int, steps: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Ticks from 0 to the first at or beyond the largest value, at most `most` + 1 of them.

    The step is the smallest preferred one that suffices; beyond the preferred ones it is 1, 2 or 5 times a power of 10.
    """
    enough = largest / most
    step = next((step for step in steps if step >= enough), None) or _round_step(max(enough, 1.0))
    return tuple(step * index for index in range(max(ceil(largest / step), 1) + 1))


def _round_step(enough: float) -> int:
    power = 10 ** floor(log10(enough))
    return int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= enough))
