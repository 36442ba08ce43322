"""Casebooks side by side: what is entered, asked, verified, signed, locked; and the open queries by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from equipoise.rules.visits import Query
from equipoise.trial.conduct import Conduct
from equipoise.values.text import Text, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.entered_form import answer_words
from equipoise.web.workspace.oversight.casebooks import casebooks, totals
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.words import QUERIES


@workspace_page
def completeness(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A row a participant, those with most overdue first; `?format=csv` is all of it."""
    every = sorted(casebooks(scope), key=lambda one: (-one.overdue, one.complete, one.number))
    if wants_csv(request):
        header = (
            "participant", "site", "forms due", "entered", "overdue", "late visits", "missed visits", "open queries",
            "answers", "verified", "critical", "critical verified", "unsigned", "locked",
        )  # fmt: skip
        return csv_answer(f"{scope.name}-completeness", header, (_row(one) for one in every))
    shown = {"tab": "oversight", "part": "completeness", "every": every, "totals": totals(tuple(every))}
    return answer(request, scope, "oversight/completeness.html", shown)


def _row(one: Conduct) -> Sequence[object]:
    seen = one.verification
    return (
        one.number, one.site, one.due, one.entered, one.overdue, one.late, one.missed, len(one.queries), seen.answers,
        seen.verified, seen.critical, seen.critical_verified, one.unsigned, "yes" if one.locked else "no",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An open query as a row: whose it is, its form in words, its age in days."""

    number: str
    query: Query
    form: Text
    days: int
    state: Text


@workspace_page
def queries(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Open queries, the oldest first; `?format=csv` is all of it."""
    found = sorted(_asked(scope), key=lambda one: (-one.days, one.number, one.query.id))
    if wants_csv(request):
        header = ("query", "participant", "form", "instance", "item", "state", "asked", "days", "words")
        rows = (
            (one.query.id, one.number, one.query.form, one.query.instance, one.query.item, one.query.state,
             one.query.opened.day(scope.zone), one.days, one.query.words)
            for one in found
        )  # fmt: skip
        return csv_answer(f"{scope.name}-queries", header, rows)
    return answer(request, scope, "oversight/queries.html", {"tab": "oversight", "part": "queries", "found": found})


def _asked(scope: Scope) -> list[Asked]:
    forms = scope.study.forms.forms
    return [
        Asked(
            one.number,
            query,
            forms[query.form].name if query.form in forms else same(query.form),
            (scope.today - query.opened.day(scope.zone)) // timedelta(days=1),
            QUERIES[query.state],
        )
        for one in casebooks(scope)
        for query in one.queries
        if not scope.conceal.form(query.form)
    ]


@workspace_page
def deviations(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Visits outside their windows, and the deviations that people wrote down; `?format=csv` is the visits."""
    outside = sorted(
        ((one.number, visit) for one in casebooks(scope) for visit in one.deviations),
        key=lambda pair: (pair[1].latest, pair[0]),
        reverse=True,
    )
    if wants_csv(request):
        header = ("participant", "visit", "instance", "target", "earliest", "latest", "day", "kind", "days", "class")
        rows = (
            (number, say(visit.name), visit.instance, visit.target, visit.earliest, visit.latest, visit.day or "",
             visit.deviation.kind, visit.deviation.days, visit.deviation.grade)
            for number, visit in outside
            if visit.deviation is not None
        )  # fmt: skip
        return csv_answer(f"{scope.name}-deviations", header, rows)
    listed = scope.study.analysis.listed.get("deviations")
    form = scope.study.forms.forms.get(listed.form) if listed is not None else None
    written = [] if listed is None else [
        (number, one) for number, facts in scope.trial.participants.items() for one in facts.forms(listed.form)
    ]  # fmt: skip
    shown = {
        "tab": "oversight",
        "part": "deviations",
        "outside": outside,
        "form": form,
        "form_id": listed.form if listed is not None else "",
        "written": [
            (
                number,
                one,
                [
                    (item.label, answer_words(scope.study, item, one.items.get(name)))
                    for name, item in form.items.items()
                ],
            )
            for number, one in written
        ]
        if form is not None
        else [],
        "heads": [item.label for item in form.items.values()] if form is not None else [],
    }
    return answer(request, scope, "oversight/deviations.html", shown)
