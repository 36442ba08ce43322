"""What the safety desk watches over all participants: events, clocks, grades, unacceptable toxicity, exposure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from equipoise.protocol.model import Clock, Study
from equipoise.rules import safety
from equipoise.rules.safety import AdverseEvent, Assessed, Assessment, LaboratoryGrade, Running, Toxicity
from equipoise.trial.person import Person, people
from equipoise.trial.remember import remember
from equipoise.values.text import Text, same
from equipoise.web.workspace.graded import laboratory
from equipoise.web.workspace.scope import Scope

CLOCK_STATES: Final[Mapping[str, tuple[str, Text]]] = {
    "late": ("overdue", Text("overdue", "逾期未报")),
    "running": ("blocked", Text("running", "计时中")),
    "sent": ("passes", Text("sent in time", "按时已报")),
    "sent late": ("fails", Text("sent late", "逾期已报")),
}
"""Where a clock stands: the class of its mark, and its word."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """An adverse event of a participant, with its name in words and what it is for reporting."""

    one: Person
    event: AdverseEvent
    name: Text
    assessed: Assessment
    open: bool
    clocks: tuple[Running, ...]
    toxicities: tuple[Toxicity, ...]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock of an event. `left` is what is left of its time, or how long it is overdue, in words."""

    one: Person
    running: Running
    clock: Clock
    name: Text
    mark: str
    state: Text
    left: Text


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A laboratory grade that nobody has confirmed or set aside."""

    one: Person
    found: LaboratoryGrade
    name: Text
    key: str


@dataclass(frozen=True, slots=True)
class SyndromeLine:
    """A grade of CRS or ICANS with its form."""

    one: Person
    found: Assessed


def event_lines(scope: Scope) -> tuple[EventLine, ...]:
    """Every adverse event of the trial, the newest onset first; kept until a further fact, or the next minute."""
    mark = (scope.trial.head, scope.today, scope.at.replace(second=0, microsecond=0))
    return remember(scope.trial, "safety events", "", mark, lambda: _newest_first(scope))


def _newest_first(scope: Scope) -> tuple[EventLine, ...]:
    found = [line for one in people(scope.trial, scope.today) for line in person_events(one, scope.at)]
    return tuple(sorted(found, key=lambda line: (line.event.onset or date.min, line.event.seq), reverse=True))


def person_events(one: Person, at: datetime) -> Iterator[EventLine]:
    """The adverse events of one participant, in the order of entry."""
    events = safety.adverse_events(one.study, one.facts)
    if not events:
        return
    running = safety.clocks(one.study, one.facts, at)
    toxic = safety.unacceptable(one.study, one.facts)
    for event in events:
        yield EventLine(
            one,
            event,
            term_words(one.study, event.term),
            safety.assess_event(one.study, event),
            one.study.safety.event.open is not None and safety.is_open(one.study, event),
            tuple(clock for clock in running if clock.event.instance == event.instance),
            tuple(found for found in toxic if found.event.instance == event.instance),
        )


def clock_lines(lines: tuple[EventLine, ...], at: datetime) -> tuple[ClockLine, ...]:
    """The clocks of these events: those that run, the earliest due first; then those that are answered, the newest first."""
    found = [clock_line(line, running, at) for line in lines for running in line.clocks]
    running = sorted((one for one in found if one.running.sent is None), key=lambda one: one.running.due)
    sent = sorted((one for one in found if one.running.sent is not None), key=lambda one: one.running.due, reverse=True)
    return (*running, *sent)


def clock_line(line: EventLine, running: Running, at: datetime) -> ClockLine:
    """One clock of an event."""
    clock = line.one.study.safety.clocks[running.clock]
    mark, state = CLOCK_STATES[running.state]
    left = Text("", "") if running.sent is not None else span_words(running.due - at)
    return ClockLine(line.one, running, clock, line.name, mark, state, left)


def span_words(span: timedelta) -> Text:
    """A time that is left, or by which something is overdue, to the minute below a day and to the hour above."""
    late, minutes = span < timedelta(0), int(abs(span).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    words = (
        Text(f"{days} d {hours} h", f"{days} 天 {hours} 小时")
        if days
        else Text(f"{hours} h {rest} min", f"{hours} 小时 {rest} 分")
    )
    if late:
        return Text("overdue by {span}", "逾期{span}").format(span=words)
    return Text("{span} left", "剩余{span}").format(span=words)


def grade_lines(scope: Scope) -> tuple[GradeLine, ...]:
    """Every laboratory grade worse than at baseline that nobody has judged, the highest and newest first."""
    found = [
        GradeLine(one, each, term_words(one.study, each.term), grade_key(one, each))
        for one in people(scope.trial, scope.today)
        for each in laboratory(scope, one)
        if each.emergent and each.accepted is None and (each.grade.grade or 0) > 0
    ]
    return tuple(
        sorted(found, key=lambda line: (line.found.grade.grade or 0, line.found.value.day or date.min), reverse=True)
    )


def grade_key(one: Person, found: LaboratoryGrade) -> str:
    """How a page names a value with its grade."""
    value = found.value
    return "|".join((one.number, value.form, value.instance, value.item, str(found.grade.grade)))


def syndrome_lines(scope: Scope) -> tuple[SyndromeLine, ...]:
    """Every grade of CRS or ICANS above none, or that cannot be told; the newest first."""
    found = [
        SyndromeLine(one, each)
        for one in people(scope.trial, scope.today)
        for each in safety.syndrome_grades(one.study, one.facts)
        if each.found.grade != 0
    ]
    return tuple(sorted(found, key=lambda line: line.found.seq, reverse=True))


def term_words(study: Study, term: str) -> Text:
    """The name of a term in both languages, as it was written where the dictionary does not have it."""
    return _names(study.safety.dictionary).get(term.casefold(), same(term or "?"))


@lru_cache(maxsize=4)
def _names(dictionary: str) -> Mapping[str, Text]:
    return {name.casefold(): term.name for name, term in safety.terms(dictionary).items()}
