from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from equipoise.facts.casebook import QueryClosed, QueryOpened
from equipoise.protocol.model import Study
from equipoise.rules import visits
from equipoise.trial import commands as act
from tests.trial.stage import Stage, codes, plan, small_study

HX = {"HXDTC": "2026-05-04", "STAGE": "LD", "KPS": 90, "INFECTION": "N", "NOTE": "-"}


def correction(number: str, new: dict[str, Any], **more: Any) -> act.CorrectItems:
    return act.CorrectItems(
        **{"participant": number, "form": "HX", "instance": "1", "new": new, "reason": "Slip"} | more
    )


def entered(stage: Stage, **items: Any) -> str:
    number = stage.consented()
    answer = stage.save(number, "HX", "1", {**HX, **items})
    assert answer.accepted, codes(answer)
    return number


def test_nothing_is_recorded_before_consent() -> None:
    stage = Stage.opened()
    assert codes(stage.save(stage.registered(), "HX", "1", HX)) == ["no_consent"]


def test_every_reason_against_a_form_is_told_at_once() -> None:
    stage = Stage.opened()
    number = stage.registered()
    items = {"KPS": 900, "STAGE": "XL", "HXDTC": "2026-02-30", "NOSUCH": "1"}
    answer = stage.save(number, "HX", "", items, visit="NOWHERE")
    told = codes(answer)
    assert told[:3] == ["no_consent", "instance_missing", "unknown_visit"]
    assert told.count("impossible_answer") == 4


@pytest.mark.parametrize(
    "answer",
    [{"value": "20", "unit": "mmHg"}, {"value": "twenty", "unit": "U/L"}, {"value": "20"}, "20", 20, {"unit": "U/L"}, [], True],
)  # fmt: skip
def test_a_value_with_a_wrong_unit_or_no_number_is_refused_in_words(answer: Any) -> None:
    stage = Stage.opened()
    refused = stage.save(stage.consented(), "LB", "1", {"ALT": answer})
    assert codes(refused) == ["impossible_answer"]
    assert refused.reasons[0].protocol == "forms.forms.LB.ALT"
    assert refused.reasons[0].says.zh


def test_a_form_that_the_study_does_not_have_is_refused() -> None:
    stage = Stage.opened()
    assert codes(stage.save(stage.consented(), "XX", "1", {})) == ["unknown_form"]


def test_a_form_is_entered_once_and_then_corrected() -> None:
    stage = Stage.opened()
    number = entered(stage)
    assert codes(stage.save(number, "HX", "1", HX)) == ["entered_already"]


def test_a_role_that_does_not_enter_the_form_is_told_who_does() -> None:
    stage = Stage.opened()
    number = stage.consented()
    answer = stage.do("pharmacist", act.SaveForm(participant=number, form="HX", instance="1", items=HX))
    assert codes(answer) == ["not_your_form"]
    assert "coordinator" in answer.reasons[0].says.en


def test_a_correction_keeps_old_and_new_with_its_reason() -> None:
    stage = Stage.opened()
    number = entered(stage)
    fact = stage.must("coordinator", correction(number, {"KPS": 80})).facts[0]
    assert (fact.body.old, fact.body.new, fact.reason) == ({"KPS": 90}, {"KPS": 80}, "Slip")
    form = stage.one(number).facts.form("HX", "1")
    assert form is not None
    assert form.items["KPS"] == 80


def test_a_correction_without_reason_or_change_or_of_what_is_not_there_is_refused() -> None:
    stage = Stage.opened()
    number = entered(stage)
    assert stage.refused("coordinator", correction(number, {"KPS": 80}, reason="")) == ["reason_missing"]
    assert stage.refused("coordinator", correction(number, {})) == ["nothing_new"]
    assert stage.refused("coordinator", correction(number, {"KPS": 90})) == ["nothing_new"]
    assert stage.refused("coordinator", correction(number, {"NOSUCH": 1, "TARGET.0.DIAM": "5"})) == ["unknown_item"] * 2
    assert stage.refused("coordinator", correction(number, {"KPS": 80}, instance="9")) == ["not_entered"]
    assert stage.refused("coordinator", correction(number, {"KPS": 101})) == ["impossible_answer"]


def test_a_row_of_a_table_is_corrected_by_its_path() -> None:
    stage = Stage.opened()
    number = stage.consented()
    rows = ({"TULNKID": "T1", "DIAM": "20", "NODE": "N", "TULOC": "LUNG"},)
    items = {"TUDTC": "2026-05-04", "NEWLIND": "N"}
    assert stage.save(number, "TU", "1", items, groups={"TARGET": rows}).accepted
    stage.must("coordinator", correction(number, {"TARGET.0.DIAM": "22"}, form="TU"))
    form = stage.one(number).facts.form("TU", "1")
    assert form is not None
    assert form.groups["TARGET"][0]["DIAM"] == "22"
    for path in (
        "TARGET.2.DIAM",
        "TARGET.01.DIAM",
        "TARGET.-1.DIAM",
        "TARGET.x.DIAM",
        "TARGET.0.",
        "TARGET",
        "TARGET.٠.DIAM",
        "TARGET.00.DIAM",
        "TARGET.².DIAM",
    ):
        assert stage.refused("coordinator", correction(number, {path: "1"}, form="TU"))[0] == "unknown_item", path


