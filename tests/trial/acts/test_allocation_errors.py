from __future__ import annotations

import pytest

from equipoise.facts.randomisation import LevelsCorrected, OtherTreatmentGiven, Randomised, SamePersonFound
from equipoise.rules import randomisation
from equipoise.trial import commands as act
from equipoise.trial.acts.allocation_errors import ERRORS
from tests.trial.stage import KEY, Stage, plan, small_study


def allocated(stage: Stage, number: str) -> Randomised:
    """The body of a participant's allocation."""
    fact = stage.one(number).facts.first(Randomised)
    assert fact is not None
    return fact.body


def test_an_allocation_in_error_is_marked_with_a_reason_for_ever_and_the_participant_stays() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    mark = act.MarkRandomisedInError(participant=number, error="not_eligible")
    assert stage.refused("administrator", mark) == ["reason_missing"]
    marked = act.MarkRandomisedInError(participant=number, error="not_eligible", reason="Wrong chart")
    stage.must("administrator", marked)
    assert stage.refused("administrator", marked) == ["marked_already"]
    assert stage.one(number).arm is not None


def test_an_error_of_an_unknown_kind_is_told_the_kinds() -> None:
    stage = Stage.opened()
    answer = stage.do("administrator", act.MarkRandomisedInError(participant=stage.randomised(), error="-", reason="-"))
    assert [reason.code for reason in answer.reasons] == ["unknown_error"]
    remedy = answer.reasons[0].remedy
    assert remedy is not None and all(name in remedy.en for name in ERRORS)


def test_a_marked_allocation_keeps_its_slot_and_is_counted_for_the_next() -> None:
    marked, unmarked = Stage.opened(), Stage.opened()
    for stage in (marked, unmarked):
        first = stage.randomised()
        if stage is marked:
            error = act.MarkRandomisedInError(participant=first, error="not_eligible", reason="Wrong chart")
            stage.must("administrator", error)
        second = stage.randomised()
        assert allocated(stage, second).sequence == 2
    trials = [stage.gateway.trial().allocations for stage in (marked, unmarked)]
    assert [fact.body.draw for fact in trials[0]] == [fact.body.draw for fact in trials[1]]
    committed = marked.gateway.trial().study.facts
    promise = next(fact for fact in committed if fact.body.KIND == "randomisation.key_committed")
    assert randomisation.verify(small_study(), promise, trials[0], KEY, environment="training") == ()


def test_wrong_levels_are_corrected_beside_the_allocation() -> None:
    stage = Stage.opened()
    number = stage.randomised(stage="LD")
    before = allocated(stage, number)
    fix = act.CorrectLevels(participant=number, levels={"stage": "ED"}, reason="Scan read anew")
    fact = stage.must("data_manager", fix).facts[0]
    assert isinstance(fact.body, LevelsCorrected)
    assert fact.body.levels == {"stage": "ED", "activity": "high"}
    assert fact.cause == stage.gateway.trial().allocations[0].seq
    assert allocated(stage, number) == before
    assert stage.refused("data_manager", fix) == ["nothing_changes"]
    stage.must("investigator", act.CorrectLevels(participant=number, levels={"activity": "low"}, reason="KPS 80"))
    last = stage.one(number).facts.last(LevelsCorrected)
    assert last is not None and last.body.levels == {"stage": "ED", "activity": "low"}


def test_corrected_levels_do_not_change_what_later_allocations_count() -> None:
    """The values used at randomisation stay (Downs 2010): otherwise the list could not be recomputed."""
    corrected, left = Stage.opened(), Stage.opened()
    for stage in (corrected, left):
        number = stage.randomised(stage="LD")
        if stage is corrected:
            stage.must("data_manager", act.CorrectLevels(participant=number, levels={"stage": "ED"}, reason="-"))
        stage.randomised(stage="LD")
    assert [fact.body.inputs for fact in corrected.gateway.trial().allocations] == [
        fact.body.inputs for fact in left.gateway.trial().allocations
    ]


def test_every_reason_against_a_correction_is_told() -> None:
    stage = Stage.opened()
    fix = act.CorrectLevels(participant=stage.registered(), levels={"stage": "XX", "mood": "good"})
    assert stage.refused("data_manager", fix) == ["not_randomised", "unknown_level", "unknown_factor", "reason_missing"]
    assert stage.refused("coordinator", fix) == ["not_permitted"]


def test_the_same_person_under_two_numbers_is_recorded_on_the_later_allocation() -> None:
    stage = Stage.opened()
    first, second = stage.randomised(), stage.randomised()
    wrong_way = act.RecordSamePerson(participant=first, other=second, reason="Same record number")
    assert stage.refused("investigator", wrong_way) == ["not_the_later"]
    found = act.RecordSamePerson(participant=second, other=first, reason="Same record number")
    body = stage.must("investigator", found).facts[0].body
    assert body == SamePersonFound(other=first)
    assert stage.refused("investigator", found) == ["recorded_already"]
    assert [fact.subject for fact in stage.gateway.trial().allocations] == [first, second]


@pytest.mark.parametrize("other", ["itself", "nobody", "unallocated"])
def test_a_second_number_that_cannot_be_meant_is_refused(other: str) -> None:
    stage = Stage.opened()
    number, unallocated = stage.randomised(), stage.registered()
    named, code = {
        "itself": (number, "same_number"),
        "nobody": ("X-9", "unknown_participant"),
        "unallocated": (unallocated, "other_not_randomised"),
    }[other]
    command = act.RecordSamePerson(participant=number, other=named, reason="-")
    assert stage.refused("investigator", command) == [code]


def test_the_treatment_of_another_arm_is_recorded_and_the_arm_stays() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    arm = allocated(stage, number).arm
    other = "control" if arm == "cells" else "cells"
    record = act.RecordOtherTreatment(participant=number, received=other, reason="Bags exchanged")
    assert stage.must("investigator", record).facts[0].body == OtherTreatmentGiven(received=other)
    assert stage.one(number).arm == arm
    for received, code in ((arm, "as_allocated"), ("placebo", "unknown_arm")):
        command = act.RecordOtherTreatment(participant=number, received=received, reason="-")
        assert stage.refused("investigator", command) == [code]


def test_a_masked_role_cannot_ask_for_the_arm_by_recording_a_treatment() -> None:
    """Were the answers told apart, a masked investigator could learn the arm by trying each."""
    design = {**plan()["design"], "masking": "DOUBLE", "masked": ["investigator"]}
    stage = Stage.opened(type(small_study()).model_validate(plan(design=design)))
    number = stage.randomised()
    answers = {
        tuple(stage.refused("investigator", act.RecordOtherTreatment(participant=number, received=arm, reason="-")))
        for arm in ("cells", "control", "neither")
    }
    assert answers == {("masked",)}


@pytest.mark.parametrize(
    "command",
    [
        act.MarkRandomisedInError(participant="X-9", error="other"),
        act.RecordOtherTreatment(participant="X-9", received="cells"),
    ],
)
def test_an_unknown_number_is_told(command: act.Command) -> None:
    stage = Stage.opened()
    role = "administrator" if isinstance(command, act.MarkRandomisedInError) else "investigator"
    assert stage.refused(role, command) == ["unknown_participant"]
