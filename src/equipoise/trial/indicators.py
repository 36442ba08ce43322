"""How the trial as a whole is being conducted, in the indicators that central monitoring looks at (ICH E6(R3) 3.11.4.2).

The study file sets no limits for them, so none are invented here: an indicator of the last ninety days stands beside that of the time
before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from equipoise.facts import FormInstance
from equipoise.facts.casebook import ItemsCorrected, QueryOpened
from equipoise.facts.fact import day_in, local_day
from equipoise.facts.form_look import form_day
from equipoise.facts.participant import ScreeningFailed
from equipoise.facts.randomisation import Randomised
from equipoise.rules import safety, visits
from equipoise.trial.person import Person, people
from equipoise.trial.state import Trial
from equipoise.values.dates import days_between
from equipoise.values.text import Text

RECENT: Final = timedelta(days=90)
"""How far back the newer column of an indicator looks."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A key risk indicator: what is counted over what, for the last ninety days and for the time before; None over nothing."""

    key: str
    name: Text
    unit: Text
    recent: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class _Span:
    """The days after the first (None: all) up to the last, as they are seen at a moment."""

    since: date | None
    until: date
    at: datetime

    def has(self, day: date) -> bool:
        return (self.since is None or day > self.since) and day <= self.until


_Count = Callable[[Sequence[Person], _Span], float | None]
"""Counts over the facts that became known in a span."""


def indicators(trial: Trial, at: datetime) -> tuple[Indicator, ...]:
    """The key risk indicators of the whole trial."""
    today = day_in(at, trial.protocols.first.time_zone)
    everybody = people(trial, today)
    recent, before = _Span(today - RECENT, today, at), _Span(None, today - RECENT, at)
    return tuple(
        Indicator(key, name, unit, count(everybody, recent), count(everybody, before))
        for key, name, unit, count in _INDICATORS
    )


def _share(found: Iterable[bool]) -> float | None:
    every = list(found)
    return 100 * sum(every) / len(every) if every else None


def _failures(everybody: Sequence[Person], span: _Span) -> float | None:
    """Those who failed screening, among those whose screening ended, one way or the other."""
    ended = [
        fact
        for one in everybody
        for fact in (*one.facts.of(ScreeningFailed)[-1:], *one.facts.of(Randomised)[:1])
        if span.has(fact.day(one.study.time_zone))
    ]
    return _share(isinstance(fact.body, ScreeningFailed) for fact in ended)


def _entries(everybody: Sequence[Person], span: _Span) -> list[tuple[Person, FormInstance]]:
    return [
        (one, form)
        for one in everybody
        for entries in one.facts.all_forms().values()
        for form in entries.values()
        if span.has(form.entered.day(one.study.time_zone))
    ]


def _delay(everybody: Sequence[Person], span: _Span) -> float | None:
    """The median number of days from what a form is about to its being known."""
    found = [
        days_between(form_day(one.study, form), local_day(form.entered.recorded, one.study.time_zone))
        for one, form in _entries(everybody, span)
        if form.form in one.study.forms.forms
    ]
    return float(median(found)) if found else None


def _corrected(everybody: Sequence[Person], span: _Span) -> float | None:
    """Answers changed after they were saved, per hundred forms."""
    forms = len(_entries(everybody, span))
    changed = sum(
        len(fact.body.new)
        for one in everybody
        for fact in one.facts.of(ItemsCorrected)
        if span.has(fact.day(one.study.time_zone))
    )
    return 100 * changed / forms if forms else None


def _asked(everybody: Sequence[Person], span: _Span) -> float | None:
    """Queries opened, per hundred forms."""
    forms = len(_entries(everybody, span))
    opened = sum(span.has(fact.day(one.study.time_zone)) for one in everybody for fact in one.facts.of(QueryOpened))
    return 100 * opened / forms if forms else None


def _visits_out(everybody: Sequence[Person], span: _Span) -> float | None:
    """Visits that took place or were missed outside their window, among those whose window ended then."""
    return _share(
        visit.deviation is not None
        for one in everybody
        for visit in visits.calendar(one.study, one.facts, one.events, day_in(span.at, one.study.time_zone), one.arm)
        if visit.scheduled and visit.state in _OVER and span.has(visit.latest)
    )


def _reports_late(everybody: Sequence[Person], span: _Span) -> float | None:
    """Reports of serious events that were or are late, among those that fell due then."""
    return _share(
        clock.overdue
        for one in everybody
        for clock in safety.clocks(one.study, one.facts, span.at)
        if span.has(day_in(clock.due, one.study.time_zone))
    )


_OVER: Final = ("done", "late_done", "missed")
_PERCENT: Final = Text("%", "%")
_DAYS: Final = Text("days", "天")
_PER: Final = Text("per 100 forms", "每百份表单")
_INDICATORS: Final[tuple[tuple[str, Text, Text, _Count], ...]] = (
    ("failures", Text("Screening failures among those whose screening ended", "筛选失败率"), _PERCENT, _failures),
    ("delay", Text("From the day of a form to its entry, median", "数据录入延迟（中位数）"), _DAYS, _delay),
    ("asked", Text("Queries opened", "新增质疑"), _PER, _asked),
    ("corrected", Text("Answers corrected", "更正的数据项"), _PER, _corrected),
    ("visits", Text("Visits outside their window, or missed", "超窗或缺失访视率"), _PERCENT, _visits_out),
    ("reports", Text("Reports of serious events late", "SAE 报告逾期率"), _PERCENT, _reports_late),
)
