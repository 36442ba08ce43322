"""Facts of the calendar: days on which a site, or everybody, is closed, and days of a weekend that are worked instead."""

from __future__ import annotations

from typing import ClassVar, Final

from equipoise.facts.body import Body

OFFICE: Final = "office"
"""Closed by law: no working day, for reporting times that count or end on working days (`safety.calendar`)."""


class DayOffSet(Body, frozen=True, kw_only=True):
    """From the first to the last day something is closed, at one site or (empty) at all.

    `closed` names places of `protocol.model.schedule.Closed`, or `OFFICE`. Where the days are `worked` instead, nothing is closed:
    by law they are working days, as a Saturday in exchange for a day of a long holiday.
    """

    KIND: ClassVar[str] = "calendar.day_off_set"
    first: str
    last: str
    closed: tuple[str, ...]
    name: str
    site: str = ""
    worked: bool = False


class DayOffWithdrawn(Body, frozen=True, kw_only=True):
    """It is open after all: `day_off` is the fact that closed it."""

    KIND: ClassVar[str] = "calendar.day_off_withdrawn"
    day_off: int
