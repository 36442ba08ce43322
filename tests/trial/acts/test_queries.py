from __future__ import annotations

import pytest

from equipoise.rules import visits
from equipoise.trial import commands as act
from tests.trial.acts.test_casebook import entered
from tests.trial.stage import Stage


def asked(stage: Stage) -> str:
    number = entered(stage)
    question = act.OpenQuery(participant=number, form="HX", instance="1", item="KPS", words="As in the chart?")
    stage.must("monitor", question)
    return number


def state(stage: Stage, number: str) -> str:
    return visits.queries(stage.one(number).facts)[0].state


def test_a_question_is_answered_settled_and_asked_again() -> None:
    stage = Stage.opened()
    number = asked(stage)
    stage.must("coordinator", act.AnswerQuery(participant=number, query="Q001", words="Yes"))
    assert state(stage, number) == "answered"
    stage.must("data_manager", act.ReopenQuery(participant=number, query="Q001", words="Which page?"))
    assert state(stage, number) == "reopened"
    stage.must("coordinator", act.AnswerQuery(participant=number, query="Q001", words="Page 3"))
    stage.must("data_manager", act.CloseQuery(participant=number, query="Q001"))
    assert state(stage, number) == "closed"


def test_a_question_is_not_settled_without_an_answer_but_may_be_cancelled_with_a_reason() -> None:
    stage = Stage.opened()
    number = asked(stage)
    assert stage.refused("data_manager", act.CloseQuery(participant=number, query="Q001")) == ["query_state"]
    cancel = act.CloseQuery(participant=number, query="Q001", cancelled=True)
    assert stage.refused("data_manager", cancel) == ["words_missing"]
    stage.must("data_manager", act.CloseQuery(participant=number, query="Q001", cancelled=True, reason="Asked twice"))
    assert state(stage, number) == "cancelled"


def test_a_question_about_what_is_not_there_is_refused() -> None:
    stage = Stage.opened()
    number = entered(stage)
    for form, instance, item, code in (
        ("HX", "9", "KPS", "not_entered"),
        ("HX", "1", "NOSUCH", "unknown_item"),
        ("ZZ", "1", "X", "not_entered"),
    ):
        command = act.OpenQuery(participant=number, form=form, instance=instance, item=item, words="")
        assert stage.refused("monitor", command) == [code, "words_missing"]
    assert stage.refused("coordinator", act.AnswerQuery(participant=number, query="Q999", words="Yes")) == [
        "unknown_query"
    ]


STEPS = {
    "answer": ("coordinator", lambda number: act.AnswerQuery(participant=number, query="Q001", words="Yes")),
    "close": ("data_manager", lambda number: act.CloseQuery(participant=number, query="Q001")),
    "cancel": (
        "monitor",
        lambda number: act.CloseQuery(participant=number, query="Q001", cancelled=True, reason="Asked twice"),
    ),
    "reopen": ("monitor", lambda number: act.ReopenQuery(participant=number, query="Q001", words="Sure?")),
}
LEADS_TO = {
    ("open", "answer"): "answered",
    ("open", "cancel"): "cancelled",
    ("answered", "close"): "closed",
    ("answered", "cancel"): "cancelled",
    ("answered", "reopen"): "reopened",
    ("reopened", "answer"): "answered",
    ("reopened", "cancel"): "cancelled",
    ("closed", "reopen"): "reopened",
}
WAYS = {"open": "", "answered": "answer", "closed": "answer close", "cancelled": "cancel", "reopened": "answer reopen"}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("start", WAYS)
def test_each_step_leads_from_its_states_alone(start: str, step: str) -> None:
    stage = Stage.opened()
    number = asked(stage)
    for before in WAYS[start].split():
        role, command = STEPS[before]
        stage.must(role, command(number))
    role, command = STEPS[step]
    if (start, step) in LEADS_TO:
        stage.must(role, command(number))
        assert state(stage, number) == LEADS_TO[start, step]
    else:
        assert stage.refused(role, command(number)) == ["query_state"]
        assert state(stage, number) == start


@pytest.mark.parametrize("step", STEPS)
def test_nobody_takes_a_step_that_belongs_to_others(step: str) -> None:
    stage = Stage.opened()
    number = asked(stage)
    other = "monitor" if step == "answer" else "coordinator"
    assert stage.refused(other, STEPS[step][1](number)) == ["not_permitted"]


def test_a_question_about_a_retracted_form_is_cancelled_with_it_and_not_asked_again() -> None:
    stage = Stage.opened()
    number = asked(stage)
    stage.must("coordinator", act.AnswerQuery(participant=number, query="Q001", words="Yes"))
    stage.must("coordinator", act.RetractForm(participant=number, form="HX", instance="1", reason="Other person"))
    assert state(stage, number) == "cancelled"
    assert stage.refused("monitor", STEPS["reopen"][1](number)) == ["query_state", "not_entered"]
