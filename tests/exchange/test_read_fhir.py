"""FHIR R4 and R5: Observations in bundles, reports and alone."""

from __future__ import annotations

import json
from typing import Any

from equipoise.exchange.laboratory import read_fhir
from equipoise.exchange.laboratory.result import Coded

PATIENT = {
    "resourceType": "Patient", "id": "p1",
    "identifier": [{"system": "urn:his", "value": "H7788"}, {"system": "urn:study", "value": "JLU1-0001-K"}],
    "name": [{"text": "张三"}],
}  # fmt: skip


def observation(**more: Any) -> dict[str, Any]:
    """An Observation of hemoglobin."""
    return {
        "resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "urn:lis", "code": "HB"}, {"system": "http://loinc.org", "code": "718-7", "display": "Hemoglobin"}],
                 "text": "血红蛋白"},
        "effectiveDateTime": "2026-05-11T08:30:00+08:00",
        "valueQuantity": {"value": 130, "unit": "g/L", "system": "http://unitsofmeasure.org", "code": "g/L"},
        **more,
    }  # fmt: skip


def bundle(*resources: dict[str, Any]) -> bytes:
    """A bundle of these."""
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    ).encode()


def test_an_observation_with_its_person_codes_and_limits() -> None:
    limits = [{"low": {"value": 120}, "high": {"value": 160}}]
    (one,) = read_fhir(
        bundle(PATIENT, observation(referenceRange=limits, performer=[{"display": "JLU1-CENTRAL"}]))
    ).results
    assert one.place == "Bundle.entry[1]"
    assert one.subjects == (("H7788", "urn:his"), ("JLU1-0001-K", "urn:study"))
    assert one.analyte[0] == Coded("718-7", "Hemoglobin", "http://loinc.org")
    assert one.names == ("718-7", "HB", "Hemoglobin", "血红蛋白")
    assert (one.value, one.unit, one.low, one.high, one.laboratory) == ("130", "g/L", "120", "160", "JLU1-CENTRAL")


def test_a_number_keeps_the_digits_that_are_written() -> None:
    raw = bundle(PATIENT, observation()).replace(b'"value": 130', b'"value": 130.50')
    assert read_fhir(raw).results[0].value == "130.50"


def test_a_comparator_is_kept() -> None:
    quantity = {"value": 5, "comparator": "<", "code": "pg/mL"}
    assert read_fhir(bundle(PATIENT, observation(valueQuantity=quantity))).results[0].written == "<5"


def test_components_are_results_of_their_own() -> None:
    parts = [{"code": {"coding": [{"code": "NEUT"}]}, "valueQuantity": {"value": 3.1, "code": "10*9/L"}},
             {"code": {"coding": [{"code": "LYM"}]}, "valueQuantity": {"value": 1.2, "code": "10*9/L"}}]  # fmt: skip
    panel = observation(component=parts)
    del panel["valueQuantity"]
    assert [(one.place, one.called, one.value) for one in read_fhir(bundle(PATIENT, panel)).results] == [
        ("Bundle.entry[1].component[0]", "NEUT", "3.1"),
        ("Bundle.entry[1].component[1]", "LYM", "1.2"),
    ]


def test_a_report_holds_observations_and_its_own_patient() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "contained": [{**PATIENT, "id": "p"}, observation(subject={"reference": "#p"})],
    }
    (one,) = read_fhir(json.dumps(report).encode()).results
    assert one.subjects[1] == ("JLU1-0001-K", "urn:study")


def test_a_person_may_be_named_by_the_reference_itself() -> None:
    named = observation(subject={"identifier": {"system": "urn:study", "value": "JLU1-0002-P"}})
    bare = observation(subject={"reference": "Patient/JLU1-0003-Q"})
    found = [one.subjects for one in read_fhir(bundle(named, bare)).results]
    assert found == [(("JLU1-0002-P", "urn:study"),), (("JLU1-0003-Q", ""),)]


def test_a_full_address_points_to_a_person() -> None:
    raw = json.dumps({
        "resourceType": "Bundle",
        "entry": [{"fullUrl": "urn:uuid:1", "resource": PATIENT}, {"resource": observation(subject={"reference": "urn:uuid:1"})}],
    })  # fmt: skip
    assert read_fhir(raw.encode()).results[0].subjects[0] == ("H7788", "urn:his")


def test_states_are_those_of_the_laboratory() -> None:
    states = ("final", "corrected", "amended", "preliminary", "cancelled", "entered-in-error")
    read = read_fhir(bundle(PATIENT, *(observation(status=state) for state in states)))
    assert [one.status for one in read.results] == ["F", "C", "C", "P", "X", "W"]


def test_a_value_that_is_absent_is_no_result() -> None:
    missing = observation(dataAbsentReason={"text": "haemolysed"})
    del missing["valueQuantity"]
    assert read_fhir(bundle(PATIENT, missing)).results[0].status == "X"


def test_a_coded_answer_keeps_its_words() -> None:
    coded = observation(valueCodeableConcept={"coding": [{"code": "260385009", "display": "Negative"}]})
    del coded["valueQuantity"]
    (one,) = read_fhir(bundle(PATIENT, coded)).results
    assert (one.value, one.words) == ("260385009", "Negative")


def test_what_is_no_fhir_is_told() -> None:
    assert [one.reason.code for one in read_fhir(b"{").faults] == ["not_json"]
    assert [one.reason.code for one in read_fhir(b"[1]").faults] == ["not_fhir"]
    assert [one.reason.code for one in read_fhir(b"[" * 100_000).faults] == ["not_json"]
    assert [one.reason.code for one in read_fhir(bundle(PATIENT)).faults] == ["no_results"]
