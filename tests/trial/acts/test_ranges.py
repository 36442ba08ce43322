"""A laboratory changes its ranges: who may set them, what is refused, what becomes of values, grades and signatures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.facts.in_use import ranges_in_use, standing_ranges
from equipoise.facts.laboratory import ReferenceRangeSet
from equipoise.facts.participant import IneligibilityFound
from equipoise.rules import safety
from equipoise.trial import commands as act
from equipoise.trial.acts.screening import not_signed
from equipoise.trial.worklist import worklist
from tests.trial.laboratory_stage import lab_study, new_range, screened, set_ranges
from tests.trial.stage import Stage

FUTURE = {"valid_from": "2026-06-01"}


@pytest.fixture
def stage() -> Stage:
    return Stage.opened(lab_study())


def limits(stage: Stage, number: str) -> str:
    """The high limit of the ALT of a participant, as rules read it now."""
    one = stage.one(number)
    (alt,) = [value for value in safety.laboratory_values(one.study, one.facts) if value.analyte == "alt"]
    return str(alt.high)


def grade(stage: Stage, number: str) -> int | None:
    one = stage.one(number)
    return next(
        found for found in safety.laboratory_grades(one.study, one.facts) if found.value.analyte == "alt"
    ).grade.grade


def test_without_facts_the_study_in_use_is_the_files_own(stage: Stage) -> None:
    assert stage.one(screened(stage)).study is lab_study()


def test_a_range_counts_from_its_first_day_on_and_nothing_recorded_is_touched(stage: Stage) -> None:
    number = screened(stage)
    (fact,) = stage.must("data_manager", set_ranges(new_range(**FUTURE))).facts
    assert isinstance(fact.body, ReferenceRangeSet)
    assert (fact.body.source, fact.body.touched, fact.reason) == ("LAB-07 of 2026-05-01", (), "New analyser")
    assert limits(stage, number) == "40 U/L"
    study = stage.gateway.trial().version_on(stage.now.date())
    found = ranges_in_use(lab_study(), stage.gateway.trial().study, "A")
    assert [(one.range.valid_from, one.range.valid_to, one.seq) for one in found if one.range.analyte == "alt"] == [
        (None, "2026-05-31", 0),
        ("2026-06-01", None, fact.seq),
    ]
    assert study.forms.laboratories["B"] is lab_study().forms.laboratories["B"]


def test_a_backdated_range_is_refused_until_the_asker_says_how_many_values_it_judges_anew(stage: Stage) -> None:
    number = screened(stage, alt="35")
    told = stage.do("data_manager", set_ranges())
    assert [reason.code for reason in told.reasons] == ["values_change"]
    assert "other limits: 1, of participants: 1" in told.reasons[0].says.en
    assert "With another grade: 1" in told.reasons[0].says.en
    assert "the number 1" in str(told.reasons[0].remedy)
    assert stage.refused("data_manager", set_ranges(changed=2)) == ["values_change"]
    (fact,) = stage.must("data_manager", set_ranges(changed=1)).facts
    assert fact.body.touched == (stage.one(number).facts.form("LB", "1").seq,)
    assert (limits(stage, number), grade(stage, number)) == ("30 U/L", 1)


def test_a_confirmed_grade_waits_for_an_investigator_again_when_a_limit_changes_it(stage: Stage) -> None:
    number = screened(stage, alt="35")
    told = {"participant": number, "form": "LB", "instance": "1", "item": "ALT", "accepted": True}
    stage.must("investigator", act.ConfirmGrade(grade=0, **told))
    stage.must("data_manager", set_ranges(changed=1))
    one = stage.one(number)
    (alt,) = [found for found in safety.laboratory_grades(one.study, one.facts) if found.value.analyte == "alt"]
    assert (alt.grade.grade, alt.accepted) == (1, None)


def test_a_signed_eligibility_that_rested_on_a_changed_limit_is_unsigned(stage: Stage) -> None:
    number = screened(stage)
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    trial = stage.gateway.trial()
    told = stage.do("data_manager", set_ranges())
    assert f"The signed eligibility of {number} ends" in told.reasons[0].says.en
    (fact,) = stage.must("data_manager", set_ranges(changed=1)).facts
    (reason,) = not_signed(trial, stage.one(number))
    assert (reason.code, reason.facts[-1]) == ("confirmation_superseded", fact.seq)
    assert "confirmation_superseded" in stage.refused("coordinator", act.Randomise(participant=number))
    assert any(task.kind == "confirm_eligibility" and task.participant == number for task in worklist(trial, stage.now))
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    stage.must("coordinator", act.Randomise(participant=number))


def test_a_signature_holds_when_another_limit_changes(stage: Stage) -> None:
    number = screened(stage)
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    potassium = new_range(analyte="k", unit="mmol/L", high="5.3")
    stage.must("data_manager", set_ranges(potassium, changed=1))
    stage.must("data_manager", set_ranges(new_range(laboratory="B")))
    assert not_signed(stage.gateway.trial(), stage.one(number)) == []


def test_a_randomised_participant_found_ineligible_by_a_new_limit_is_a_deviation(stage: Stage) -> None:
    number = screened(stage, alt="100")
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    stage.must("coordinator", act.Randomise(participant=number))
    told = stage.do("data_manager", set_ranges())
    assert f"{number} turns out not to have fulfilled I2" in told.reasons[0].says.en
    facts = stage.must("data_manager", set_ranges(changed=1)).facts
    assert [fact.body.criteria for fact in facts if isinstance(fact.body, IneligibilityFound)] == [("I2",)]
    stage.must("data_manager", set_ranges(new_range(high="29"), changed=1))
    assert len(stage.one(number).facts.of(IneligibilityFound)) == 1, "what is known is not found again"


def test_withdrawing_a_range_gives_the_values_their_limits_back_and_no_signature(stage: Stage) -> None:
    number = screened(stage)
    stage.must("investigator", act.ConfirmEligibility(participant=number))
    (fact,) = stage.must("data_manager", set_ranges(changed=1)).facts
    back = {"range": fact.seq, "reason": "Wrong analyte"}
    assert stage.refused("data_manager", act.WithdrawReferenceRange(**back)) == ["values_change"]
    assert stage.refused("data_manager", act.WithdrawReferenceRange(range=fact.seq, changed=1)) == ["reason_missing"]
    stage.must("administrator", act.WithdrawReferenceRange(changed=1, **back))
    assert limits(stage, number) == "40 U/L"
    assert stage.one(number).study is lab_study()
    assert not_signed(stage.gateway.trial(), stage.one(number)), "a signature that ended does not come back"
    assert stage.refused("data_manager", act.WithdrawReferenceRange(changed=1, **back)) == ["no_such_range"]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"laboratory": "C"}, {"unknown_laboratory"}),
        ({"analyte": "gold"}, {"unknown_analyte"}),
        ({"unit": "kg"}, {"unknown_unit"}),
        ({"unit": "parsecs"}, {"unknown_unit"}),
        ({"low": "30"}, {"low_not_below_high"}),
        ({"low": "31"}, {"low_not_below_high"}),
        ({"high": ""}, {"no_limit"}),
        ({"high": "many"}, {"impossible_number"}),
        ({"high": "-3"}, {"impossible_number"}),
        ({"high": "1e9"}, {"impossible_number"}),
        ({"sex": "X"}, {"unknown_sex"}),
        ({"age_from": "old"}, {"impossible_age"}),
        ({"age_from": "60", "age_to": "18"}, {"impossible_age"}),
        ({"valid_from": ""}, {"impossible_date"}),
        ({"valid_from": "1 May"}, {"impossible_date"}),
        ({"valid_to": "2026-04-30"}, {"ends_before_it_begins"}),
        ({"colour": "red"}, {"unknown_field"}),
        ({"laboratory": "C", "low": "31", "sex": "X"}, {"unknown_laboratory", "low_not_below_high", "unknown_sex"}),
    ],
)
def test_a_range_that_cannot_be_is_refused_with_every_reason(
    stage: Stage, more: dict[str, str], codes: set[str]
) -> None:
    assert set(stage.refused("data_manager", set_ranges(new_range(**more)))) == codes


def test_a_change_without_reason_or_document_is_refused(stage: Stage) -> None:
    assert set(stage.refused("data_manager", set_ranges(source=" ", reason=""))) == {"source_missing", "reason_missing"}
    assert stage.refused("data_manager", act.SetReferenceRanges(ranges=(), source="x", reason="y")) == ["how_many"]


def test_only_the_data_manager_and_the_administrator_set_ranges(stage: Stage) -> None:
    for role in ("investigator", "coordinator", "monitor", "inspector"):
        assert "not_permitted" in stage.refused(role, set_ranges())


def test_one_wrong_row_of_many_keeps_all_of_them_out_and_is_named(stage: Stage) -> None:
    told = stage.do(
        "data_manager", set_ranges(new_range(**FUTURE), new_range(analyte="gold"), new_range(laboratory="C"))
    )
    assert [reason.says.en.partition(":")[0] for reason in told.reasons] == ["Row 2", "Row 3"]
    assert standing_ranges(stage.gateway.trial().study) == ()


def test_ranges_of_both_sexes_take_the_place_of_one_for_all_together(stage: Stage) -> None:
    both = (new_range(sex="M", high="50", **FUTURE), new_range(sex="F", high="35", **FUTURE))
    facts = stage.must("administrator", set_ranges(*both)).facts
    assert len(facts) == 2
    wide = new_range(high="45", valid_from="2026-07-01")
    stage.must("administrator", set_ranges(wide))
    found = ranges_in_use(lab_study(), stage.gateway.trial().study, "A")
    ends = {(one.range.sex, one.range.valid_to) for one in found if one.range.analyte == "alt"}
    assert ends == {(None, "2026-06-30"), ("M", "2026-06-30"), ("F", "2026-06-30"), (None, None)}


def test_ranges_that_nobody_could_choose_between_are_refused(stage: Stage) -> None:
    old = new_range(age_from="60", **FUTURE)
    stage.must("data_manager", set_ranges(old))
    assert stage.refused("data_manager", set_ranges(new_range(sex="M", **FUTURE))) == ["overlaps"]
    assert stage.refused("data_manager", set_ranges(new_range(age_from="50", age_to="70", **FUTURE))) == ["overlaps"]
    assert stage.refused("data_manager", set_ranges(old)) == ["nothing_new"]
    twice = new_range(laboratory="B", **FUTURE)
    assert "twice" in stage.refused("data_manager", set_ranges(twice, twice))
    stage.must("data_manager", set_ranges(new_range(age_from="18", age_to="59", **FUTURE)))


def test_locked_data_are_not_judged_anew(stage: Stage) -> None:
    number = screened(stage)
    stage.must("data_manager", act.Lock(participant=number, level="form", target="LB/1"))
    assert stage.refused("data_manager", set_ranges(changed=1)) == ["locked"]
    stage.must("data_manager", set_ranges(new_range(**FUTURE)))


def test_a_range_in_another_unit_of_the_analyte_judges_by_its_own_amount(stage: Stage) -> None:
    number = screened(stage, alt="35")
    stage.must("data_manager", set_ranges(new_range(unit="ukat/L", high="0.5"), changed=1))
    assert grade(stage, number) == 1


def test_a_trial_of_a_past_moment_knows_nothing_of_later_ranges(stage: Stage) -> None:
    number, before = screened(stage), stage.now
    stage.must("data_manager", set_ranges(changed=1))
    past = stage.gateway.trial_as_of(before)
    assert past.version_for(past.participants[number], date(2026, 5, 4)) is lab_study()


def test_every_person_reads_the_same_after_all_is_folded_again(stage: Stage) -> None:
    number = screened(stage)
    stage.must("data_manager", set_ranges(changed=1))
    again: Any = type(stage.gateway)(stage.store, stage.protocols, None)
    facts = again.trial().participants[number]
    study = again.trial().version_for(facts, stage.now.date())
    assert [str(value.high) for value in safety.laboratory_values(study, facts) if value.analyte == "alt"] == ["30 U/L"]
