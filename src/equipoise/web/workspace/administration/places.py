"""Where and by which limits the study runs: sites, laboratories with their reference ranges, days off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse

from equipoise.protocol.model import ReferenceRange
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.words import unit_words

_AHEAD = 120


@dataclass(frozen=True, slots=True)
class Range:
    """One reference range as a row: analyte, for whom, from when to when, limits; `now` says that it holds on the day shown."""

    analyte: Text
    code: str
    whom: Text
    since: str
    until: str
    low: str
    high: str
    unit: str
    now: bool


@workspace_page
def laboratories(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Reference ranges by laboratory; `?format=csv` is all of them."""
    found = [
        (code, laboratory, [_range(scope, one) for one in laboratory.ranges])
        for code, laboratory in scope.study.forms.laboratories.items()
    ]
    if wants_csv(request):
        header = ("laboratory", "analyte", "for", "from", "until", "low", "high", "unit")
        rows = (
            (code, one.code, one.whom.en, one.since, one.until, one.low, one.high, one.unit)
            for code, _, ranges in found
            for one in ranges
        )
        return csv_answer(f"{scope.name}-reference-ranges", header, rows)
    shown = {"tab": "study", "part": "laboratories", "laboratories": found}
    return answer(request, scope, "administration/laboratories.html", shown)


def _range(scope: Scope, one: ReferenceRange) -> Range:
    known = scope.study.forms.analytes.get(one.analyte)
    day = scope.today.isoformat()
    holds = (one.valid_from or "") <= day and (not one.valid_to or day <= one.valid_to)
    return Range(
        known.name if known is not None else Text(one.analyte, one.analyte),
        one.analyte,
        _whom(one),
        one.valid_from or "",
        one.valid_to or "",
        "" if one.low is None else str(one.low),
        "" if one.high is None else str(one.high),
        unit_words(one.unit),
        holds,
    )


def _whom(one: ReferenceRange) -> Text:
    sex = {"M": Text("men", "男"), "F": Text("women", "女"), None: Text("all", "全部")}[one.sex]
    if one.age_from is None and one.age_to is None:
        return sex
    low = "" if one.age_from is None else str(one.age_from)
    high = "" if one.age_to is None else str(one.age_to)
    return Text("{sex}, {low}–{high} years", "{sex}，{low}–{high} 岁").format(sex=sex, low=low, high=high)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar: its first day, and its weeks of days (None outside the month)."""

    first: date
    weeks: tuple[tuple[tuple[date, bool, bool] | None, ...], ...]


@workspace_page
def calendar(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Working days and days off, and what counts in them."""
    planned = scope.study.safety.calendar
    known = scope.study.safety.clocks.values()
    clocks = [clock for clock in known if clock.working_days or clock.roll != "none"]
    return answer(
        request,
        scope,
        "administration/calendar.html",
        {
            "tab": "study",
            "part": "calendar",
            "calendar": planned,
            "clocks": clocks,
            "months": list(_months(scope)),
            "last": max((*planned.holidays, *planned.worked), default=""),
        },
    )


def _months(scope: Scope) -> Iterator[Month]:
    planned, day = scope.study.safety.calendar, scope.today.replace(day=1)
    while day <= scope.today + timedelta(days=_AHEAD):
        after = (day + timedelta(days=32)).replace(day=1)
        days: list[tuple[date, bool, bool] | None] = [None] * day.weekday()
        for number in range((after - day).days):
            one = day + timedelta(days=number)
            words = one.isoformat()
            off = words not in planned.worked and (words in planned.holidays or one.isoweekday() in planned.weekend)
            days.append((one, off, one == scope.today))
        days += [None] * (-len(days) % 7)
        yield Month(day, tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7)))
        day = after
