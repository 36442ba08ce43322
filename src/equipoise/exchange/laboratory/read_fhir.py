"""Results from FHIR R4 and R5 (hl7.org/fhir): Observations in a Bundle, in a DiagnosticReport, or alone. JSON only.

Numbers are kept as they are written. A person's identifiers come from the Patient that an Observation points to, or from the
reference itself; names are never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from equipoise.exchange.laboratory.decode import decode, undecodable
from equipoise.exchange.laboratory.result import LARGEST_ROWS, Coded, Fault, Read, Result, fault, too_many
from equipoise.values.text import Text

LOINC: Final = "http://loinc.org"
_STATUS: Final[Mapping[str, str]] = {
    "final": "F", "amended": "C", "corrected": "C", "appended": "C", "preliminary": "P", "registered": "I", "specimen-in-process": "I",
    "cancelled": "X", "entered-in-error": "W", "unknown": "U", "partial": "P",
}  # fmt: skip
_WHEN: Final = ("effectiveDateTime", "effectiveInstant")
_DEEPEST: Final = 8


class _Number(str):
    """A number of the JSON, as it was written."""


Resources = list[tuple[str, Mapping[str, Any]]]


def read_fhir(raw: bytes) -> Read:
    """Every result of the Observations in a FHIR resource; what cannot be read is a fault of its entry. Never raises."""
    decoded = decode(raw)
    if decoded.text is None:
        return Read("fhir", faults=(undecodable(),))
    try:
        whole = json.loads(decoded.text.lstrip("\ufeff"), parse_float=_Number, parse_int=_Number, parse_constant=str)
    except (ValueError, RecursionError):
        return Read("fhir", faults=(fault("", "not_json", Text("The file is not JSON.", "文件不是有效的 JSON。")),))
    if not isinstance(whole, Mapping) or not isinstance(whole.get("resourceType"), str):
        return Read(
            "fhir", faults=(fault("", "not_fhir", Text("The file is not a FHIR resource.", "文件不是 FHIR 资源。")),)
        )
    resources = list(_resources(whole, str(whole["resourceType"]), 0))
    people = dict(_people(resources))
    results: list[Result] = []
    faults: list[Fault] = []
    for place, one in resources:
        if one.get("resourceType") != "Observation":
            continue
        results += _observation(place, one, people)
        if len(results) > LARGEST_ROWS:
            faults.append(too_many(place))
            break
    if not results and not faults:
        faults.append(fault("", "no_results", Text("The file holds no Observation.", "文件中没有 Observation 结果。")))
    return Read("fhir", tuple(results[:LARGEST_ROWS]), tuple(faults), decoded.encoding)


def _resources(one: Mapping[str, Any], place: str, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The resource and those inside it, each with its place and, where an entry names it, its full address."""
    yield place, one
    if depth > _DEEPEST:
        return
    for number, entry in enumerate(_rows(one, "entry")):
        resource = entry.get("resource")
        if isinstance(resource, Mapping):
            named = {**resource, "fullUrl": entry.get("fullUrl")}
            yield from _resources(named, f"{place}.entry[{number}]", depth + 1)
    for number, inner in enumerate(_rows(one, "contained")):
        yield from _resources({**inner, "inside": place}, f"{place}.contained[{number}]", depth + 1)


def _people(resources: Resources) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """How a Patient can be pointed to -> its identifiers."""
    for _, one in resources:
        if one.get("resourceType") != "Patient":
            continue
        found = tuple(_identifiers(one))
        name = _word(one, "id")
        if _word(one, "inside"):
            yield f"{_word(one, 'inside')}#{name}", found
            continue
        for pointer in (f"Patient/{name}" if name else "", _word(one, "fullUrl")):
            if pointer:
                yield pointer, found


