from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from equipoise.analysis.figures.enrolment import EnrolmentFigure, EnrolmentPoint, draw_enrolment
from equipoise.values.text import LANGUAGES, Language
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import CARE, ENROLMENT

DAYS = some.dates(date(1900, 1, 1), date(2200, 1, 1))


def test_months_stand_under_the_axis() -> None:
    words = [line.content for line in Drawing(draw_enrolment(ENROLMENT, "en")).lines]
    assert [word for word in words if word.startswith("20")] == [
        "2018-04",
        "2018-07",
        "2018-10",
        "2019-01",
        "2019-04",
        "2019-07",
        "2019-10",
        "2020-01",
        "2020-04",
        "2020-07",
    ]


def test_people_are_whole_numbers() -> None:
    figure = EnrolmentFigure(CARE, (EnrolmentPoint(date(2018, 1, 31), 1),))
    words = [line.content for line in Drawing(draw_enrolment(figure, "en")).lines]
    assert not any("." in word for word in words)


def test_the_description_tells_where_each_line_ends() -> None:
    assert (
        "Enrolled: 24 by 2018-09-20. Planned: 120 by 2019-06-01. Forecast: 120 by 2020-04-01, from 102 to 138. "
        "Target 120." in draw_enrolment(ENROLMENT, "en")
    )


@settings(max_examples=40, deadline=None)
@given(some.lists(some.builds(EnrolmentPoint, DAYS, some.integers(0, 10**6)), min_size=1, max_size=5))
def test_any_days_are_drawn_legibly(points: list[EnrolmentPoint]) -> None:
    assert_legible(Drawing(draw_enrolment(EnrolmentFigure(CARE, tuple(points)), "en")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_alone_is_drawn(language: Language) -> None:
    svg = draw_enrolment(EnrolmentFigure(CARE, (), ENROLMENT.plan, target=120), language)
    assert_legible(Drawing(svg))
    assert "Enrolled" not in svg.replace("People enrolled", "")


def test_the_first_and_the_last_day_that_can_be_written_are_drawn() -> None:
    points = (EnrolmentPoint(date.min, 1), EnrolmentPoint(date.max, 2))
    assert 'class="figure-curves"' in draw_enrolment(EnrolmentFigure(CARE, points), "zh")
