"""The casebook of one participant: header, timeline, visits, what is due, eligibility, doses, events, queries, consents, bags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Fact
from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn
from equipoise.protocol.model import Criterion
from equipoise.protocol.response_prose import switches
from equipoise.rules import product, response, safety, visits
from equipoise.rules.eligibility import Verdict
from equipoise.rules.product import Chain, Course
from equipoise.rules.safety import AdverseEvent, Running
from equipoise.trial.permissions import reads_everything, sees_identity
from equipoise.trial.person import Person
from equipoise.values.text import Text, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.additions import additions, contacts, whole
from equipoise.web.workspace.assessed import assessment
from equipoise.web.workspace.draw_timeline import draw
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.graded import laboratory
from equipoise.web.workspace.matrix import beside, legend, matrix, occurrences
from equipoise.web.workspace.next_step import next_step, place_of
from equipoise.web.workspace.participant_rows import alerts, row
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.screening.allocation_faults import errors
from equipoise.web.workspace.shown_tasks import tasks
from equipoise.web.workspace.standing import arm_numbers, arm_words, status_words
from equipoise.web.workspace.timeline import timeline


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion and what it came to."""

    verdict: Verdict
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Given:
    """A course as the dose table shows it."""

    course: Course
    collected: date | None
    volume: object
    share: str


@dataclass(frozen=True, slots=True)
class Event:
    """An adverse event with its name in words and the clocks that it started."""

    event: AdverseEvent
    name: Text
    clocks: tuple[Running, ...]


@workspace_page
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The casebook; `?format=csv` is its adverse events."""
    one = scope.person(number)
    if wants_csv(request):
        return _csv(scope, one)
    found = occurrences(scope, one)
    table = matrix(one, found)
    grades = laboratory(scope, one)
    planned = one.study.product is not None and not scope.conceal.product
    chain = product.chain(one.study, one.facts) if planned else None
    if chain is not None and not chain.collections and not one.receives_product:
        chain = None
    assessed = assessment(scope, one)
    drawing = draw(timeline(scope, one, found, grades), number, language())
    return answer(
        request,
        scope,
        "casebook.html",
        {
            "tab": "participants",
            "one": one,
            "row": row(scope, one),
            "status": status_words(scope, one.status),
            "arm": arm_words(scope, one.study, one.arm),
            "colour": arm_numbers(one.study).get(one.arm or "", 0),
            "alerts": alerts(one),
            "names": drawn(drawing.names),
            "days": drawn(drawing.days),
            "matrix": table,
            "legend": legend(),
            "beside": beside(scope, one, table),
            "tasks": [(task, place_of(scope, one, task)) for task in tasks(scope, one)] if one.active else (),
            "assessed": assessed,
            "judged": [
                Judged(verdict, one.study.eligibility.criteria[verdict.criterion]) for verdict in assessed.verdicts
            ],
            "passed": sum(verdict.passes for verdict in assessed.verdicts),
            "courses": list(_courses(one, chain)) if chain is not None else [],
            "chain": chain,
            "events": list(_events(scope, one)),
            "queries": visits.queries(one.facts),
            "consents": _consents(one),
            "scans": _scans(one),
            "scan_findings": response.findings(one.study, one.facts),
            "response_switches": switches(one.study.response) if one.study.response is not None else (),
            "facts_of": len(one.facts.facts),
            "additions": additions(scope, one),
            "contacts": contacts(scope, one),
            "whole": whole(scope, one),
            "endorsed": visits.endorsement(one.facts),
            "next": next_step(scope, one),
            "errors": list(errors(scope, one)) if one.arm is not None else (),
            "identity": sees_identity(scope.role) or reads_everything(scope.role),
        },
    )


@dataclass(frozen=True, slots=True)
class Scan:
    """A tumour assessment of the investigator, with its second reading by iRECIST where the study asks for one."""

    point: response.TimePoint
    immune: response.ImmunePoint | None


def _scans(one: Person) -> Sequence[Scan]:
    second = {point.day: point for point in response.immune_points(one.study, one.facts)}
    return [Scan(point, second.get(point.day)) for point in response.time_points(one.study, one.facts)]


def _courses(one: Person, chain: Chain) -> Iterator[Given]:
    assert one.study.product is not None
    dose = one.study.product.dose
    for course in chain.courses:
        source = chain.collections.get(course.collection)
        volume = sum((infusion.ended.body.volume_ml for infusion in course.infusions if infusion.ended), start=0)
        enough = course.cells >= dose.least if dose.per == "course" else None
        within = (
            "" if enough is None or course.state == "giving" else "within" if course.cells <= dose.most else "above"
        )
        yield Given(
            course, source.day if source else None, volume, within if enough else "below" if enough is False else ""
        )


def _events(scope: Scope, one: Person) -> Iterator[Event]:
    known = {term.casefold(): words for term, words in safety.terms(one.study.safety.dictionary).items()}
    running = safety.clocks(one.study, one.facts, scope.at)
    for event in sorted(
        safety.adverse_events(one.study, one.facts), key=lambda event: (event.onset or date.max, event.seq)
    ):
        named = known.get(event.term.casefold())
        of_it = tuple(clock for clock in running if clock.event.instance == event.instance)
        yield Event(event, named.name if named is not None else same(event.term or "?"), of_it)


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent signed or withdrawn, the name of its text, and each separate permission in its words."""

    fact: Fact[ConsentSigned] | Fact[ConsentWithdrawn]
    name: Text | None
    ticks: tuple[tuple[Text, bool], ...] = ()


def _consents(one: Person) -> list[Consented]:
    found = []
    for fact in one.facts.of(ConsentSigned):
        text = one.study.consents.get(fact.body.version)
        words = text.ticks if text is not None else {}
        ticks = tuple((words.get(tick, same(tick)), given) for tick, given in fact.body.ticks.items())
        found.append(Consented(fact, text.name if text is not None else None, ticks))
    return [*found, *(Consented(fact, None) for fact in one.facts.of(ConsentWithdrawn))]


def _csv(scope: Scope, one: Person) -> HttpResponse:
    header = ("participant", "term", "grade", "serious", "related", "onset", "instance", "fact")
    lines = (
        (
            one.number,
            say(found.name),
            found.event.grade or "",
            "Y" if found.event.serious else "N",
            "Y" if found.event.related else "N",
            found.event.onset or "",
            found.event.instance,
            found.event.seq,
        )
        for found in _events(scope, one)
    )
    return csv_answer(f"{scope.name}-{one.number}-adverse-events", header, lines)
