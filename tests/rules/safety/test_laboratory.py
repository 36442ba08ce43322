from __future__ import annotations

from typing import Any

from equipoise.facts import History
from equipoise.facts.casebook import ItemsCorrected
from equipoise.facts.randomisation import Randomised
from equipoise.facts.safety import GradeConfirmed
from equipoise.rules.safety import LaboratoryGrade, laboratory_grades
from tests.rules.example import PLAN, altered, form, history, item, study, t

RANDOMISED = (
    Randomised(list="main", sequence=1, arm="cells", levels={}, inputs={}, scores={}, draw={}, rests_on=()),
    "2026-05-10",
)


def sample(day: str, **values: Any) -> Any:
    return form("LB", day, {"LBDTC": day, **values})


def only(facts: History) -> LaboratoryGrade:
    (found,) = laboratory_grades(study(), facts)
    return found


def alt(value: str, unit: str = "U/L", high: str = "50") -> dict[str, str]:
    return {"value": value, "unit": unit, "high": high}


def test_a_value_is_graded_with_the_limits_of_its_own_report():
    found = only(history(sample("2026-05-02", ALT=alt("151"))))
    assert (found.term, found.grade.grade) == ("Alanine aminotransferase increased", 2)
    assert (found.value.item, found.value.instance, found.value.seq) == ("ALT", "2026-05-02", 1)


def test_a_unit_that_the_criteria_do_not_name_is_converted_exactly():
    found = only(history(sample("2026-05-02", HGB={"value": "79", "unit": "g/L"})))
    assert found.grade.grade == 3
    assert only(history(sample("2026-05-02", HGB={"value": "7900", "unit": "mg/dL"}))).grade.grade == 3
    assert only(history(sample("2026-05-02", HGB={"value": "8000", "unit": "mg/dL"}))).grade.grade == 2


def test_one_analyte_may_be_graded_too_low_and_too_high():
    found = laboratory_grades(
        study(), history(sample("2026-05-02", K={"value": "2.9", "unit": "mmol/L", "low": "3.5", "high": "5.1"}))
    )
    assert [(each.term, each.grade.grade) for each in found] == [("Hypokalemia", 3), ("Hyperkalemia", 0)]


def test_the_baseline_is_the_newest_value_until_randomisation():
    facts = history(
        sample("2026-05-01", ALT=alt("40")),
        sample("2026-05-09", ALT=alt("80")),
        RANDOMISED,
        sample("2026-06-01", ALT=alt("130")),
    )
    before, baseline, after = laboratory_grades(study(), facts)
    assert before.baseline is None
    assert baseline.baseline is None
    assert after.baseline == baseline.value
    assert after.grade.grade == 1  # 130 is 1.6 times the abnormal baseline 80
    assert (baseline.grade.grade, after.emergent) == (1, False)


def test_a_grade_worse_than_at_baseline_is_emergent():
    facts = history(
        sample("2026-05-09", HGB={"value": "99", "unit": "g/L"}),
        RANDOMISED,
        sample("2026-06-01", HGB={"value": "79", "unit": "g/L"}),
    )
    start, later = laboratory_grades(study(), facts)
    assert (start.grade.grade, start.emergent) == (2, False)
    assert (later.grade.grade, later.emergent) == (3, True)


def test_a_baseline_in_another_unit_is_converted():
    facts = history(
        sample("2026-05-09", ALT={"value": "2", "unit": "ukat/L", "high": "0.8"}),
        RANDOMISED,
        sample("2026-06-01", ALT=alt("361")),
    )
    assert laboratory_grades(study(), facts)[1].grade.grade == 2  # more than 3 times 120 U/L


def test_a_bound_is_not_a_number_and_has_no_grade():
    assert only(history(sample("2026-05-02", ALT=alt("<5")))).grade.missing == "value"


def test_a_value_that_was_not_done_is_not_there():
    assert (
        laboratory_grades(study(), history(sample("2026-05-02", ALT={"missing": "ND", "reason": "haemolysed"}))) == ()
    )


