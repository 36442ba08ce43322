"""The boxes of an act beside its form: what they ask, and what is read from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from equipoise.facts import as_stored
from equipoise.values.text import Text
from equipoise.values.units import UnitFault, tidy_unit, unit
from equipoise.web.workspace.acting.lots import LotRow, lot_rows, read_lots
from equipoise.web.workspace.entry.boxes import as_typed, plain

Kind = Literal[
    "line", "words", "whole", "number", "cells", "choice", "list", "several", "tick", "day", "moment", "scan", "lots"
]
"""`choice` and `list` are one of a few and one of many, `several` any of a few; `scan` is a line that a scanner writes into;
`cells` is a count as laboratories write it (1.32e9); `lots` are rows of material, lot and last day."""

_MOST: Final = 10_000
"""Characters of one box: more is a slip of the hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One box: its name in the command, what it asks, and what stands in it at first (`start`).

    `must` is the only name that a scan may read: another one is a wrong unit in the hand, and is told at once. `options` of
    `lots` are the materials that are offered.
    """

    name: str
    label: Text
    kind: Kind = "line"
    options: Sequence[tuple[str, Text]] = ()
    unit: str = ""
    hint: Text | None = None
    required: bool = True
    start: str = ""
    must: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A field with what is typed in it and what is wrong with that."""

    field: Field
    typed: str
    chosen: frozenset[str]
    wrong: Text | None
    rows: Sequence[LotRow] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What the boxes of an act hold: the values that could be read, and what is wrong with the others."""

    values: Mapping[str, Any]
    wrong: Mapping[str, Text]


_MOST_CELLS: Final = 10**18
_MISSING: Final = Text("Not filled in.", "未填写。")
_WHOLE: Final = Text("Write a whole number, such as 12.", "请填写整数，例如 12。")
_NUMBER: Final = Text("Write a number, such as 12.5.", "请填写数字，例如 12.5。")
_IN: Final = Text("Write the number in {unit}.", "请填写以 {unit} 为单位的数值。")
_FIGURE_AND_UNIT: Final = re.compile(r"([+-]?\d[\d., ]*?)\s*([^\W\d].*|[%°℃].*)")
_DAY: Final = Text("Write a day, such as 2018-05-10.", "请填写日期，例如 2018-05-10。")
_MOMENT: Final = Text("Write a day and a time, such as 2018-05-10 14:30.", "请填写日期和时间，例如 2018-05-10 14:30。")
_NO_OPTION: Final = Text("Choose one of those that are offered.", "请从所列选项中选择。")
_CELLS: Final = Text("Write a count, such as 1.32e9 or 1320000000.", "请填写细胞数，例如 1.32e9 或 1320000000。")
_ANOTHER: Final = Text("This is {read}. Wanted is {must}.", "扫描到的是 {read}，应为 {must}。")
_COUNT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:[eE]|[×xX*]\s*10\s*\^?)\s*\+?(\d{1,2})|(\d+(?:\.\d+)?)\s*([万亿])")
_MYRIADS: Final[Mapping[str, int]] = {"万": 4, "亿": 8}
"""Powers of ten by which counts are said in Chinese."""
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LONG: Final = Text("Too long: {most} characters at most.", "内容过长：最多 {most} 个字符。").format(most=_MOST)


def read(fields: Sequence[Field], post: Mapping[str, str], several: Callable[[str], list[str]], zone: str) -> Typed:
    """The values of the boxes by name. A number is an int or a Decimal, a day a date, a moment is stored words in UTC,
    a tick a bool, `several` a tuple; an empty box that may be empty is left out."""
    values: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for field in fields:
        typed = post.get(field.name, "")
        words = as_typed(typed) if field.kind in ("line", "words") else plain(typed)
        found = read_lots(field.name, post) if field.kind == "lots" else _one(field, words, several(field.name), zone)
        if isinstance(found, Text):
            wrong[field.name] = found
        elif found is not None:
            values[field.name] = found
    return Typed(values, wrong)


def boxes(fields: Sequence[Field], held: Mapping[str, str] | None, wrong: Mapping[str, Text]) -> list[Box]:
    """The boxes as the page shows them: with what was typed, or as they stand at first."""
    found = []
    for field in fields:
        typed = field.start if held is None else held.get(field.name, "")
        chosen = frozenset(typed.split("\n")) if typed else frozenset()
        rows = lot_rows(field.name, held or {}) if field.kind == "lots" else ()
        found.append(Box(field, typed, chosen, wrong.get(field.name), rows))
    return found


def _one(field: Field, words: str, several: list[str], zone: str) -> object:
    """The value of a box, None for an empty one that may be empty, a Text for what is wrong."""
    if field.kind == "tick":
        return bool(words)
    if field.kind == "several":
        known = {code for code, _ in field.options}
        chosen = tuple(code for code in several if code in known)
        return chosen if chosen or not field.required else _MISSING
    if not words:
        return _MISSING if field.required else None
    if len(words) > _MOST:
        return _LONG
    return _READ.get(field.kind, _line)(field, words, zone)


def _line(field: Field, words: str, zone: str) -> object:
    return words


def _scan(field: Field, words: str, zone: str) -> object:
    """What a scanner read; capitals or not are the keyboard's doing."""
    if field.must and words.casefold() != field.must.casefold():
        return _ANOTHER.format(read=words[:60], must=field.must)
    return field.must or words


def _cells(field: Field, words: str, zone: str) -> object:
    found = _COUNT.fullmatch(words.translate(_RAISED))
    if found is None:
        plain = _whole(field, words, zone)
        return plain if isinstance(plain, int) else _CELLS
    figure, power = (found[1], int(found[2])) if found[1] else (found[3], _MYRIADS[found[4]])
    count = Decimal(figure).scaleb(power)
    return int(count) if count == int(count) and count < _MOST_CELLS else _CELLS


def _figure(field: Field, words: str) -> str | Text:
    """A figure without the unit of its box, which may be typed behind it; what to write where another unit stands there."""
    found = _FIGURE_AND_UNIT.fullmatch(words)
    if found is None or not field.unit:
        return words
    try:
        given = unit(found[2]).code
    except UnitFault:
        return words
    return found[1] if given == tidy_unit(field.unit) else _IN.format(unit=field.unit)


def _whole(field: Field, words: str, zone: str) -> object:
    figure = _figure(field, words)
    if isinstance(figure, Text):
        return figure
    digits = figure.replace(" ", "").replace(",", "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else _WHOLE


def _number(field: Field, words: str, zone: str) -> object:
    figure = _figure(field, words)
    if isinstance(figure, Text):
        return figure
    try:
        found = Decimal(figure)
    except InvalidOperation:
        return _NUMBER
    return found if found.is_finite() and len(words) < 30 else _NUMBER


def _option(field: Field, words: str, zone: str) -> object:
    return words if any(words == code for code, _ in field.options) else _NO_OPTION


def _day(field: Field, words: str, zone: str) -> object:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return _DAY


def _moment(field: Field, words: str, zone: str) -> object:
    try:
        local = datetime.fromisoformat(words)
        aware = local if local.tzinfo is not None else local.replace(tzinfo=ZoneInfo(zone))
        return as_stored(aware.astimezone(UTC))
    except (ValueError, OverflowError):
        return _MOMENT


_READ: Final[Mapping[str, Callable[[Field, str, str], object]]] = {
    "whole": _whole,
    "number": _number,
    "choice": _option,
    "list": _option,
    "day": _day,
    "moment": _moment,
    "scan": _scan,
    "cells": _cells,
}
