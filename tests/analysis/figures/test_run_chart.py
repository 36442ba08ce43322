from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.analysis.figures.palette import EXPERIMENTAL, INK
from equipoise.analysis.figures.run_chart import RunChartFigure, RunPanel, draw_run_chart
from equipoise.values.text import LANGUAGES, Language, Text, same
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import CELLS, RUN_CHART


def chart(panel: RunPanel) -> RunChartFigure:
    return replace(RUN_CHART, batches=tuple(same(f"B-{n}") for n in range(len(panel.values))), panels=(panel,))


def test_a_batch_outside_a_limit_has_another_shape_and_colour() -> None:
    panel = RunPanel(CELLS, same("%"), (79.9, 80, 90, 90.1), lowest=80, highest=90)
    points = draw_run_chart(chart(panel), "en").split('class="figure-points"')[1].split("</g>")[0]
    assert points.count("<circle") == 2
    assert points.count(f'fill="{EXPERIMENTAL}"') == 2
    assert points.count(f'fill="{INK}"') == 2


def test_a_missing_value_breaks_the_line() -> None:
    panel = RunPanel(CELLS, same("%"), (1, 2, None, 3, float("nan"), 4, 5))
    points = draw_run_chart(chart(panel), "en").split('class="figure-points"')[1].split("</g>")[0]
    assert points.count("<circle") == 5
    assert points.count('fill="none"') == 2


def test_limits_are_drawn_and_named() -> None:
    svg = draw_run_chart(RUN_CHART, "en")
    words = [line.content for line in Drawing(svg).lines]
    assert [word for word in words if word.startswith(("lowest", "highest"))] == [
        "lowest 100",
        "lowest 80",
        "highest 5",
        "lowest 1",
        "highest 18",
    ]
    assert svg.count('stroke-dasharray="4 3"') == 5


def test_the_description_names_what_is_missing_or_outside() -> None:
    svg = draw_run_chart(RUN_CHART, "en")
    assert "Viability (%): B-01 93; B-02 95.5; B-03 79 (outside a limit); B-04 no value;" in svg
    assert "B-04 无数值" in draw_run_chart(RUN_CHART, "zh")


def test_a_panel_with_too_few_values_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="each batch"):
        draw_run_chart(replace(RUN_CHART, panels=(RunPanel(CELLS, same("%"), (1.0,)),)), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("logarithmic", [True, False])
def test_many_batches_with_limits_close_together_stay_legible(logarithmic: bool, language: Language) -> None:
    batches = tuple(same(f"NK-2018-{n:03d}") for n in range(60))
    panel = RunPanel(CELLS, Text("fold", "倍"), tuple(n * 37 % 60 for n in range(60)), 50, 51, logarithmic)
    assert_legible(Drawing(draw_run_chart(RunChartFigure(CELLS, batches, (panel, panel)), language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_counted_one_by_one_fit_beside_the_axis(language: Language) -> None:
    panel = RunPanel(CELLS, Text("cells", "个"), (2_100_000_000, 4_000_000_000), 1_000_000_000)
    assert_legible(Drawing(draw_run_chart(chart(panel), language)))
