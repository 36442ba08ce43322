"""How the trial is being conducted: per participant what is due, entered, late, asked, verified, signed; and the indicators over all.

Central monitoring looks at these (ICH E6(R3) 3.11.4.2); the study file sets no limits for them, so none are invented here: an
indicator of the last ninety days stands beside that of the time before.
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
from equipoise.rules.visits import Occurrence, Query, Verification
from equipoise.trial.person import Person, people
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.values.dates import days_between
from equipoise.values.text import Text

RECENT: Final = timedelta(days=90)
"""How far back the newer column of an indicator looks."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """One participant's casebook in numbers. `due` are required forms whose day has come, `overdue` those past their window."""

    number: str
    site: str
    due: int
    entered: int
    overdue: int
    late: int
    missed: int
    queries: tuple[Query, ...]
    verification: Verification
    unsigned: int
    locked: bool
    deviations: tuple[Occurrence, ...]

    @property
    def complete(self) -> int:
        """Whole per cent of the forms due that are entered, rounded down; 100 where none is due."""
        return 100 * self.entered // self.due if self.due else 100


@dataclass(frozen=True, slots=True)
class Indicator:
    """A key risk indicator: what is counted over what, for the last ninety days and for the time before; None over nothing."""

    key: str
    name: Text
    unit: Text
    recent: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a masked reader is not to count: visits and forms that only some arms have."""

    visits: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()


NOTHING_HIDDEN: Final = Hidden()


def conduct(trial: Trial, one: Person, at: datetime, hidden: Hidden = NOTHING_HIDDEN) -> Conduct:
    """How one participant's casebook stands; kept until a further fact, another day or another version."""
    today = day_in(at, one.study.time_zone)
    mark = (one.facts.head, one.study.version, trial.study.head, today)
    return remember(trial, "conduct", (one.number, hidden), mark, lambda: _conduct(trial, one, today, hidden))


def _conduct(trial: Trial, one: Person, today: date, hidden: Hidden) -> Conduct:
    calendar = visits.calendar(one.study, one.facts, one.events, today, one.arm)
    occurrences = [found for found in calendar if found.visit not in hidden.visits]
    reached = [found for found in occurrences if found.earliest <= today and found.state != "not_applicable"]
    required = [(found, form) for found in reached for form in found.forms if form.required]
    entered = [
        form for name, all_of in one.facts.all_forms().items() if name not in hidden.forms for form in all_of.values()
    ]
    return Conduct(
        one.number,
        one.site,
        due=len(required),
        entered=sum(form.entered for _, form in required),
        overdue=sum(not form.entered and found.state == "overdue" for found, form in required),
        late=sum(found.state == "late_done" for found in reached),
        missed=sum(found.state == "missed" for found in reached),
        queries=tuple(
            query for query in visits.queries(one.facts) if not query.is_settled and query.form not in hidden.forms
        ),
        verification=visits.verification(one.study, one.facts, entered),
        unsigned=sum(form.form not in hidden.forms for form in visits.to_sign(one.study, one.facts)),
        locked=visits.is_locked(one.facts, "participant", one.number) or visits.is_locked(trial.study, "trial"),
        deviations=tuple(found for found in visits.deviations(occurrences) if found.deviation is not None),
    )


def indicators(trial: Trial, at: datetime) -> tuple[Indicator, ...]:
    """The key risk indicators of the whole trial."""
    today = day_in(at, trial.protocols.first.time_zone)
    everybody = people(trial, today)
    return tuple(
        Indicator(
            key, name, unit, count(everybody, today - RECENT, today, at), count(everybody, None, today - RECENT, at)
        )
        for key, name, unit, count in _INDICATORS
    )


Count = Callable[[Sequence[Person], date | None, date, datetime], float | None]
"""Counts over the facts that became known after the first day (None: ever) and until the second."""


def _within(day: date, since: date | None, until: date) -> bool:
    return (since is None or day > since) and day <= until


