"""A day as people write it, for the sentences of results."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from equipoise.values.text import Text

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@lru_cache(maxsize=16384)
def say_day(day: date) -> Text:
    """10 May 2018, 2018年5月10日."""
    return Text(f"{day.day} {_MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")
