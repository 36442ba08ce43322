"""A record as a FHIR ResearchStudy.

Source: HL7 FHIR R4 (4.0.1), ResearchStudy and its value sets; sponsor, people and sites stand in it as contained resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from equipoise.registry.record import Record, day, rows, text, texts, whole
from equipoise.registry.serve.csv_rows import STUDY_URL

_P: Final = "protocolSection."
SYSTEM: Final = "https://clinicaltrials.gov"
MESH: Final = "http://id.nlm.nih.gov/mesh"
_CODES: Final = "http://terminology.hl7.org/CodeSystem/"
_STATUSES: Final[Mapping[str, str]] = {
    "NOT_YET_RECRUITING": "approved",
    "RECRUITING": "active",
    "ENROLLING_BY_INVITATION": "active",
    "ACTIVE_NOT_RECRUITING": "closed-to-accrual",
    "COMPLETED": "completed",
    "SUSPENDED": "temporarily-closed-to-accrual",
    "TERMINATED": "administratively-completed",
    "WITHDRAWN": "withdrawn",
    "AVAILABLE": "active",
    "NO_LONGER_AVAILABLE": "closed-to-accrual",
    "TEMPORARILY_NOT_AVAILABLE": "temporarily-closed-to-accrual",
    "APPROVED_FOR_MARKETING": "completed",
    "WITHHELD": "in-review",
}
_PHASES: Final[Mapping[tuple[str, ...], str]] = {
    ("NA",): "n-a",
    ("EARLY_PHASE1",): "early-phase-1",
    ("PHASE1",): "phase-1",
    ("PHASE1", "PHASE2"): "phase-1-phase-2",
    ("PHASE2",): "phase-2",
    ("PHASE2", "PHASE3"): "phase-2-phase-3",
    ("PHASE3",): "phase-3",
    ("PHASE4",): "phase-4",
}
_PURPOSES: Final[Mapping[str, str]] = {
    code: code.lower().replace("_", "-")
    for code in (
        "TREATMENT", "PREVENTION", "DIAGNOSTIC", "SUPPORTIVE_CARE", "SCREENING", "HEALTH_SERVICES_RESEARCH", "BASIC_SCIENCE",
        "DEVICE_FEASIBILITY",
    )
}  # fmt: skip
_UNKNOWN: Final = {
    "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
}
"""FHIR's way to say that a value which must be there is not known."""
_MESH_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def research_study(record: Record) -> dict[str, Any]:
    """The resource. A status UNKNOWN says nothing of today: the last one that the sponsor gave stands, and a note says so."""
    contained = [*_people(record), *_sites(record)]
    last = text(record.raw, _P + "statusModule.lastKnownStatus")
    status = _STATUSES.get(record.status) or _STATUSES.get(last)
    found: dict[str, Any] = {
        "resourceType": "ResearchStudy",
        "id": record.nct_id,
        "meta": _meta(record),
        "contained": contained,
        "identifier": _identifiers(record),
        "title": record.official_title or record.title,
        "status": status,
        "_status": None if status else _UNKNOWN,
        "primaryPurposeType": _purpose(record),
        "phase": _phase(record),
        "category": [{"text": words} for words in (record.study_type, _design(record)) if words],
        "condition": _conditions(record),
        "keyword": [{"text": words} for words in record.keywords],
        "focus": [{"text": text(row, "name")} for row in record.interventions if text(row, "name")],
        "relatedArtifact": _artifacts(record),
        "description": text(record.raw, _P + "descriptionModule.briefSummary"),
        "location": [{"text": country} for country in dict.fromkeys(site.country for site in record.sites) if country],
        "enrollment": _enrolment(record),
        "period": _period(record),
        "sponsor": _reference(contained, "sponsor"),
        "principalInvestigator": _reference(contained, "investigator-1"),
        "site": [{"reference": f"#{one['id']}"} for one in contained if one["resourceType"] == "Location"],
        "note": _notes(record, last),
        "arm": _arms(record),
        "objective": _objectives(record),
    }
    return {key: value for key, value in found.items() if value}


def _meta(record: Record) -> dict[str, Any]:
    updated = day(record.raw, _P + "statusModule.lastUpdatePostDateStruct.date")
    known = updated is not None and updated.earliest == updated.latest
    return {"lastUpdated": f"{updated}T00:00:00Z"} if known else {}


def _identifiers(record: Record) -> list[dict[str, Any]]:
    own = text(record.raw, _P + "identificationModule.orgStudyIdInfo.id")
    others = [text(row, "id") for row in rows(record.raw, _P + "identificationModule.secondaryIdInfos")]
    return [
        {"use": "official", "system": SYSTEM, "value": record.nct_id},
        *({"use": "old", "system": SYSTEM, "value": alias} for alias in record.aliases),
        *({"use": "secondary", "value": value} for value in (own, *others) if value),
    ]


