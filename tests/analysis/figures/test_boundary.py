from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest

from equipoise.analysis.figures.boundary import BoundaryLook, draw_boundary
from equipoise.values.text import LANGUAGES, Language, Text
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import BOUNDARY


def test_only_what_a_look_has_is_drawn_and_explained() -> None:
    looks = (BoundaryLook(Text("Interim", "期中"), 0.5, 2.963), BoundaryLook(Text("Final", "最终"), 1.0, 1.969))
    svg = draw_boundary(replace(BOUNDARY, looks=looks), "en")
    assert svg.count('class="figure-series"') == 1
    assert "Futility boundary" not in svg
    assert "Observed" not in svg


def test_looks_may_come_in_any_order() -> None:
    turned = replace(BOUNDARY, looks=BOUNDARY.looks[::-1])
    assert draw_boundary(turned, "en") == draw_boundary(BOUNDARY, "en")


def test_the_description_tells_each_look() -> None:
    svg = draw_boundary(BOUNDARY, "en")
    assert "Look 2, 50% of the information: Efficacy boundary 2.963, Futility boundary 0.400, Observed 2.100." in svg
    assert "最终分析，信息量 100%：有效性界值 2.014，无效性界值 2.014。" in draw_boundary(BOUNDARY, "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_early_looks_close_together_and_beyond_the_plan_stay_legible(language: Language) -> None:
    looks = (
        BoundaryLook(Text("First look", "第一次分析"), 0.05, 9.96, -12.0),
        BoundaryLook(Text("Second look", "第二次分析"), 0.48, 3.0),
        BoundaryLook(Text("Third look", "第三次分析"), 0.5, None, observed=nan),
        BoundaryLook(Text("Final analysis of all events", "全部事件的最终分析"), 1.1, 2.0, 2.0, 1.0),
    )
    svg = draw_boundary(replace(BOUNDARY, looks=looks), language)
    assert_legible(Drawing(svg))
    assert "nan" not in svg
    assert Text("An arrow marks a value beyond the axis.", "箭头表示数值超出坐标轴范围。").in_(language) in svg
