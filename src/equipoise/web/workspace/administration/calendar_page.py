"""Working days and days off: the months ahead, what is closed when and by which fact, and what falls on closed days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Fact
from equipoise.facts.calendar import OFFICE, DayOffSet, DayOffWithdrawn
from equipoise.facts.in_use import each_day, standing_days_off
from equipoise.protocol.closed import PLACES, is_working_day
from equipoise.trial import commands as act
from equipoise.trial.acts.days_off import closed_words, does_words
from equipoise.trial.permissions import may
from equipoise.trial.task import Task
from equipoise.trial.worklist import worklist
from equipoise.values.text import Text, listed, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.shown_tasks import shows

_AHEAD = 120


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month: off by law or weekend, worked although it was, today, and what is closed, in words (empty: nothing)."""

    day: date
    off: bool
    worked: bool
    today: bool
    closed: Text


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar: its first day, and its weeks of days (None outside the month)."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Off:
    """A day off or worked as a row: what set it (None: the study file), and what withdrew it."""

    first: str
    last: str
    closed: Text
    name: Text
    site: str
    fact: Fact[DayOffSet] | None
    withdrawn: Fact[DayOffWithdrawn] | None = None


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Working days and days off, what counts in them, and what is to be moved because of them."""
    planned = scope.study.safety.calendar
    offs = list(_offs(scope))
    if wants_csv(request):
        return _csv(scope, offs)
    known = scope.study.safety.clocks.values()
    return answer(
        request,
        scope,
        "administration/calendar.html",
        {
            "tab": "study",
            "part": "calendar",
            "calendar": planned,
            "clocks": [clock for clock in known if clock.working_days or clock.roll != "none"],
            "months": list(_months(scope)),
            "last": max((*planned.holidays, *planned.worked), default=""),
            "offs": offs,
            "moves": [(task, _where(scope, task)) for task in _moves(scope)],
            "closes": may(scope.role, act.SetDayOff) and not scope.past,
        },
    )


def _offs(scope: Scope) -> Iterator[Off]:
    """Every day off, the newest day first: those of the study file, and those of facts, withdrawn ones too."""
    own = scope.trial.protocols.get(scope.study.version) or scope.trial.protocols.first
    of_the_file = [
        Off(off.first, off.last, closed_words(off.closed), off.name, off.site, None) for off in own.schedule.days_off
    ]
    gone = {fact.body.day_off: fact for fact in scope.trial.study.of(DayOffWithdrawn)}
    by_facts = [
        Off(
            fact.body.first,
            fact.body.last,
            does_words(fact.body),
            same(fact.body.name),
            fact.body.site,
            fact,
            gone.get(fact.seq),
        )
        for fact in scope.trial.study.of(DayOffSet)
    ]
    yield from sorted((*of_the_file, *by_facts), key=lambda off: (off.first, off.last), reverse=True)


def _moves(scope: Scope) -> list[Task]:
    """What falls on closed days, as the worklists of all roles have it."""
    found = [task for task in worklist(scope.trial, scope.at) if task.kind.startswith("move_")]
    return [task for task in found if shows(scope, task)]


def _where(scope: Scope, task: Task) -> str:
    """Where it is moved: a booking in the calendar of the cell laboratory, the rest with the participant."""
    if task.kind == "move_booking":
        return scope.to("cells", "calendar", participant=task.participant)
    return scope.to("participants", task.participant)


def _months(scope: Scope) -> Iterator[Month]:
    day, closed = scope.today.replace(day=1), _closed(scope)
    while day <= scope.today + timedelta(days=_AHEAD):
        after = (day + timedelta(days=32)).replace(day=1)
        days: list[Day | None] = [None] * day.weekday()
        for number in range((after - day).days):
            one = day + timedelta(days=number)
            off = not is_working_day(one, scope.study.safety.calendar)
            worked = one.isoformat() in scope.study.safety.calendar.worked
            days.append(Day(one, off, worked, one == scope.today, listed(closed.get(one.isoformat(), []))))
        days += [None] * (-len(days) % 7)
        yield Month(day, tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7)))
        day = after


def _closed(scope: Scope) -> dict[str, list[Text]]:
    """Day -> what is closed on it."""
    found: dict[str, list[Text]] = {}
    for off in scope.study.schedule.days_off:
        words = Text("{name} ({places}{site})", "{name}（{places}{site}）").format(
            name=off.name, places=listed([PLACES[one] for one in off.closed]), site=f", {off.site}" if off.site else ""
        )
        for day in each_day(off.first, off.last):
            found.setdefault(day, []).append(words)
    for fact in standing_days_off(scope.trial.study):
        if fact.body.closed == (OFFICE,):
            for day in each_day(fact.body.first, fact.body.last):
                found.setdefault(day, []).append(same(fact.body.name))
    return found


def _csv(scope: Scope, offs: list[Off]) -> HttpResponse:
    header = ("first", "last", "what it does", "site", "name", "source", "withdrawn by fact")
    rows = (
        (
            off.first,
            off.last,
            off.closed.en,
            off.site,
            off.name.en,
            off.fact.seq if off.fact is not None else f"study file {scope.study.version}",
            off.withdrawn.seq if off.withdrawn is not None else "",
        )
        for off in offs
    )
    return csv_answer(f"{scope.name}-days-off", header, rows)
