"""The laboratory's day: what grows, what comes in, which bags wait and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse

from equipoise.rules import product
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.cells.call_backs import open_call_backs
from equipoise.web.workspace.cells.lines import Kind, Line, lines
from equipoise.web.workspace.cells.places import needs_product, with_product
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.words import UNITS


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The day."""
    needs_product(scope)
    found = lines(scope)
    if wants_csv(request):
        return _csv(scope, found)
    assert scope.study.product is not None
    load = product.capacity(scope.study, [chain for _, chain in with_product(scope)], scope.today)
    return answer(
        request,
        scope,
        "cells/desk.html",
        {
            "tab": "cells",
            "lines": found,
            "load": load,
            "bags_now": sum(line.action is not None and line.action.now for line in found["bag"]),
            "to_receive": sum(line.state == "collected" for line in found["collection"]),
            "marked": sum(bool(line.marks) for line in found["culture"]),
            "call_backs": len(open_call_backs(scope)),
            "days": scope.study.product.culture.days,
            "courses": scope.study.product.courses.number,
        },
    )


def _csv(scope: Scope, found: Mapping[Kind, list[Line]]) -> HttpResponse:
    header = ("kind", "participant", "unit", "collection", "course", "state", "day", "expires", "place", "culture_day",
        "cells", "next", "from", "by", "marks")  # fmt: skip
    return csv_answer(f"{scope.name}-cells-{scope.today}", header, _rows(found))


def _rows(found: Mapping[Kind, list[Line]]) -> Iterator[tuple[object, ...]]:
    for kind, several in found.items():
        for line in several:
            todo = line.action
            yield (
                kind,
                line.one.number,
                line.unit,
                line.number,
                line.course,
                say(UNITS.get(line.state)),
                line.day or "",
                line.expires.isoformat() if line.expires else "",
                line.place,
                line.age if kind == "culture" else "",
                line.grown.newest.body.total_cells if line.grown else "",
                say(todo.says) if todo else "",
                todo.on if todo else "",
                todo.by.isoformat() if todo and todo.by else "",
                "; ".join(say(mark.says) for mark in line.marks),
            )
