"""The pages of the response desk: participants with their sums, one participant's lesions, the queue of blinded readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.protocol.model import Study
from equipoise.protocol.response_prose import switches
from equipoise.rules import response
from equipoise.rules.response import TimePoint, ToRead
from equipoise.trial.find_tasks import READING_DAYS
from equipoise.trial.person import Person, people
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.accounts.active import active
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.paging import page_of
from equipoise.web.workspace.response.assessments import (
    IMMUNE,
    Assessed,
    LesionRow,
    Line,
    assessed,
    lesion_rows,
    line,
    lines,
    organ_words,
)
from equipoise.web.workspace.response.body_map import draw_body
from equipoise.web.workspace.response.draw_sums import Series, draw_sums
from equipoise.web.workspace.rows import arm_numbers, arm_words
from equipoise.web.workspace.scope import Scope, answer, for_blind_readers, workspace_page

SITE: Final = frozenset({"investigator", "sub_investigator", "coordinator"})
"""Roles that assess for the site: they are not shown what the blinded readers found."""
OVERALL: Final = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE")
A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reading in the queue: the scan, the reader in words, until when it is expected, and whether this person may give it."""

    one: Person
    scan: ToRead
    reader: Text
    due: object
    late: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The assessments of one reader as a page shows them: lesions over time, and each assessment with its reasons."""

    name: Text
    code: str
    assessed: Sequence[Assessed]
    lesions: Sequence[LesionRow]


@workspace_page
@for_blind_readers
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Participants with their assessments; whoever reads blinded sees the queue of readings instead."""
    if scope.study.response is None:
        return answer(request, scope, "response/desk.html", {"tab": "response", "no_response": True})
    if scope.blind:
        return _queue(request, scope)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "overall", "due")}
    every = lines(scope)
    kept = sorted((one for one in every if _fits(one, asked)), key=_by_next)
    if wants_csv(request):
        return _csv(scope, kept)
    shown = page_of(request, kept, A_PAGE)
    return answer(
        request,
        scope,
        "response/desk.html",
        {
            "tab": "response",
            "rows": [(one, arm_words(scope, one.one.study, one.one.arm)) for one in shown.lines],
            "found": len(kept),
            "every": len(every),
            "asked": asked,
            "overalls": [(code, response.RESPONSES[code]) for code in OVERALL],
            "arms": not scope.conceal.arms,
            "colours": arm_numbers(scope.study),
            "overdue": sum(one.next is not None and one.next.state == "overdue" for one in every),
            "progressed": sum(one.progressed is not None for one in every),
            "waiting": sum(len(one.readings.wanted) for one in every),
            "disputed": sum(one.readings.adjudicate for one in every),
            "central": bool(scope.study.response.readers is not None and scope.study.response.readers.central),
            **shown.turns(lambda number: scope.to("response", **asked, page=number)),
        },
    )


def _fits(one: Line, asked: Mapping[str, str]) -> bool:
    last = one.last.overall if one.last is not None else ""
    late = one.next is not None and one.next.state == "overdue"
    return (
        asked["q"].casefold() in one.one.number.casefold()
        and asked["overall"] in ("", last)
        and (asked["due"] != "overdue" or late)
    )


def _by_next(one: Line) -> tuple[bool, str, str]:
    return one.next is None, one.next.latest.isoformat() if one.next is not None else "", one.one.number


