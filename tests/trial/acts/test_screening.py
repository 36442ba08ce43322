from __future__ import annotations

from equipoise.facts.participant import EligibilityConfirmed, ScreeningFailed
from equipoise.rules import eligibility
from equipoise.trial import commands as act
from tests.trial.stage import Stage


def judgement(number: str, **more: str | bool) -> act.JudgeCriterion:
    given = {"participant": number, "criterion": "E2", "met": True, "reason": "Examined"} | more
    return act.JudgeCriterion(**given)  # type: ignore[arg-type]


def test_nothing_is_judged_before_consent() -> None:
    stage = Stage.opened()
    assert stage.refused("investigator", judgement(stage.registered())) == ["no_consent"]


def test_a_judgement_needs_a_criterion_that_is_left_to_judgement_and_a_reason() -> None:
    stage = Stage.opened()
    number = stage.consented()
    assert stage.refused("investigator", judgement(number, criterion="I2", reason="")) == [
        "not_for_judgement",
        "reason_missing",
    ]
    assert stage.refused("investigator", judgement(number, criterion="Z9")) == ["unknown_criterion"]
    assert stage.refused("investigator", judgement(number, gate="door")) == ["unknown_gate"]


def test_eligibility_is_not_signed_while_one_criterion_does_not_pass_and_there_is_no_waiver() -> None:
    stage = Stage.opened()
    number = stage.consented()
    refused = stage.refused("investigator", act.ConfirmEligibility(participant=number, reason="The sponsor agrees"))
    assert len(refused) >= 4, "every open criterion is told at once"
    assert set(refused) <= {"eligibility.unknown", "eligibility.judgement"}


def test_a_signature_is_bound_to_the_assessment_that_was_seen() -> None:
    stage = Stage.opened()
    number = stage.screened()
    one = stage.one(number)
    seen = eligibility.assess(one.study, one.facts, stage.now.date()).digest
    other = act.ConfirmEligibility(participant=number, meaning="Approved", content="0" * 64)
    assert stage.refused("investigator", other) == ["changed_meanwhile"]
    given = stage.must("investigator", act.ConfirmEligibility(participant=number, meaning="Approved", content=seen))
    body = given.facts[0].body
    assert isinstance(body, EligibilityConfirmed)
    assert (body.meaning, body.content) == ("Approved", seen)


def test_a_criterion_that_fails_cannot_be_signed_away() -> None:
    stage = Stage.opened()
    number = stage.screened(kps=60)
    assert stage.refused("investigator", act.ConfirmEligibility(participant=number)) == ["eligibility.fails"]


def test_a_signed_eligibility_names_the_facts_that_it_rests_on() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    history = stage.gateway.trial().participants[number]
    signed = history.last(EligibilityConfirmed)
    assert signed is not None
    assert set(signed.body.verdicts.values()) == {"passes"}
    assert set(signed.body.rests_on) <= {fact.seq for fact in history.facts}


def test_the_criteria_of_a_screening_failure_are_computed() -> None:
    stage = Stage.opened()
    number = stage.screened(kps=60)
    stage.must("investigator", act.FailScreening(participant=number))
    failed = stage.gateway.trial().participants[number].last(ScreeningFailed)
    assert failed is not None
    assert failed.body.criteria == ("I1",)
    assert stage.one(number).status == "screen_failed"
    assert stage.refused("investigator", act.ConfirmEligibility(participant=number))[0] == "screening_ended"


def test_who_passes_everything_does_not_fail_by_criteria_and_another_cause_needs_its_reason() -> None:
    stage = Stage.opened()
    number = stage.screened()
    assert stage.refused("investigator", act.FailScreening(participant=number)) == ["no_criterion_fails"]
    assert stage.refused("investigator", act.FailScreening(participant=number, cause="declined")) == ["reason_missing"]
    assert stage.refused("investigator", act.FailScreening(participant=number, cause="mood")) == [
        "unknown_cause",
        "reason_missing",
    ]
