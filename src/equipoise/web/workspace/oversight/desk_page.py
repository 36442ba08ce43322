"""How the trial is doing: enrolment against plan, the flow of participants, completeness, and what stands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse

from equipoise.analysis.compose import Drawn, figures
from equipoise.trial.conduct import Conduct, Hidden, conduct
from equipoise.trial.indicators import Indicator, indicators
from equipoise.trial.person import people
from equipoise.trial.remember import remember
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.ledger_check import last_look
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.data_cut import context_of
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.scope import Scope, answer, workspace_page

AGES: Final = (
    (7, Text("up to 7 days", "7 天以内")),
    (14, Text("8 to 14", "8–14 天")),
    (30, Text("15 to 30", "15–30 天")),
)
OLDER: Final = Text("older than 30", "30 天以上")


@dataclass(frozen=True, slots=True)
class Totals:
    """All casebooks together."""

    due: int
    entered: int
    overdue: int
    queries: int
    verified: int
    answers: int
    critical_verified: int
    critical: int
    unsigned: int
    locked: int
    people: int

    @property
    def complete(self) -> int:
        """Whole per cent of the forms due that are entered."""
        return 100 * self.entered // self.due if self.due else 100

    @property
    def percent(self) -> int:
        """Whole per cent of the answers that are verified."""
        return 100 * self.verified // self.answers if self.answers else 100

    @property
    def critical_percent(self) -> int:
        """Whole per cent of the critical answers that are verified."""
        return 100 * self.critical_verified // self.critical if self.critical else 100


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
        "oversight/page.html",
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


def casebooks(scope: Scope) -> tuple[Conduct, ...]:
    """Every participant's casebook in numbers, without visits and forms that would tell a concealed arm."""
    planned, forms = scope.study.schedule.visits, scope.study.forms.forms
    hidden = Hidden(
        frozenset(name for name, visit in planned.items() if scope.conceal.visit(visit)),
        frozenset(name for name in forms if scope.conceal.form(name)),
    )
    return tuple(conduct(scope.trial, one, scope.at, hidden) for one in people(scope.trial, scope.today))


def totals(every: tuple[Conduct, ...]) -> Totals:
    """The sums over all casebooks."""
    return Totals(
        due=sum(one.due for one in every),
        entered=sum(one.entered for one in every),
        overdue=sum(one.overdue for one in every),
        queries=sum(len(one.queries) for one in every),
        verified=sum(one.verification.verified for one in every),
        answers=sum(one.verification.answers for one in every),
        critical_verified=sum(one.verification.critical_verified for one in every),
        critical=sum(one.verification.critical for one in every),
        unsigned=sum(one.unsigned for one in every),
        locked=sum(one.locked for one in every),
        people=len(every),
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
