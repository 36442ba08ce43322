"""What is closed on a day, and whether it is a working day: the days off of the study, as rules ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from equipoise.protocol.model import Calendar, DayOff, Study
from equipoise.protocol.model.schedule import Closed
from equipoise.values.text import Text

PLACES: Final[Mapping[Closed, Text]] = {
    "clinic": Text("clinic", "门诊"),
    "apheresis": Text("apheresis unit", "血细胞采集室"),
    "cell_laboratory": Text("cell laboratory", "细胞制备室"),
    "ward": Text("ward", "病房"),
}
"""What can be closed, in words."""


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether people work on a day: not on a weekend or a holiday, unless that day is worked instead."""
    words = day.isoformat()
    if words in calendar.worked:
        return True
    return day.isoweekday() not in calendar.weekend and words not in calendar.holidays


def closed_on(study: Study, place: Closed, day: date, site: str = "") -> DayOff | None:
    """The day off that closes a place of a site on a day; None while it is open. Without a site only what closes all counts."""
    days = study.schedule.days_off
    if not days:
        return None
    words = day.isoformat()
    return next((off for off in _of(study, place, site) if off.first <= words <= off.last), None)


@lru_cache(maxsize=256)
def _of(study: Study, place: Closed, site: str) -> tuple[DayOff, ...]:
    return tuple(off for off in study.schedule.days_off if place in off.closed and off.site in ("", site))