def confirmed(grade: int, accepted: bool) -> GradeConfirmed:
    return GradeConfirmed(form="LB", instance="2026-05-02", item="ALT", grade=grade, accepted=accepted)


def test_what_an_investigator_said_of_a_grade_stands_beside_it():
    value = sample("2026-05-02", ALT=alt("151"))
    assert only(history(value)).accepted is None
    assert only(history(value, confirmed(2, accepted=True))).accepted is True
    assert only(history(value, confirmed(2, accepted=True), confirmed(2, accepted=False))).accepted is False


def test_what_was_said_of_another_grade_is_void():
    value = sample("2026-05-02", ALT=alt("151"))
    change = ItemsCorrected(form="LB", instance="2026-05-02", old={}, new={"ALT": alt("300")})
    assert only(history(value, confirmed(1, accepted=True))).accepted is None
    assert only(history(value, confirmed(2, accepted=True), change)).accepted is None


def test_a_grade_carries_its_dictionary_and_a_later_change_grades_nothing_anew():
    neutrophils = {"NEUT": {"value": "0.3", "unit": "10*9/L"}}
    forms = PLAN["forms"]
    items = {**forms["forms"]["LB"]["items"], "NEUT": item("quantity", units=["10*9/L"], analyte="neut")}
    plan = {
        **forms,
        "analytes": {**forms["analytes"], "neut": {"name": t("Neutrophils"), "unit": "10*9/L"}},
        "forms": {**forms["forms"], "LB": {**forms["forms"]["LB"], "items": items}},
    }
    safety = {**PLAN["safety"], "dictionary": "CTCAE 6.0", "laboratory": {"neut": "Neutrophil count decreased"}}
    facts = history(sample("2026-05-02", **neutrophils))
    (new,) = laboratory_grades(altered(forms=plan, safety=safety), facts)
    assert (new.dictionary, new.grade.grade) == ("CTCAE 6.0", 3)
    (kept,) = laboratory_grades(altered(forms=plan, safety={**safety, "earlier": {"1": "CTCAE 5.0"}}), facts)
    assert (kept.dictionary, kept.grade.grade) == ("CTCAE 5.0", 4)


def test_inr_of_a_person_on_anticoagulants_is_held_against_the_baseline():
    forms = PLAN["forms"]
    items = {**forms["forms"]["LB"]["items"], "INR": item("quantity", units=["{INR}"], analyte="inr")}
    plan = {
        **forms,
        "analytes": {**forms["analytes"], "inr": {"name": t("INR"), "unit": "{INR}"}},
        "forms": {**forms["forms"], "LB": {**forms["forms"]["LB"], "items": items}},
    }
    safety = {**PLAN["safety"], "laboratory": {"inr": "INR increased"}}
    facts = history(
        form("HX", "1", {"HXDTC": "2026-05-01", "INFECTION": "Y"}),
        sample("2026-05-09", INR={"value": "2.0", "unit": "{INR}"}),
        RANDOMISED,
        sample("2026-06-01", INR={"value": "2.6", "unit": "{INR}"}),
    )
    assert laboratory_grades(altered(forms=plan, safety=safety), facts)[1].grade.grade == 3
    on = {**safety, "anticoagulated": "infection = Y"}  # any condition over variables
    assert laboratory_grades(altered(forms=plan, safety=on), facts)[1].grade.grade == 1


def test_a_value_of_the_day_of_randomisation_is_a_baseline_and_one_of_the_day_after_is_none():
    facts = history(RANDOMISED, sample("2026-05-10", ALT=alt("60")), sample("2026-05-20", ALT=alt("160")))
    found = laboratory_grades(study(), facts)[-1]
    assert found.baseline is not None
    assert found.baseline.instance == "2026-05-10"
    facts = history(RANDOMISED, sample("2026-05-11", ALT=alt("60")), sample("2026-05-20", ALT=alt("160")))
    assert laboratory_grades(study(), facts)[-1].baseline is None
