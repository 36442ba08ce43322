"""What changed data bring with them: questions on other forms, and ineligibility that is found after randomisation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from equipoise.facts.casebook import QueryOpened
from equipoise.facts.participant import IneligibilityFound
from equipoise.protocol.model import Study
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.gateway import SYSTEM
from tests.rules.example import item, t
from tests.trial.acts.test_casebook import HX, correction
from tests.trial.laboratory_stage import lab_plan, new_range, screened, set_ranges
from tests.trial.stage import Stage, amended_study, codes, plan, small_study


@lru_cache
def linked() -> Study:
    """Fitness contradicts a potassium of 6 or more; the check stands on the history form, the value on the laboratory's."""
    parts: dict[str, Any] = plan()
    forms = parts["forms"]["forms"]
    checks = {
        "fit": {"test": "not (KPS >= 80 and LB.K >= 6 mmol/L)", "says": {"en": "Fit?", "zh": "体能评分是否正确？"}, "severity": "hard"},
        "early": {"test": "HXDTC on or after consented", "says": t("Before consent?")},
    }  # fmt: skip
    events = {**parts["events"], "consented": {"name": t("Consent"), "fact": "consent_signed"}}
    forms = {**forms, "HX": {**forms["HX"], "checks": checks}}
    return Study.model_validate({**parts, "events": events, "forms": {**parts["forms"], "forms": forms}})


def potassium(stage: Stage, number: str, value: str, instance: str = "1") -> Any:
    return stage.save(number, "LB", instance, {"LBDTC": "2026-05-04", "K": {"value": value, "unit": "mmol/L"}})


def asked(stage: Stage, number: str) -> list[tuple[str, str]]:
    return [(one.check, one.state) for one in visits.queries(stage.one(number).facts) if one.check in ("fit", "early")]


def test_a_hard_check_refuses_its_own_form_and_asks_about_it_when_the_other_changes() -> None:
    stage = Stage.opened(linked())
    number = stage.consented()
    assert potassium(stage, number, "6.5").accepted
    assert codes(stage.save(number, "HX", "1", HX)) == ["impossible_answer"]
    assert stage.save(number, "HX", "1", {**HX, "KPS": 70}).accepted
    assert stage.refused("coordinator", correction(number, {"KPS": 80})) == ["impossible_answer"]
    lower = {"K": {"value": "4.1", "unit": "mmol/L"}}
    fixed = act.CorrectItems(participant=number, form="LB", instance="1", new=lower, reason="Haemolysed")
    stage.must("coordinator", fixed)
    stage.must("coordinator", correction(number, {"KPS": 80}))
    assert asked(stage, number) == []
    higher = {"K": {"value": "6.1", "unit": "mmol/L"}}
    answer = stage.must(
        "coordinator", act.CorrectItems(participant=number, form="LB", instance="1", new=higher, reason="Repeated")
    )
    question = answer.facts[-1]
    assert isinstance(question.body, QueryOpened)
    assert (question.actor, question.cause, question.body.form, question.body.item) == (
        SYSTEM,
        answer.facts[0].seq,
        "HX",
        "KPS",
    )
    assert "体能评分" in question.body.words
    assert asked(stage, number) == [("fit", "open")]


def test_the_question_is_closed_when_the_other_form_is_corrected_or_taken_back() -> None:
    for mend in (
        act.CorrectItems(
            form="LB", instance="1", new={"K": {"value": "4", "unit": "mmol/L"}}, reason="Slip", participant="S1-0001-P"
        ),
        act.RetractForm(form="LB", instance="1", reason="Other person", participant="S1-0001-P"),
    ):
        stage = Stage.opened(linked())
        number = stage.consented()
        assert stage.save(number, "HX", "1", HX).accepted
        assert potassium(stage, number, "6").accepted
        assert asked(stage, number) == [("fit", "open")]
        stage.must("coordinator", mend)
        assert asked(stage, number) == [("fit", "closed")]


def test_nothing_is_asked_twice_nor_about_a_locked_form() -> None:
    stage = Stage.opened(linked())
    number = stage.consented()
    assert stage.save(number, "HX", "1", HX).accepted
    stage.must("data_manager", act.Lock(participant=number, level="form", target="HX/1"))
    assert potassium(stage, number, "6").accepted
    assert asked(stage, number) == []
    stage.must(
        "data_manager",
        act.Unlock(participant=number, level="form", target="HX/1", reason="Repeated", second="investigator"),
    )
    assert potassium(stage, number, "7", "2").accepted
    assert potassium(stage, number, "8", "3").accepted
    assert asked(stage, number) == [("fit", "open")]


def test_a_form_about_a_day_before_the_consent_is_asked_about() -> None:
    stage = Stage.opened(linked())
    number = stage.consented()
    assert stage.save(number, "HX", "1", {**HX, "HXDTC": "2026-05-03"}).accepted
    assert asked(stage, number) == [("early", "open")]


