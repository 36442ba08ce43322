"""How the trial is conducted, counted by hand on a small trial."""

from __future__ import annotations

from datetime import timedelta

from equipoise.trial.conduct import Hidden, conduct
from tests.trial.stage import Stage


def test_a_form_that_is_due_is_overdue_until_it_is_entered_and_late_from_then_on() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    stage.now += timedelta(days=1)
    waiting = conduct(stage.gateway.trial(), stage.one(number), stage.now)
    assert (waiting.due, waiting.entered, waiting.overdue, waiting.late, waiting.complete) == (1, 0, 1, 0, 0)
    assert stage.save(number, "HX", "SCR.1", {"HXDTC": stage.now.date().isoformat()}).accepted
    entered = conduct(stage.gateway.trial(), stage.one(number), stage.now)
    assert (entered.due, entered.entered, entered.overdue, entered.late, entered.complete) == (1, 1, 0, 1, 100)
    assert [visit.instance for visit in entered.deviations] == ["SCR.1"]


def test_visits_that_a_reader_may_not_know_of_are_not_counted() -> None:
    stage = Stage.opened()
    one = stage.one(stage.consented())
    every = frozenset(one.study.schedule.visits)
    found = conduct(stage.gateway.trial(), one, stage.now, Hidden(every, frozenset(one.study.forms.forms)))
    assert (found.due, found.verification.answers, found.queries, found.deviations) == (0, 0, (), ())
