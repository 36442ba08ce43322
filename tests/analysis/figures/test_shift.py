from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.analysis.figures.palette import CONTROL
from equipoise.analysis.figures.shift import ShiftArm, ShiftCount, draw_shift
from equipoise.values.text import LANGUAGES, Language
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import CARE, SHIFT


def test_each_count_stands_in_its_cell() -> None:
    figure = replace(SHIFT, arms=(ShiftArm(CARE, CONTROL, (ShiftCount(1, 3, 7),)),))
    lines = Drawing(draw_shift(figure, "en")).lines
    (seven,) = (line for line in lines if line.content == "7")
    (row,) = (line for line in lines if line.content == "Grade 1")
    (column,) = (line for line in lines if line.content == "3")
    assert seven.top == pytest.approx(row.top, abs=1)
    assert (seven.left + seven.right) / 2 == pytest.approx((column.left + column.right) / 2, abs=1)
    assert sum(line.content == "0" for line in lines) == 24 + 1


def test_missing_grades_have_a_row_only_where_they_occur() -> None:
    assert draw_shift(SHIFT, "en").count(">Missing<") == 4
    assert ">Missing<" not in draw_shift(replace(SHIFT, arms=SHIFT.arms[1:]), "en")


def test_the_description_tells_every_cell_that_holds_somebody() -> None:
    svg = draw_shift(SHIFT, "en")
    assert "Autologous cells with chemotherapy: baseline Missing, worst Grade 1: 1." in svg
    assert svg.count(", worst ") == 9


def test_a_grade_outside_the_scale_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="outside"):
        draw_shift(replace(SHIFT, grades=(0, 1, 2)), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arms", [1, 2, 3, 4])
def test_any_number_of_arms_is_legible(arms: int, language: Language) -> None:
    assert_legible(Drawing(draw_shift(replace(SHIFT, arms=(SHIFT.arms * 2)[:arms]), language)))
