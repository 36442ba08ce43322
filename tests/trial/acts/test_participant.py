from __future__ import annotations

from datetime import timedelta

import pytest

from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.values.text import Text
from tests.trial.stage import Stage, amended_study, consent, plan, small_study

PERMISSIONS = {"taking_part": True}


def test_every_reason_against_a_signature_is_told_at_once() -> None:
    stage = Stage.opened()
    number = stage.registered()
    command = consent(number, language="en", ticks={}, happened="2025-12-31")
    assert stage.refused("investigator", command) == ["consent_not_current", "consent_language", "permission_missing"]


def test_a_version_that_does_not_exist_is_refused_and_those_that_do_are_named() -> None:
    stage = Stage.opened()
    answer = stage.do("investigator", consent(stage.registered(), version="7"))
    assert answer.reasons[0].code == "unknown_consent"
    assert answer.reasons[0].remedy is not None
    assert "1" in answer.reasons[0].remedy.en


def test_a_permission_that_may_be_refused_is_kept_as_refused() -> None:
    stage = Stage.opened()
    number = stage.consented(ticks={"taking_part": True, "samples": False})
    assert stage.gateway.trial().participants[number].facts[-1].body.ticks == {"taking_part": True, "samples": False}


def test_a_question_that_was_not_asked_or_not_answered_stands_against_a_signature() -> None:
    ask = {"ask": {"en": "May you leave?", "zh": "可以退出吗？"}, "answer": {"en": "At any time", "zh": "随时可以"}}
    version = plan()["consents"]["1"] | {"questions": {"leave": ask, "chance": ask}}
    stage = Stage.opened(Study.model_validate(plan(consents={"1": version})))
    number = stage.registered()
    assert stage.refused("investigator", consent(number)) == ["not_understood"] * 2
    answer = stage.do("investigator", consent(number, understood={"leave": False, "chance": True}))
    assert [reason.says.en for reason in answer.reasons] == [
        "Asked and not answered as it was explained: May you leave?"
    ]
    assert answer.reasons[0].remedy == Text("Explain it again: At any time", "请再次说明：随时可以")
    given = stage.must(
        "investigator", consent(number, understood={"leave": True, "chance": True}, explained_by="Dr Li")
    )
    assert (given.facts[0].body.understood, given.facts[0].body.explained_by) == (
        {"leave": True, "chance": True},
        "Dr Li",
    )


def test_a_version_is_signed_once() -> None:
    stage = Stage.opened()
    assert stage.refused("investigator", consent(stage.consented())) == ["signed_already"]


def test_nobody_signs_after_death() -> None:
    stage = Stage.opened(small_study(), amended_study())
    number = stage.consented()
    assert stage.save(number, "DD", "1", {"DTHDAT": "2026-05-04"}).accepted
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-06-01"))
    stage.now += timedelta(days=40)
    assert stage.refused("investigator", consent(number, version="2")) == ["dead"]


def test_an_amendment_asks_for_a_new_signature_which_blocks_the_product_until_it_is_given() -> None:
    stage = Stage.opened(small_study(), amended_study())
    while not stage.one(number := stage.randomised()).receives_product:
        pass
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-06-01"))
    booking = act.BookCollection(participant=number, number=1, day="2026-05-05")
    assert "no-consent" not in [reason.code for reason in stage.do("coordinator", booking).reasons]
    stage.now += timedelta(days=40)
    one = stage.one(number)
    assert (one.consent, one.consent_due, one.study.version) == ("1", "2", "1"), "old version until the new consent"
    late = act.BookCollection(participant=number, number=1, day="2026-06-16")
    assert "no-consent" in stage.refused("coordinator", late)
    assert stage.refused("investigator", consent(number, version="1", happened="2026-06-02")) != []
    stage.must("investigator", consent(number, version="2"))
    one = stage.one(number)
    assert (one.consent, one.consent_due, one.study.version) == ("2", None, "2")
    assert "no-consent" not in stage.refused("coordinator", late)


def test_who_signs_first_after_an_amendment_signs_its_version() -> None:
    stage = Stage.opened(small_study(), amended_study())
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-06-01"))
    stage.now += timedelta(days=40)
    number = stage.registered()
    assert stage.refused("investigator", consent(number, version="1")) == ["consent_not_current"]
    stage.must("investigator", consent(number, version="2"))
    assert stage.one(number).consent_due is None


@pytest.mark.parametrize("scopes", [(), ("everything",), ("treatment", "")])
def test_a_withdrawal_says_from_what(scopes: tuple[str, ...]) -> None:
    stage = Stage.opened()
    command = act.WithdrawConsent(participant=stage.consented(), scopes=scopes)
    assert stage.refused("coordinator", command) == ["unknown_scope"]


@pytest.mark.parametrize(
    ("scope", "status", "active"),
    [("treatment", "follow_up", True), ("procedures", "withdrawn", False), ("data", "withdrawn", False)],
)
def test_each_scope_of_a_withdrawal_ends_its_own_part(scope: str, status: str, active: bool) -> None:
    stage = Stage.opened()
    number = stage.randomised()
    stage.must("coordinator", act.WithdrawConsent(participant=number, scopes=(scope,)))
    one = stage.one(number)
    assert (one.status, one.active, one.withdrawn) == (status, active, {scope})
    saved = stage.save(number, "HX", "2", {"NOTE": "after"})
    assert saved.accepted == (scope != "data")


def test_whoever_withdrew_is_not_randomised() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    stage.must("coordinator", act.WithdrawConsent(participant=number, scopes=("treatment",)))
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["withdrawn"]


def test_an_unknown_site_is_refused_with_those_of_the_study() -> None:
    stage = Stage.opened()
    answer = stage.do("coordinator", act.RegisterParticipant(site="<script>"))
    assert [reason.code for reason in answer.reasons] == ["unknown_site"]
    assert "S1" in str(answer.reasons[0].remedy)
