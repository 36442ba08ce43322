"""What one criterion says of a person: what is had, was had, is surely not had, and what a complete list answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from equipoise.registry.concepts import Concepts, Label, built_in
from equipoise.registry.match import Hit, Reader, hit_of, patient_from, read_patient
from equipoise.values.text import same
from tests.registry.match_people import DAY, record


def asked_of(criterion: str, side: str = "Exclusion", **changes: Any) -> str:
    """The outcome of one criterion for a person of whom only the changes are known."""
    found = record("NCT00000001", "Small cell lung cancer", f"{side} Criteria:\n\n* {criterion}")
    hit = hit_of(patient_from({"sex": "male", "age": 60, **changes}, built_in()), found, Reader(built_in()), DAY)
    (verdict,) = hit.assessment.verdicts
    return verdict.outcome


def test_an_illness_that_began_long_ago_may_still_be_there_and_an_event_is_over() -> None:
    cancer = {"name": "colon cancer", "since": "2010-03"}
    assert asked_of("History of malignancy within 5 years", conditions=[cancer]) == "unknown"
    assert asked_of("History of malignancy within 5 years", conditions=[{**cancer, "active": True}]) == "met"
    assert asked_of("History of malignancy within 5 years", conditions=[{**cancer, "since": "2017-03"}]) == "met"
    assert asked_of("History of malignancy within 5 years", without=["cancer"]) == "unknown", "none now; and before?"
    assert (
        asked_of("History of malignancy within 5 years", conditions=["asthma"], conditions_complete=True) == "not met"
    )
    infarction = {"name": "myocardial infarction", "since": "2010-03"}
    assert asked_of("Myocardial infarction within 6 months", conditions=[infarction]) == "not met"


def test_a_cancer_named_by_its_organ_may_be_of_any_tissue() -> None:
    concepts = built_in().merged(
        Concepts.of({"D000230": same("Adenocarcinoma")}, {"D000230": frozenset({"D009369"})}, [
            Label("adenocarcinoma", "D000230", "records")
        ])
    )  # fmt: skip
    found = record("NCT00000001", "Cancer", "Inclusion Criteria:\n\n* Adenocarcinoma")
    known = patient_from({"conditions": ["colon cancer"], "conditions_complete": True}, concepts)
    (verdict,) = hit_of(known, found, Reader(concepts), DAY).assessment.verdicts
    assert verdict.outcome == "unknown"
    other = patient_from({"conditions": ["asthma"], "conditions_complete": True}, concepts)
    (verdict,) = hit_of(other, found, Reader(concepts), DAY).assessment.verdicts
    assert verdict.outcome == "not met"


def test_a_transplanted_kidney_is_an_organ_transplant_and_no_transplanted_lung() -> None:
    kidney = ["kidney transplantation"]
    assert asked_of("History of organ transplant", conditions=kidney) == "met"
    assert asked_of("Lung transplant", "Inclusion", conditions=kidney, conditions_complete=True) == "not met"


def test_a_primary_tumour_of_the_brain_is_no_metastasis() -> None:
    assert asked_of("Brain metastases", conditions=["glioblastoma"], conditions_complete=True) == "not met"
    assert asked_of("Brain metastases", conditions=["brain metastases"]) == "met"


def cancer_study(criterion: str, **changes: Any) -> Hit:
    """A study of small cell lung cancer with one exclusion, for a person who has it."""
    found = record("NCT00000001", "Small cell lung cancer", f"Exclusion Criteria:\n\n* {criterion}")
    known = {"conditions": ["extensive-stage SCLC"], **changes}
    return hit_of(patient_from(known, built_in()), found, Reader(built_in()), DAY)


@pytest.mark.parametrize(
    "criterion",
    ["Previous or concurrent malignancies", "Active malignancy", "History of malignancy within 5 years", "Malignancy"],
)
def test_the_disease_that_a_study_is_about_excludes_nobody_from_it(criterion: str) -> None:
    hit = cancer_study(criterion)
    (verdict,) = hit.assessment.verdicts
    assert (verdict.outcome, hit.assessment.overall) == ("unknown", "possible")
    assert "match.another" in {one.code for one in verdict.reasons}


def test_another_disease_of_the_same_kind_still_excludes() -> None:
    both = ["SCLC", {"name": "breast cancer", "since": "2018-01", "active": True}]
    assert cancer_study("Previous or concurrent malignancies", conditions=both).assessment.overall == "excluded"
    assert cancer_study("Patients with small cell lung cancer that is uncontrolled").assessment.overall == "possible"
    asthma = cancer_study("Asthma", conditions=["SCLC", "asthma"]).assessment
    assert asthma.overall == "excluded" and "match.another" not in {one.code for one in asthma.against[0].reasons}


def test_nobody_is_asked_for_a_pregnancy_by_a_negative_test() -> None:
    text = "Women of childbearing potential must have a negative serum pregnancy test within 14 days prior to treatment"
    assert asked_of(text, "Inclusion") == "met"
    assert asked_of(text, "Inclusion", sex="female", answers={"pregnant": True}) == "not met"


def test_reasons_are_said_in_words_of_both_languages() -> None:
    found = record(
        "NCT00000001", "SCLC", "Inclusion Criteria:\n\n* Age ≤ 21 years\n\nExclusion Criteria:\n\n* Pregnancy"
    )
    known = patient_from({"age": 22, "sex": "female", "answers": {"pregnant": True}}, built_in())
    age, pregnancy = hit_of(known, found, Reader(built_in()), DAY).assessment.verdicts
    assert age.reasons[0].says.zh == "年龄 22 岁。年龄不超过 21 岁：不满足。"
    assert pregnancy.reasons[0].says.en == "pregnancy: yes."
    assert pregnancy.reasons[0].says.zh == "妊娠：是。"


EYE, SKIN = {"name": "dexamethasone eye drops", "ongoing": True}, {"name": "他克莫司软膏", "ongoing": True}
WITHIN_A_MONTH = "Prior systemic anticancer therapy within 4 weeks"
GIVEN = [  # what is asked, what was given, whether the list is whole, what follows
    ("Any prior treatment with an anti-PD-1 agent", ["ipilimumab"], False, "unknown"),
    ("Any prior treatment with an anti-PD-1 agent", ["durvalumab"], False, "unknown"),
    ("Any prior treatment with an anti-PD-1 agent", ["pembrolizumab"], False, "met"),
    ("Any prior treatment with an anti-PD-1 or anti-PD-L1 agent", ["durvalumab"], False, "met"),
    ("Any prior treatment with an anti-PD-1 agent", ["carboplatin"], True, "not met"),
    ("Concurrent anticancer treatment", [{"name": "sublingual immunotherapy", "ongoing": True}], True, "not met"),
    ("Prior immunotherapy", ["peanut oral immunotherapy"], False, "unknown"),
    ("Using sublingual immunotherapy", [{"name": "subcutaneous immunotherapy", "ongoing": True}], False, "unknown"),
    ("Previous allergen immunotherapy", ["sublingual immunotherapy"], False, "met"),
    ("Systemic corticosteroids within 4 weeks", [EYE], True, "unknown"),
    ("Systemic corticosteroids within 4 weeks", [{**EYE, "name": "dexamethasone"}], False, "met"),
    ("Receiving immunosuppressive agents", [SKIN], True, "unknown"),
    ("Receiving immunosuppressive agents", [{**SKIN, "name": "tacrolimus"}], False, "met"),
    ("Receiving immunosuppressive agents", [{"name": "prednisone", "ongoing": True}], True, "unknown"),
    ("Receiving immunosuppressive agents", [{"name": "carboplatin", "ongoing": True}], True, "not met"),
    (WITHIN_A_MONTH, [{"name": "upadacitinib", "ongoing": True}], False, "unknown"),
    (WITHIN_A_MONTH, [{"name": "trastuzumab", "end": "2018-05-01"}], False, "met"),
    (WITHIN_A_MONTH, [{"name": "rituximab", "end": "2018-05-01"}], True, "unknown"),
    (WITHIN_A_MONTH, [{"name": "methotrexate", "end": "2018-05-01"}], True, "unknown"),
    (WITHIN_A_MONTH, [{"name": "an investigational drug", "end": "2018-05-01"}], True, "unknown"),
    (WITHIN_A_MONTH, [{"name": "cisplatin", "end": "2018-01"}, {"name": "rituximab", "end": "2018-05-01"}], True, "unknown"),
    (WITHIN_A_MONTH, [{"name": "cisplatin", "end": "2018-01"}, {"name": "cetirizine", "ongoing": True}], True, "not met"),
    ("Chemotherapy within 4 weeks", [{"name": "mitomycin", "end": "2018-05-01"}], False, "met"),
    ("A live vaccine within 30 days", [{"name": "influenza vaccine", "end": "2018-05-01"}], True, "unknown"),
    ("A live vaccine within 30 days", [{"name": "MMR vaccine", "end": "2018-05-01"}], False, "met"),
    ("Prior allogeneic bone marrow transplantation", ["autologous stem cell transplantation"], False, "unknown"),
    ("Prior allogeneic bone marrow transplantation", ["stem cell transplantation"], True, "unknown"),
    ("Prior allogeneic or autologous bone marrow transplant", ["autologous stem cell transplantation"], False, "met"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "treatments", "complete", "outcome"), GIVEN)
def test_a_treatment_counts_only_for_what_it_surely_is(
    criterion: str, treatments: list[object], complete: bool, outcome: str
) -> None:
    given = {"treatments": treatments, "treatments_complete": complete, "conditions_complete": complete}
    assert asked_of(criterion, **given) == outcome


def test_who_never_had_a_kind_of_treatment_never_had_one_of_its_kinds() -> None:
    assert asked_of("Prior chemotherapy", never=["anticancer"]) == "not met"
    assert asked_of("Prior anticancer therapy", never=["chemotherapy"]) == "unknown"


def test_a_transplant_of_own_cells_is_none_of_another_s() -> None:
    allogeneic, either = "Prior allogeneic stem cell transplantation", "Prior stem cell transplantation"
    for own in ({"conditions": ["autologous stem cell transplantation"]}, {"answers": {"autologous_transplant": True}}):
        assert (asked_of(allogeneic, **own), asked_of(either, **own)) == ("unknown", "met")
    assert asked_of(allogeneic, answers={"stem_cell_transplant": False}) == "not met"
    assert asked_of(allogeneic, without=["stem cell transplantation"]) == "not met"


def test_antibodies_outlast_the_infection_and_are_asked_as_such() -> None:
    antibody, infection = "Hepatitis C antibody positive", "Hepatitis C infection"
    healed = {"conditions": [{"name": "hepatitis C", "active": False}]}
    assert (asked_of(antibody, **healed), asked_of(infection, **healed)) == ("met", "unknown")
    assert asked_of(antibody, answers={"hcv": False}) == "unknown"
    assert asked_of(infection, answers={"hcv_antibody": False}) == "not met"
    assert asked_of(infection, answers={"hcv_antibody": True}) == "unknown"


@pytest.mark.parametrize("name", ["hepatitis B", "asthma", "psychiatric disease"])
def test_what_is_not_there_now_says_nothing_of_the_past(name: str) -> None:
    assert asked_of(f"History of {name}", without=[name]) == "unknown"
    assert asked_of(name.capitalize(), without=[name]) == "not met"


def test_what_does_not_heal_never_was_where_it_is_not() -> None:
    assert asked_of("Known history of HIV", without=["HIV"]) == "not met"


def test_a_list_of_diseases_says_nothing_of_habits() -> None:
    everything = {"conditions": ["hypertension"], "conditions_complete": True}
    assert asked_of("Non-smoking", "Inclusion", **everything) == "unknown"
    assert asked_of("History of alcohol or drug abuse", **everything) == "unknown"


def test_a_benign_tumour_is_not_taken_for_a_cancer_nor_for_none() -> None:
    fibroid = Concepts.of(
        {"D009369": same("Neoplasms"), "D007889": same("Leiomyoma")}, {"D007889": frozenset({"D009369"})}, ()
    )
    concepts = built_in().merged(fibroid)
    own = {"sex": "female", "conditions": [{"name": "fibroid", "code": "D007889"}], "conditions_complete": True}
    found = record("NCT00000001", "Asthma", "Exclusion Criteria:\n\n* History of malignancy\n* Asthma")
    hit = hit_of(patient_from(own, concepts), found, Reader(concepts), DAY)
    assert [one.outcome for one in hit.assessment.verdicts] == ["unknown", "not met"]


def hiv_test(day: str, words: str) -> dict[str, Any]:
    code = {"coding": [{"system": "http://loinc.org", "code": "7918-6"}]}
    return {"resourceType": "Observation", "effectiveDateTime": day, "code": code, "valueString": words}


@pytest.mark.parametrize(
    ("tests", "outcome"),
    [
        ([("2018-05-01", "Negative"), ("2018-01-01", "Positive")], "not met"),
        ([("2018-01-01", "Negative"), ("2018-05-01", "Positive")], "met"),
        ([("2018-05-01", "Negative"), ("2018-05-01", "Positive")], "unknown"),
    ],
)
def test_the_newest_test_counts_in_whatever_order_tests_stand(tests: list[tuple[str, str]], outcome: str) -> None:
    entries = [{"resource": {"resourceType": "Patient"}}, *({"resource": hiv_test(*one)} for one in tests)]
    person = read_patient(json.dumps({"resourceType": "Bundle", "entry": entries}), built_in(), DAY)
    found = record("NCT00000001", "Asthma", "Exclusion Criteria:\n\n* HIV infection")
    assert hit_of(person, found, Reader(built_in()), DAY).assessment.verdicts[0].outcome == outcome


def test_a_disease_of_unknown_name_keeps_a_whole_list_open() -> None:
    assert asked_of("Autoimmune disease", conditions=["Zzyzx syndrome"], conditions_complete=True) == "unknown"
    assert asked_of("Autoimmune disease", conditions=["hypertension"], conditions_complete=True) == "not met"


def test_what_never_was_is_said_in_one_sentence() -> None:
    found = record("NCT00000001", "SCLC", "Exclusion Criteria:\n\n* Major surgery within 4 weeks")
    (surgery,) = hit_of(
        patient_from({"never": ["major_surgery"]}, built_in()), found, Reader(built_in()), DAY
    ).assessment.verdicts
    assert (surgery.reasons[0].says.en, surgery.reasons[0].says.zh) == (
        "last day of major surgery: none.",
        "大手术末次日期：无。",
    )


@pytest.mark.parametrize(
    ("criterion", "has", "outcome"),
    [
        ("Cardiovascular disease", "heart failure", "met"),
        ("Cardiovascular disease", "atrial fibrillation", "met"),
        ("Cardiovascular disease", "multiple myeloma", "not met"),
        ("Active infection", "tuberculosis", "unknown"),
        ("Infectious disease", "tuberculosis", "met"),
        ("Infectious disease", "hay fever", "not met"),
        ("Infectious disease", "sinusitis", "unknown"),
        ("Psychiatric disease", "depression", "met"),
        ("Psychiatric disease", "Alzheimer disease", "unknown"),
        ("Autoimmune disease", "rheumatoid arthritis", "met"),
        ("Autoimmune disease", "ulcerative colitis", "unknown"),
        ("Autoimmune disease", "hypertension", "not met"),
        ("Dementia", "Alzheimer disease", "met"),
        ("Diabetes mellitus", "diabetic nephropathy", "met"),
        ("Coronary artery disease", "heart failure", "unknown"),
        ("Asthma", "COPD", "not met"),
        ("Allergic conjunctivitis", "allergic rhinoconjunctivitis", "unknown"),
        ("Stroke", "subarachnoid hemorrhage", "met"),
    ],
)
def test_a_group_of_diseases_is_yes_no_or_for_a_person_to_say(criterion: str, has: str, outcome: str) -> None:
    assert asked_of(criterion, conditions=[has], conditions_complete=True) == outcome


def test_a_group_that_only_records_know_is_no_only_where_no_other_disease_may_be_of_it() -> None:
    heart, arrhythmias = "D006331", "D001145"  # of which the records may know no kind
    concepts = built_in().merged(
        Concepts.of(
            {arrhythmias: same("Arrhythmias, Cardiac"), "D1": same("Long QT")},
            {arrhythmias: frozenset({heart}), "D1": frozenset({arrhythmias, heart})},
            [Label("arrhythmias", arrhythmias, "records"), Label("long QT", "D1", "records")],
        )
    )
    found = record("NCT00000001", "Small cell lung cancer", "Exclusion Criteria:\n\n* Arrhythmias")

    def outcome(has: str) -> str:
        patient = patient_from({"conditions": [has], "conditions_complete": True}, concepts)
        (verdict,) = hit_of(patient, found, Reader(concepts), DAY).assessment.verdicts
        return verdict.outcome

    assert [outcome(has) for has in ("long QT", "atrial fibrillation", "psoriasis")] == ["met", "unknown", "not met"]


def test_a_branch_that_records_name_without_its_kinds_is_for_a_person_to_say() -> None:
    colitis, renal = "D003092", "D051437"
    concepts = built_in().merged(
        Concepts.of(
            {colitis: same("Colitis"), renal: same("Renal Insufficiency")},
            {},
            [Label("colitis", colitis, "records"), Label("renal insufficiency", renal, "records")],
        )
    )
    text = "Exclusion Criteria:\n\n* History of colitis\n* Renal insufficiency"

    def outcomes(has: str) -> list[str]:
        patient = patient_from({"conditions": [has], "conditions_complete": True}, concepts)
        made = hit_of(patient, record("NCT00000001", "Asthma", text), Reader(concepts), DAY).assessment
        return [one.outcome for one in made.verdicts]

    assert outcomes("ulcerative colitis") == ["met", "not met"]
    assert outcomes("chronic kidney disease") == ["not met", "met"]


def test_a_study_of_one_disease_of_a_group_excludes_nobody_for_it() -> None:
    found = record("NCT00000001", "Hypertension", "Exclusion Criteria:\n\n* Cardiovascular disease")

    def outcome(*has: str) -> str:
        patient = patient_from({"conditions": list(has), "conditions_complete": True}, built_in())
        (verdict,) = hit_of(patient, found, Reader(built_in()), DAY).assessment.verdicts
        return verdict.outcome

    assert (outcome("hypertension"), outcome("hypertension", "stroke")) == ("not met", "met")


def test_diseases_listed_one_by_one_exclude_nobody_who_has_one_of_them() -> None:
    text = "Inclusion Criteria:\n\n* Asthma\n* Clinical diagnosis of atopic dermatitis\n* Urticaria"

    def overall(has: str) -> str:
        patient = patient_from({"conditions": [has], "conditions_complete": True}, built_in())
        return hit_of(patient, record("NCT00000001", "Allergy", text), Reader(built_in()), DAY).assessment.overall

    assert (overall("atopic dermatitis"), overall("psoriasis")) == ("possible", "excluded")


def test_an_age_at_diagnosis_is_no_age_now() -> None:
    assert asked_of("Age of diagnosis above 18 years") == "unknown"
    assert asked_of("Age over 18 years at the time of diagnosis") == "unknown"
    assert asked_of("Age above 18 years") == "met"


def test_limits_that_contradict_one_another_are_for_a_person_to_read() -> None:
    ige = {"name": "total IgE", "value": 420, "unit": "[IU]/mL", "date": "2018-05-01"}
    assert asked_of("Total IgE < 70 and > 1,500 kU/L", "Inclusion", measurements=[ige]) == "unknown"
    assert asked_of("Total IgE > 70 kU/L and < 1,500 kU/L", "Inclusion", measurements=[ige]) == "met"


def test_any_antibody_is_a_biologic() -> None:
    assert asked_of("Prior biologics", treatments=["dupilumab"]) == "met"
    assert asked_of("Prior biologics", treatments=["司库奇尤单抗"]) == "met"


def test_a_title_of_a_few_words_is_no_criterion() -> None:
    text = "Solid tumor Inclusion Criteria:\n\n* Age 18 years or older\n\nLymphoma Inclusion Criteria:\n\n* Age 18 years or older"
    patient = patient_from({"age": 60, "conditions": ["lung cancer"], "conditions_complete": True}, built_in())
    made = hit_of(patient, record("NCT00000001", "Cancer", text), Reader(built_in()), DAY).assessment
    assert [one.criterion.stated.text for one in made.verdicts] == ["Age 18 years or older"] * 2


@pytest.mark.parametrize(
    "criterion", ["Participation in another clinical trial within 30 days", "Live vaccine within 30 days"]
)
def test_a_list_of_treatments_says_nothing_of_trials_and_vaccines(criterion: str) -> None:
    complete = {"treatments": ["cisplatin"], "treatments_complete": True}
    assert asked_of(criterion, **complete) == "unknown"
    assert asked_of(criterion, **complete, never=["investigational", "vaccine"]) == "not met"


def test_two_ways_of_one_treatment_are_not_read_as_the_last() -> None:
    grass = [{"name": "sublingual grass pollen immunotherapy", "start": "2018-01", "ongoing": True}]
    criterion = "Patient received oral/subcutaneous allergen-immunotherapy within the previous 6 months"
    assert asked_of(criterion, treatments=grass, treatments_complete=True) == "unknown"


@pytest.mark.parametrize(
    "heading",
    [
        "Exclusion criteria include amongst others:",
        "Exclusion criteria:\n\nFor female subjects:",
        "Exclusion criteria to consent:",
    ],
)
def test_a_pregnancy_excludes_under_every_heading_that_speaks_of_all_whom_it_can_concern(heading: str) -> None:
    text = f"Inclusion criteria:\n\n* Age 18 years or older\n\n{heading}\n\n* Pregnant or lactating"
    patient = patient_from({"sex": "female", "age": 30, "answers": {"pregnant": True}}, built_in())
    hit = hit_of(patient, record("NCT00000001", "Asthma", text), Reader(built_in()), DAY)
    assert [one.criterion.stated.text for one in hit.assessment.against] == ["Pregnant or lactating"]
