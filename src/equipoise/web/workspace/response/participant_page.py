"""The page of one participant's lesions over time, by the investigator and by the blinded readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.protocol.model import Study
from equipoise.protocol.response_prose import switches
from equipoise.rules import response
from equipoise.rules.response import TimePoint
from equipoise.trial.person import Person
from equipoise.values.text import Text
from equipoise.web.accounts.active import active
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.response.assessments import (
    IMMUNE,
    assessed,
    lesion_rows,
    line,
    organ_words,
)
from equipoise.web.workspace.response.blinded_readings import Reading, blinded_readings, points_of, reading_of
from equipoise.web.workspace.response.body_map import draw_body
from equipoise.web.workspace.response.draw_sums import Series, draw_sums
from equipoise.web.workspace.scope import Scope, answer, for_blind_readers, workspace_page
from equipoise.web.workspace.standing import arm_numbers, arm_words

SITE: Final = frozenset({"investigator", "sub_investigator", "coordinator"})
"""Roles that assess for the site: they are not shown what the blinded readers found."""


@workspace_page
@for_blind_readers
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The lesions of one participant over time; whoever reads blinded sees the own readings alone."""
    one = scope.person(number)
    if one.study.response is None:
        raise Http404
    if scope.blind:
        return _own(request, scope, one)
    found = line(scope, one)
    if wants_csv(request):
        return _lesions_csv(scope, one, found.points)
    blind = tuple(blinded_readings(one)) if scope.role not in SITE else ()
    own = Reading(
        Text("Investigator", "研究者"), "", assessed(one.study, one, found.points), lesion_rows(one.study, found.points)
    )
    series = [
        Series(own.name, found.points),
        *(
            Series(each.name, points_of(one, each.code), kind)
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
    shown = [reading_of(one, code) for code in codes]
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
            "picture": drawn(
                draw_sums([Series(each.name, points_of(one, each.code)) for each in shown[:1]], language())
            ),
            "next": wanted,
        },
    )


def _organs(study: Study, points: Sequence[TimePoint]) -> Mapping[str, Text]:
    targets = {lesion.organ for point in points for lesion in point.lesions}
    codes = targets | {lesion.organ for point in points for lesion in point.seen.new}
    return {code: organ_words(study, code) for code in codes}


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
