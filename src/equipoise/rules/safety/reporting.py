"""Published reporting rules as data, and the calendar by which a reporting time ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from equipoise.protocol.closed import is_working_day
from equipoise.protocol.model import Calendar
from equipoise.protocol.model.safety import EventClass, Roll
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class ReportingDuty:
    """One published rule: for which events, within what time.

    It runs from first knowledge; one that runs from a report has an id that ends with `_follow_up`, and the checks of a study file
    ask its clock for the report.
    """

    id: str
    jurisdiction: str
    event: EventClass
    hours: int | None
    days: int | None
    name: Text
    source: str
    read: bool


@lru_cache(maxsize=1)
def reporting_duties() -> Mapping[str, ReportingDuty]:
    """The published rules by their id (`reporting_rules.json`)."""
    data = json.loads(files(__package__).joinpath("reporting_rules.json").read_text("utf-8"))
    return {
        rule["id"]: ReportingDuty(
            rule["id"],
            rule["jurisdiction"],
            rule["event"],
            rule.get("hours"),
            rule.get("days"),
            Text(rule["en"], rule["zh"]),
            rule["source"],
            rule["read"],
        )
        for rule in data["rules"]
    }


EVERY_DAY = Calendar(weekend=())


def last_day(
    day_zero: date, days: int, *, working: bool = False, roll: Roll = "none", calendar: Calendar = EVERY_DAY
) -> date:
    """The last day of a time of so many days; the day of first knowledge is day 0.

    `working` counts working days alone. A last day that is free moves as `roll` says; by default it stays.
    """
    day = day_zero
    for _ in range(days):
        day += timedelta(days=1)
        while working and not is_working_day(day, calendar):
            day += timedelta(days=1)
    step = {"none": 0, "before": -1, "after": 1}[roll]
    while step and not is_working_day(day, calendar):
        day += timedelta(days=step)
    return day


def end_of_day(day: date, zone: str) -> datetime:
    """The UTC moment at which a local day ends, daylight saving time or not."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)
