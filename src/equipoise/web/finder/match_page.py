"""Trials for one person: what a doctor types or pastes is read, matched and forgotten with the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from equipoise.registry.match import (
    Hit,
    Matched,
    NotAPatient,
    Patient,
    match,
    not_yet,
    patient_from,
    read_patient,
    seeking,
    understood,
)
from equipoise.registry.match.patient import PatientFault
from equipoise.registry.match.verdict import OVERALL, Overall
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.meant import meant
from equipoise.values.text import Text, listed
from equipoise.web.finder import match_form as form
from equipoise.web.finder.asked import MOST_KM
from equipoise.web.finder.reading import reader
from equipoise.web.finder.whereabouts import Whereabouts, whereabouts
from equipoise.web.registry import Registry, registry

SHOWN: Final = {"eligible": 10, "possible": 20, "excluded": 10}
"""How many trials of each kind a page shows unasked."""
_RADIUS: Final = 100
_MOST_PASTED: Final = 1_000_000
_LOOKED_AT: Final = 100
"""Records whose criteria are read for one page: a second where none of them was read before."""
_TOO_LONG: Final = Text("This is too long to be one person.", "内容过长，不像单个患者的资料。")
_NOTHING: Final = Text("Name a disease, or paste the data of a person.", "请填写疾病，或粘贴患者资料。")
_NOTHING_READ: Final = Text(
    "No disease was read in what was pasted. Write it into the box “Diseases” beside it.",
    "粘贴的资料中未读出疾病，请在“疾病”一栏填写。",
)
_NO_RADIUS: Final = Text("A radius is a number of kilometres above 0.", "半径须为大于 0 的公里数。")
_MOST_UNSURE: Final = 10
_EXAMPLE: Final = """{"sex": "female", "birth_date": "1955-03",
 "conditions": [{"name": "small cell lung cancer", "confirmed": true}], "without": ["HIV infection"], "kps": 80, "assessed": "2026-11-02",
 "measurements": [{"name": "ALT", "value": 30, "unit": "U/L", "high": 40, "date": "2026-11-02"}],
 "treatments": [{"name": "carboplatin", "end": "2026-09"}], "never": ["immunosuppressants"], "answers": {"consent": true}}"""

_NOTE: Final = Text(
    "62M, ES-SCLC (biopsy-proven), ECOG 1. Carboplatin/etoposide x4, completed 2026-08, PR. No brain metastases.\n"
    "PMH: hypertension, COPD. Father: lung cancer. Hb 98 g/L, ANC 2.1, Cr 88 umol/L (60-110). HIV, HBV and HCV negative.",
    "男，62 岁，小细胞肺癌广泛期（病理确诊），ECOG 1 分。2026年4月至 2026年8月行 EP 方案化疗 4 周期，疗效评价 PR，颅脑未见转移。\n"
    "高血压病史 10 年，否认糖尿病。父亲患肺癌。血红蛋白 98 g/L，血小板 203×10⁹/L，肌酐 88 μmol/L（57-97）。\n"
    "乙肝表面抗原（-），HIV 抗体阴性。",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """The trials of one kind of finding: how many there are, and those that are shown."""

    overall: Overall
    says: Text
    count: int
    hits: tuple[Hit, ...]


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form, and below it the trials that were found. Nothing that is sent is kept or logged."""
    typed = {name: str(value) for name, value in request.POST.items()}
    kept, today = registry(), timezone.localdate()
    faults: list[form.BoxFault] = []
    found: Matched | None = None
    patient: Patient | None = None
    where: Whereabouts | None = None
    if request.method == "POST":
        patient = _person(typed, kept, today, faults)
        where = whereabouts(typed.get("place", "").strip()[:200], kept)
        km = _radius(typed, faults)
        if patient is not None and not faults and not (where is not None and (where.must_choose or where.unknown)):
            found = match(
                patient,
                kept.index,
                _load(kept),
                reader(kept),
                today,
                None if where is None else where.asks(km, recruiting=False),
                open_only="open" in typed,
                looked_at=_LOOKED_AT,
            )
    wrong = {fault.box for fault in faults}
    held = {
        "typed": typed,
        "faults": faults,
        "wrong": wrong,
        "more_open": form.more_is_typed(typed),
        "found": found,
        "patient": patient,
        "where": where,
        "understood": () if patient is None else understood(patient, kept.concepts),
        "unsure": () if patient is None else _unsure(patient, kept),
        "kinds": () if found is None else _kinds(found, typed.get("all", "")),
        "laboratory": form.laboratory(typed, wrong),
        "questions": form.questions(typed),
        "nevers": form.nevers(typed),
        "responses": form.RESPONSES.items(),
        "ecogs": [str(score) for score in range(5)],
        "scores": [str(score) for score in range(100, 0, -10)],
        "today": today,
        "example": _EXAMPLE,
        "note_example": _NOTE,
        "records": kept.records.count(),
    }
    return render(request, "finder/match.html", held, status=422 if faults else 200)