def _queue(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What is to be read blinded: number and day of the scan, nothing of arm, treatment or any other reading."""
    me = active(request).person
    waiting = sorted(_waiting(scope, me), key=lambda one: (not one.mine, one.scan.day, one.one.number))
    found = [(one, response.readings(one.study, one.facts)) for one in people(scope.trial, scope.today)]
    disputed = [(one, not found_of.read_by(me)) for one, found_of in found if found_of.adjudicate]
    return answer(
        request,
        scope,
        "response/queue.html",
        {
            "tab": "response",
            "waiting": [one for one in waiting if one.mine],
            "others": [one for one in waiting if not one.mine],
            "late": sum(one.late and one.mine for one in waiting),
            "disputed": [one for one, mine in disputed if mine],
            "disputed_others": sum(not mine for _, mine in disputed),
            "given": [(one, len(codes)) for one, of in found if (codes := [c for c, who in of.people if who == me])],
        },
    )


def _waiting(scope: Scope, me: str) -> Iterator[Waiting]:
    for one in people(scope.trial, scope.today):
        found = response.readings(one.study, one.facts)
        own = found.read_by(me)
        free = [scan for scan in found.wanted if not scan.people]
        for scan in found.wanted:
            due = scan.day + timedelta(days=READING_DAYS)
            mine = scan.reader in own if own else scan in free[:1]
            yield Waiting(one, scan, response.reader_name(one.study, scan.reader), due, due < scope.today, mine)


@workspace_page
@for_blind_readers
def participant(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The lesions of one participant over time; whoever reads blinded sees the own readings alone."""
    one = scope.person(number)
    if one.study.response is None:
        raise Http404
    if scope.blind:
        return _own(request, scope, one)
    found = line(scope, one)
    if wants_csv(request):
        return _lesions_csv(scope, one, found.points)
    blind = tuple(_readings(one)) if scope.role not in SITE else ()
    own = Reading(Text("Investigator", "研究者"), "", assessed(one.study, one, found.points), _rows(one, found.points))
    series = [
        Series(own.name, found.points),
        *(
            Series(each.name, _points(one, each.code), kind)
            for each, kind in zip(blind, ("second", "third"), strict=False)
        ),
    ]
    return answer(
        request,
        scope,
        "response/participant.html",
        {
            "tab": "response",
            "one": one,
            "line": found,
            "reading": own,
            "blinded": blind,
            "site": scope.role in SITE,
            "findings": response.findings(one.study, one.facts),
            "picture": drawn(draw_sums(series, language())),
            "body": drawn(draw_body(found.points, _organs(one.study, found.points), language())),
            "arm": arm_words(scope, one.study, one.arm),
            "colour": arm_numbers(one.study).get(one.arm or "", 0),
            "responses": response.RESPONSES,
            "immune": IMMUNE,
            "uses_immune": one.study.response.irecist is not None,
            "switches": switches(one.study.response),
            "confirm": one.study.response.confirm,
            "best": response.RESPONSES.get(found.best.response) if found.best is not None else None,
            "central": found.central,
            "stands": response.reader_name(one.study, found.central.stands)
            if found.central is not None and found.central.stands
            else None,
        },
    )


def _own(request: HttpRequest, scope: Scope, one: Person) -> HttpResponse:
    """The readings that this person gave, read by the same rules as any other."""
    me = active(request).person
    found = response.readings(one.study, one.facts)
    codes = [code for code in found.read_by(me) if response.is_blind_reading(one.study, code)]
    shown = [_reading(one, code) for code in codes]
    if not any(each.assessed for each in shown):
        raise Http404
    wanted = next((scan for scan in found.wanted if scan.reader in codes), None)
    return answer(
        request,
        scope,
        "response/own.html",
        {
            "tab": "response",
            "one": one,
            "readings": shown,
            "responses": response.RESPONSES,
            "picture": drawn(draw_sums([Series(each.name, _points(one, each.code)) for each in shown[:1]], language())),
            "next": wanted,
        },
    )


def _readings(one: Person) -> Iterator[Reading]:
    plan = one.study.response
    assert plan is not None, "asked only where response is read"
    for code in plan.readers.central if plan.readers is not None else ():
        yield _reading(one, code)


def _reading(one: Person, code: str) -> Reading:
    points = _points(one, code)
    return Reading(
        response.reader_name(one.study, code), code, assessed(one.study, one, points, code), _rows(one, points)
    )


def _points(one: Person, code: str) -> Sequence[TimePoint]:
    """The assessments of a blinded reader, from the history as that reader may see it."""
    return response.time_points(one.study, response.blinded(one.study, one.facts, code), (code,))


def _rows(one: Person, points: Sequence[TimePoint]) -> Sequence[LesionRow]:
    return lesion_rows(one.study, points)


def _organs(study: Study, points: Sequence[TimePoint]) -> Mapping[str, Text]:
    targets = {lesion.organ for point in points for lesion in point.lesions}
    codes = targets | {lesion.organ for point in points for lesion in point.seen.new}
    return {code: organ_words(study, code) for code in codes}


def side_by_side(one: Person) -> Mapping[str, object]:
    """Both blinded readings of a participant, and what they differ on: what an adjudicator decides by."""
    found = response.central(one.study, one.facts)
    readings = tuple(_readings(one))
    reasons: Sequence[Reason] = found.open if found is not None else ()
    return {"readings": readings, "reasons": reasons, "responses": response.RESPONSES}


def _csv(scope: Scope, kept: Sequence[Line]) -> HttpResponse:
    header = (
        "participant", "next_due_from", "next_due_until", "state", "last_scan", "overall", "sum_mm", "change",
        "nadir_mm", "from_nadir", "best", "progression",
    )  # fmt: skip
    rows = (
        (
            one.one.number, one.next.earliest if one.next else "", one.next.latest if one.next else "",
            one.next.state if one.next else "", one.last.day if one.last else "", one.last.overall if one.last else "",
            one.last.sum if one.last and one.last.sum is not None else "", one.change,
            one.last.nadir if one.last and one.last.nadir is not None else "", one.from_nadir,
            one.best.response if one.best else "", one.progressed or "",
        )
        for one in kept
    )  # fmt: skip
    return csv_answer(f"{scope.name}-response", header, rows)


def _lesions_csv(scope: Scope, one: Person, points: Sequence[TimePoint]) -> HttpResponse:
    header = ("participant", "day", "lesion", "organ", "node", "mm", "sum_mm", "overall", "fact")
    rows = (
        (
            one.number, point.day, lesion.number, say(organ_words(one.study, lesion.organ)), "Y" if lesion.node else "N",
            lesion.mm if lesion.mm is not None else "", point.sum if point.sum is not None else "", point.overall or "",
            point.seq,
        )
        for point in points
        for lesion in point.lesions
    )  # fmt: skip
    return csv_answer(f"{scope.name}-{one.number}-lesions", header, rows)
