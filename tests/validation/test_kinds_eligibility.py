"""Cases of eligibility are asked as forms would be: codes, dates, units and limits as people write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from equipoise.validation.cases import WHY, CaseFault
from equipoise.validation.kinds.eligibility import assess_case, requirement

STUDY = "NCT03410368"
ASPIRE = str(Path(__file__).parents[1] / "studies" / "ASPIRE-3")


def verdict(criterion: str, facts: dict[str, Any], **more: Any) -> str:
    found = assess_case({"study": STUDY, "at": "2018-05-10", "facts": facts} | more)
    return str(found[criterion])


def negative(**more: object) -> dict[str, Any]:
    return {name: {"value": "negative", "unit": None, "date": "2018-05-08"} for name in ("hiv", "hbsag", "hcv")} | more


def test_a_code_may_be_written_by_its_word_in_any_case() -> None:
    assert verdict("E3", negative()) == "passes"
    assert verdict("E3", negative(hiv={"value": "Positive", "date": "2018-05-08"})) == "fails"
    assert verdict("E5", {"sex": "male"}) == "passes"
    assert verdict("E4", {"transplantation": False}) == "passes"
    assert verdict("E4", {"transplantation": "yes"}) == "fails"


def test_a_value_without_a_date_is_of_the_day_asked() -> None:
    assert verdict("I4", {"kps": 80}) == "passes"
    assert verdict("I4", {"kps": {"value": 70}}) == "fails"


def test_a_missing_value_is_unknown() -> None:
    for fact in ({}, {"kps": None}, {"kps": {"value": None, "date": "2018-05-08"}}):
        assert verdict("I4", fact) == "unknown"


def test_the_events_of_a_study_are_facts_too() -> None:
    assert verdict("I7", {"consent": "2018-05-10", "family_agrees": "N"}) == "passes"
    assert verdict("I7", {"consent": {"date": "2018-05-09"}, "family_agrees": "Y"}) == "passes"
    assert verdict("I7", {"consent": "2018-05-11", "family_agrees": "Y"}) == "unknown"


def test_a_gate_asks_its_own_criteria_on_the_day() -> None:
    facts = {"hemoglobin": {"value": 80, "unit": "g/L", "date": "2018-05-10"}}
    assert verdict("C1", facts, gate="collection") == "fails"
    found = assess_case({"study": STUDY, "at": "2018-05-10", "facts": facts, "gate": "infusion"})
    assert "C1" not in found and "N1" in found and "I5f" not in found


def test_a_value_that_the_variable_does_not_take_counts_as_missing() -> None:
    def spo2(**more: object) -> str:
        return verdict("I5b", {"spo2": {"value": 93, "unit": "%", "date": "2018-05-08"} | more})

    assert spo2() == spo2(oxygen="room air") == "passes"
    assert spo2(oxygen="With oxygen") == spo2(OXYGEN=True) == "judgement"


def test_a_judgement_decides_what_no_value_does() -> None:
    judged = {"E7": {"met": True, "by": "Li Na", "reason": "thymalfasin only"}}
    assert verdict("E7", {}) == "judgement"
    assert verdict("E7", {}, judged=judged) == "passes"
    assert verdict("E7", {}, judged={"E7": judged["E7"] | {"met": False}}) == "fails"


def test_all_criteria_together_make_eligible() -> None:
    assert assess_case({"study": STUDY, "at": "2018-05-10", "facts": {}})["eligible"] is False


def test_why_names_the_value_and_what_no_criterion_knows() -> None:
    found = assess_case(
        {"study": STUDY, "at": "2018-05-10", "facts": {"lfev": 60, "kps": {"value": 70, "date": "2018-05-08"}}}
    )
    why = found[WHY]["I4"]
    assert "70" in why.en and "lfev" in why.en
    assert "不符合" in why.zh and "lfev" in why.zh


def test_another_study_is_asked_by_its_folder() -> None:
    found = assess_case({"study": ASPIRE, "at": "2026-05-10", "facts": {}})
    assert found["eligible"] is False and len(found) > 3


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "given.study: is missing"),
        (
            {"study": "NCT00000000", "at": "2018-05-10", "facts": {}},
            "there is no study “NCT00000000”; write one of NCT03410368",
        ),
        ({"study": STUDY, "at": "2018-02-30", "facts": {}}, "given.at: write a day as YYYY-MM-DD"),
        ({"study": STUDY, "at": "2018-05-10"}, "given.facts: is missing"),
        ({"study": STUDY, "at": "2018-05-10", "facts": {}, "gate": "door"}, "write one of collection, infusion"),
        ({"study": STUDY, "at": "2018-05-10", "facts": {"kps": {"unit": "%"}}}, "given.facts.kps: has no value"),
        ({"study": STUDY, "at": "2018-05-10", "facts": {"kps": {"value": [1]}}}, "write a single value"),
        (
            {"study": STUDY, "at": "2018-05-10", "facts": {"kps": {"value": 80, "date": "May"}}},
            "given.facts.kps.date: write a day",
        ),
        ({"study": STUDY, "at": "2018-05-10", "facts": {"consent": "soon"}}, "given.facts.consent: write a day"),
        ({"study": STUDY, "at": "2018-05-10", "facts": {}, "version": "9"}, "there is no study “NCT03410368 9”"),
    ],
)
def test_a_faulty_given_says_what_to_write(given: dict[str, Any], says: str) -> None:
    with pytest.raises(CaseFault) as fault:
        assess_case(given)
    assert says in fault.value.says.en
    assert fault.value.says.zh


def test_a_field_is_the_requirement_of_its_criterion_in_the_record_s_words() -> None:
    found = requirement({"study": STUDY}, "I5f")
    assert found is not None
    assert (found.id, found.source) == (f"{STUDY} I5f", "eligibilityModule.eligibilityCriteria")
    assert "Hgb" in found.says.en
    assert requirement({"study": STUDY}, "eligible") is None
