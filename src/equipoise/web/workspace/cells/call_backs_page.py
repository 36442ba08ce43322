"""Every call-back of the study: what it reaches, who was told, who was seen, how it was settled."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.cells.call_backs import Case, call_backs
from equipoise.web.workspace.cells.places import needs_product
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Open call-backs first, settled ones after them."""
    needs_product(scope)
    from_all = call_backs(scope)
    if wants_csv(request):
        return _csv(scope, from_all)
    return answer(
        request,
        scope,
        "cells/call_backs.html",
        {
            "tab": "cells",
            "open": [one for one in from_all if one.is_open],
            "settled": [one for one in from_all if not one.is_open],
        },
    )


def _csv(scope: Scope, cases: Sequence[Case]) -> HttpResponse:
    header = ("participant", "unit", "attribute", "value", "result", "reach", "blocked", "infused", "cultures", "untold",
        "visits_due", "settled", "resume")  # fmt: skip
    rows = (
        (
            case.one.number,
            case.back.result.body.unit,
            case.back.attribute,
            case.back.result.body.value,
            case.back.result.seq,
            case.back.reach,
            " ".join(case.back.blocked),
            " ".join(case.back.infused),
            " ".join(case.back.cultures),
            " ".join(one.role.en for one in case.untold),
            " ".join(day.isoformat() for day in case.visits),
            case.back.settled.seq if case.back.settled else "",
            case.back.settled.body.resume if case.back.settled else "",
        )
        for case in cases
    )
    return csv_answer(f"{scope.name}-call-backs", header, rows)
