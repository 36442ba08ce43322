"""The casebook of one participant: header, timeline, visits, what is due, eligibility, doses, events, queries, consents, bags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from equipoise.facts import Fact
from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn, ScreeningFailed
from equipoise.protocol.model import Criterion
from equipoise.protocol.response_prose import switches
from equipoise.rules import eligibility, product, response, safety, visits
from equipoise.rules.eligibility import Assessment, Verdict
from equipoise.rules.product import Chain, Course
from equipoise.rules.safety import AdverseEvent, LaboratoryGrade, Running
from equipoise.trial.person import Person
from equipoise.values.text import Text, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.additions import additions, contacts, whole
from equipoise.web.workspace.draw_timeline import draw
from equipoise.web.workspace.matrix import beside, legend, matrix, occurrences
from equipoise.web.workspace.rows import alerts, arm_numbers, arm_words, randomised_on, row, status_words, tasks
from equipoise.web.workspace.scope import Scope, answer, workspace_page
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
            "names": _markup(drawing.names),
            "days": _markup(drawing.days),
            "matrix": table,
            "legend": legend(),
            "beside": beside(scope, one, table),
            "tasks": tasks(scope, one) if one.active else (),
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
            "responses": response.RESPONSES,
            "facts_of": len(one.facts.facts),
            "additions": additions(scope, one),
            "contacts": contacts(scope, one),
            "whole": whole(scope, one),
            "endorsed": visits.endorsement(one.facts),
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


def laboratory(scope: Scope, one: Person) -> Sequence[LaboratoryGrade]:
    """Every graded laboratory value; kept until a further fact."""
    mark = (one.facts.head, one.study.version)
    kept = scope.trial.memory.get(("grades", one.number))
    if kept is None or kept[0] != mark:
        kept = (mark, safety.laboratory_grades(one.study, one.facts))
        scope.trial.memory[("grades", one.number)] = kept
    found: Sequence[LaboratoryGrade] = kept[1]
    return found


def assessment(scope: Scope, one: Person) -> Assessment:
    """The eligibility as of the day of randomisation, or of the end of screening, or of today."""
    failed = one.facts.first(ScreeningFailed)
    ended = failed.day(one.study.time_zone) if failed is not None else None
    day = randomised_on(one) or ended or scope.today
    mark = (one.facts.head, one.study.version, day)
    kept = scope.trial.memory.get(("eligibility", one.number))
    if kept is None or kept[0] != mark:
        kept = (mark, eligibility.assess(one.study, one.facts, day, events=one.events))
        scope.trial.memory[("eligibility", one.number)] = kept
    found: Assessment = kept[1]
    return found


def _markup(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 - our own drawing, every word in it escaped where it is written


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


def _consents(one: Person) -> list[tuple[Fact[ConsentSigned] | Fact[ConsentWithdrawn], Text | None]]:
    signed = [
        (fact, one.study.consents[fact.body.version].name if fact.body.version in one.study.consents else None)
        for fact in one.facts.of(ConsentSigned)
    ]
    withdrawn = [(fact, None) for fact in one.facts.of(ConsentWithdrawn)]
    return [*signed, *withdrawn]


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
