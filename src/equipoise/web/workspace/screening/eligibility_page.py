"""The page of the eligibility: the panel that follows the data, the gates of the acts, the signature, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.cache import never_cache

from equipoise.facts import Fact
from equipoise.facts.participant import EligibilityConfirmed, IneligibilityFound, ScreeningFailed
from equipoise.facts.randomisation import Randomised
from equipoise.rules import eligibility
from equipoise.rules.eligibility import Assessment, GateName
from equipoise.trial import commands as act
from equipoise.trial.acts.screening import not_signed
from equipoise.trial.limits import ended_by
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import Person
from equipoise.values.text import Text, listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.assessed import assessment
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.screening.entry_next import Next, entry_next
from equipoise.web.workspace.screening.panel import Line, gates_of, lines
from equipoise.web.workspace.screening.supply import Supply
from equipoise.web.workspace.shown_tasks import tasks
from equipoise.web.workspace.standing import status_words


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature of the eligibility; `valid` as long as nothing that it rested on has changed."""

    fact: Fact[EligibilityConfirmed]
    valid: bool
    ended: int


@never_cache
@workspace_page
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The panel; `?gate=` and `?occasion=` show the criteria of an act, `?fragment=1` is the part that follows the data."""
    one = scope.person(number)
    gate = _gate(one, request.GET.get("gate", ""))
    if gate is not None and scope.conceal.product:
        raise Http404
    mark = f'"{one.facts.head}-{scope.trial.study.head}-{scope.today}-{scope.role}-{language()}"'
    if "fragment" in request.GET and request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    occasions = _occasions(scope, one, gate)
    occasion = request.GET.get("occasion", "") or next(iter(occasions), "")
    found = (
        eligibility.assess(one.study, one.facts, scope.today, gate, occasion, events=one.events)
        if gate is not None
        else assessment(scope, one)
    )
    settled = gate is None and (one.arm is not None or not one.active)
    shown = lines(scope, one, found, settled=settled)
    if wants_csv(request):
        return _csv(scope, one, found, shown)
    template = "screening/panel.html" if "fragment" in request.GET else "screening/eligibility.html"
    told = answer(
        request,
        scope,
        template,
        {
            "tab": "screening",
            "one": one,
            "status": status_words(scope, one.status),
            "found": found,
            "gate": gate,
            "gate_name": one.study.eligibility.gates[gate].name if gate is not None else None,
            "gates": [(name, one.study.eligibility.gates[name].name) for name in _gates(scope, one)],
            "occasions": occasions,
            "lines": shown,
            "passed": sum(line.verdict.passes for line in shown),
            "signatures": _signatures(scope, one),
            "failed": one.facts.first(ScreeningFailed),
            "randomised": one.facts.first(Randomised),
            "later": one.facts.of(IneligibilityFound),
            "settled": settled,
            "decides": gate is None and not settled and not scope.past,
            "sign": may(scope.role, act.ConfirmEligibility) and found.eligible and bool(not_signed(scope.trial, one)),
            "fail": may(scope.role, act.FailScreening),
            "randomise": may(scope.role, act.Randomise) and found.eligible and not not_signed(scope.trial, one),
            "signs": listed([ROLES[role] for role in MAY[act.ConfirmEligibility]]),
            "next": _elsewhere(scope, one),
            "missing": _missing(shown) if not settled else {},
            "live": not scope.past and not settled,
        },
    )
    told.headers["ETag"] = mark
    return told


def _gate(one: Person, asked: str) -> GateName | None:
    gate = next((name for name in gates_of(one) if name == asked), None)
    if asked and gate is None:
        raise Http404
    return gate


def _gates(scope: Scope, one: Person) -> Sequence[GateName]:
    return () if scope.conceal.product else gates_of(one)


def _occasions(scope: Scope, one: Person, gate: GateName | None) -> Sequence[str]:
    """The units for whose act the gate is asked next: a collection that is due, a bag to be infused."""
    if gate is None:
        return ()
    wanted = ("collect", "book") if gate == "collection" else ("infuse",)
    return tuple(dict.fromkeys(task.unit for task in tasks(scope, one) if task.kind in wanted and task.unit))


def _elsewhere(scope: Scope, one: Person) -> Next | None:
    """The next action, unless it is to look at this page."""
    found = entry_next(scope, one)
    here = scope.to("participants", one.number, "eligibility")
    return found if found is not None and found.address != here else None


def _missing(shown: Sequence[Line]) -> dict[Text, tuple[Supply, list[str]]]:
    """The forms that supply what is missing, each with the criteria that wait for it."""
    found: dict[Text, tuple[Supply, list[str]]] = {}
    open_lines = (line for line in shown if not line.verdict.passes)
    values = ((line.verdict.criterion, value) for line in open_lines for test in line.tests for value in test.values)
    for criterion, value in values:
        if value.supply is None:
            continue
        _, waiting = found.setdefault(value.supply.form, (value.supply, []))
        if criterion not in waiting:
            waiting.append(criterion)
    return found


def _signatures(scope: Scope, one: Person) -> Sequence[Signed]:
    """Every signature of the eligibility, the newest first."""
    found = []
    for fact in reversed(one.facts.of(EligibilityConfirmed)):
        ended = ended_by(scope.trial, one, fact)
        found.append(Signed(fact, ended is None and fact is one.facts.last(EligibilityConfirmed), ended or 0))
    return found


def _csv(scope: Scope, one: Person, found: Assessment, shown: Sequence[Line]) -> HttpResponse:
    header = (
        "participant",
        "day",
        "criterion",
        "category",
        "verdict",
        "test",
        "value",
        "limit",
        "value_day",
        "valid_until",
        "fact",
    )
    rows = ((one.number, found.at, *cells) for line in shown for cells in _cells(line))
    return csv_answer(f"{scope.name}-{one.number}-eligibility", header, rows)


def _cells(line: Line) -> Iterator[tuple[object, ...]]:
    """The lines of a criterion: one for each value of each test, one without a value where nothing was tested."""
    own = (line.verdict.criterion, line.verdict.category, line.verdict.outcome)
    if not line.tests:
        yield (*own, "", "", "", "", "", "")
    for test in line.tests:
        for value in test.values:
            shown = say(value.shown) if value.shown is not None else ""
            yield (*own, say(test.asks), shown, test.limit, value.day or "", value.until or "", value.seq or "")
