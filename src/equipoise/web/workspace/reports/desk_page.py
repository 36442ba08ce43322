"""Every report with its files, and every table of the data cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from equipoise.report import Material
from equipoise.values.text import Text
from equipoise.web.templatetags.words import language
from equipoise.web.workspace.reports.cut import material_of
from equipoise.web.workspace.reports.file_order import CONTENTS
from equipoise.web.workspace.reports.make_files import Entry
from equipoise.web.workspace.reports.making import Making, ask, go_on, wanted_of
from equipoise.web.workspace.reports.offered import offered
from equipoise.web.workspace.reports.shelf import shelf
from equipoise.web.workspace.scope import Scope, answer, workspace_page

_FIRST = {"safety_board": "dsmb-closed"}
"""The report that a role reads first."""
_PART = "live"


@dataclass(frozen=True, slots=True)
class Listed:
    """A table or listing by its number in the clinical study report."""

    number: str
    key: str
    title: Text
    withheld: bool


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The reports of the moment shown, and the tables that they hold, by their numbers in the clinical study report.

    `file` is one that is being made; `part=live` answers the part of the page that changes while it is.
    """
    made = material_of(scope)
    asked = request.GET.get("file", "")
    live = _live(scope, made, asked)
    if request.GET.get("part") == _PART:
        return _part(request, live)
    own = {name: request.GET[name] for name in ("file",) if name in request.GET}
    return answer(
        request,
        scope,
        "reports/desk.html",
        {
            "tab": "reports",
            "imprint": made.imprint,
            "pooled": made.masked,
            "again": scope.to("reports", **own, part=_PART),
            **live,
        },
    )


def _live(scope: Scope, made: Material, asked: str) -> dict[str, object]:
    volumes = sorted(offered(made, asked), key=lambda one: one.key != _FIRST.get(scope.role))
    listed, contents = _listed(made)
    title, now = next(((one.title, file) for one in volumes for file in one.files if file.asked), (None, None))
    waits = contents.state == "making" or (now is not None and now.making.state == "making")
    if waits:
        go_on(shelf())
    return {
        "scope": scope,
        "offered": volumes,
        "now": now,
        "now_title": title,
        "waits": waits,
        "contents": contents,
        "tables": [one for kind, one in listed if kind == "table"],
        "listings": [one for kind, one in listed if kind == "listing"],
    }


def _part(request: HttpRequest, live: dict[str, object]) -> HttpResponse:
    html = render_to_string("workspace/reports/live.html", live, request)
    mark = f'"{sha256(html.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == mark:
        return HttpResponse(status=304)
    return HttpResponse(html, headers={"ETag": mark, "Cache-Control": "no-store", "Content-Language": language()})


def _listed(made: Material) -> tuple[Sequence[tuple[str, Listed]], Making]:
    """The tables and listings, once their list is made; it is asked for where it is not."""
    wanted = wanted_of(made, CONTENTS)
    kept = shelf().content(wanted)
    if kept is None:
        making = ask(wanted)
        kept = shelf().content(wanted) if making.state == "ready" else None
        if kept is None:
            return (), making
    entries = msgspec.json.decode(kept, type=list[Entry])
    found = [(one.kind, Listed(one.number, one.key, Text(one.en, one.zh), one.withheld)) for one in entries]
    return sorted(found, key=lambda pair: _place(pair[1].number)), Making("ready")


def _place(number: str) -> tuple[bool, list[int]]:
    """Where a number such as 14.3.10 stands in a list; what has no number comes last."""
    parts = [int(part) for part in number.split(".") if part.isdecimal()]
    return not parts, parts
