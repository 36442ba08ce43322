"""How the trial is conducted, counted by hand on a small trial."""

from __future__ import annotations

from datetime import timedelta

from equipoise.trial import commands as act
from equipoise.trial.conduct import Hidden, conduct, indicators
from tests.trial.stage import Stage


def test_what_is_due_and_entered_is_counted_from_the_calendar() -> None:
    stage = Stage.opened()
    number = stage.consented()
    later = stage.now + timedelta(days=400)
    found = conduct(stage.gateway.trial(), stage.one(number), later)
    assert found.due >= found.entered + found.overdue
    assert found.complete == (100 * found.entered // found.due if found.due else 100)


def test_visits_that_a_reader_may_not_know_of_are_not_counted() -> None:
    stage = Stage.opened()
    one = stage.one(stage.consented())
    every = frozenset(one.study.schedule.visits)
    found = conduct(stage.gateway.trial(), one, stage.now, Hidden(every, frozenset(one.study.forms.forms)))
    assert (found.due, found.verification.answers, found.queries, found.deviations) == (0, 0, (), ())


def test_an_indicator_over_nothing_has_no_value() -> None:
    stage = Stage.opened()
    found = {one.key: one for one in indicators(stage.gateway.trial(), stage.now)}
    assert found["failures"].recent is None and found["failures"].before is None


def test_screening_failures_are_a_share_of_those_whose_screening_ended() -> None:
    stage = Stage.opened()
    failed = stage.consented()
    stage.consented()
    stage.must("investigator", act.FailScreening(participant=failed, cause="declined", reason="moved away"))
    found = {one.key: one for one in indicators(stage.gateway.trial(), stage.now)}
    assert found["failures"].recent == 100.0
    months = {one.key: one for one in indicators(stage.gateway.trial(), stage.now + timedelta(days=120))}
    assert months["failures"].recent is None and months["failures"].before == 100.0