def _share(found: Iterable[bool]) -> float | None:
    every = list(found)
    return 100 * sum(every) / len(every) if every else None


def _failures(everybody: Sequence[Person], since: date | None, until: date, at: datetime) -> float | None:
    """Those who failed screening, among those whose screening ended, one way or the other."""
    ended = [
        fact
        for one in everybody
        for fact in (*one.facts.of(ScreeningFailed)[-1:], *one.facts.of(Randomised)[:1])
        if _within(fact.day(one.study.time_zone), since, until)
    ]
    return _share(isinstance(fact.body, ScreeningFailed) for fact in ended)


def _entries(everybody: Sequence[Person], since: date | None, until: date) -> list[tuple[Person, FormInstance]]:
    return [
        (one, form)
        for one in everybody
        for entries in one.facts.all_forms().values()
        for form in entries.values()
        if _within(form.entered.day(one.study.time_zone), since, until)
    ]


def _delay(everybody: Sequence[Person], since: date | None, until: date, at: datetime) -> float | None:
    """The median number of days from what a form is about to its being known."""
    found = [
        days_between(form_day(one.study, form), local_day(form.entered.recorded, one.study.time_zone))
        for one, form in _entries(everybody, since, until)
        if form.form in one.study.forms.forms
    ]
    return float(median(found)) if found else None


def _corrected(everybody: Sequence[Person], since: date | None, until: date, at: datetime) -> float | None:
    """Answers changed after they were saved, per hundred forms."""
    forms = len(_entries(everybody, since, until))
    changed = sum(
        len(fact.body.new)
        for one in everybody
        for fact in one.facts.of(ItemsCorrected)
        if _within(fact.day(one.study.time_zone), since, until)
    )
    return 100 * changed / forms if forms else None


def _asked(everybody: Sequence[Person], since: date | None, until: date, at: datetime) -> float | None:
    """Queries opened, per hundred forms."""
    forms = len(_entries(everybody, since, until))
    opened = sum(
        _within(fact.day(one.study.time_zone), since, until) for one in everybody for fact in one.facts.of(QueryOpened)
    )
    return 100 * opened / forms if forms else None


def _visits_out(everybody: Sequence[Person], since: date | None, until: date, at: datetime) -> float | None:
    """Visits that took place or were missed outside their window, among those whose window ended then."""
    return _share(
        visit.deviation is not None
        for one in everybody
        for visit in visits.calendar(one.study, one.facts, one.events, day_in(at, one.study.time_zone), one.arm)
        if visit.scheduled and visit.state in _OVER and _within(visit.latest, since, until)
    )


def _reports_late(everybody: Sequence[Person], since: date | None, until: date, at: datetime) -> float | None:
    """Reports of serious events that were or are late, among those that fell due then."""
    return _share(
        clock.overdue
        for one in everybody
        for clock in safety.clocks(one.study, one.facts, at)
        if _within(day_in(clock.due, one.study.time_zone), since, until)
    )


_OVER: Final = ("done", "late_done", "missed")
_PERCENT: Final = Text("%", "%")
_DAYS: Final = Text("days", "天")
_PER: Final = Text("per 100 forms", "每百份表单")
_INDICATORS: Final[tuple[tuple[str, Text, Text, Count], ...]] = (
    ("failures", Text("Screening failures among those whose screening ended", "筛选失败率"), _PERCENT, _failures),
    ("delay", Text("From the day of a form to its entry, median", "数据录入延迟（中位数）"), _DAYS, _delay),
    ("asked", Text("Queries opened", "新增质疑"), _PER, _asked),
    ("corrected", Text("Answers corrected", "更正的数据项"), _PER, _corrected),
    ("visits", Text("Visits outside their window, or missed", "超窗或缺失访视率"), _PERCENT, _visits_out),
    ("reports", Text("Reports of serious events late", "SAE 报告逾期率"), _PERCENT, _reports_late),
)
