"""Custody from the vein to the vein, in stretches."""

from __future__ import annotations

from datetime import date

from equipoise.rules.product import chain, held
from tests.rules.product.cells import Trail, at

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)


def test_custody_is_told_without_gap_or_overlap() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.infuse(1, 1, I1, 1)
    state = chain(trail.study, trail.history)
    found = held(state, next(iter(state.bags.values())))
    assert [one.place for one in found] == ["apheresis", "laboratory", "way", "ward"]
    assert [one.until for one in found[:-1]] == [one.since for one in found[1:]]
    assert found[-1].until == at(I1, 13)
    assert found[0].since == at(A1, 9)


def test_custody_is_open_while_a_bag_is_neither_given_nor_destroyed() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.fill(1, 1, I1)
    state = chain(trail.study, trail.history)
    found = held(state, next(iter(state.bags.values())))
    assert [(one.place, one.until) for one in found] == [("apheresis", at(A1, 9, 30)), ("laboratory", None)]
