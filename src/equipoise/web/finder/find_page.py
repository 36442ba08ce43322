"""The page on which trials are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from equipoise.registry.search.index import TooBroad
from equipoise.values.text import Language
from equipoise.web.finder import export, saved
from equipoise.web.finder.asked import BOXES, PAGE_SIZE, SORTS, WHO, read
from equipoise.web.finder.facets import active, facets
from equipoise.web.finder.hits import hits
from equipoise.web.finder.loosen import broader, in_criteria, put_right, ways
from equipoise.web.finder.paging import Paging
from equipoise.web.finder.searched import Question, answer, read_question
from equipoise.web.finder.too_broad import TOO_BROAD, how_many
from equipoise.web.registry import Registry, registry
from equipoise.web.templatetags.words import language

EXAMPLES: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("SCLC Changchun", "lung cancer near Paris", "肺癌 长春", "asthma in China"),
    "zh": ("小细胞肺癌 长春", "肺癌 北京", "长春附近的肺癌", "asthma China"),
}
_FORM: Final = (*BOXES, "km", "age", "who", "open", "sort", "page")


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """One box, the separate boxes, and the list of what is found; as CSV or JSON the whole list. A question that is too broad is
    refused below its own boxes, so that it can be narrowed."""
    kept = registry()
    asked = read_question(read(request.GET), kept)
    try:
        return _listed(request, asked, kept)
    except TooBroad as fault:
        held = {**_boxes(asked, kept), "too_broad": TOO_BROAD, "how_many": how_many(fault)}
        return render(request, "finder/find.html", held, status=TOO_BROAD.status)


def _listed(request: HttpRequest, asked: Question, kept: Registry) -> HttpResponseBase:
    """What is found. TooBroad where that cannot be told."""
    today = timezone.localdate()
    if request.GET.get("format") == "csv":
        return export.as_csv(export.every_id(asked, kept), asked, kept, today, _site(request))
    if request.GET.get("format") == "json":
        return export.as_json(
            export.every_id(asked, kept), asked, kept, today, _site(request), kept.records.changed_at()
        )
    found = answer(asked, kept)
    address = asked.asked
    paging = Paging(address.page, found.total, PAGE_SIZE)
    noted = saved.noted(request, address)
    held = {
        **_boxes(asked, kept),
        "total": found.total,
        "paging": paging,
        "hits": hits(found.ids, asked, kept, today),
        "facets": facets(address, found.facets),
        "ways": () if found.total else ways(asked, kept),
        "meant": put_right(asked, kept, found.total),
        "broader": broader(asked, kept, found.total),
        "criteria": in_criteria(asked, kept, found.total),
        "sorts": [(code, name, address.address(sort=code), code == asked.sort) for code, name in _sorts(asked)],
        "read_as_words": address.address(q="", term=address.words["q"]) if asked.line.place else "",
        "before": address.address(page=str(paging.before)) if paging.before else "",
        "after": address.address(page=str(paging.after)) if paging.after else "",
        "last": address.address(page=str(paging.last)),
        "csv": address.address(format="csv"),
        "json": address.address(format="json"),
        "save": address.address("/find/saved"),
        "noted": None if noted is None or address.since else saved.line(noted, kept),
    }
    response = render(request, "finder/find.html", held)
    saved.remember_visit(response, request, address, kept)
    return response


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _boxes(asked: Question, kept: Registry) -> dict[str, object]:
    """What was typed and chosen, as it stands in the page whatever is found."""
    address = asked.asked
    return {
        "asked": asked,
        "form": address,
        "active": active(address),
        "hidden": [pair for pair in address.pairs if pair[0] not in _FORM],
        "faults": {fault.box: fault.says for fault in asked.faults},
        "more_open": _more_open(asked),
        "who": WHO.items(),
        "choices": _choices(asked),
        "examples": EXAMPLES[language()],
        "data_of": kept.records.changed_at(),
        "records": kept.records.count(),
    }


def _more_open(asked: Question) -> bool:
    """Whether the separate boxes are shown open: something stands in them or is wrong with them."""
    address = asked.asked
    used = any(address.words[name] for name in ("cond", "intr", "term", "place")) or address.age is not None
    return used or bool(address.who) or address.open_only or any(one.box in _FORM for one in asked.faults)


def _sorts(asked: Question) -> list[tuple[str, object]]:
    return [(code, name) for code, name in SORTS.items() if code != "near" or asked.near is not None]


def _choices(asked: Question) -> list[tuple[object, str]]:
    """The places that a name may mean, each with the address that means it."""
    if asked.where is None:
        return []
    words = {"q": asked.line.words} if asked.line.place else {}
    return [(one.name, asked.asked.address(**words, place=one.words)) for one in asked.where.choices]
