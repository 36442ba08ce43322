"""Nearest first: records in the order of the distance of their nearest recruiting site, then those without one in reach."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from equipoise.registry.places import kilometres
from equipoise.registry.record import NctId
from equipoise.registry.search.index import Found, SearchIndex, Wanted
from equipoise.registry.search.points import OPEN_POINTS
from equipoise.registry.search.tree import And, Near, Not, Tree

_MARGIN_KM = 0.001


def nearest_first(index: SearchIndex, wanted: Wanted, near: Near, first: int, count: int) -> Found:
    """The slice of what is found, nearest recruiting site first; sites of one city tie, and of equals the best answer comes first.
    `near` is the place that the question asks for."""
    within = replace(near, open_only=True)
    reached = replace(wanted, filters=And((wanted.filters, within)), facets=(OPEN_POINTS,))
    whole = index.search(wanted, 0, 1)
    open_ones = index.search(reached, 0, 1)
    rings = _rings(open_ones.facets[OPEN_POINTS], within)
    ids: list[NctId] = []
    if first < open_ones.total:
        ids = _from_rings(index, wanted, within, rings, first, count)
    missing = count - len(ids)
    if missing > 0 and whole.total > open_ones.total:
        rest = replace(wanted, filters=And((wanted.filters, Not(within))), facets=())
        ids += index.search(rest, max(0, first - open_ones.total), missing).ids
    return Found(whole.total, tuple(ids), whole.facets)


def _rings(points: Sequence[str] | object, near: Near) -> list[float]:
    """The distinct distances of points within reach, ascending."""
    found = set()
    for point in points if isinstance(points, dict) else ():
        latitude, longitude = (float(part) for part in point.split(","))
        km = kilometres(near.latitude, near.longitude, latitude, longitude)
        if km <= near.km:
            found.add(km + _MARGIN_KM)
    return sorted(found)


def _from_rings(
    index: SearchIndex, wanted: Wanted, near: Near, rings: Sequence[float], first: int, count: int
) -> list[NctId]:
    def within(km: float) -> Tree:
        return And((wanted.filters, replace(near, km=km)))

    def counted(km: float) -> int:
        return index.search(Wanted(within(km), wanted.ranked), 0, 1).total

    at = bisect_left(rings, first + 1, key=counted)
    before = counted(rings[at - 1]) if at else 0
    ids: list[NctId] = []
    while len(ids) < count and at < len(rings):
        ring = within(rings[at])
        if at:
            ring = And((ring, Not(replace(near, km=rings[at - 1]))))
        found = index.search(Wanted(ring, wanted.ranked), max(0, first - before), count - len(ids))
        ids += found.ids
        before += found.total
        at += 1
    return ids
