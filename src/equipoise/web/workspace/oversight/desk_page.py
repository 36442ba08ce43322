"""How the trial is doing: enrolment against plan, the flow of participants, completeness, and what stands out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse

from equipoise.analysis.compose import Drawn, figures
from equipoise.trial.conduct import Conduct
from equipoise.trial.indicators import Indicator, indicators
from equipoise.trial.remember import remember
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.ledger_check import last_look
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.data_cut import context_of
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.oversight.casebooks import casebooks, totals
from equipoise.web.workspace.scope import Scope, answer, workspace_page

AGES: Final = (
    (7, Text("up to 7 days", "7 天以内")),
    (14, Text("8 to 14", "8–14 天")),
    (30, Text("15 to 30", "15–30 天")),
)
OLDER: Final = Text("older than 30", "30 天以上")


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The overview; `?format=csv` is the table of indicators."""
    found = _indicators(scope)
    if wants_csv(request):
        header = ("indicator", "unit", "last 90 days", "before")
        rows = ((say(one.name), say(one.unit), shown(one.recent), shown(one.before)) for one in found)
        return csv_answer(f"{scope.name}-indicators", header, rows)
    known = figures(context_of(scope))
    every = casebooks(scope)
    return answer(
        request,
        scope,
        "oversight/desk.html",
        {
            "tab": "oversight",
            "part": "overview",
            "enrolment": _draw(known, "enrolment"),
            "flow": _draw(known, "consort"),
            "indicators": [(one, shown(one.recent), shown(one.before)) for one in found],
            "totals": totals(every),
            "ages": ages(scope, every),
            "deviations": sum(len(one.deviations) for one in every),
            "looked": last_look(scope.name),
        },
    )


def ages(scope: Scope, every: tuple[Conduct, ...]) -> list[tuple[Text, int]]:
    """Open queries by how long ago they were asked."""
    days = [(scope.today - query.opened.day(scope.zone)) // timedelta(days=1) for one in every for query in one.queries]
    found, least = [], -1
    for most, says in AGES:
        found.append((says, sum(least < day <= most for day in days)))
        least = most
    return [*found, (OLDER, sum(day > least for day in days))]


def _indicators(scope: Scope) -> tuple[Indicator, ...]:
    mark = (scope.trial.head, scope.today)
    return remember(scope.trial, "indicators", "", mark, lambda: indicators(scope.trial, scope.at))


def shown(value: float | None) -> str:
    """A value of an indicator with one decimal; a dash over nothing."""
    return "–" if value is None else f"{value:.1f}"


def _draw(known: Mapping[str, Drawn], key: str) -> str:
    one = known.get(key)
    return drawn(one.draw(language())) if one is not None else ""
