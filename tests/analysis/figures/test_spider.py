from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.analysis.figures.palette import EXPERIMENTAL
from equipoise.analysis.figures.spider import SpiderLine, SpiderPoint, draw_spider
from equipoise.values.text import LANGUAGES, Language, same
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import SPIDER


def test_points_are_joined_in_the_order_of_their_days() -> None:
    lines = draw_spider(SPIDER, "en").split('class="figure-lines"')[1].split('class="figure-labels"')[0]
    paths = [
        place["d"] for tag, place in Drawing("<g>" + lines.split(">", 1)[1].rsplit("<g", 1)[0]).elements if "d" in place
    ]
    for path in (path for path in paths if not path.endswith("Z")):
        days = [float(point.split()[0]) for point in path[1:].split("L")]
        assert days == sorted(days)


def test_a_new_lesion_is_a_ring_and_a_change_beyond_the_axis_a_triangle() -> None:
    svg = draw_spider(SPIDER, "en")
    assert svg.count(f'stroke="{EXPERIMENTAL}" stroke-width="2"/><') >= 1
    assert "Ring: new lesion at that assessment." in svg
    assert "A triangle at the edge marks a change beyond +200%." in svg


def test_a_change_that_is_not_a_number_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="finite"):
        SpiderPoint(42, float("inf"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("people", "named"), [(1, 2), (10, 20), (11, 0)])
def test_lines_carry_names_where_there_is_room(people: int, named: int, language: Language) -> None:
    lines = tuple(
        SpiderLine(same(f"P-{n}"), (SpiderPoint(0, 0), SpiderPoint(40 + n, n * 3 - 30))) for n in range(people)
    )
    svg = draw_spider(replace(SPIDER, arms=tuple(replace(arm, lines=lines) for arm in SPIDER.arms)), language)
    drawing = Drawing(svg)
    assert_legible(drawing)
    assert sum(line.content.startswith("P-") for line in drawing.lines) == named
