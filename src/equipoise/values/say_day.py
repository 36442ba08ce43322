"""Dates as people write them, in both languages."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from equipoise.values.dates import PartialDate
from equipoise.values.text import Text

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@lru_cache(maxsize=16384)
def day_words(day: date | PartialDate) -> Text:
    """A date as people write it: 10 May 2018, 2018年5月10日; partial dates as far as they are known."""
    month, number = day.month, day.day
    zh = f"{day.year}年" + (f"{month}月" if month else "") + (f"{number}日" if month and number else "")
    en = " ".join(str(part) for part in (number, _MONTHS[month - 1] if month else None, day.year) if part)
    return Text(en, zh)
