"""An answer as the boxes of a page, and what is typed into boxes as an answer.

A box is named after its item's path (`ITEM`, `GROUP.row.ITEM`); its further parts follow a tilde: `~unit`, `~low`, `~high` of a
quantity, `~y`, `~m`, `~d`, `~t` of a date or moment, `~missing` and `~why` of a value that is not there. Reading never fails: what
makes no sense is handed on as it was typed, and the checks of the study file say in words what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from equipoise.facts import Answer, as_stored
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Item, Study
from equipoise.rules.visits import is_missing
from equipoise.values.narrow import narrow
from equipoise.values.text import Text
from equipoise.values.units import UnitFault, unit

Typed = Mapping[str, str]
MISSING: Final[Mapping[str, Text]] = {
    "ND": Text("Not done", "未做"),
    "UNK": Text("Unknown", "不详"),
    "NA": Text("Not applicable", "不适用"),
    "NASK": Text("Not asked", "未询问"),
    "ASKU": Text("Asked, not known", "已询问，不详"),
}
"""Why a value is not there (HL7 null flavours, as ODM and CDASH use them)."""
TODAY: Final = frozenset({"t", "T", "today", "今", "今天"})
"""What may be typed into the day box for the day itself."""
LONG_LIST: Final = 12
"""From so many codes on a list is searched by typing instead of looked through."""
_FIGURE_AND_UNIT: Final = re.compile(r"([<>≤≥]?=?\s*[+-]?\d[\d.]*)\s*(\D\S*(?:\s\S+)*)")
_NAMED: Final = re.compile(r"[^\W\d_]|[%°℃]")
"""What a unit has and a second number (`120/80`) has not."""
_WHOLE: Final = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_POINT: Final = re.compile(r"(?<=\d)。(?=\d)")
_MONTHS: Final = 12
_SHORT: Final = 24
"""Characters of a figure with its unit; what is longer is prose."""
_TIME: Final = re.compile(r"(\d{1,2})[:.h时](\d{2})分?", re.ASCII)


def parts_of(item: Item) -> tuple[str, ...]:
    """The names of the boxes of an item, behind its path."""
    if item.kind == "date":
        own: tuple[str, ...] = ("~y", "~m", "~d")
    elif item.kind == "moment":
        own = ("~y", "~m", "~d", "~t")
    elif item.kind == "quantity":
        own = ("", "~unit", *(("~low", "~high") if item.analyte is not None else ()))
    else:
        own = ("",)
    return (*own, "~missing", "~why")


def boxes(study: Study, path: str, item: Item, answer: Answer) -> dict[str, str]:
    """What the boxes of an item hold when it is answered so."""
    if answer is None or answer == "":
        return {}
    if isinstance(answer, Mapping):
        if "missing" in answer:
            return {f"{path}~missing": str(answer["missing"]), f"{path}~why": str(answer.get("reason") or "")}
        named = {"": "value", "~unit": "unit", "~low": "low", "~high": "high"}
        return {path + part: str(answer[key]) for part, key in named.items() if answer.get(key) not in (None, "")}
    if isinstance(answer, bool):
        return {path: "Y" if answer else "N"}
    if item.kind in ("date", "moment"):
        return _date_boxes(path, str(answer), study.time_zone)
    return {path: str(answer)}


def read(study: Study, path: str, item: Item, typed: Typed, today: date) -> Answer:
    """The answer that the boxes of an item give; None where nothing is typed."""
    said = {part: plain(typed.get(path + part, "")) for part in parts_of(item)}
    if item.kind == "text":
        said |= {"": as_typed(typed.get(path, ""))}
    value = _value(study, item, said, today)
    if value is None and said["~missing"]:
        return {"missing": said["~missing"], "reason": said["~why"]}
    return value


def wrong_date(path: str, typed: Typed) -> Text:
    """What is wrong with the boxes of a date that cannot be read; `{item}` stands for what they ask."""
    year, month, day = (plain(typed.get(path + part, "")) for part in ("~y", "~m", "~d"))
    if not year:
        return Text("{item}: the year is missing.", "“{item}”缺少年份。")
    if len(year) != 4 or not year.isdecimal():
        return Text("{item}: write the year in four figures.", "“{item}”的年份须为四位数字。")
    if day and not month:
        return Text("{item}: the month is missing.", "“{item}”缺少月份。")
    if not month.isdecimal() or not 1 <= int(month) <= _MONTHS:
        return Text("{item}: write the month as 1 to 12.", "“{item}”的月份须为 1 至 12。")
    if typed.get(f"{path}~t"):
        return Text("{item}: write day and time, such as 14:30.", "“{item}”须填写日期和时间，例如 14:30。")
    return Text("{item}: there is no such day.", "“{item}”没有这一天。")


def says_both(study: Study, path: str, item: Item, typed: Typed, today: date) -> bool:
    """Whether the boxes hold a value and say at once that there is none."""
    answer = read(study, path, item, typed, today)
    return bool(typed.get(f"{path}~missing")) and answer is not None and not is_missing(answer)


def _value(study: Study, item: Item, said: Mapping[str, str], today: date) -> Answer:
    if item.kind in ("date", "moment"):
        return _read_date(said, study.time_zone, today)
    words = said[""]
    if not words:
        return None
    if item.kind == "quantity":
        return _read_quantity(item, said)
    if item.kind == "integer":
        return int(words) if _WHOLE.fullmatch(words) else words
    if item.kind == "code":
        return _code(study, item, words)
    return words


def as_typed(words: str) -> str:
    """Words as they were typed, without blanks around."""
    return words.replace("\r\n", "\n").strip()


def plain(words: str) -> str:
    """Typed figures, dates, units and codes without what input methods add: full-width signs, `。` for a decimal point, blanks around.

    Raised figures stay raised: 10⁹ is not 109.
    """
    tidy = as_typed(words)
    return tidy if len(tidy) > _SHORT or "\n" in tidy else _POINT.sub(".", narrow(tidy))


def _read_quantity(item: Item, said: Mapping[str, str]) -> Answer:
    value, code = said[""], said["~unit"] or (item.units[0] if len(item.units) == 1 else "")
    both = _FIGURE_AND_UNIT.fullmatch(value)
    if both is not None and (found := unit_of(item, both[2])):
        value, code = both[1], found
    limits = {key: said[f"~{key}"] for key in ("low", "high") if said.get(f"~{key}")}
    return {"value": value, "unit": code, **limits}


def unit_of(item: Item, words: str) -> str:
    """The unit that is meant by words behind a number, as laboratories and clinicians write them; empty where none is.

    One in which the item is not measured is a unit all the same: the checks say so, and which to use.
    """
    for code in item.units:
        if words.casefold() in (code.casefold(), say_unit(code).casefold()):
            return code
    try:
        code = unit(words).code
    except UnitFault:
        return ""
    return code if code in item.units or (item.units and _NAMED.search(words)) else ""


def apart(words: str) -> tuple[str, str]:
    """A figure and the code of the unit that is typed behind it; the words as they are and nothing where there is no known unit."""
    found = _FIGURE_AND_UNIT.fullmatch(words)
    if found is None or _NAMED.search(found[2]) is None:
        return words, ""
    try:
        return found[1], unit(found[2]).code
    except UnitFault:
        return words, ""


def _code(study: Study, item: Item, words: str) -> str:
    """The code that is meant: typed as it is, or by its meaning in either language."""
    codes = study.forms.code_lists.get(item.codes or "", {})
    if words in codes:
        return words
    wanted = words.casefold()
    meant = [
        code for code, name in codes.items() if wanted in (code.casefold(), name.en.casefold(), name.zh.casefold())
    ]
    return meant[0] if len(meant) == 1 else words


def _read_date(said: Mapping[str, str], zone: str, today: date) -> Answer:
    year, month, day, time = (said.get(part, "") for part in ("~y", "~m", "~d", "~t"))
    if not (year or month or day or time):
        return None
    if day in TODAY:
        year, month, day = f"{today:%Y}", f"{today:%m}", f"{today:%d}"
    parts = [
        year,
        *(f"{int(one):02d}" if one.isascii() and one.isdigit() and len(one) < 3 else one for one in (month, day)),
    ]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    words = "-".join(parts)
    return _moment(words, time, zone) if time else words


def _moment(day: str, time: str, zone: str) -> str:
    """The moment in UTC, as facts keep it; the words as they are where they are none."""
    found = _TIME.fullmatch(time)
    try:
        clock = f"{int(found[1]):02d}:{found[2]}" if found else time
        return as_stored(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone)))
    except ValueError:
        return f"{day}T{time}"


def _date_boxes(path: str, words: str, zone: str) -> dict[str, str]:
    day, _, time = words.partition("T")
    if time:
        try:
            local = datetime.fromisoformat(words).astimezone(ZoneInfo(zone))
            day, time = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
        except ValueError:
            pass
    year, month, rest = (*day.split("-", 2), "", "")[:3]
    held = {"~y": year, "~m": month.removeprefix("0"), "~d": rest.removeprefix("0"), "~t": time}
    return {path + part: value for part, value in held.items() if value}
