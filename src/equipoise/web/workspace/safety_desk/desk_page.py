"""The first page of the safety desk: what runs and stands now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse

from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.values.text import listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.reports.offered import papers
from equipoise.web.workspace.safety_desk.board import harm_by_arm
from equipoise.web.workspace.safety_desk.bounds import draw_stopping, stopping
from equipoise.web.workspace.safety_desk.holds import holds
from equipoise.web.workspace.safety_desk.watch import (
    ClockLine,
    clock_lines,
    event_lines,
    grade_lines,
    syndrome_lines,
)
from equipoise.web.workspace.scope import Scope, answer, workspace_page

RECENT: Final = timedelta(days=30)
"""How long an answered clock stays on the first page of the desk."""
_BOARD: Final = "safety_board"
_PAPERS: Final = ("dsmb-closed", "dsmb-open")
"""The reports that a safety board meets over."""


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What runs and stands now: clocks, holds, the boundary, unacceptable toxicity; `?format=csv` is every clock. A safety board
    begins with its own reports and the harm in each arm."""
    events = event_lines(scope)
    clocks = clock_lines(events, scope.at)
    if wants_csv(request):
        return _clocks_csv(scope, clocks)
    shown = [one for one in clocks if one.running.sent is None or scope.at - one.running.sent <= RECENT]
    limits = stopping(scope)
    return answer(
        request,
        scope,
        "safety_desk/desk.html",
        {
            "tab": "safety",
            "part": "desk",
            "board": scope.role == _BOARD,
            "papers": papers(scope, _PAPERS) if scope.role == _BOARD else (),
            "clocks": shown,
            "older": len(clocks) - len(shown),
            "late": sum(one.running.state == "late" for one in clocks),
            "running": sum(one.running.state == "running" for one in clocks),
            "serious": sum(one.assessed.serious for one in events),
            "open": sum(one.open for one in events),
            "grades": len(grade_lines(scope)),
            "toxic": [(line, found) for line in events for found in line.toxicities],
            "holds": holds(scope),
            "stopping": limits,
            "picture": drawn(draw_stopping(limits, language())) if limits is not None else "",
            "syndromes": syndrome_lines(scope)[:20],
            "harm": harm_by_arm(scope),
            "may_send": may(scope.role, act.SendSafetyReport) and not scope.past,
            "may_hold": may(scope.role, act.PlaceHold) and not scope.past,
            "may_lift": may(scope.role, act.LiftHold) and not scope.past,
            "who_holds": listed([ROLES[role] for role in MAY[act.PlaceHold]]),
        },
    )


def _clocks_csv(scope: Scope, lines: Sequence[ClockLine]) -> HttpResponse:
    header = ("participant", "event", "term", "duty", "to", "began", "due", "state", "sent", "fact")
    rows = (
        (
            line.one.number, line.running.event.instance, line.running.event.term, say(line.clock.name), say(line.clock.to),
            line.running.began.isoformat(), line.running.due.isoformat(), line.running.state,
            line.running.sent.isoformat() if line.running.sent else "", line.running.report or "",
        )
        for line in lines
    )  # fmt: skip
    return csv_answer(f"{scope.name}-reporting-clocks", header, rows)
