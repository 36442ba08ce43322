"""The pages of one record: the study page, its results, its history, its JSON, the whole of a long text."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from equipoise.registry.record import text
from equipoise.registry.show.tables import results
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.finder.history import history as history_of
from equipoise.web.finder.hits import LONGEST_TITLE, shortened
from equipoise.web.finder.shown_record import PARTS, shown_record
from equipoise.web.finder.whereabouts import whereabouts
from equipoise.web.records.store import Kept
from equipoise.web.refusals import Refusal, answer
from equipoise.web.registry import Registry, registry

NUMBER = re.compile(r"NCT\d{8}")
NO_RECORD = Refusal(
    "no_record",
    404,
    Text("There is no record of this number here", "本系统没有该编号的记录"),
    Text(
        "A number is NCT and eight digits. The record may never have been imported into this installation.",
        "编号为 NCT 加八位数字。该记录可能尚未导入本系统。",
    ),
    Text(
        "Check the number, or look for the study by its disease and place on the page “Find clinical trials”.",
        "请核对编号，或在“查找临床试验”页面按疾病和地点查找。",
    ),
)


def _found(number: str, kept: Registry) -> Kept | HttpResponseRedirect | None:
    """The record of a number; where to go for one written otherwise or renamed; None where it is not here."""
    wanted = number.strip().upper()
    if not NUMBER.fullmatch(wanted):
        return None
    found = kept.records.latest(wanted)
    if found is not None:
        return found if wanted == number else HttpResponseRedirect(f"/records/{wanted}")
    renamed = kept.records.renamed(wanted)
    return None if renamed is None else HttpResponseRedirect(f"/records/{renamed}")


def _found_or_answer(request: HttpRequest, number: str, kept: Registry) -> Kept | HttpResponse:
    """The record of a number; for the pages of people otherwise what they are answered instead."""
    return _found(number, kept) or _missing(request, number)


def _missing(request: HttpRequest, number: str) -> HttpResponse:
    return answer(request, NO_RECORD, shortened(number, 40))


@login_not_required
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponseBase:
    """The study page of a record. A study that this installation runs has a richer page of its own."""
    kept = registry()
    found = _found_or_answer(request, number, kept)
    if isinstance(found, HttpResponse):
        return found
    if number in trials.names():
        return redirect(f"/studies/{number}")
    words = " ".join(request.GET.get("place", "").split())[:200]
    where = whereabouts(words, kept)
    place = where.place if where is not None else None
    page = request.GET.get("sites", "1")
    view = shown_record(
        found,
        kept,
        timezone.localdate(),
        None if place is None else (place.latitude, place.longitude),
        int(page) if re.fullmatch(r"[1-9]\d{0,4}", page) else 1,
    )

    def sites(number: int | None) -> str:
        pairs = [("place", words)] if words else []
        return f"?{urlencode([*pairs, ('sites', str(number))])}#places" if number else ""

    shown = {
        "page": view,
        "words": words,
        "where": where,
        "choices": [
            (one.name, f"?{urlencode({'place': one.words})}#places") for one in (where.choices if where else ())
        ],
        "sites_before": sites(view.sites_paging.before),
        "sites_after": sites(view.sites_paging.after),
    }
    return render(request, "finder/record.html", shown)


@login_not_required
@require_safe
def record_results(request: HttpRequest, number: str) -> HttpResponseBase:
    """Every results table of a record."""
    kept = registry()
    found = _found_or_answer(request, number, kept)
    if isinstance(found, HttpResponse):
        return found
    page = {"id": number, "title": shortened(found.record.title, LONGEST_TITLE), "results": results(found.record)}
    return render(request, "finder/results.html", page)


@login_not_required
@require_safe
def record_history(request: HttpRequest, number: str) -> HttpResponseBase:
    """What changed from version to version, the sponsor's acts apart from the registry's own."""
    kept = registry()
    found = _found_or_answer(request, number, kept)
    if isinstance(found, HttpResponse):
        return found
    page = {
        "id": number,
        "title": shortened(found.record.title, LONGEST_TITLE),
        "versions": history_of(kept.records.versions(number)),
    }
    return render(request, "finder/history.html", page)


@login_not_required
@require_safe
def record_json(request: HttpRequest, number: str) -> HttpResponseBase:
    """A record as the registry gave it; with `version` one of its versions."""
    kept = registry()
    found = _found(number, kept)
    if found is None:
        return JsonResponse(
            {"code": NO_RECORD.code, "says": {"en": NO_RECORD.says.en, "zh": NO_RECORD.says.zh}}, status=404
        )
    if isinstance(found, HttpResponseRedirect):
        return HttpResponseRedirect(f"{found.url}.json")
    version = request.GET.get("version", "")
    if version:
        found = next((one for one in kept.records.versions(number) if str(one.number) == version), None)
        if found is None:
            return JsonResponse({"code": "no_version"}, status=404)
    return JsonResponse(found.record.raw, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})


@login_not_required
@require_safe
def record_text(request: HttpRequest, number: str, part: str) -> HttpResponseBase:
    """The whole of a long text, as plain text."""
    kept = registry()
    found = _found_or_answer(request, number, kept) if part in PARTS else _missing(request, number)
    if isinstance(found, HttpResponse):
        return found
    return HttpResponse(text(found.record.raw, PARTS[part]), content_type="text/plain; charset=utf-8")
