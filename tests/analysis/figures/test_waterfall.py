from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from equipoise.analysis.figures.palette import CONTROL, EXPERIMENTAL
from equipoise.analysis.figures.waterfall import WaterfallArm, WaterfallBar, draw_waterfall
from equipoise.values.text import LANGUAGES, Language, same
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import CARE, CELLS, WATERFALL


def bars(svg: str, colour: str) -> list[dict[str, str]]:
    bars = svg.split('class="figure-bars"')[1:]
    found = [
        place
        for part in bars
        for tag, place in Drawing(part.split(">", 1)[1].split("</g>")[0]).elements
        if tag == "rect"
    ]
    return [place for place in found if place["fill"] == colour]


def test_bars_go_from_growth_to_shrinkage() -> None:
    svg = draw_waterfall(WATERFALL, "en")
    assert [place["fill"] for place in bars(svg, EXPERIMENTAL)] == [EXPERIMENTAL] * 5
    heights = [float(place["height"]) for place in bars(svg, EXPERIMENTAL)]
    # 320 units stand for 200 %.
    assert heights == pytest.approx([31 * 1.6, 1, 12 * 1.6, 45.5 * 1.6, 160], abs=0.1)


def test_a_change_beyond_the_axis_is_cut_and_said() -> None:
    svg = draw_waterfall(WATERFALL, "en")
    assert [float(place["height"]) for place in bars(svg, CONTROL)] == pytest.approx([160, 160, 6.4], abs=0.1)
    assert "An arrow marks a change beyond +100%." in svg
    calm = replace(WATERFALL, arms=WATERFALL.arms[:1])
    assert "An arrow" not in draw_waterfall(calm, "en")


def test_the_caption_counts_who_is_not_drawn() -> None:
    assert "自体细胞联合化疗：1 例无可测量的变化，未绘出。" in draw_waterfall(WATERFALL, "zh")
    nobody = replace(WATERFALL, arms=(WaterfallArm(CELLS, EXPERIMENTAL, (), 3),))
    assert "3 without a measured change" in draw_waterfall(nobody, "en")


def test_a_change_that_is_not_a_number_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="finite"):
        WaterfallBar(same("P-1"), float("nan"))


@settings(max_examples=25, deadline=None)
@given(some.lists(some.integers(0, 60), min_size=1, max_size=4), some.sampled_from(LANGUAGES))
def test_any_numbers_of_people_stay_legible(sizes: list[int], language: Language) -> None:
    arms = tuple(
        WaterfallArm(CARE, CONTROL, tuple(WaterfallBar(same(str(n)), n * 7 % 260 - 100, "SD") for n in range(size)))
        for size in sizes
    )
    assert_legible(Drawing(draw_waterfall(replace(WATERFALL, arms=arms), language)))
