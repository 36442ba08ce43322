from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import pytest

from equipoise.analysis.figures.forest import ForestRow, draw_forest, say_estimate
from equipoise.values.text import LANGUAGES, Language, same
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import CARE, CELLS, FOREST


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ForestRow(CELLS, 0.551, 0.309, 0.984), "0.55 (0.31 to 0.98)"),
        (ForestRow(CELLS, None, None, None), "not estimable"),
        (ForestRow(CELLS, nan, 0.1, 2.0), "not estimable"),
        (ForestRow(CELLS, 1.2, None, inf), "1.20 (– to ∞)"),
        (ForestRow(CELLS, -0.1, -inf, 0.04), "−0.10 (−∞ to 0.04)"),
    ],
)
def test_an_estimate_is_printed_or_said_to_be_missing(row: ForestRow, words: str) -> None:
    assert say_estimate(FOREST, row).en == words


def test_numbers_stand_on_the_line_of_their_subgroup() -> None:
    lines = {line.content: line for line in Drawing(draw_forest(FOREST, "en")).lines}
    for words in ("20 / 42", "27 / 40", "0.55 (0.31 to 0.98)"):
        assert lines[words].top == pytest.approx(lines["Limited"].top, abs=2)


def test_an_interval_beyond_the_axis_ends_in_arrows_and_says_so() -> None:
    assert "An arrow marks an interval" in draw_forest(FOREST, "en")
    narrow = replace(FOREST, rows=FOREST.rows[:3])
    assert "An arrow marks an interval" not in draw_forest(narrow, "en")


def test_squares_lie_on_a_logarithmic_axis() -> None:
    rows = tuple(ForestRow(same(str(ratio)), ratio, ratio, ratio) for ratio in (0.5, 1.0, 2.0))
    svg = draw_forest(replace(FOREST, rows=rows), "en")
    squares = [place["d"] for tag, place in Drawing(svg).elements if tag == "path" and place["d"].endswith("Z")]
    lefts = [float(square[1:].split()[0]) for square in squares]
    assert lefts[1] - lefts[0] == pytest.approx(lefts[2] - lefts[1], abs=0.2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ratio", [True, False])
def test_a_row_without_an_estimate_or_with_limits_at_the_end_of_the_world_is_drawn(
    ratio: bool, language: Language
) -> None:
    rows = (
        ForestRow(CELLS, 0.0, 0.0, inf),
        ForestRow(CARE, nan, nan, nan),
        ForestRow(CARE, 0.4, -inf, None),
        ForestRow(CARE, 0.5, 0.4, 0.6, overall=True),
    )
    svg = draw_forest(replace(FOREST, rows=rows, columns=(), ratio=ratio), language)
    assert_legible(Drawing(svg))
    assert "nan" not in svg
