"""Durations of the criteria language: windows before the day asked, and distances between moments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from equipoise.protocol.criteria.syntax import Number
from equipoise.values.dates import add_months

_MONTHS: Final = {"mo": 1, "a": 12}
_HOURS: Final = {"min": None, "h": 1, "d": 24, "wk": 168}
_SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "wk": 604_800}


def is_duration(number: Number) -> bool:
    """Whether it is a stretch of time; calendar months and years come whole only."""
    whole = number.value == number.value.to_integral_value()
    return number.unit in _SECONDS or (number.unit in _MONTHS and whole)


def is_window(number: Number) -> bool:
    """Whether it is a stretch of whole days, since values are dated to the day: 7 days, 72 hours, 3 months."""
    if number.value < 0 or not is_duration(number):
        return False
    hours = _HOURS.get(number.unit, 24)
    return hours is not None and number.value * hours % 24 == 0


def shift(moment: date, duration: Number, sign: int) -> date:
    """The moment so much later (sign 1) or earlier (-1): calendar months as on the calendar, hours only for moments of a day.

    A date stays a date where the duration is whole days; otherwise the caller has made it a datetime.
    """
    if duration.unit in _MONTHS:
        months = sign * int(duration.value) * _MONTHS[duration.unit]
        if isinstance(moment, datetime):
            return datetime.combine(add_months(moment.date(), months), moment.timetz())
        return add_months(moment, months)
    micros = int(duration.value * _SECONDS[duration.unit] * 1_000_000) * sign
    return moment + timedelta(microseconds=micros)


def in_whole_days(duration: Number) -> bool:
    """Whether a date without a time can be moved by it."""
    return duration.unit in _MONTHS or duration.value * _SECONDS[duration.unit] % 86_400 == 0


def opening(window: Number) -> Callable[[date], date]:
    """The day asked -> the first day of the window that ends on it; one that reaches before the calendar is open."""

    @lru_cache(maxsize=1024)
    def opens(at: date) -> date:
        try:
            return shift(at, window, -1)
        except (OverflowError, ValueError):
            return date.min

    return opens
