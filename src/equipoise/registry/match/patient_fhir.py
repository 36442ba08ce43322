"""A person from FHIR R4 (hl7.org/fhir/R4): a bundle, a list of resources in one, or a single Patient.

Read: Patient, Condition, Observation (LOINC codes, UCUM units, reference ranges, components), MedicationStatement,
MedicationAdministration, MedicationRequest, Medication, Procedure, Immunization. Everything else is listed as ignored. A resource
entered in error counts for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from equipoise.protocol.criteria import Range
from equipoise.protocol.criteria.ranges import read_number
from equipoise.registry.concepts import Concepts
from equipoise.registry.match.measures import BY_LOINC, MEASURES
from equipoise.registry.match.naming import condition_named, says_otherwise, treatment_named
from equipoise.registry.match.patient import Answer, Condition, Measured, NotAPatient, Patient, PatientFault, Treatment
from equipoise.registry.match.sought import sought
from equipoise.registry.match.states import BY_TEST
from equipoise.registry.record import rows, text, value
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import Quantity, UnitFault, compatible, unit
from equipoise.values.text import Text

LOINC: Final = "http://loinc.org"
ATC: Final = "http://www.whocc.no/atc"
MESH: Final = ("http://id.nlm.nih.gov/mesh", "urn:oid:2.16.840.1.113883.6.177")
_VOID: Final = frozenset(
    {
        "entered-in-error",
        "cancelled",
        "not-done",
        "not-taken",
        "draft",
        "registered",
        "intended",
        "preparation",
        "unknown",
    }
)
_ONLY_MEANT: Final = frozenset({"proposal", "plan", "option"})
"""Intents of a request that orders nothing yet."""
_THERE: Final = frozenset({"active", "recurrence", "relapse"})
_POSITIVE: Final = frozenset({"10828004", "260373001", "52101004", "LA6576-8", "LA11882-0", "POS", "DET"})
_NEGATIVE: Final = frozenset({"260385009", "260415000", "2667000", "LA6577-6", "LA11883-8", "NEG", "ND"})
_SMOKING: Final = "72166-2"
_SCORES: Final = {
    "LA9622-7": Decimal(0), "LA9623-5": Decimal(1), "LA9624-3": Decimal(2), "LA9625-0": Decimal(3), "LA9626-8": Decimal(4),
    "LA9627-6": Decimal(5),
}  # fmt: skip
"""LOINC answers to the ECOG performance status (list LL529-9)."""
_TAG: Final = re.compile(r"\s*\((?P<tag>disorder|finding|situation|procedure|morphologic abnormality)\)$")
"""What SNOMED CT writes behind a name to say what kind of thing it is."""
_RESOURCES: Final = 20_000


@dataclass
class _Read:
    concepts: Concepts
    medications: Mapping[str, Mapping[str, Any]]
    sex: Literal["F", "M", ""] = ""
    born: PartialDate | None = None
    conditions: list[Condition] = field(default_factory=list)
    treatments: list[Treatment] = field(default_factory=list)
    measured: list[tuple[str, Measured]] = field(default_factory=list)
    """Each with the moment of its resource: of two of a day the later counts."""
    moment: str = ""
    answers: list[Answer] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_fhir(raw: Mapping[str, Any], concepts: Concepts) -> Patient:
    """The person of a FHIR resource. NotAPatient where it holds no Patient, or several."""
    resources = list(_resources(raw))
    people = [one for one in resources if one.get("resourceType") == "Patient"]
    if len(people) != 1:
        said = Text(
            f"The bundle holds {len(people)} Patient resources; one is needed.",
            f"资源包中有 {len(people)} 个 Patient 资源；应恰好一个。",
        )
        raise NotAPatient((PatientFault("Bundle.entry", said),))
    if len(resources) > _RESOURCES:
        raise NotAPatient(
            (
                PatientFault(
                    "Bundle.entry", Text(f"At most {_RESOURCES} resources are read.", f"最多读取 {_RESOURCES} 个资源。")
                ),
            )
        )
    read = _Read(concepts, _medications(resources))
    for one in resources:
        _READERS.get(str(one.get("resourceType")), _ignored)(one, read)
    newest = sorted(read.measured, key=lambda one: one[0], reverse=True)
    return Patient(
        sex=read.sex, born=read.born, conditions=sought(read.conditions, frozenset(), concepts), treatments=tuple(read.treatments),
        measured=tuple(one for _, one in newest), answers=tuple(read.answers), ignored=tuple(dict.fromkeys(read.ignored)),
    )  # fmt: skip


def _resources(raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if raw.get("resourceType") != "Bundle":
        yield raw
        return
    for entry in rows(raw, "entry"):
        resource = entry.get("resource")
        if isinstance(resource, Mapping):
            yield resource


def _medications(resources: list[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    return {str(one.get("id")): one for one in resources if one.get("resourceType") == "Medication" and one.get("id")}


def _ignored(one: Mapping[str, Any], read: _Read) -> None:
    read.ignored.append(str(one.get("resourceType") or "?")[:60])


def _pass(one: Mapping[str, Any], read: _Read) -> None:
    """A Medication is read where another resource points to it."""


def _patient(one: Mapping[str, Any], read: _Read) -> None:
    read.sex = {"female": "F", "male": "M"}.get(text(one, "gender"), "")  # type: ignore[assignment]
    born = text(one, "birthDate")
    read.born = _date(born)
    if born and read.born is None:
        read.ignored.append(f"Patient birthDate {born}"[:80])


def _date(words: str) -> PartialDate | None:
    """The day of a FHIR date or dateTime; a time of day is cut off."""
    try:
        return PartialDate.parse(words.split("T")[0])
    except ValueError:
        return None


def _day(one: Mapping[str, Any], *paths: str) -> date | None:
    for path in paths:
        found = _date(text(one, path))
        if found is not None:
            return found.earliest
    return None


def _words(concept: object) -> str:
    """What a CodeableConcept is called: its text, or the first display of its codings."""
    own = text(concept, "text")
    return own or next((text(coding, "display") for coding in rows(concept, "coding") if text(coding, "display")), "")


def _codes(concept: object, *systems: str) -> tuple[str, ...]:
    return tuple(text(coding, "code") for coding in rows(concept, "coding") if text(coding, "system") in systems)


def _status(one: Mapping[str, Any], path: str) -> str:
    """The code of a status; a plain word, as older versions of the standard have it, is one too."""
    return next((text(coding, "code") for coding in rows(one, f"{path}.coding")), text(one, path))


def _condition(one: Mapping[str, Any], read: _Read) -> None:
    verification = _status(one, "verificationStatus")
    if verification in ("entered-in-error", "unconfirmed", "provisional", "differential"):
        read.ignored.append(f"Condition ({verification})")
        return
    full = _words(one.get("code"))
    tagged = _TAG.search(full)
    words = _TAG.sub("", full)
    code = next(iter(_codes(one.get("code"), *MESH)), "")
    if not words and not code:
        read.ignored.append("Condition (no words)")
        return
    if says_otherwise(words):
        read.ignored.append(f"Condition {words}"[:80])
        return
    clinical = _status(one, "clinicalStatus")
    abated = any(key.startswith("abatement") and value for key, value in one.items())
    told = tagged is not None and tagged["tag"] == "situation"  # “History of … (situation)” is there as a history
    made = condition_named(
        words or code, read.concepts, code, active=None if told else clinical in _THERE if clinical else False if abated else None,
        onset=_date(text(one, "onsetDateTime") or text(one, "onsetPeriod.start")), absent=verification == "refuted",
    )  # fmt: skip
    if tagged is not None and tagged["tag"] != "disorder" and not (made.concepts or made.state):
        read.ignored.append(f"Condition {full}"[:80])  # “Full-time employment (finding)”
        return
    read.conditions.append(made)


def _observation(one: Mapping[str, Any], read: _Read) -> None:
    if text(one, "status") in _VOID:
        return
    read.moment = text(one, "effectiveDateTime") or text(one, "effectiveInstant") or text(one, "issued")
    day = _day(one, "effectiveDateTime", "effectivePeriod.end", "effectivePeriod.start", "effectiveInstant", "issued")
    taken = _taken(one, day, read)
    for part in rows(one, "component"):
        taken |= _taken(part, day, read)
    if not taken:
        code = next(iter(_codes(one.get("code"), LOINC)), "") or _words(one.get("code"))
        read.ignored.append(f"Observation {code}"[:80])


def _taken(one: Mapping[str, Any], day: date | None, read: _Read) -> bool:
    for code in _codes(one.get("code"), LOINC):
        if code == _SMOKING:
            return _smoking(one, day, read)
        if code in BY_TEST:
            return _tested(one, BY_TEST[code].id, day, read)
        if code in BY_LOINC:
            return _valued(one, BY_LOINC[code].id, code, day, read)
    return False


def _smoking(one: Mapping[str, Any], day: date | None, read: _Read) -> bool:
    """The smoking status: now, formerly or never, by its words."""
    words = _words(one.get("valueCodeableConcept")).lower()
    never = words.startswith(("never", "non", "lifetime non", "从不", "从未"))
    former = words.startswith(("former", "ex-", "ex ", "past", "戒烟", "已戒"))
    now = words.startswith(("current", "smoker", "smokes", "every day", "some day", "heavy", "light", "吸烟", "目前"))
    if never + former + now != 1:
        return False
    source = f"Observation {_SMOKING} {words}"
    read.answers.append(Answer("has.smoker", now, day, source))
    read.answers.append(Answer("had.smoker", not never, day, source))
    return True


def _tested(one: Mapping[str, Any], state: str, day: date | None, read: _Read) -> bool:
    """A test for a state: positive or negative by its code, or by its words."""
    codes = {text(coding, "code") for coding in rows(one, "valueCodeableConcept.coding")}
    codes |= {text(coding, "code") for coding in rows(one, "interpretation") for coding in rows(coding, "coding")}
    words = (_words(one.get("valueCodeableConcept")) or text(one, "valueString")).lower()
    negative = bool(codes & _NEGATIVE) or words.startswith(
        ("negative", "not detected", "non-reactive", "nonreactive", "阴性")
    )
    positive = bool(codes & _POSITIVE) or words.startswith(("positive", "detected", "reactive", "阳性"))
    if negative == positive:
        return False
    read.answers.append(Answer(f"has.{state}", positive, day, f"Observation {day or ''}".strip()))
    return True


def _valued(one: Mapping[str, Any], measure: str, code: str, day: date | None, read: _Read) -> bool:
    quantity = one.get("valueQuantity")
    number: Decimal | Range | None = None
    words = ""
    if isinstance(quantity, Mapping):
        number = _number(quantity.get("value"), text(quantity, "comparator"))
        words = text(quantity, "code") or text(quantity, "unit")
    elif "valueInteger" in one:
        number = _number(one["valueInteger"], "")
    elif rows(one, "valueCodeableConcept.coding"):
        number = next(
            (_SCORES[coded] for coded in _codes(one.get("valueCodeableConcept"), LOINC) if coded in _SCORES), None
        )
        number = _score(_words(one.get("valueCodeableConcept"))) if number is None else number
    if number is None:
        return False
    known = MEASURES[measure]
    unit_code = _unit(words, known.unit)
    if unit_code is None or (unit_code and not known.unitless and not compatible(unit_code, known.unit, known.analyte)):
        return False
    if not known.can_be(number, unit_code):
        return False
    low, high = _limits(one, unit_code)
    measured_in = "" if not known.unit else unit_code
    source = f"Observation {code} {number} {measured_in} {day or ''}".replace("  ", " ").strip()
    read.measured.append((read.moment, Measured(measure, number, measured_in, day, low, high, source)))
    return True


def _unit(words: str, usual: str) -> str | None:
    if not words or words in ("1", "{score}", "{ScoreOf}", "score"):
        return ""
    try:
        return unit(words).code if usual else ""
    except UnitFault:
        return None


def _number(raw: object, comparator: str) -> Decimal | Range | None:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal) or not Decimal(raw).is_finite():
        return None
    return read_number(f"{comparator}{Decimal(raw):f}")


def _score(words: str) -> Decimal | None:
    """The score that an answer in words begins or ends with: “ECOG 1”, “1 - Restricted …”."""
    digits = [part for part in words.replace("-", " ").split() if part.isdecimal()]
    return Decimal(digits[0]) if len(digits) == 1 else None


def _limits(one: Mapping[str, Any], measured_in: str) -> tuple[Quantity | None, Quantity | None]:
    """The limits of normal that the laboratory states; one that is for another kind of range does not count."""
    for row in rows(one, "referenceRange"):
        kinds = {text(coding, "code") for coding in rows(row, "type.coding")}
        if kinds <= {"normal"}:
            return _quantity(row.get("low"), measured_in), _quantity(row.get("high"), measured_in)
    return None, None


def _quantity(raw: object, measured_in: str) -> Quantity | None:
    number = value(raw, "value")
    if isinstance(number, bool) or not isinstance(number, int | Decimal) or not Decimal(number).is_finite():
        return None
    words = text(raw, "code") or text(raw, "unit")
    try:
        return Quantity(Decimal(number), unit(words).code if words else measured_in)
    except UnitFault:
        return None


def _medication(one: Mapping[str, Any], read: _Read) -> None:
    status = text(one, "status")
    if status in _VOID or one.get("doNotPerform") is True or text(one, "intent") in _ONLY_MEANT:
        return
    named = one.get("medicationCodeableConcept")
    if not isinstance(named, Mapping):
        named = _pointed(one, read)
    words = _words(named)
    if not words:
        read.ignored.append(f"{one.get('resourceType')} (no words)")
        return
    start = _date(text(one, "effectivePeriod.start") or text(one, "effectiveDateTime") or text(one, "authoredOn"))
    ends = text(one, "effectivePeriod.end")
    given = one.get("resourceType") == "MedicationAdministration"
    end = _date(ends) or (start if given and text(one, "effectiveDateTime") else None)
    going = status in ("active", "in-progress") and end is None
    atc = next(iter(_codes(named, ATC)), "")
    route = " ".join(
        _words(value(dose, "route"))
        for path in ("dosage", "dosageInstruction")
        for dose in rows(one, path) or (value(one, path),)
    )
    read.treatments.append(
        treatment_named(words, read.concepts, atc=atc, start=start, end=end, ongoing=going, route=route)
    )


def _pointed(one: Mapping[str, Any], read: _Read) -> object:
    """The Medication that a resource refers to, contained in it or beside it in the bundle."""
    pointer = text(one, "medicationReference.reference")
    for inner in rows(one, "contained"):
        if pointer == f"#{inner.get('id')}":
            return inner.get("code")
    found = read.medications.get(pointer.rpartition("/")[2].removeprefix("urn:uuid:"))
    return None if found is None else found.get("code")


def _procedure(one: Mapping[str, Any], read: _Read) -> None:
    words = _words(one.get("code") if one.get("resourceType") == "Procedure" else one.get("vaccineCode"))
    if text(one, "status") in _VOID or not words:
        return
    start = _date(
        text(one, "performedPeriod.start") or text(one, "performedDateTime") or text(one, "occurrenceDateTime")
    )
    end = _date(text(one, "performedPeriod.end")) or (start if not text(one, "performedPeriod.start") else None)
    kind = "vaccine" if one.get("resourceType") == "Immunization" else ""
    going = text(one, "status") == "in-progress"
    read.treatments.append(treatment_named(words, read.concepts, kind, start=start, end=end, ongoing=going))


_READERS: Final = {
    "Patient": _patient, "Condition": _condition, "Observation": _observation, "MedicationStatement": _medication,
    "MedicationAdministration": _medication, "MedicationRequest": _medication, "Medication": _pass, "Procedure": _procedure,
    "Immunization": _procedure,
}  # fmt: skip
