"""Days and times as a file writes them, in one declared pattern: `YYYY-MM-DD HH:mm`, `DD.MM.YYYY`, `YYYY年M月D日`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_TOKENS: Final = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{2})",
    "H": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
    "ZZ": r"(?P<zone>Z|[+-]\d{2}:?\d{2})",
}
_PIECE: Final = re.compile("|".join(_TOKENS) + r"|[A-Za-z]|[^A-Za-z]")
_LETTERS: Final = frozenset("T")


@dataclass(frozen=True, slots=True)
class Sampled:
    """When a sample was taken: the local day, and the moment where a time of day is written too."""

    day: date
    moment: datetime | None = None


class PatternFault(ValueError):
    """A pattern that does not name year, month and day once each."""


def read_written(words: str, pattern: str, zone: str) -> Sampled | None:
    """The day (in the zone) that words say in a pattern; None where they do not fit it. PatternFault for a pattern that is none."""
    found = _compiled(pattern).fullmatch(words.strip())
    if found is None:
        return None
    named = found.groupdict()
    try:
        day = date(int(named["year"]), int(named["month"]), int(named["day"]))
        if named.get("hour") is None:
            return Sampled(day)
        clock = time(int(named["hour"]), int(named.get("minute") or 0), int(named.get("second") or 0))
        offset = _offset(named.get("zone"))
        moment = datetime.combine(day, clock, offset if offset is not None else ZoneInfo(zone))
        return Sampled(moment.astimezone(ZoneInfo(zone)).date(), moment)
    except (ValueError, OverflowError):
        return None


def is_pattern(pattern: str) -> bool:
    """Whether a pattern names year, month and day, and a minute only with its hour."""
    try:
        _compiled(pattern)
    except PatternFault:
        return False
    return True


def _offset(words: str | None) -> timezone | None:
    if not words:
        return None
    if words == "Z":
        return timezone(timedelta(0))
    span = timedelta(hours=int(words[1:3]), minutes=int(words[-2:]))
    return timezone(-span if words[0] == "-" else span)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = _PIECE.findall(pattern)
    expression, names = [], []
    for piece in pieces:
        token = _TOKENS.get(piece)
        if token is None and piece.isalpha() and piece.isascii() and piece not in _LETTERS:
            raise PatternFault(pattern)
        expression.append(token or re.escape(piece))
        names += [piece] if token else []
    kinds = [name[0] if name != "mm" else "mm" for name in names]
    whole = {"Y", "M", "D"} <= set(kinds) and len(set(kinds)) == len(kinds)
    if not whole or ("mm" in kinds and "H" not in kinds) or ("s" in kinds and "mm" not in kinds):
        raise PatternFault(pattern)
    return re.compile("".join(expression), re.ASCII)
