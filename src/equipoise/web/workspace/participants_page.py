"""The participants of a study in one dense table; the address holds filter and order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.trial.person import STATUSES
from equipoise.trial.task import by_moment
from equipoise.values.text import listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.find_unit import is_unit
from equipoise.web.workspace.paging import page_of
from equipoise.web.workspace.participant_rows import Row, rows
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.standing import arm_numbers, arm_words, status_words

PAGE: Final = 250
"""Rows of one page: a page of 2,000 participants would take longer than a person waits."""
_STATUS_ORDER: Final = tuple(STATUSES)
_SORTS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "number": lambda row: row.number,
    "status": lambda row: (_STATUS_ORDER.index(row.status), row.number),
    "arm": lambda row: (row.arm or "~", row.number),
    "day": lambda row: -1 if row.day is None else row.day,
    "course": lambda row: row.course,
    "due": lambda row: (row.task.due or date.max, by_moment(row.task)) if row.task is not None else (date.max, 0.0),
    "queries": lambda row: -row.queries,
    "alerts": lambda row: -len(row.alerts),
}


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The table; `status`, `arm`, `alert` and `q` filter it, `sort` orders it (a minus turns it round)."""
    every = rows(scope)
    asked = {name: request.GET.get(name, "") for name in ("status", "arm", "alert", "q", "sort")}
    kept = _sorted(scope, [row for row in every if _holds(scope, row, asked)], asked["sort"])
    if wants_csv(request):
        return _csv(scope, kept)
    shown = page_of(request, kept, PAGE)
    return answer(
        request,
        scope,
        "participants.html",
        {
            "tab": "participants",
            "rows": [
                (row, status_words(scope, row.status), arm_words(scope, row.study, row.arm)) for row in shown.lines
            ],
            "found": len(kept),
            **shown.turns(lambda number: scope.to("participants", **asked, page=number)),
            "every": len(every),
            "asked": asked,
            "statuses": _statuses(scope, every),
            "arms": {} if scope.conceal.arms else scope.study.arms,
            "colours": arm_numbers(scope.study),
            "columns": _columns(scope, asked),
        },
    )


@workspace_page
def go(request: HttpRequest, scope: Scope) -> HttpResponse:
    """To the casebook of the number typed, or to the bag, culture or collection; to the list of those that hold it, where it is
    not one exactly."""
    wanted = request.GET.get("number", "").strip().upper()
    if wanted and is_unit(scope, wanted):
        return redirect(scope.to("units", wanted))
    found = [number for number in scope.trial.participants if wanted in number.upper()] if wanted else []
    if len(found) == 1:
        return redirect(scope.to("participants", found[0]))
    return redirect(scope.to("participants", q=wanted))


def _statuses(scope: Scope, every: Sequence[Row]) -> list[tuple[str, Any, int]]:
    """The statuses in use with their words and counts; those that would tell an arm are counted as one."""
    words: dict[str, list[Any]] = {}
    for status in _STATUS_ORDER:
        says = status_words(scope, status)
        known = words.setdefault(says.en, [status, says, 0])
        known[2] += sum(row.status == status for row in every)
    return [(status, says, n) for status, says, n in words.values() if n]


def _holds(scope: Scope, row: Row, asked: Mapping[str, str]) -> bool:
    status = asked["status"]
    same_status = not status or (status in STATUSES and status_words(scope, row.status) == status_words(scope, status))
    same_arm = not asked["arm"] or scope.conceal.arms or row.arm == asked["arm"]
    alert = not asked["alert"] or any(one.kind == asked["alert"] for one in row.alerts)
    return same_status and same_arm and alert and asked["q"].strip().casefold() in row.number.casefold()


def _sorted(scope: Scope, kept: list[Row], sort: str) -> list[Row]:
    name = sort.removeprefix("-")
    if name not in _SORTS or (scope.conceal.arms and name in ("arm", "status", "course")):
        return kept
    return sorted(kept, key=_SORTS[name], reverse=sort.startswith("-"))


def _columns(scope: Scope, asked: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Column -> the address that sorts by it (the other way round if it does already), and how it is sorted now."""
    found = {}
    for name in _SORTS:
        now = asked["sort"]
        turned = f"-{name}" if now == name else name
        state = "ascending" if now == name else "descending" if now == f"-{name}" else ""
        found[name] = (scope.to("participants", **{**asked, "sort": turned}), state)
    return found


def _due(scope: Scope, row: Row) -> object:
    """The day of what comes next, and the minute where the day does not say it."""
    if row.task is None:
        return ""
    if row.task.by is not None:
        return row.task.by.astimezone(ZoneInfo(scope.zone)).isoformat(timespec="minutes")
    return row.task.due or ""


def _csv(scope: Scope, kept: Sequence[Row]) -> HttpResponse:
    header = (
        "participant", "site", "status", "arm", "randomised", "day", "course", "courses", "next", "next_due",
        "open_queries", "alerts",
    )  # fmt: skip
    lines = (
        (
            row.number,
            row.site,
            say(status_words(scope, row.status)),
            "" if scope.conceal.arms else row.arm or "",
            row.randomised or "",
            "" if row.day is None else row.day,
            row.course if row.courses else "",
            row.courses or "",
            say(row.task.says) if row.task is not None else "",
            _due(scope, row),
            row.queries,
            say(listed([alert.says for alert in row.alerts], en="; ", zh="；")),
        )
        for row in kept
    )
    return csv_answer(f"{scope.name}-participants", header, lines)
