from __future__ import annotations

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
