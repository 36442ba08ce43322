"""A record as a FHIR Bundle: the study, and who may take part in it as a group.

Source: HL7 FHIR R4 (4.0.1), Bundle and Group; LOINC and UCUM for the ages. ClinicalTrials.gov answers with these two resources too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from equipoise.registry.ages import number_and_unit
from equipoise.registry.record import Record, text, value
from equipoise.registry.serve.csv_rows import STUDY_URL
from equipoise.registry.serve.fhir import research_study

_P: Final = "protocolSection.eligibilityModule."
_UCUM: Final[Mapping[str, str]] = {"Year": "a", "Month": "mo", "Week": "wk", "Day": "d", "Hour": "h", "Minute": "min"}
_SEXES: Final[Mapping[str, str]] = {"FEMALE": "female", "MALE": "male"}
"""Of a study that takes both nothing is said."""


def bundle(record: Record) -> dict[str, Any]:
    """The Bundle. Its resources are named by UUIDs that follow from the record's number, so that two answers can be compared."""
    study, group = research_study(record), _who_may_take_part(record)
    enrolment = study["enrollment"][0] if "enrollment" in study else {}
    study["enrollment"] = [{"reference": _address(group), **enrolment}]
    return {
        "resourceType": "Bundle",
        "id": record.nct_id,
        "type": "collection",
        "entry": [{"fullUrl": _address(one), "resource": one} for one in (study, group)],
    }


def _address(resource: Mapping[str, Any]) -> str:
    return uuid5(NAMESPACE_URL, f"{STUDY_URL}{resource['id']}#{resource['resourceType']}").urn


def _who_may_take_part(record: Record) -> dict[str, Any]:
    said = [_sex(record), _ages(record), _healthy(record), _criteria(record)]
    group = {
        "resourceType": "Group", "id": record.nct_id, "type": "person", "actual": False, "name": f"Eligible for {record.nct_id}",
    }  # fmt: skip
    found = [one for one in said if one]
    return {**group, "characteristic": found} if found else group


def _sex(record: Record) -> dict[str, Any] | None:
    if record.sex not in _SEXES:
        return None
    coding = {"system": "http://hl7.org/fhir/administrative-gender", "code": _SEXES[record.sex]}
    return _characteristic({"text": "Sex"}, valueCodeableConcept={"coding": [coding], "text": record.sex})


def _ages(record: Record) -> dict[str, Any] | None:
    bounds = {"low": _quantity(record, "minimumAge"), "high": _quantity(record, "maximumAge")}
    given = {name: bound for name, bound in bounds.items() if bound}
    code = {"coding": [{"system": "http://loinc.org", "code": "30525-0"}], "text": "Age"}
    return _characteristic(code, valueRange=given) if given else None


def _quantity(record: Record, name: str) -> dict[str, Any] | None:
    found = number_and_unit(text(record.raw, _P + name))
    if found is None:
        return None
    number, unit = found
    return {"value": number, "unit": unit.lower(), "system": "http://unitsofmeasure.org", "code": _UCUM[unit]}


def _healthy(record: Record) -> dict[str, Any] | None:
    given = value(record.raw, _P + "healthyVolunteers")
    return _characteristic({"text": "Healthy volunteers"}, valueBoolean=given) if isinstance(given, bool) else None


def _criteria(record: Record) -> dict[str, Any] | None:
    words = {"text": record.criteria}
    return _characteristic({"text": "Eligibility criteria"}, valueCodeableConcept=words) if record.criteria else None


def _characteristic(code: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    return {"code": code, **given, "exclude": False}
