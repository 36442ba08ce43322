"""Lanes of the tiny trial, by hand: randomised on 10 January 2026."""

from __future__ import annotations

import pytest

from equipoise.analysis.compose import catalogue, figures
from equipoise.analysis.compose.swimmer import compose_swimmer
from equipoise.analysis.figures.swimmer import SwimmerEvent, SwimmerLane, SwimmerPhase
from tests.analysis.tables.tiny_trial import context
from tests.analysis.trial_example import randomised


def lanes(**more) -> dict[str, SwimmerLane]:
    return {lane.label.en: lane for arm in compose_swimmer(context(**more)).arms for lane in arm.lanes}


def test_a_lane_runs_to_death_or_to_the_last_news():
    """P1's last scan is on 1 May (day 111), P2 dies on 1 March (day 50), P3's last scan is then, of P4 nothing is known."""
    found = lanes()
    assert {name: (lane.until, lane.ongoing) for name, lane in found.items()} == {
        "P1": (111, True),
        "P2": (50, False),
        "P3": (50, True),
        "P4": (0, True),
    }


def test_treatment_response_and_progression_stand_on_their_days():
    """Infused on 27 January (day 17), response on 1 March (day 50), progression on 1 May (day 111)."""
    one = lanes()["P1"]
    assert one.phases == (SwimmerPhase("treatment", 17, 18),)
    assert one.events == (SwimmerEvent("response", 50), SwimmerEvent("progression", 111))


def test_treatment_is_hidden_while_it_would_tell_the_arm():
    assert all(not lane.phases for lane in lanes(masked=True).values())


def test_without_anybody_there_are_arms_without_lanes():
    assert [arm.lanes for arm in compose_swimmer(context(steps=())).arms] == [(), ()]


def test_whoever_is_known_by_the_randomisation_alone_has_a_lane_of_no_length():
    assert lanes(steps=randomised("P9", "cells"))["P9"].until == 0


def test_one_arm_can_stand_alone_on_its_sheet():
    (arm,) = compose_swimmer(context(), "cells").arms
    assert [lane.label.en for lane in arm.lanes] == ["P1", "P2"]


def test_as_many_lanes_as_a_page_cannot_hold_are_set_on_a_sheet_for_each_arm(monkeypatch: pytest.MonkeyPatch):
    assert figures(context())["swimmer"].sheets == ()
    monkeypatch.setattr(catalogue, "LANES_OF_A_PAGE", 3)
    sheets = figures(context())["swimmer"].sheets
    assert ["P1" in draw("en") for draw in sheets] == [True, False]