def found(stage: Stage, number: str) -> list[tuple[str, ...]]:
    return [fact.body.criteria for fact in stage.one(number).facts.of(IneligibilityFound)]


def test_ineligibility_found_after_randomisation_is_a_deviation_and_the_participant_stays() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    before = stage.one(number)
    stage.must("coordinator", correction(number, {"KPS": 70}))
    assert found(stage, number) == [("I1",)]
    fact = stage.one(number).facts.of(IneligibilityFound)[0]
    assert (fact.actor, fact.body.rests_on) == (SYSTEM, (fact.cause,))
    after = stage.one(number)
    assert (after.arm, after.status, after.active) == (before.arm, before.status, True)
    assert number in [one.subject for one in stage.gateway.trial().allocations]


def test_each_criterion_is_found_once_and_only_for_the_day_of_randomisation() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    stage.must("coordinator", correction(number, {"KPS": 70}))
    stage.must("coordinator", correction(number, {"KPS": 60, "INFECTION": "Y"}))
    assert found(stage, number) == [("I1",), ("E1",)]
    other = stage.randomised()
    stage.now = stage.now.replace(day=6)
    assert stage.save(other, "HX", "2", {**HX, "HXDTC": "2026-05-06", "KPS": 60}).accepted
    assert found(stage, other) == [], "what came later says nothing about that day"
    assert stage.save(other, "HX", "3", {**HX, "KPS": 60}).accepted
    assert found(stage, other) == [("I1",)], "what was true on that day and was entered late does"


def test_a_value_taken_back_after_randomisation_leaves_it_unknown_and_finds_nothing() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    stage.must("coordinator", act.RetractForm(participant=number, form="HX", instance="1", reason="Other person"))
    assert found(stage, number) == []


def test_a_signed_eligibility_holds_until_what_it_rests_on_changes() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    stage.must("coordinator", correction(number, {"KPS": 80}))
    answer = stage.do("coordinator", act.Randomise(participant=number))
    assert codes(answer) == ["confirmation_superseded"]
    assert answer.reasons[0].remedy is not None
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    again = act.JudgeCriterion(participant=number, criterion="E2", met=True, reason="Seen again")
    stage.must("investigator", again)
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["confirmation_superseded"]
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    assert stage.save(number, "DD", "9", {"NOSUCH": 1}).reasons
    assert stage.save(number, "HX", "2", HX).accepted, "new data are assessed on the day itself"
    stage.must("coordinator", act.Randomise(participant=number))


def test_a_retraction_under_a_signed_eligibility_ends_it() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    assert stage.save(number, "HX", "2", HX).accepted
    stage.must("coordinator", act.RetractForm(participant=number, form="HX", instance="1", reason="Entered twice"))
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["confirmation_superseded"]


def test_nobody_is_judged_confirmed_or_randomised_under_a_consent_that_is_out_of_date() -> None:
    stage = Stage.opened(small_study(), amended_study())
    number = stage.confirmed()
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-05-05"))
    stage.now = stage.now.replace(day=5)
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["consent_outdated"]
    judgement = act.JudgeCriterion(participant=number, criterion="E2", met=True, reason="Seen")
    assert stage.refused("investigator", judgement) == ["consent_outdated"]
    assert stage.refused("investigator", act.ConfirmEligibility(participant=number)) == ["consent_outdated"]


def test_a_judgement_at_a_gate_names_its_unit_and_a_criterion_that_the_gate_asks() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    about = {"participant": number, "met": True, "reason": "Seen", "gate": "infusion"}
    assert stage.refused("investigator", act.JudgeCriterion(**about, criterion="E1")) == ["occasion_missing"]
    assert stage.refused("investigator", act.JudgeCriterion(**about, criterion="E2", occasion="bag")) == [
        "unknown_criterion"
    ]
    stage.must("investigator", act.JudgeCriterion(**about, criterion="E1", occasion="bag"))
    entry = act.JudgeCriterion(participant=number, criterion="E2", met=False, reason="Seen")
    assert stage.refused("investigator", entry) == ["randomised_already"]


@lru_cache
def bounded() -> Study:
    """ALT far above the limit is asked about on its own form, and on the history form where it was recorded as no finding."""
    parts: dict[str, Any] = lab_plan()
    forms = parts["forms"]["forms"]
    own = {"high": {"test": "ALT <= 2 x ULN", "says": t("ALT right?")}}
    beyond = {"told": {"test": "not (KPS >= 80 and LB.ALT > 3 x ULN)", "says": t("Fit?"), "severity": "hard"}}
    forms = {
        **forms,
        "LB": {**forms["LB"], "checks": own},
        "HX": {**forms["HX"], "checks": {**forms["HX"]["checks"], **beyond}},
    }
    return Study.model_validate({**parts, "forms": {**parts["forms"], "forms": forms}})