def _identifiers(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for row in _rows(one, "identifier"):
        if _word(row, "value"):
            yield _word(row, "value"), _word(row, "system")


def _observation(
    place: str, one: Mapping[str, Any], people: Mapping[str, tuple[tuple[str, str], ...]]
) -> Iterator[Result]:
    subjects = _subjects(place, one, people)
    when = next((_word(one, name) for name in _WHEN if _word(one, name)), "") or _word(
        _inner(one, "effectivePeriod"), "start"
    )
    status = _STATUS.get(_word(one, "status"), "U")
    laboratory = next((_laboratory(row) for row in _rows(one, "performer") if _laboratory(row)), "")
    parts = list(enumerate(_rows(one, "component")))
    if _has_value(one) or not (parts or _rows(one, "hasMember")):
        yield _result(place, one, subjects, when, status, laboratory)
    for number, part in parts:
        yield _result(f"{place}.component[{number}]", part, subjects, when, status, laboratory)


def _result(
    place: str, one: Mapping[str, Any], subjects: tuple[tuple[str, str], ...], when: str, status: str, laboratory: str
) -> Result:
    quantity = _inner(one, "valueQuantity")
    coded = _inner(one, "valueCodeableConcept")
    coding = next(iter(_rows(coded, "coding")), {})
    value = _word(quantity, "value") or _word(one, "valueString") or _word(one, "valueInteger")
    low, high = _limits(one)
    return Result(
        place=place,
        subjects=subjects,
        sampled=when,
        analyte=tuple(_names(one)),
        value=value or _word(coding, "code"),
        comparator=_word(quantity, "comparator"),
        unit=_word(quantity, "code") or _word(quantity, "unit"),
        low=low,
        high=high,
        flag=next(
            (_word(row, "code") for concept in _rows(one, "interpretation") for row in _rows(concept, "coding")), ""
        ),
        laboratory=laboratory,
        status="X" if one.get("dataAbsentReason") is not None and status in ("F", "C") else status,
        words=_word(coded, "text") or _word(coding, "display"),
    )


def _names(one: Mapping[str, Any]) -> list[Coded]:
    """The codes of an Observation, LOINC first; its own words last."""
    concept = _inner(one, "code")
    found = [Coded(_word(row, "code"), _word(row, "display"), _word(row, "system")) for row in _rows(concept, "coding")]
    found.sort(key=lambda coded: coded.system != LOINC)
    words = _word(concept, "text")
    return [*found, Coded("", words)] if words else found


def _subjects(
    place: str, one: Mapping[str, Any], people: Mapping[str, tuple[tuple[str, str], ...]]
) -> tuple[tuple[str, str], ...]:
    subject = _inner(one, "subject")
    pointer = _word(subject, "reference")
    near = f"{_word(one, 'inside') or place}{pointer}" if pointer.startswith("#") else pointer
    known = people.get(near, ())
    own = _inner(subject, "identifier")
    stated = ((_word(own, "value"), _word(own, "system")),) if _word(own, "value") else ()
    return (*stated, *known) or (((pointer.rpartition("/")[2], ""),) if pointer else ())


def _limits(one: Mapping[str, Any]) -> tuple[str, str]:
    """The limits of normal; a range of another kind (therapeutic, critical) does not count."""
    for row in _rows(one, "referenceRange"):
        kinds = {_word(coding, "code") for coding in _rows(_inner(row, "type"), "coding")}
        if kinds <= {"normal"}:
            return _word(_inner(row, "low"), "value"), _word(_inner(row, "high"), "value")
    return "", ""


def _laboratory(row: Mapping[str, Any]) -> str:
    return _word(_inner(row, "identifier"), "value") or _word(row, "display") or _word(row, "reference")


def _has_value(one: Mapping[str, Any]) -> bool:
    return any(name.startswith("value") for name in one) or one.get("dataAbsentReason") is not None


def _rows(one: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = one.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _inner(one: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = one.get(name)
    return found if isinstance(found, Mapping) else {}


def _word(one: Mapping[str, Any], name: str) -> str:
    found = one.get(name)
    return str(found).strip() if isinstance(found, str) else ""
