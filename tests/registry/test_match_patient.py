"""A person read from a mapping, from JSON and from FHIR R4; what is wrong is said in words, all at once."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from equipoise.protocol.criteria import Range
from equipoise.registry.concepts import built_in
from equipoise.registry.match import NotAPatient, not_yet, patient_from, read_patient, said
from equipoise.registry.match.naming import measure_named
from equipoise.registry.match.therapies import kinds_called, kinds_of
from equipoise.values.dates import PartialDate

DAY = date(2018, 5, 10)


def faults(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(NotAPatient) as caught:
        patient_from(raw, built_in())
    assert said(caught.value).zh
    return [one.where for one in caught.value.faults]


def test_a_chinese_name_is_known_with_and_without_the_blank_before_latin_letters() -> None:
    assert kinds_called("PD-1抑制剂") == kinds_called("PD-1 抑制剂") == {"pd1"}
    assert measure_named("QTc间期") == measure_named("QTc 间期") == "qtc"


def test_a_person_of_a_mapping_is_read_with_units_days_and_limits() -> None:
    found = patient_from(
        {
            "sex": "女",
            "age": "63",
            "conditions": [{"name": "小细胞肺癌", "since": "2017-09"}],
            "measurements": [{"name": "SGPT", "value": "30", "unit": "IU/L", "high": 40, "date": "2018-05-05"}],
            "ecog": 1,
            "treatments": [{"name": "carboplatin", "end": "2018-03"}],
        },
        built_in(),
    )
    assert (found.sex, found.age, found.concepts) == ("F", 63, frozenset({"D055752"}))
    alt, ecog = found.measured
    assert (alt.measure, alt.value, alt.unit, str(alt.high), str(alt.day)) == (
        "alt",
        Decimal(30),
        "U/L",
        "40 U/L",
        "2018-05-05",
    )
    assert (ecog.measure, ecog.value, ecog.day) == ("ecog", Decimal(1), None)
    assert found.treatments[0].kinds == {"platinum", "chemotherapy", "anticancer"}
    assert found.treatments[0].end == PartialDate(2018, 3)


def test_everything_wrong_is_said_at_once_with_its_place() -> None:
    assert faults(
        {
            "sex": "x",
            "age": -1,
            "birth_date": "2018-02-31",
            "colour": "blue",
            "ecog": 9,
            "response": "great",
            "measurements": [
                {"name": "hemoglobin", "value": "high", "unit": "g/L"},
                {"name": "hemoglobin", "value": 9, "unit": "U/L"},
                {"name": "hemoglobin", "value": 9},
                {"name": "charm", "value": 9},
            ],
            "conditions": [7],
            "never": ["gardening"],
            "answers": {"happy": True, "pregnant": "no"},
        }
    ) == [
        "colour", "answers.happy", "answers.pregnant", "sex", "birth_date", "age", "conditions[0]", "never[0]", "measurements[0].value",
        "measurements[1].unit", "measurements[2].unit", "measurements[3]", "ecog", "response",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["", "{", "[]", "null", '{"age": NaN}', "\x00", "[" * 3000, b"\xff\xfe"])
def test_what_is_no_json_object_is_refused_in_words(words: str | bytes) -> None:
    with pytest.raises(NotAPatient):
        read_patient(words, built_in(), DAY)


def loinc(code: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        **more,
    }


def coded(system: str, code: str, display: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def bundle(*resources: dict[str, Any]) -> str:
    patient = {"resourceType": "Patient", "gender": "male", "birthDate": "1955-03-02"}
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in (patient, *resources)]}
    )


def test_a_fhir_bundle_is_read() -> None:
    found = read_patient(
        bundle(
            {
                "resourceType": "Condition",
                "code": {"text": "Small cell carcinoma of lung"},
                "clinicalStatus": {"coding": [{"code": "active"}]},
                "verificationStatus": {"coding": [{"code": "confirmed"}]},
                "onsetDateTime": "2017-09-10",
            },
            {
                "resourceType": "Condition",
                "code": {"text": "Hepatitis B"},
                "verificationStatus": {"coding": [{"code": "refuted"}]},
            },
            loinc(
                "1742-6",
                effectiveDateTime="2018-05-05T08:00:00+08:00",
                valueQuantity={"value": 30.5, "unit": "U/L", "code": "U/L", "system": "http://unitsofmeasure.org"},
                referenceRange=[{"high": {"value": 40, "code": "U/L"}}],
            ),
            loinc("10230-1", effectiveDateTime="2018-05-01", valueQuantity={"value": 50, "comparator": ">", "code": "%"}),
            loinc("89247-1", effectiveDateTime="2018-05-05", valueInteger=1),
            loinc(
                "85354-9",
                effectiveDateTime="2018-05-05",
                component=[{"code": coded("http://loinc.org", "8480-6"), "valueQuantity": {"value": 130, "code": "mm[Hg]"}}],
            ),
            loinc("7918-6", effectiveDateTime="2018-05-01", valueCodeableConcept={"coding": [{"code": "260385009"}]}),
            {
                "resourceType": "MedicationStatement",
                "status": "completed",
                "medicationReference": {"reference": "Medication/m1"},
                "effectivePeriod": {"start": "2017-10-01", "end": "2018-03-01"},
            },
            {"resourceType": "Medication", "id": "m1", "code": coded("http://www.whocc.no/atc", "L01XA02", "carboplatin")},
            {
                "resourceType": "Procedure",
                "status": "completed",
                "code": {"text": "Radiotherapy of the chest"},
                "performedDateTime": "2018-02-01",
            },
            {"resourceType": "Encounter"},
            loinc("99999-9", valueInteger=3),
        ),
        built_in(), DAY,
    )  # fmt: skip
    assert (found.sex, str(found.born), found.concepts) == ("M", "1955-03-02", frozenset({"D055752"}))
    assert [(one.measure, str(one.value), one.unit) for one in found.measured] == [
        ("alt", "30.5", "U/L"), ("ecog", "1", ""), ("systolic", "130", "mm[Hg]"), ("lvef", ">50", "%"),
    ]  # fmt: skip
    assert isinstance(found.measured[3].value, Range)
    assert str(found.measured[0].high) == "40 U/L"
    assert [(one.name, one.yes) for one in found.answers] == [("has.hiv", False)]
    assert [(one.state, one.absent) for one in found.conditions] == [("", False), ("hbv", True)]
    assert ["chemotherapy" in found.treatments[0].kinds, "radiotherapy" in found.treatments[1].kinds] == [True, True]
    assert found.ignored == ("Encounter", "Observation 99999-9")


def test_what_was_entered_in_error_or_not_done_counts_for_nothing() -> None:
    found = read_patient(
        bundle(
            {**loinc("718-7", valueQuantity={"value": 90, "code": "g/L"}), "status": "entered-in-error"},
            {"resourceType": "Procedure", "status": "not-done", "code": {"text": "Radiotherapy"}},
            {
                "resourceType": "Condition",
                "code": {"text": "Asthma"},
                "verificationStatus": {"coding": [{"code": "entered-in-error"}]},
            },
        ),
        built_in(),
        DAY,
    )
    assert (found.measured, found.treatments, found.conditions) == ((), (), ())


def test_a_bundle_of_two_people_is_refused() -> None:
    with pytest.raises(NotAPatient, match=r"2 Patient"):
        read_patient(bundle({"resourceType": "Patient"}), built_in(), DAY)


@pytest.mark.parametrize(
    "broken",
    [
        {"code": 7},
        {"status": "final", "code": {"coding": "x"}},
        {"valueQuantity": {"value": "NaN"}},
        {"component": [None, 3]},
    ],
)
def test_broken_resources_are_passed_over(broken: dict[str, Any]) -> None:
    found = read_patient(
        bundle({"resourceType": "Observation", **broken}, {"resourceType": "Condition", **broken}), built_in(), DAY
    )
    assert found.measured == ()


def test_a_drug_is_known_by_its_name_and_by_its_code() -> None:
    assert "immunotherapy" in kinds_of("Pembrolizumab 25 mg/mL")
    assert "immunosuppressants" in kinds_of("unknown", "L04AD02")
    assert kinds_of("aspirin") == frozenset()


def test_nobody_is_born_after_the_day_asked() -> None:
    born = patient_from({"birth_date": "2030-01-01", "conditions": ["asthma"]}, built_in())
    (fault,) = not_yet(born, date(2026, 11, 23))
    assert fault.where == "birth_date" and "2030-01-01" in fault.says.en and "晚于" in fault.says.zh
    assert not_yet(born, date(2030, 1, 1)) == ()


def test_a_birth_date_that_is_none_is_told() -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "birthDate": "19x"}}]}
    read = read_patient(json.dumps(bundle), built_in(), DAY)
    assert read.born is None and read.ignored == ("Patient birthDate 19x",)


@pytest.mark.parametrize(
    "dose",
    [
        {"dosage": [{"route": {"text": "Ophthalmic route"}}]},
        {"dosageInstruction": [{"route": {"coding": [{"display": "Topical route"}]}}]},
        {"dosage": {"route": {"text": "Inhalation"}}},
    ],
)
def test_a_drug_that_is_given_to_one_place_is_no_systemic_one(dose: dict[str, Any]) -> None:
    drug = {"resourceType": "MedicationStatement", "medicationCodeableConcept": {"text": "dexamethasone"}}
    (local,) = read_patient(bundle({**drug, **dose}), built_in(), DAY).treatments
    (systemic,) = read_patient(bundle({**drug, "dosage": [{"route": {"text": "Oral"}}, 3]}), built_in(), DAY).treatments
    assert "systemic_steroids" not in local.kinds and "systemic_steroids" in systemic.kinds


def test_a_code_for_the_skin_goes_before_the_name_of_the_drug() -> None:
    assert kinds_of("tacrolimus", "D11AH01") == frozenset() and "immunosuppressants" in kinds_of(
        "tacrolimus", "L04AD02"
    )


def test_an_antibody_test_tells_antibodies_and_no_infection() -> None:
    test = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "16128-1"}]},
        "valueCodeableConcept": {"text": "Positive"},
    }
    (answer,) = read_patient(bundle(test), built_in(), DAY).answers
    assert (answer.name, answer.yes) == ("has.hcv_antibody", True)


@pytest.mark.parametrize(
    "words",
    ["No history of asthma", "Family history of breast cancer", "Suspected lung cancer", "rule out tuberculosis", "At risk of diabetes",
     "Asthma?", "肺癌家族史", "疑似肺结核", "否认乙肝"],
)  # fmt: skip
def test_what_somebody_does_not_surely_have_is_no_disease_of_theirs(words: str) -> None:
    found = read_patient(bundle({"resourceType": "Condition", "code": {"text": words}}), built_in(), DAY)
    assert found.conditions == () and found.ignored == (f"Condition {words}",)
    with pytest.raises(NotAPatient, match="no disease that somebody surely has"):
        patient_from({"conditions": [words]}, built_in())


@pytest.mark.parametrize(
    "words",
    [
        "Triple-negative breast cancer",
        "Migraine without aura",
        "Lymphoma, not otherwise specified",
        "High-risk neuroblastoma",
    ],
)
def test_the_name_of_a_disease_may_hold_a_negation(words: str) -> None:
    assert patient_from({"conditions": [words]}, built_in()).conditions[0].active is None


@pytest.mark.parametrize("words", ["History of breast cancer", "Status post pulmonary embolism", "肺结核病史"])
def test_a_history_is_not_the_present(words: str) -> None:
    (found,) = patient_from({"conditions": [words]}, built_in()).conditions
    assert found.active is False and found.concepts


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [("718-7", 120, "g/dL"), ("718-7", -3, "g/dL"), ("777-3", 150000, "10*9/L"), ("2160-0", 97, "mg/dL"), ("59408-5", 0.95, "%"),
     ("10230-1", 0.55, "%"), ("89247-1", 7, "{score}")],
)  # fmt: skip
def test_a_value_that_nobody_can_have_counts_for_nothing(code: str, value: float, unit: str) -> None:
    lab = {
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": {"value": value, "unit": unit},
    }
    found = read_patient(bundle({"resourceType": "Observation", **lab}), built_in(), DAY)
    assert found.measured == () and found.ignored == (f"Observation {code}",)


def test_an_impossible_value_is_told_with_its_unit() -> None:
    with pytest.raises(NotAPatient, match="120 g/dL is no possible value of hemoglobin"):
        patient_from({"measurements": [{"name": "Hgb", "value": 120, "unit": "g/dL"}]}, built_in())


@pytest.mark.parametrize(
    "resource",
    [
        {
            "resourceType": "MedicationStatement",
            "status": "intended",
            "medicationCodeableConcept": {"text": "cisplatin"},
        },
        {"resourceType": "MedicationRequest", "intent": "proposal", "medicationCodeableConcept": {"text": "cisplatin"}},
        {"resourceType": "Procedure", "status": "preparation", "code": {"text": "kidney transplantation"}},
    ],
)
def test_what_is_only_planned_was_not_given(resource: dict[str, Any]) -> None:
    assert read_patient(bundle(resource), built_in(), DAY).treatments == ()


def test_statuses_of_older_versions_are_read() -> None:
    old = {"resourceType": "Condition", "code": {"text": "asthma"}}
    (there,) = read_patient(bundle({**old, "clinicalStatus": "active"}), built_in(), DAY).conditions
    assert there.active is True
    assert read_patient(bundle({**old, "verificationStatus": "entered-in-error"}), built_in(), DAY).conditions == ()


@pytest.mark.parametrize(("words", "days"), [("8 months", (243.5, 273.9375)), ("6 weeks", (42, 49)), ("3天", (3, 4))])
def test_an_age_may_be_said_in_months_weeks_or_days(words: str, days: tuple[float, float]) -> None:
    found = patient_from({"age": words}, built_in())
    assert found.age is None and found.aged is not None
    assert tuple(float(one) for one in found.aged) == days


def test_who_never_had_one_drug_may_have_had_another_of_its_kind() -> None:
    cells, drug = patient_from({"never": ["CAR-T cell therapy", "pembrolizumab"]}, built_in()).treatments
    assert (cells.kinds, drug.kinds) == ({"car_t"}, frozenset())


def test_a_brand_is_known_by_its_substance() -> None:
    (found,) = patient_from({"treatments": ["Avastin"]}, built_in()).treatments
    assert {"biologics", "anticancer"} <= found.kinds


def test_of_two_values_of_a_day_the_later_one_counts_and_smoking_and_scores_are_read_by_their_codes() -> None:
    def hemoglobin(value: int, moment: str) -> dict[str, Any]:
        return loinc("718-7", effectiveDateTime=moment, valueQuantity={"value": value, "code": "g/L"})

    found = read_patient(
        bundle(
            hemoglobin(90, "2018-05-05T08:00:00Z"),
            hemoglobin(98, "2018-05-05T18:00:00Z"),
            loinc("89247-1", valueCodeableConcept=coded("http://loinc.org", "LA9623-5", "Restricted but ambulatory")),
            loinc("72166-2", valueCodeableConcept=coded("http://snomed.info/sct", "8517006", "Ex-smoker (finding)")),
        ),
        built_in(),
        DAY,
    )
    assert [(one.measure, str(one.value)) for one in found.measured] == [
        ("hemoglobin", "98"), ("hemoglobin", "90"), ("ecog", "1"),
    ]  # fmt: skip
    assert [(one.name, one.yes) for one in found.answers] == [("has.smoker", False), ("had.smoker", True)]


def test_studies_are_looked_for_of_the_tumour_of_a_bundle_and_of_no_finding() -> None:
    def condition(words: str, status: str = "active") -> dict[str, Any]:
        code = {"clinicalStatus": {"coding": [{"code": status}]}, "code": {"text": words}}
        return {"resourceType": "Condition", **code}

    found = read_patient(
        bundle(
            condition("Hypertension"),
            condition("Small cell carcinoma of lung (disorder)"),
            condition("Full-time employment (finding)"),
            condition("Pneumonia (disorder)", "resolved"),
            condition("History of asthma (situation)"),
        ),
        built_in(),
        DAY,
    )
    assert [one.words for one in found.conditions if one.sought] == ["Small cell carcinoma of lung"]
    assert found.ignored == ("Condition Full-time employment (finding)",)
    assert [one.active for one in found.conditions] == [True, True, False, False]


def test_antibodies_are_no_infection_whatever_they_are_against() -> None:
    found = patient_from(
        {"conditions": ["Hepatitis C antibody test positive", "Hepatitis B core antibody positive", "HBV infection"]},
        built_in(),
    )
    assert [(one.state, sorted(one.concepts)) for one in found.conditions] == [
        ("hcv_antibody", []), ("", []), ("hbv", ["D006509"]),
    ]  # fmt: skip
