from __future__ import annotations

from decimal import Decimal

import msgspec

from equipoise.facts.safety import GradeConfirmed
from equipoise.protocol.model import Study
from equipoise.rules import safety
from equipoise.trial import commands as act
from tests.rules.example import PLAN, t
from tests.trial.stage import Stage, codes, plan

EVENT = {
    "AETERM": "Sepsis", "AETOXGR": 4, "AESER": "Y", "AEREL": "RELATED", "AESTDTC": "2026-05-04",
    "AEAWARE": "2026-05-04T01:30:00Z",
}  # fmt: skip


def reported(stage: Stage) -> str:
    number = stage.randomised()
    assert stage.save(number, "AE", "1", EVENT).accepted
    return number


def test_a_serious_event_starts_a_clock_that_its_report_stops() -> None:
    stage = Stage.opened()
    number = reported(stage)
    one = stage.one(number)
    assert [clock.clock for clock in safety.clocks(one.study, one.facts, stage.now)] == ["first"]
    report = act.SendSafetyReport(participant=number, instance="1", clock="first", to="Sponsor")
    stage.must("investigator", report)
    assert safety.clocks(one.study, stage.one(number).facts, stage.now)[0].sent is not None
    assert stage.refused("investigator", report) == ["sent_already"]


def test_a_report_of_nothing_to_nobody_is_refused_for_both() -> None:
    stage = Stage.opened()
    command = act.SendSafetyReport(participant=reported(stage), instance="9", clock="cuckoo", to="")
    assert stage.refused("investigator", command) == ["unknown_event", "unknown_clock"]


def test_a_grade_lies_between_0_and_5_and_is_set_aside_with_a_reason() -> None:
    stage = Stage.opened()
    number = stage.screened()
    command = act.ConfirmGrade(participant=number, form="LB", instance="1", item="NOSUCH", grade=6, accepted=False)
    assert codes(stage.do("investigator", command)) == ["not_entered", "impossible_grade", "reason_missing"]
    stage.must(
        "investigator",
        act.ConfirmGrade(participant=number, form="LB", instance="1", item="ALT", grade=0, accepted=True),
    )


def test_a_confirmed_grade_keeps_the_term_and_the_dictionary_by_which_it_was_computed() -> None:
    stage = Stage.opened()
    command = act.ConfirmGrade(
        participant=stage.screened(), form="LB", instance="1", item="ALT", grade=0, accepted=True
    )
    body = stage.must("investigator", command).facts[0].body
    assert isinstance(body, GradeConfirmed)
    assert (body.term, body.dictionary) == ("Alanine aminotransferase increased", "CTCAE 5.0")


def test_a_grade_kept_before_its_dictionary_was_asked_for_is_still_read() -> None:
    old = {"form": "LB", "instance": "1", "item": "ALT", "grade": 2, "accepted": True}
    assert msgspec.convert(old, GradeConfirmed).dictionary == ""


def test_a_dose_waits_while_a_delay_rule_of_the_study_holds() -> None:
    delays = {"activity": {"name": t("Karnofsky under 100"), "when": "kps < 100", "acts": ["collection", "infusion"]}}
    stage = Stage.opened(Study.model_validate(plan(safety={**PLAN["safety"], "delays": delays})))
    number = stage.randomised()
    command = act.StartInfusion(participant=number, bag="?", course=1, day=1, planned_ml=Decimal(1))
    answer = stage.do("infusion_nurse", command)
    delayed = [reason for reason in answer.reasons if reason.code == "delayed"]
    assert [reason.protocol for reason in delayed] == ["safety.delays.activity"]
