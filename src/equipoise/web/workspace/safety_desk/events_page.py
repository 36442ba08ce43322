"""Every adverse event of the trial, filtered."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.paging import page_of
from equipoise.web.workspace.safety_desk.watch import (
    EventLine,
    event_lines,
)
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Every adverse event, filtered; `?format=csv` is the same list."""
    every = event_lines(scope)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "term", "grade", "serious", "related", "open")}
    kept = [line for line in every if _fits(line, asked)]
    if wants_csv(request):
        return _events_csv(scope, kept)
    shown = page_of(request, kept)
    terms: dict[str, Text] = {}
    for line in every:
        terms.setdefault(line.event.term, line.name)
    return answer(
        request,
        scope,
        "safety_desk/events.html",
        {
            "tab": "safety",
            "part": "events",
            "lines": shown.lines,
            "found": len(kept),
            "every": len(every),
            "asked": asked,
            "terms": sorted(terms.items(), key=lambda pair: say(pair[1]).casefold()),
            **shown.turns(lambda number: scope.to("safety", "events", **asked, page=number)),
            "knows_open": scope.study.safety.event.open is not None,
        },
    )


def _fits(line: EventLine, asked: dict[str, str]) -> bool:
    event = line.event
    grade = asked["grade"]
    words = f"{line.one.number} {event.term} {line.name.en} {line.name.zh}".casefold()
    return (
        all(word in words for word in asked["q"].casefold().split())
        and asked["term"] in ("", event.term)
        and (not grade.isdecimal() or (event.grade or 0) >= int(grade))
        and (not asked["serious"] or line.assessed.serious)
        and (not asked["related"] or event.related)
        and (not asked["open"] or line.open)
    )


def _events_csv(scope: Scope, lines: Sequence[EventLine]) -> HttpResponse:
    header = (
        "participant",
        "event",
        "term",
        "term_zh",
        "grade",
        "onset",
        "serious",
        "related",
        "expected",
        "open",
        "fact",
    )
    rows = (
        (
            line.one.number, line.event.instance, line.event.term, line.name.zh, line.event.grade or "",
            line.event.onset or "", "Y" if line.assessed.serious else "N", "Y" if line.event.related else "N",
            {True: "Y", False: "N", None: ""}[line.assessed.expected], "Y" if line.open else "N", line.event.seq,
        )
        for line in lines
    )  # fmt: skip
    return csv_answer(f"{scope.name}-adverse-events", header, rows)
