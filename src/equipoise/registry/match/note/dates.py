"""The days that a note names: as people write them, and counted back from the day asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from equipoise.values.dates import PartialDate, add_months

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)\.?"
)
_COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "半": 0,
}  # fmt: skip
_DATES: Final = re.compile(
    r"(?<![\d.])(?:"
    r"(?P<zyear>(?:19|20)\d\d) ?年(?: ?(?P<zmonth>\d{1,2}) ?月(?:份| ?(?P<zday>\d{1,2}) ?[日号])?)?"
    r"|(?P<year>(?:19|20)\d\d)(?:[-/.](?P<month>0?[1-9]|1[0-2])(?:[-/.](?P<day>[0-2]?\d|3[01]))?)?(?![\d.]*\d|[-/]\d)"
    r"|(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-](?P<last>(?:19|20)\d\d)"
    r"|(?P<mm>0?[1-9]|1[0-2])/(?P<my>(?:19|20)\d\d)"
    rf"|(?P<dday>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH.format('dmonth')}[ ,-]*(?P<dyear>(?:19|20)\d\d)"
    r")(?!\d)"
    rf"|\b{_MONTH.format('nmonth')}[ ,]*(?:(?P<nday>\d{{1,2}})(?:st|nd|rd|th)?,? )?(?:of )?(?P<nyear>(?:19|20)\d\d)(?!\d)"
    r"|\b(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten)[ -](?P<unit>day|week|wk|month|mo|year|yr)s? "
    r"(?:ago|earlier|prior\b(?! to))"
    r"|(?P<zcount>\d{1,3}|[一两二三四五六七八九十])\s?(?P<zunit>天|日|周|个?月|年)(?:多|余)?前"
    r"|(?P<today>\btoday\b|今日|今天)|(?P<yesterday>\byesterday\b|昨日|昨天)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day and where it stands."""

    start: int
    end: int
    day: PartialDate
    low: date
    """The first day that it may be: of `3/4/2026` the third of April or the fourth of March."""


def dates(text: str, at: date) -> tuple[Dated, ...]:
    """The days of a text in order. Of `3/4/2026` only the year is sure."""
    return tuple(_found(text, at))


def _found(text: str, at: date) -> Iterator[Dated]:
    for found in _DATES.finditer(text):
        try:
            day = _read(found.groupdict(), at)
        except ValueError:
            continue
        if day is not None:
            yield Dated(found.start(), found.end(), day, _lowest(found, day))


def _lowest(found: re.Match[str], day: PartialDate) -> date:
    if not found["last"] or day.month is not None:
        return day.earliest
    one, two = int(found["one"]), int(found["two"])
    return min(date(day.year, one, two), date(day.year, two, one))


def _read(of: dict[str, str | None], at: date) -> PartialDate | None:
    for names in (("year", "month", "day"), ("zyear", "zmonth", "zday"), ("my", "mm", "")):
        if of[names[0]]:
            return _partial(*(of.get(name) for name in names))
    for year, month, day in (("dyear", "dmonth", "dday"), ("nyear", "nmonth", "nday")):
        if of[year]:
            named = str(_MONTHS.index(str(of[month])[:3].lower()) + 1)
            return _partial(of[year], named, of[day])
    if of["last"]:
        return _either(int(str(of["one"])), int(str(of["two"])), int(str(of["last"])))
    if of["today"] or of["yesterday"]:
        return _day(at - timedelta(days=1 if of["yesterday"] else 0))
    return _ago(str(of["count"] or of["zcount"]).lower(), str(of["unit"] or of["zunit"]).lower(), at)


def _partial(year: str | None, month: str | None, day: str | None) -> PartialDate:
    return PartialDate(int(year or 0), int(month) if month else None, int(day) if day else None)


def _either(one: int, two: int, year: int) -> PartialDate:
    """A day and a month of which one country writes the one first, and one the other."""
    if one > 12 or one == two:
        return PartialDate(year, two, one)
    return PartialDate(year, one, two) if two > 12 else PartialDate(year)


def _ago(words: str, unit: str, at: date) -> PartialDate | None:
    count = int(words) if words.isdecimal() else _COUNTS.get(words, 0)
    if not count:
        return None
    if unit in ("day", "天", "日"):
        return _day(at - timedelta(days=count))
    if unit in ("week", "wk", "周"):
        return _day(at - timedelta(weeks=count))
    if unit in ("year", "yr", "年"):
        return PartialDate(at.year - count) if count < at.year - 1900 else None
    back = add_months(at, -count)
    return PartialDate(back.year, back.month)


def _day(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)