def test_a_correction_adds_rows_behind_the_last_one_without_a_gap() -> None:
    stage = Stage.opened()
    number = stage.consented()
    rows = ({"TULNKID": "T1", "DIAM": "20", "NODE": "N", "TULOC": "LUNG"},)
    assert stage.save(number, "TU", "1", {"TUDTC": "2026-05-04", "NEWLIND": "N"}, groups={"TARGET": rows}).accepted
    second = {"TARGET.1.TULNKID": "T2", "TARGET.1.DIAM": "12", "TARGET.1.NODE": "N", "TARGET.1.TULOC": "LIVER"}
    stage.must("coordinator", correction(number, second, form="TU"))
    form = stage.one(number).facts.form("TU", "1")
    assert form is not None
    assert [row["TULNKID"] for row in form.groups["TARGET"]] == ["T1", "T2"]
    assert form.corrections[0].body.old == dict.fromkeys(second)
    gap = {"TARGET.2.DIAM": "9", "TARGET.4.DIAM": "9"}
    assert stage.refused("coordinator", correction(number, gap, form="TU")) == ["unknown_item"]


def test_an_item_that_an_amendment_took_away_faults_no_correction() -> None:
    forms = plan()["forms"]
    history = forms["forms"]["HX"]
    shorter = {name: one for name, one in history["items"].items() if name != "NOTE"}
    later = {**forms, "forms": {**forms["forms"], "HX": {**history, "items": shorter}}}
    second = Study.model_validate(plan(version="2", effective="2026-05-05", forms=later))
    stage = Stage.opened(small_study(), second)
    number = entered(stage)
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-05-05"))
    stage.now += timedelta(days=3)
    stage.must("coordinator", correction(number, {"KPS": 80}))
    form = stage.one(number).facts.form("HX", "1")
    assert form is not None
    assert (form.items["KPS"], form.items["NOTE"]) == (80, "-")
    assert not visits.queries(stage.one(number).facts)


def test_an_unlikely_answer_is_saved_and_asked_about_and_its_correction_closes_the_question() -> None:
    stage = Stage.opened()
    number = entered(stage, KPS=40)
    facts = stage.one(number).facts
    opened = facts.last(QueryOpened)
    assert opened is not None
    assert (opened.body.query, opened.body.item, opened.body.check) == ("Q001", "KPS", "low")
    answer = stage.must("coordinator", correction(number, {"KPS": 80}))
    assert isinstance(answer.facts[-1].body, QueryClosed)
    assert [query.state for query in visits.queries(stage.one(number).facts)] == ["closed"]


def test_a_correction_to_an_unlikely_answer_opens_a_question() -> None:
    stage = Stage.opened()
    number = entered(stage)
    answer = stage.must("coordinator", correction(number, {"KPS": 40}))
    assert [fact.body.KIND for fact in answer.facts] == ["form.corrected", "query.opened"]


def test_a_retracted_form_is_gone_from_the_casebook_and_may_be_entered_anew() -> None:
    stage = Stage.opened()
    number = entered(stage)
    retract = act.RetractForm(participant=number, form="HX", instance="1")
    assert stage.refused("coordinator", retract) == ["reason_missing"]
    assert stage.refused("apheresis_nurse", retract) == ["not_your_form", "reason_missing"]
    stage.must("coordinator", act.RetractForm(participant=number, form="HX", instance="1", reason="Other person"))
    assert stage.one(number).facts.form("HX", "1") is None
    assert stage.refused("coordinator", correction(number, {"KPS": 80})) == ["not_entered"]
    assert stage.save(number, "HX", "1", {**HX, "KPS": 80}).accepted


def test_a_form_is_about_a_day_that_has_come() -> None:
    stage = Stage.opened()
    number = stage.consented()
    assert codes(stage.save(number, "HX", "1", {**HX, "HXDTC": "2026-05-05"})) == ["in_the_future"]
    assert codes(stage.save(number, "HX", "1", {**HX, "HXDTC": "2026-05"})) == []
    assert stage.refused("coordinator", correction(number, {"HXDTC": "2027"})) == ["in_the_future"]


@pytest.mark.parametrize("visit", ["NOWHERE", "SCR", "SCR.0", "SCR.2", "SCR.1.1", "SCR.x", "SCR.01", "SCR.¹"])
def test_a_form_is_entered_at_a_visit_that_can_come(visit: str) -> None:
    stage = Stage.opened()
    assert codes(stage.save(stage.consented(), "HX", "1", HX, visit=visit)) == ["unknown_visit"]
