from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.analysis.figures.palette import EXPERIMENTAL, INK
from equipoise.analysis.figures.swimmer import SwimmerArm, SwimmerLane, draw_swimmer
from equipoise.values.text import LANGUAGES, Language, Text, same
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import CELLS, SWIMMER, lane


def labels(svg: str) -> list[str]:
    return [line.content for line in Drawing(svg).lines if line.content.startswith("P-")]


def test_within_an_arm_the_longest_observed_stands_first() -> None:
    assert labels(draw_swimmer(SWIMMER, "en")) == ["P-003", "P-001", "P-005", "P-004", "P-002"]


def test_bars_are_as_long_as_the_time_observed() -> None:
    arm = SwimmerArm(CELLS, EXPERIMENTAL, (lane(1, 100, False), lane(2, 50, True)))
    elements = Drawing(draw_swimmer(replace(SWIMMER, arms=(arm,)), "en")).elements
    bars = [float(place["width"]) for tag, place in elements if tag == "rect" and "fill-opacity" in place]
    assert bars[0] == pytest.approx(2 * bars[1], abs=0.1)


def test_infusions_are_marked_and_the_legend_explains_only_what_is_drawn() -> None:
    svg = draw_swimmer(SWIMMER, "en")
    circles = [place for tag, place in Drawing(svg).elements if tag == "circle" and place["fill"] == INK]
    assert len(circles) == 4 + 1
    quiet = SwimmerArm(CELLS, EXPERIMENTAL, (SwimmerLane(same("P-1"), 30, ongoing=False),))
    words = [line.content for line in Drawing(draw_swimmer(replace(SWIMMER, arms=(quiet,)), "en")).lines]
    assert "Cell infusion" not in words
    assert "Observation continues" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_trial_stays_legible(language: Language) -> None:
    arms = tuple(
        replace(arm, lanes=tuple(lane(index, 5 + 7 * index, index % 3 == 0) for index in range(1, 61)))
        for arm in SWIMMER.arms
    )
    svg = draw_swimmer(replace(SWIMMER, arms=arms), language)
    assert_legible(Drawing(svg))
    assert len(labels(svg)) == 120
    assert "…" not in svg


def test_the_description_tells_each_lane() -> None:
    svg = draw_swimmer(SWIMMER, "en")
    assert "P-001: 130 days, continuing. P-003: 210 days. P-005: 20 days." in svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lane_that_ends_before_the_anchor_and_a_long_label_are_drawn(language: Language) -> None:
    label = Text("A participant with a long name", "标签文字很长很长很长很长的受试者")
    arm = SwimmerArm(CELLS, EXPERIMENTAL, (SwimmerLane(label, -5, ongoing=True),))
    assert_legible(Drawing(draw_swimmer(replace(SWIMMER, arms=(arm,)), language)))


def test_names_are_escaped() -> None:
    arm = SwimmerArm(same('<b onload="x">&'), EXPERIMENTAL, (SwimmerLane(same("<script>"), 5, ongoing=False),))
    svg = draw_swimmer(replace(SWIMMER, arms=(arm,)), "en")
    assert "<b " not in svg
    assert "<script" not in svg