def _coding(system: str, code: str, words: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], "text": words}


def _phase(record: Record) -> dict[str, Any] | None:
    code = _PHASES.get(record.phases)
    return _coding(_CODES + "research-study-phase", code, ", ".join(record.phases)) if code else None


def _purpose(record: Record) -> dict[str, Any] | None:
    given = text(record.raw, _P + "designModule.designInfo.primaryPurpose")
    if given in _PURPOSES:
        return _coding(_CODES + "research-study-prim-purp-type", _PURPOSES[given], given)
    return {"text": given} if given else None


def _design(record: Record) -> str:
    info = _P + "designModule.designInfo."
    names = ("allocation", "interventionModel", "maskingInfo.masking", "observationalModel", "timePerspective")
    return ", ".join(words for name in names if (words := text(record.raw, info + name)))


def _conditions(record: Record) -> list[dict[str, Any]]:
    named = [{"text": words} for words in record.conditions if words]
    return named + [_coding(MESH, one.id, one.term) for one in record.condition_concepts if _MESH_ID.fullmatch(one.id)]


def _artifacts(record: Record) -> list[dict[str, Any]]:
    cited = [text(row, "citation") for row in rows(record.raw, _P + "referencesModule.references")]
    return [
        {"type": "documentation", "label": "ClinicalTrials.gov", "url": STUDY_URL + record.nct_id},
        *({"type": "citation", "citation": words} for words in cited if words),
    ]


def _enrolment(record: Record) -> list[dict[str, Any]]:
    count = whole(record.raw, _P + "designModule.enrollmentInfo.count")
    kind = text(record.raw, _P + "designModule.enrollmentInfo.type").lower()
    return [] if count is None else [{"display": f"{count} participants{f' ({kind})' if kind else ''}"}]


def _period(record: Record) -> dict[str, str]:
    dates = {
        "start": _P + "statusModule.startDateStruct.date",
        "end": _P + "statusModule.completionDateStruct.date",
    }
    return {name: str(found) for name, path in dates.items() if (found := day(record.raw, path)) is not None}


def _people(record: Record) -> list[dict[str, Any]]:
    sponsor = record.lead_sponsor
    found: list[dict[str, Any]] = (
        [{"resourceType": "Organization", "id": "sponsor", "name": sponsor}] if sponsor else []
    )
    officials = rows(record.raw, _P + "contactsLocationsModule.overallOfficials")
    names = [text(row, "name") for row in officials if text(row, "role") == "PRINCIPAL_INVESTIGATOR"]
    people = [name for name in names if name]
    return found + [
        {"resourceType": "Practitioner", "id": f"investigator-{number}", "name": [{"text": name}]}
        for number, name in enumerate(people[:1], 1)
    ]


def _sites(record: Record) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, site in enumerate(record.sites, 1):
        parts = {"city": site.city, "state": site.state, "postalCode": site.zip, "country": site.country}
        one: dict[str, Any] = {"resourceType": "Location", "id": f"site-{number}"}
        if site.facility:
            one["name"] = site.facility
        if address := {name: words for name, words in parts.items() if words}:
            one["address"] = address
        if site.latitude is not None and site.longitude is not None:
            one["position"] = {"longitude": site.longitude, "latitude": site.latitude}
        found.append(one)
    return found


def _reference(contained: list[dict[str, Any]], name: str) -> dict[str, str] | None:
    return {"reference": f"#{name}"} if any(one["id"] == name for one in contained) else None


def _notes(record: Record, last: str) -> list[dict[str, str]]:
    notes = (
        [{"text": f"Registry status: {record.status}{f'; last known: {last}' if last else ''}"}]
        if record.status
        else []
    )
    why = text(record.raw, _P + "statusModule.whyStopped")
    return notes + ([{"text": f"Why stopped: {why}"}] if why else [])


def _arms(record: Record) -> list[dict[str, Any]]:
    found = []
    for row in rows(record.raw, _P + "armsInterventionsModule.armGroups"):
        if not text(row, "label"):
            continue
        arm: dict[str, Any] = {"name": text(row, "label")}
        if text(row, "type"):
            arm["type"] = {"text": text(row, "type")}
        described = text(row, "description") or ", ".join(texts(row, "interventionNames"))
        if described:
            arm["description"] = described
        found.append(arm)
    return found


def _objectives(record: Record) -> list[dict[str, Any]]:
    kinds = {"primaryOutcomes": "primary", "secondaryOutcomes": "secondary", "otherOutcomes": "exploratory"}
    return [
        {"name": text(row, "measure"), "type": _coding(_CODES + "research-study-objective-type", code, code)}
        for name, code in kinds.items()
        for row in rows(record.raw, f"{_P}outcomesModule.{name}")
        if text(row, "measure")
    ]
