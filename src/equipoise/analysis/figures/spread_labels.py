"""Labels beside curves, moved apart as little as needed."""

from __future__ import annotations

from collections.abc import Sequence


def spread_labels(
    order: Sequence[int], wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> tuple[float, ...]:
    """The middle of each label: near the wanted place, inside top and bottom, none over another, in the order given.

    `order` lists the labels from top to bottom. Labels that are together higher than the room run over the bottom.
    """
    places = list(wanted)
    edge = top
    for index in order:
        places[index] = max(wanted[index], edge + heights[index] / 2)
        edge = places[index] + heights[index] / 2
    edge = max(bottom, top + sum(heights))
    for index in reversed(order):
        places[index] = min(places[index], edge - heights[index] / 2)
        edge = places[index] - heights[index] / 2
    return tuple(places)
