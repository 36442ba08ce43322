"""Enrolment of the tiny trial: four people on one day, and a forecast."""

from __future__ import annotations

from datetime import date

from equipoise.analysis.compose.enrolment import compose_enrolment
from equipoise.analysis.figures.enrolment import EnrolmentPoint
from tests.analysis.tables.tiny_trial import STUDY, context


def test_everybody_randomised_is_a_step_and_the_rest_is_forecast():
    found = compose_enrolment(context())
    assert found.actual[-1] == EnrolmentPoint(date(2026, 1, 10), 4)
    assert found.target == STUDY.design.enrolment
    assert found.forecast[0].n == 4
    assert all(point.low <= point.n <= point.high <= found.target for point in found.forecast)


def test_before_the_first_participant_there_is_no_forecast_but_the_plan():
    found = compose_enrolment(context(until=date(2020, 1, 1)))
    assert (found.actual, found.forecast) == ((), ())
    assert found.plan[-1].n == STUDY.design.enrolment
    assert any("nobody has been randomised yet" in note.en for note in found.notes)
