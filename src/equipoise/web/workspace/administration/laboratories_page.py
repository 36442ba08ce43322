"""Sites and laboratories: every reference range with where it comes from, what changed when, and how a new one is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Fact
from equipoise.facts.laboratory import ReferenceRangeSet, ReferenceRangeWithdrawn
from equipoise.protocol.criteria.say import say_unit
from equipoise.trial import commands as act
from equipoise.trial.acts.ranges import FIELDS, whom
from equipoise.trial.permissions import may
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.administration.range_lines import Line, analyte_words, as_row, lines, lines_of
from equipoise.web.workspace.administration.range_table import TOLD
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@dataclass(frozen=True, slots=True)
class Change:
    """A range that was set by a fact, and the fact that withdrew it."""

    fact: Fact[ReferenceRangeSet]
    analyte: Text
    whom: Text
    unit: str
    withdrawn: Fact[ReferenceRangeWithdrawn] | None


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Reference ranges by laboratory; `?format=csv` is all of them, in the columns in which new ones are sent."""
    found = [(code, plan, list(lines_of(scope, code))) for code, plan in scope.study.forms.laboratories.items()]
    if wants_csv(request):
        return _csv(scope, lines(scope))
    return answer(
        request,
        scope,
        "administration/laboratories.html",
        {
            "tab": "study",
            "part": "laboratories",
            "laboratories": found,
            "changes": list(_changes(scope)),
            "sets": may(scope.role, act.SetReferenceRanges) and not scope.past,
        },
    )


def _changes(scope: Scope) -> Iterator[Change]:
    """Every range that was ever set by a fact, the newest first."""
    gone = {fact.body.range: fact for fact in scope.trial.study.of(ReferenceRangeWithdrawn)}
    for fact in reversed(scope.trial.study.of(ReferenceRangeSet)):
        body = fact.body
        yield Change(
            fact,
            analyte_words(scope, body.analyte),
            whom(body.sex, body.age_from, body.age_to),
            say_unit(body.unit),
            gone.get(fact.seq),
        )


def _csv(scope: Scope, found: Iterable[Line]) -> HttpResponse:
    rows = (
        (
            *(as_row(line).get(name, "") for name in FIELDS),
            line.fact.body.source if line.fact is not None else f"study file {scope.study.version}",
            line.fact.seq if line.fact is not None else "",
        )
        for line in found
    )
    return csv_answer(f"{scope.name}-reference-ranges", (*FIELDS, *TOLD), rows)