def _person(typed: Mapping[str, str], kept: Registry, today: date, faults: list[form.BoxFault]) -> Patient | None:
    conditions = typed.get("conditions", "").strip()
    pasted = typed.get("pasted", "").strip()
    if not pasted and form.is_no_list(conditions):
        pasted, conditions = conditions, ""
    described = form.as_mapping(typed, today.isoformat())

    def told(one: PatientFault) -> form.BoxFault:
        return form.in_pasted(one) if pasted else form.in_box(one, described)

    if len(pasted) > _MOST_PASTED:
        faults.append(form.in_pasted(PatientFault("", _TOO_LONG)))
        return None
    try:
        if pasted:
            patient = seeking(read_patient(pasted, kept.concepts, today), form.lines(conditions), kept.concepts)
        else:
            patient = patient_from(described, kept.concepts)
    except NotAPatient as fault:
        faults += [told(one) for one in fault.faults]
        return None
    later = not_yet(patient, today)
    if later:
        faults += [told(one) for one in later]
        return None
    if not any(not one.absent for one in patient.conditions) and not patient.healthy:
        faults.append(told(PatientFault("", _NOTHING_READ) if pasted else PatientFault("conditions", _NOTHING)))
        return None
    return patient


def _unsure(patient: Patient, kept: Registry) -> list[tuple[str, Text | None, str]]:
    """The diseases of which the name is not known here, or only a part of it: each as it was read, and what may be meant."""
    found = []
    for one in patient.conditions[:_MOST_UNSURE]:
        read = listed([kept.concepts.term(concept) for concept in sorted(one.concepts)]) if one.concepts else None
        better = meant(one.words, kept.concepts)
        if better or not (one.concepts or one.state):
            found.append((one.words, read, better))
    return found


def _radius(typed: Mapping[str, str], faults: list[form.BoxFault]) -> float:
    words = typed.get("km", "").strip()
    km = float(words) if words.replace(".", "", 1).isdecimal() and len(words) < 8 else 0.0 if words else float(_RADIUS)
    if not 0 < km <= MOST_KM:
        faults.append(form.in_box(PatientFault("km", _NO_RADIUS), {}))
    return km


def _load(kept: Registry) -> Callable[[Sequence[NctId]], list[Record]]:
    return lambda ids: [one.record for one in kept.records.several(ids)]


def _kinds(found: Matched, whole: str) -> list[Kind]:
    """The trials by finding, the first of each kind; of the kind that was asked for whole, all."""
    made = []
    for overall, says in OVERALL.items():
        hits = [hit for hit in found.hits if hit.assessment.overall == overall]
        made.append(Kind(overall, says, len(hits), tuple(hits if overall == whole else hits[: SHOWN[overall]])))
    return sorted(made, key=lambda kind: list(SHOWN).index(kind.overall))
