from __future__ import annotations

import re
from datetime import datetime, timedelta

from equipoise.trial import commands as act
from equipoise.trial.permissions import BLIND_READER, MAY, ROLES
from equipoise.trial.task import URGENCIES, count_by_urgency
from equipoise.trial.worklist import worklist
from tests.rehearsals import played
from tests.trial.stage import Stage


def kinds(stage: Stage, role: str) -> list[str]:
    return [task.kind for task in worklist(stage.gateway.trial(), stage.now, role)]


def test_an_unopened_trial_has_nothing_to_do() -> None:
    assert worklist(Stage().gateway.trial(), Stage().now) == ()


def test_entry_goes_from_list_to_list() -> None:
    stage = Stage.opened(committed=False)
    assert kinds(stage, "statistician") == ["commit_key"]
    stage.must("statistician", act.CommitAllocationKey())
    assert kinds(stage, "statistician") == []
    number = stage.registered()
    assert kinds(stage, "sub_investigator") == ["sign_consent"]
    number = stage.screened()
    assert "confirm_eligibility" in kinds(stage, "investigator")
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    assert "randomise" in kinds(stage, "coordinator")
    stage.must("coordinator", act.Randomise(participant=number))
    assert "randomise" not in kinds(stage, "coordinator")


def test_a_task_that_waits_says_for_what() -> None:
    stage = Stage.opened()
    stage.confirmed()
    stage.must("investigator", act.PlaceHold(scope=("accrual",), reason="-"))
    task = next(task for task in worklist(stage.gateway.trial(), stage.now, "coordinator") if task.kind == "randomise")
    assert task.urgency == "waiting"
    assert [reason.code for reason in task.blocked] == ["accrual_held"]
    assert "lift_hold" in kinds(stage, "safety_board")


def test_a_person_who_fails_a_criterion_waits_for_the_end_of_screening() -> None:
    stage = Stage.opened()
    stage.screened(kps=60)
    assert "fail_screening" in kinds(stage, "investigator")


def test_the_lists_of_a_rehearsal_are_sorted_in_words_and_on_the_list_of_a_role_that_may() -> None:
    rehearsed = played()
    commands = {kind.__struct_config__.tag: roles for kind, roles in MAY.items()}
    order = list(URGENCIES)
    for place in range(200, len(rehearsed.facts), 450):
        moment = datetime.fromisoformat(rehearsed.facts[place].recorded)
        tasks = worklist(rehearsed.gateway.trial_as_of(moment), moment)
        assert [order.index(task.urgency) for task in tasks] == sorted(order.index(task.urgency) for task in tasks)
        assert sum(count_by_urgency(tasks).values()) == len(tasks)
        for task in tasks:
            assert task.role in ROLES
            assert task.says.en and task.says.zh
            assert task.role in commands.get(task.kind, (task.role,)), task
            assert task.due is None or task.earliest is None or task.earliest <= max(task.due, moment.date()), task


def test_the_list_is_the_same_whether_it_is_asked_for_once_or_twice() -> None:
    rehearsed = played()
    moment = rehearsed.summary.until - timedelta(days=100)
    trial = rehearsed.gateway.trial_as_of(moment)
    assert worklist(trial, moment) == worklist(trial, moment)


def test_a_query_is_told_by_what_its_item_asks_and_a_form_that_is_its_visit_once() -> None:
    rehearsed = played()
    asked, at_visits = set(), set()
    for place in range(200, len(rehearsed.facts), 300):
        moment = datetime.fromisoformat(rehearsed.facts[place].recorded)
        for task in worklist(rehearsed.gateway.trial_as_of(moment), moment):
            if task.kind == "answer_query":
                asked.add(task.says.en)
            elif task.kind == "save_form":
                at_visits.add(task.says.en)
    assert asked and not any(re.search(r"\b[A-Z]{5,}", words) for words in asked)
    assert any(words.startswith("Tumour assessment 1") for words in at_visits)
    assert not any(re.fullmatch(r"(.+) \d+: \1", words) for words in at_visits)


def test_the_list_of_a_role_is_its_part_of_the_list_of_all() -> None:
    rehearsed = played()
    to_read = 0
    for place in range(400, len(rehearsed.facts), 700):
        at = datetime.fromisoformat(rehearsed.facts[place].recorded)
        trial = rehearsed.gateway.trial_as_of(at)
        found = {role: [*worklist(trial, at, role)] for role in ROLES}
        every = worklist(trial, at)
        assert {role: [task for task in every if task.role == role] for role in ROLES} == found
        to_read += len(found[BLIND_READER])
    assert to_read, "the readings are looked for only where somebody asks for them"
