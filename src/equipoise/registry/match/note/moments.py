"""Which day a sentence of a note speaks of: its own, that of its line, of a heading, of the visit."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from equipoise.registry.match.note.dates import Dated, dates
from equipoise.registry.match.note.parts import Part
from equipoise.registry.match.note.person import born_at
from equipoise.values.dates import PartialDate

_LEADS: Final = 12
"""So many signs may stand before a day that leads its line: “Labs ”."""
_HEAD: Final = re.compile(r"\W*(?:(?:in|on|by|from|around)\s)?\W*")
_LONG_AGO: Final = 30
"""Days."""
_LABEL: Final = re.compile(
    r"(?:(?:(?:^|[|,，;(])\s*|(?<![a-z])(?:note|visit|clinic|report|discharge|review|consultation|collection)\s)date"
    r"(?: of (?:visit|note|review|discharge|report|consultation|collection))?|"
    r"(?<![a-z])(?:seen|reviewed|discharged|collected|reported|sampled)|"
    r"(?:出院|就诊|报告|检验|采样|记录|书写|复诊|检查)(?:日期|时间)?)\s*(?:on|于|为)?\s*:?\s*$"
)
"""Words before a day that make it the one of what a note tells."""
_AGO: Final = re.compile(r"ago|earlier|prior|前|yesterday|昨")
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_HEADS: Final = re.compile(
    r"lab|blood|result|note|clinic|consult|summary|letter|visit|review|ward|admission|discharge|检验|化验|血常规|血气|血生化|检查|date|日期|时间"
)


def born(every: tuple[Part, ...], at: date) -> PartialDate | None:
    """The date of birth, where the note gives it."""
    for part in every:
        place = born_at(part.words.lower())
        found = () if place is None or part.under == "family" else dates(part.words[place : place + 24], at)
        if found and found[0].start <= 2:
            return found[0].day
    return None


def day_of_what_follows(part: Part, context: date | None, at: date) -> date | None:
    """The day of the values that follow: of the note, or of a heading with a day."""
    found = dates(part.words, at)
    lower = part.words.lower()
    labelled = [
        one.day.exact for one in found if _LABEL.search(lower[: one.start]) and one.day.exact and one.day.exact <= at
    ]
    if labelled:
        return labelled[-1]
    heading = dates(part.heading, at)
    if heading and heading[0].day.exact:
        return heading[0].day.exact
    first = found[0] if len(found) == 1 else None
    if (
        first is None
        or first.day.exact is None
        or first.day.exact > at
        or _AGO.search(part.words[first.start : first.end])
    ):
        return context
    rest = _CLOCK.sub("", part.words[: first.start] + part.words[first.end :]).strip(" :-,()|\t")
    alone = (
        len(rest) < 30 and not any(sign.isdigit() for sign in rest) and bool(not rest or _HEADS.search(rest.lower()))
    )
    return first.day.exact if alone else context


def leading_day(part: Part, at: date) -> date | None:
    """The day at the head of a sentence, which is that of the values in the rest of its line."""
    found = dates(part.words, at)
    day = found[0].day.exact if len(found) == 1 and found[0].start < _LEADS else None
    return day if day is not None and day <= at else None


def is_long_ago(days: tuple[Dated, ...], lower: str, at: date) -> bool:
    """Whether a sentence begins with a day that is long past: it tells of that time."""
    return (
        bool(days)
        and _HEAD.fullmatch(lower[: days[0].start]) is not None
        and days[0].day.latest < at - timedelta(days=_LONG_AGO)
    )
