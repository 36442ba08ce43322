"""Reporting clocks: by when an event must have been reported to whom, and whether it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from equipoise.facts import Fact, Facts
from equipoise.facts.form_condition import form_holds
from equipoise.facts.safety import SafetyReportSent
from equipoise.protocol.model import Calendar, Clock, Study
from equipoise.rules.safety.adverse_events import AdverseEvent, adverse_events
from equipoise.rules.safety.assess import event_classes
from equipoise.rules.safety.reporting import EVERY_DAY, end_of_day, last_day, reporting_duties

ClockState = Literal["running", "late", "sent", "sent late"]


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that an event started. `sent` is when its report went out, None while it has not; `report` is that fact.

    `began` is day 0: first knowledge, or the report that the clock follows. `rule` is the published rule, if one holds.
    """

    clock: str
    event: AdverseEvent
    due: datetime
    sent: datetime | None
    report: int
    overdue: bool
    began: datetime
    rule: str = ""

    @property
    def state(self) -> ClockState:
        """Where it stands: a report that went out too late stays late."""
        if self.sent is None:
            return "late" if self.overdue else "running"
        return "sent late" if self.overdue else "sent"


Sent = Mapping[tuple[str, str], Fact[SafetyReportSent]]
"""(Event, clock) -> the first report that answered it."""


def clocks(study: Study, facts: Facts, at: datetime) -> tuple[Running, ...]:
    """Every clock that runs or ran for the events of a participant, the earliest due first.

    It is overdue if its report went out after it was due, or has not gone out although it is due. A correction that
    makes its condition true starts it from the same first awareness. A clock that follows another runs once that
    other's report is out.
    """
    sent: dict[tuple[str, str], Fact[SafetyReportSent]] = {}
    for fact in facts.of(SafetyReportSent):
        sent.setdefault((fact.body.instance, fact.body.clock), fact)
    found = [
        running
        for event in adverse_events(study, facts)
        for name in study.safety.clocks
        if (running := _running(study, name, event, sent, at)) is not None
    ]
    return tuple(sorted(found, key=lambda running: (running.due, running.event.instance, running.clock)))


def due_moment(clock: Clock, began: datetime, zone: str, calendar: Calendar = EVERY_DAY) -> datetime:
    """When a report is due: so many hours after first knowledge, or at the end of so many days after that day.

    The day of first knowledge is day 0, days are calendar days of the site (ICH E2A; 21 CFR 312.32; NMPA/CDE for drug trials)
    unless the clock says working days. ValueError for a clock without a time (a fault of the study file).
    """
    duty = reporting_duties()[clock.rule] if clock.rule is not None else None
    hours, days = (duty.hours, duty.days) if duty is not None else (clock.hours, clock.days)
    if hours is not None:
        return began + timedelta(hours=hours)
    if days is None:
        raise ValueError("a clock needs hours, days or a rule")
    day_zero = began.astimezone(ZoneInfo(zone)).date()
    last = last_day(day_zero, days, working=clock.working_days, roll=clock.roll, calendar=calendar)
    return end_of_day(last, zone)


def is_late(clock: Clock, moment: datetime, due: datetime) -> bool:
    """Whether a moment lies after the due one. Days end at midnight, which belongs to the next day; an hour's last instant is in time."""
    return moment > due or (moment == due and hours_of(clock) is None)


def hours_of(clock: Clock) -> int | None:
    """The hours of a clock, its own or those of its rule; None for one that runs by days."""
    return reporting_duties()[clock.rule].hours if clock.rule is not None else clock.hours


def starts(study: Study, clock: Clock, event: AdverseEvent) -> bool:
    """Whether an event starts a clock: it is of the clock's class (that of its rule, where it names none), and fulfils its condition."""
    wanted = clock.event
    if wanted == "any" and clock.rule is not None:
        wanted = reporting_duties()[clock.rule].event
    if wanted != "any" and wanted not in event_classes(study, event):
        return False
    return clock.when is None or form_holds(study, event.form, clock.when)


def _running(study: Study, name: str, event: AdverseEvent, sent: Sent, at: datetime) -> Running | None:
    clock = study.safety.clocks[name]
    if not starts(study, clock, event):
        return None
    began = event.aware
    if clock.after is not None:
        first = sent.get((event.instance, clock.after))
        if first is None:
            return None
        began = _sent_at(first, study.time_zone)
    due = due_moment(clock, began, study.time_zone, study.safety.calendar)
    report = sent.get((event.instance, name))
    moment = _sent_at(report, study.time_zone) if report is not None else None
    seq = report.seq if report is not None else 0
    return Running(name, event, due, moment, seq, is_late(clock, moment or at, due), began, clock.rule or "")


def _sent_at(report: Fact[SafetyReportSent], zone: str) -> datetime:
    """When a report went out; where only the day is known, the first instant of that local day."""
    if "T" in report.happened:
        return report.moment()
    return datetime.combine(report.day(zone), time.min, ZoneInfo(zone)).astimezone(UTC)
