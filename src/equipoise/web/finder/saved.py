"""Searches that a visitor keeps without an account: in a signed cookie of the own browser, nowhere else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase, QueryDict

from equipoise.registry.search.index import Order, Wanted
from equipoise.registry.search.pieces import pieces, words
from equipoise.registry.search.tree import Everything
from equipoise.values.text import Text, listed
from equipoise.web.finder.asked import Asked, read
from equipoise.web.finder.facets import active
from equipoise.web.finder.loosen import counted, total
from equipoise.web.registry import Registry

COOKIE: Final = "equipoise_searches"
MOST: Final = 12
_YEAR: Final = 365 * 86_400
_LONGEST: Final = 3_600
"""Signs of the cookie before signing: browsers keep 4,096 bytes."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept search: its parameters, the newest update in the data at the last visit, and how many it found then."""

    query: str
    seen: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A kept search as it stands now; `total` and `new` are None where it has become too broad to be counted."""

    name: Text
    query: str
    address: str
    total: int | None
    before: int
    new: int | None
    new_address: str
    seen: date | None


def kept_searches(request: HttpRequest) -> list[Saved]:
    """The searches in the visitor's cookie; none where it is missing, altered or of another shape."""
    try:
        found = json.loads(request.get_signed_cookie(COOKIE, default="[]", salt=COOKIE, max_age=_YEAR) or "[]")
        return [Saved(str(query), str(seen), int(count)) for query, seen, count in found[:MOST]]
    except (BadSignature, ValueError, TypeError):
        return []


def name_of(asked: Asked) -> Text:
    """A search in words."""
    parts = [Text(asked.words["q"], asked.words["q"])] if asked.words["q"] else []
    parts += [one.label for one in active(asked)]
    return listed(parts, en=" · ", zh=" · ") if parts else Text("Every record", "全部记录")


def question_of(asked: Asked) -> str:
    """What makes two addresses the same search: everything but page, order and the day since which it is new."""
    return urlencode([pair for pair in asked.pairs if pair[0] not in ("page", "sort", "since")])


def newest(kept: Registry) -> str:
    """The day of the newest update in the data."""
    order = (Order("LastUpdatePostDate", descending=True),)
    found = kept.index.search(Wanted(Everything(), Everything(), order), 0, 1)
    record = kept.records.latest(found.ids[0]) if found.ids else None
    days = words(record.record, pieces()["LastUpdatePostDate"]) if record is not None else ()
    return days[0] if days else ""


def noted(request: HttpRequest, asked: Asked) -> Saved | None:
    """The kept search that an address is, if it is one."""
    if COOKIE not in request.COOKIES:
        return None
    return next((one for one in kept_searches(request) if one.query == question_of(asked)), None)


def remember_visit(response: HttpResponseBase, request: HttpRequest, asked: Asked, kept: Registry) -> None:
    """Notes in the cookie that a kept search was looked at today. A page that shows only what is new does not count yet: its
    counts stay until the search itself is opened."""
    if asked.since is not None or noted(request, asked) is None:
        return
    day, query = newest(kept), question_of(asked)
    write(
        response,
        [
            replace(one, seen=day, count=total(f"/find?{query}", kept)) if one.query == query else one
            for one in kept_searches(request)
        ],
    )


def write(response: HttpResponseBase, searches: list[Saved]) -> None:
    """Puts the searches into the cookie, as many of the newest as fit."""
    while True:
        words = json.dumps([(one.query, one.seen, one.count) for one in searches], separators=(",", ":"))
        if len(words) <= _LONGEST or not searches:
            break
        searches = searches[1:]
    response.set_signed_cookie(
        COOKIE, words, salt=COOKIE, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SECURE, path="/find"
    )


def line(one: Saved, kept: Registry) -> Line:
    """A kept search as it stands now: how many it finds, and how many were posted or updated since the last visit."""
    asked = read(QueryDict(one.query))
    since = urlencode([*parse_qsl(one.query), ("since", one.seen)]) if one.seen else one.query
    return Line(
        name=name_of(asked),
        query=one.query,
        address=f"/find?{one.query}",
        total=counted(f"/find?{one.query}", kept),
        before=one.count,
        new=counted(f"/find?{since}", kept) if one.seen else 0,
        new_address=f"/find?{since}",
        seen=date.fromisoformat(one.seen) if one.seen else None,
    )
