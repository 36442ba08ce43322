"""Reporting clocks: by when a serious event must have been reported to whom, and whether it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from equipoise.facts import Fact, Facts
from equipoise.facts.observe import form_holds
from equipoise.facts.safety import SafetyReportSent
from equipoise.protocol.model import Clock, Study
from equipoise.rules.safety.adverse_events import AdverseEvent, adverse_events


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that an event started. `sent` is when its report went out, None while it has not; `report` is that fact."""

    clock: str
    event: AdverseEvent
    due: datetime
    sent: datetime | None
    report: int
    overdue: bool


def clocks(study: Study, facts: Facts, at: datetime) -> tuple[Running, ...]:
    """Every clock that runs or ran for the events of a participant, the earliest due first.

    It is overdue if its report went out after it was due, or has not gone out although it is due. A correction that
    makes its condition true starts it from the same first awareness.
    """
    sent = facts.of(SafetyReportSent)
    found = [
        _running(study, name, clock, event, sent, at)
        for event in adverse_events(study, facts)
        for name, clock in study.safety.clocks.items()
        if form_holds(study, event.form, clock.when)
    ]
    return tuple(sorted(found, key=lambda running: (running.due, running.event.instance, running.clock)))


def due_moment(clock: Clock, aware: datetime, zone: str) -> datetime:
    """When a report is due: so many hours after awareness, or at the end of so many days after the day of awareness.

    The day of awareness is day 0, days are calendar days of the site (ICH E2A; 21 CFR 312.32; NMPA/CDE for drug trials).
    """
    if clock.hours is not None:
        return aware + timedelta(hours=clock.hours)
    local = ZoneInfo(zone)
    last = aware.astimezone(local).date() + timedelta(days=clock.days or 0)
    return datetime.combine(last + timedelta(days=1), time.min, local).astimezone(UTC)


def _running(
    study: Study,
    name: str,
    clock: Clock,
    event: AdverseEvent,
    reports: Sequence[Fact[SafetyReportSent]],
    at: datetime,
) -> Running:
    due = due_moment(clock, event.aware, study.time_zone)
    first = next((fact for fact in reports if (fact.body.instance, fact.body.clock) == (event.instance, name)), None)
    sent = first.moment() if first is not None else None
    return Running(name, event, due, sent, first.seq if first is not None else 0, (sent or at) > due)