def by_checks(stage: Stage, number: str) -> list[tuple[str, str, str]]:
    return [(one.id, one.check, one.state) for one in visits.queries(stage.one(number).facts) if one.check]


def test_a_lower_limit_asks_about_what_is_recorded_and_its_withdrawal_lets_the_question_fall() -> None:
    stage = Stage.opened(bounded())
    number = screened(stage, alt="70")
    assert by_checks(stage, number) == []
    told = stage.do("data_manager", set_ranges(new_range(high="20")))
    assert "Questions of edit checks that come up: 2." in told.reasons[0].says.en
    facts = stage.must("data_manager", set_ranges(new_range(high="20"), changed=1)).facts
    asked_now = [fact for fact in facts if isinstance(fact.body, QueryOpened)]
    assert {(fact.actor, fact.cause, fact.subject) for fact in asked_now} == {(SYSTEM, facts[0].seq, number)}
    assert [(fact.body.form, fact.body.item) for fact in asked_now] == [("HX", "KPS"), ("LB", "ALT")]
    assert by_checks(stage, number) == [("Q001", "told", "open"), ("Q002", "high", "open")]
    gone = {"range": facts[0].seq, "reason": "Other laboratory"}
    told = stage.do("data_manager", act.WithdrawReferenceRange(**gone))
    assert "Questions that fall away: 2." in told.reasons[0].says.en
    stage.must("data_manager", act.WithdrawReferenceRange(**gone, changed=1))
    assert by_checks(stage, number) == [("Q001", "told", "closed"), ("Q002", "high", "closed")]


def test_a_wider_limit_lets_an_open_and_an_answered_question_fall() -> None:
    for steps in ((), (act.AnswerQuery(participant="S1-0001-P", query="Q001", words="Repeated"),)):
        stage = Stage.opened(bounded())
        number = screened(stage, alt="90")
        assert by_checks(stage, number) == [("Q001", "high", "open")]
        for step in steps:
            stage.must("coordinator", step)
        stage.must("data_manager", set_ranges(new_range(high="60"), changed=1))
        assert by_checks(stage, number) == [("Q001", "high", "closed")]


def test_a_settled_question_that_new_limits_do_not_touch_is_not_asked_again() -> None:
    stage = Stage.opened(bounded())
    number = screened(stage, alt="90")
    stage.must("coordinator", act.AnswerQuery(participant=number, query="Q001", words="Repeated, the same"))
    stage.must("data_manager", act.CloseQuery(participant=number, query="Q001"))
    stage.must("data_manager", set_ranges(new_range(high="35"), changed=1))
    assert by_checks(stage, number) == [("Q001", "high", "closed")]


def test_new_limits_ask_nothing_about_a_locked_form_that_looks_at_another() -> None:
    stage = Stage.opened(bounded())
    number = screened(stage, alt="70")
    stage.must("data_manager", act.Lock(participant=number, level="form", target="HX/1"))
    stage.must("data_manager", set_ranges(new_range(high="20"), changed=1))
    assert by_checks(stage, number) == [("Q001", "high", "open")]


@lru_cache
def by_sex() -> Study:
    """A range for men and another for women; sex stands on the history form, the check on the laboratory's own."""
    parts: dict[str, Any] = lab_plan()
    forms = parts["forms"]
    history, laboratory = forms["forms"]["HX"], forms["forms"]["LB"]
    history = {**history, "items": {**history["items"], "SEX": item("code", codes="SEX")}}
    checks = {"high": {"test": "ALT <= 2 x ULN", "says": t("ALT right?")}}
    ranges = [{"analyte": "alt", "sex": sex, "high": high, "unit": "U/L"} for sex, high in (("M", "50"), ("F", "35"))]
    lists = {**forms["code_lists"], "SEX": {"M": t("man"), "F": t("woman")}}
    forms = {
        **forms,
        "code_lists": lists,
        "forms": {**forms["forms"], "HX": history, "LB": {**laboratory, "checks": checks}},
        "laboratories": {**forms["laboratories"], "A": {"name": t("A"), "ranges": ranges}},
    }
    variables = {**parts["variables"], "sex": {"name": t("Sex"), "item": "HX.SEX"}}
    return Study.model_validate({**parts, "forms": forms, "variables": variables})


def test_a_check_reads_the_limits_of_the_participants_own_sex() -> None:
    stage = Stage.opened(by_sex())
    for sex, asks in (("M", []), ("F", [("Q001", "high", "open")])):
        number = stage.consented()
        assert stage.save(number, "HX", "1", {**HX, "SEX": sex}).accepted
        items = {"LBDTC": "2026-05-04", "LBNAM": "A", "ALT": {"value": "80", "unit": "U/L"}}
        items |= {"HGB": {"value": "130", "unit": "g/L"}, "K": {"value": "4", "unit": "mmol/L"}}
        assert stage.save(number, "LB", "1", items).accepted
        assert by_checks(stage, number) == asks
