"""The capacity calendar: weeks by day, what is taken and what is free; the next collection is booked from it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import Person
from equipoise.values.dates import read_day
from equipoise.values.text import listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.cells.places import WEEKDAYS, WEEKS, needs_product, next_free, weeks, with_product
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Six weeks, and the days on which a chosen participant's next collection may be booked."""
    needs_product(scope)
    waiting = list(_waiting(scope))
    number = request.GET.get("participant", "")
    chosen = next((one for one, _ in waiting if one.number == number), None)
    coming = product.next_collection(chosen.study, chosen.facts) if chosen is not None else None
    start = read_day(request.GET.get("from", "")) or (coming.earliest if coming is not None else scope.today)
    start = max(start, scope.today) if coming is not None and not request.GET.get("from") else start
    shown = weeks(scope, start, chosen)
    if wants_csv(request):
        rows = [
            (
                place.day,
                place.load.collections,
                place.load.collections_most,
                place.load.incubator_places,
                place.load.incubator_most,
                place.load.infusions,
                place.load.infusions_most,
                " ".join(one.unit for one in place.held),
            )
            for week in shown
            for place in week
        ]
        header = ("day", "collections", "most", "incubator_places", "most", "infusions", "most", "units")
        return csv_answer(f"{scope.name}-capacity", header, rows)
    return answer(
        request,
        scope,
        "cells/calendar.html",
        {
            "tab": "cells",
            "weeks": shown,
            "weekdays": WEEKDAYS,
            "waiting": waiting,
            "chosen": chosen,
            "coming": coming,
            "free": next_free(scope, chosen, "") if chosen is not None else None,
            "before": shown[0][0].day - timedelta(weeks=WEEKS),
            "after": shown[0][0].day + timedelta(weeks=WEEKS),
            "books": may(scope.role, act.BookCollection),
            "who_books": listed([ROLES[role] for role in MAY[act.BookCollection]]),
        },
    )


def _waiting(scope: Scope) -> list[tuple[Person, product.NextCollection]]:
    """Participants whose next collection is still to be made, the soonest first."""
    found = []
    for one, _ in with_product(scope):
        coming = product.next_collection(one.study, one.facts) if one.active else None
        if coming is not None and coming.latest >= scope.today:
            found.append((one, coming))
    return sorted(found, key=lambda pair: (pair[1].target, pair[0].number))
