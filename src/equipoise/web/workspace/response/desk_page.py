"""The desk of response: every participant with the sum of the lesions, the overall response and the next scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse

from equipoise.rules import response
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.paging import page_of
from equipoise.web.workspace.response.assessments import (
    Line,
    lines,
)
from equipoise.web.workspace.response.queue import queue
from equipoise.web.workspace.scope import Scope, answer, for_blind_readers, workspace_page
from equipoise.web.workspace.standing import arm_numbers, arm_words

OVERALL: Final = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE")


@workspace_page
@for_blind_readers
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Participants with their assessments; whoever reads blinded sees the queue of readings instead."""
    if scope.study.response is None:
        return answer(request, scope, "response/desk.html", {"tab": "response", "no_response": True})
    if scope.blind:
        return queue(request, scope)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "overall", "due")}
    every = lines(scope)
    kept = sorted((one for one in every if _fits(one, asked)), key=_by_next)
    if wants_csv(request):
        return _csv(scope, kept)
    shown = page_of(request, kept)
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
