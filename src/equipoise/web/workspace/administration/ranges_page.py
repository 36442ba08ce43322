"""Sites and laboratories: every reference range with where it comes from, what changed when, and how a new one is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Fact
from equipoise.facts.in_use import RangeInUse, ranges_in_use
from equipoise.facts.laboratory import ReferenceRangeSet, ReferenceRangeWithdrawn
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import ReferenceRange
from equipoise.trial import commands as act
from equipoise.trial.acts.ranges import FIELDS, whom
from equipoise.trial.permissions import may
from equipoise.values.text import Text, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.administration.range_table import TOLD
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@dataclass(frozen=True, slots=True)
class Line:
    """One reference range as a row: `holds` says that it counts on the day shown, `fact` what set it (None: the study file), `change`
    is where a newer one for the same people is typed."""

    laboratory: str
    used: RangeInUse
    analyte: Text
    whom: Text
    unit: str
    holds: bool
    fact: Fact[ReferenceRangeSet] | None
    change: str


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
    found = [(code, plan, list(_lines(scope, code))) for code, plan in scope.study.forms.laboratories.items()]
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


def analyte_words(scope: Scope, code: str) -> Text:
    """What an analyte is called; its code where the study file knows it no longer."""
    known = scope.study.forms.analytes.get(code)
    return known.name if known is not None else same(code)


def lines(scope: Scope) -> Iterator[Line]:
    """Every range in use, laboratory by laboratory."""
    for code in scope.study.forms.laboratories:
        yield from _lines(scope, code)


def as_row(line: Line) -> dict[str, str]:
    """A range as a row of the table, without what it leaves open."""
    told = {name: getattr(line.used.range, name, line.laboratory) for name in FIELDS}
    return {name: str(value) for name, value in told.items() if value is not None}


def _lines(scope: Scope, laboratory: str) -> Iterator[Line]:
    own = scope.trial.protocols.get(scope.study.version) or scope.trial.protocols.first
    facts = {fact.seq: fact for fact in scope.trial.study.of(ReferenceRangeSet)}
    day = scope.today.isoformat()
    order = list(scope.study.forms.analytes)
    for one in sorted(
        ranges_in_use(own, scope.trial.study, laboratory),
        key=lambda one: order.index(one.range.analyte) if one.range.analyte in order else len(order),
    ):
        plan = one.range
        yield Line(
            laboratory,
            one,
            analyte_words(scope, plan.analyte),
            whom(plan.sex, plan.age_from, plan.age_to),
            say_unit(plan.unit),
            (plan.valid_from or "") <= day and (not plan.valid_to or day <= plan.valid_to),
            facts.get(one.seq),
            scope.to("study", "laboratories", "new", **_for_whom(laboratory, plan)),
        )


def _for_whom(laboratory: str, plan: ReferenceRange) -> dict[str, object]:
    told = {name: getattr(plan, name) for name in ("analyte", "unit", "sex", "age_from", "age_to")}
    return {"laboratory": laboratory, **{name: value for name, value in told.items() if value is not None}}


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
