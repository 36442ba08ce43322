"""The public pages: everything that anybody may read without sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from equipoise.protocol.assumptions import assumptions
from equipoise.web import trials
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.public.record_view import modules
from equipoise.web.public.shown_study import SEALED, ShownStudy, shown_study
from equipoise.web.templatetags.words import say


@dataclass(frozen=True, slots=True)
class _Line:
    """A study in the list: its page, or the number of faults in its file."""

    name: str
    page: ShownStudy | None
    faults: int = 0


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Equipoise is, and the studies of this installation."""
    lines = [_line(name) for name in trials.names()]
    if wants_csv(request):
        header = ("study", "title", "status", "condition", "phase", "enrolment", "randomised", "sites")
        return csv_answer("studies", header, [_cells(line.page) for line in lines if line.page is not None])
    return render(request, "public/home.html", {"lines": lines})


@login_not_required
@require_safe
def study(request: HttpRequest, name: str) -> HttpResponse:
    """The public page of a study."""
    return render(request, "public/study.html", {"page": _page(name)})


@login_not_required
@require_safe
def record(request: HttpRequest, name: str) -> HttpResponse:
    """The registry record of a study, value by value."""
    held = _held(name)
    if held.record is None:
        raise Http404
    page = {"study": held.protocols.first, "modules": modules(held.record)}
    return render(request, "public/record.html", page)


@login_not_required
@require_safe
def record_json(request: HttpRequest, name: str) -> HttpResponse:
    """The registry record of a study as the registry gave it."""
    held = _held(name)
    if held.record is None:
        raise Http404
    return JsonResponse(held.record, json_dumps_params={"ensure_ascii": False, "indent": 2})


@login_not_required
@require_safe
def assumed(request: HttpRequest, name: str) -> HttpResponse:
    """Everything that the study file assumes. Of what the allocation scheme assumes only the subject is told."""
    held = _held(name)
    first = held.protocols.first
    found = assumptions(first, held.loaded[0].lines)
    rows = [(one, one.path.split(".")[0] == SEALED) for one in found]
    if wants_csv(request):
        header = ("path", "what", "because", "confirm_by")
        cells = [(one.path, say(one.what), "" if kept else say(one.because), one.confirm_by) for one, kept in rows]
        return csv_answer(f"{first.id}-assumptions", header, cells)
    return render(request, "public/assumptions.html", {"study": first, "rows": rows})


def _held(name: str) -> trials.HeldStudy:
    """A study of this installation; 404 for one that is not here or whose file cannot be used."""
    if name not in trials.names():
        raise Http404
    try:
        return trials.study(name)
    except (LookupError, trials.StudyFaults):
        raise Http404 from None


def _page(name: str) -> ShownStudy:
    return shown_study(name, _held(name), timezone.localdate())


def _line(name: str) -> _Line:
    try:
        held = trials.study(name)
    except trials.StudyFaults as faulty:
        return _Line(name, None, len(faulty.loaded.faults))
    return _Line(name, shown_study(name, held, timezone.localdate()))


def _cells(page: ShownStudy) -> tuple[object, ...]:
    study = page.study
    return (
        study.id,
        say(study.about.titles.brief.text),
        say(page.standing),
        say(page.conditions),
        say(page.phases),
        study.design.enrolment,
        page.live.randomised if page.live is not None else "",
        len(page.places),
    )
