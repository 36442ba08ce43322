"""The boxes of an act beside its form: what they ask, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from equipoise.facts import as_stored
from equipoise.values.text import Text

Kind = Literal["line", "words", "whole", "number", "choice", "list", "several", "tick", "day", "moment", "scan"]
"""`choice` and `list` are one of a few and one of many, `several` any of a few; `scan` is a line that a scanner writes into."""

_MOST: Final = 10_000
"""Characters of one box: more is a slip of the hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One box: its name in the command, what it asks, and what stands in it at first (`start`)."""

    name: str
    label: Text
    kind: Kind = "line"
    options: Sequence[tuple[str, Text]] = ()
    unit: str = ""
    hint: Text | None = None
    required: bool = True
    start: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A field with what is typed in it and what is wrong with that."""

    field: Field
    typed: str
    chosen: frozenset[str]
    wrong: Text | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What the boxes of an act hold: the values that could be read, and what is wrong with the others."""

    values: Mapping[str, Any]
    wrong: Mapping[str, Text]


_MISSING: Final = Text("Not filled in.", "未填写。")
_WHOLE: Final = Text("Write a whole number, such as 12.", "请填写整数，例如 12。")
_NUMBER: Final = Text("Write a number, such as 12.5.", "请填写数字，例如 12.5。")
_DAY: Final = Text("Write a day, such as 2018-05-10.", "请填写日期，例如 2018-05-10。")
_MOMENT: Final = Text("Write a day and a time, such as 2018-05-10 14:30.", "请填写日期和时间，例如 2018-05-10 14:30。")
_NO_OPTION: Final = Text("Choose one of those that are offered.", "请从所列选项中选择。")
_LONG: Final = Text("Too long: {most} characters at most.", "内容过长：最多 {most} 个字符。").format(most=_MOST)


def read(fields: Sequence[Field], post: Mapping[str, str], several: Callable[[str], list[str]], zone: str) -> Typed:
    """The values of the boxes by name. A number is an int or a Decimal, a day a date, a moment is stored words in UTC,
    a tick a bool, `several` a tuple; an empty box that may be empty is left out."""
    values: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for field in fields:
        found = _one(field, post.get(field.name, "").strip(), several(field.name), zone)
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
        found.append(Box(field, typed, frozenset(typed.split("\n")) if typed else frozenset(), wrong.get(field.name)))
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


def _whole(field: Field, words: str, zone: str) -> object:
    digits = words.replace(" ", "").replace(",", "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else _WHOLE


def _number(field: Field, words: str, zone: str) -> object:
    try:
        found = Decimal(words)
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
}
