"""Dates as people know them: to the day, to the month, to the year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=False)
class PartialDate:
    """A date known to the day, the month or the year. It is never imputed: it is the span of days that it may be."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, words: str) -> PartialDate:
        """A date from `2018`, `2018-05` or `2018-05-10`; ValueError for anything else, an impossible day included."""
        found = _ISO.fullmatch(words)
        if found is None:
            raise ValueError(f"{words!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        return cls(year, month, day)

    @property
    def earliest(self) -> date:
        """The first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        """The day, if the day is known."""
        return self.earliest if self.day is not None else None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)


def read_day(words: str) -> date | None:
    """A day of the calendar from `YYYY-MM-DD`: one way of writing it, because days are compared as words. None for anything else."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if day.isoformat() == words else None


def is_day(words: str) -> bool:
    """Whether words are a day of the calendar as `YYYY-MM-DD`."""
    return read_day(words) is not None


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later (or earlier, if negative); the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def completed_years(born: date, on: date) -> int:
    """Age in completed years; who is born on 29 February completes a year on 1 March of a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def completed_months(since: date, on: date) -> int:
    """Whole months from one day to another; negative if they stand the other way round."""
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def days_between(earlier: date, later: date) -> int:
    """Whole days from one to the other; negative if they stand the other way round."""
    return (later - earlier) // timedelta(days=1)
