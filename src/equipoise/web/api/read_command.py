"""Reads a command from JSON: the command, or everything about the request that keeps it from being one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from equipoise.trial import commands
from equipoise.trial.commands import BY_NAME, Command
from equipoise.values.text import Text

_AT: Final = re.compile(r" - at `\$?\.?([^`]*)`$")
_MISSING: Final = re.compile(r"Object missing required field `([^`]*)`")
_EXPECTED: Final = re.compile(r"Expected `([^`]*)`(?:, got `([^`]*)`)?")


@dataclass(frozen=True, slots=True)
class Malformed:
    """One thing that is wrong with the JSON of a command: where, what, and what to write instead."""

    where: str
    says: Text
    instead: Text


def read_command(body: bytes) -> Command | tuple[Malformed, ...]:
    """The command of a request's body; otherwise every fault that can be told."""
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return (_not_json(),)
    if not isinstance(raw, dict):
        return (_not_an_object(),)
    name = raw.get("command")
    if not isinstance(name, str) or name not in BY_NAME:
        return (_no_such_command(name),)
    unknown = _unknown_fields(raw, BY_NAME[name])
    try:
        command = commands.read_command(body)
    except msgspec.ValidationError as fault:
        return (*unknown, _told(str(fault)))
    return unknown or command


def _unknown_fields(raw: Mapping[str, Any], kind: type[Command]) -> tuple[Malformed, ...]:
    known = [field.name for field in msgspec.structs.fields(kind)]
    return tuple(_unknown(field, known) for field in raw if field != "command" and field not in known)


def _unknown(field: str, known: list[str]) -> Malformed:
    close = difflib.get_close_matches(field, known, n=1)
    words = close[0] if close else ", ".join(known)
    return Malformed(
        field,
        Text(f"This command has no `{field}`.", f"该命令没有 `{field}` 字段。"),
        Text(f"Write `{words}`.", f"应写 `{words}`。")
        if close
        else Text(f"It takes: {words}.", f"可用字段：{words}。"),
    )


def _told(fault: str) -> Malformed:
    """A fault of msgspec in our words."""
    at = _AT.search(fault)
    where = at[1] if at else ""
    missing = _MISSING.search(fault)
    if missing:
        path = f"{where}.{missing[1]}" if where else missing[1]
        return Malformed(
            path, Text(f"`{path}` is missing.", f"缺少 `{path}`。"), Text(f"Add `{path}`.", f"补充 `{path}`。")
        )
    expected = _EXPECTED.search(fault)
    if expected:
        got = Text(f", not `{expected[2]}`", f"，而不是 `{expected[2]}`") if expected[2] else Text("", "")
        return Malformed(
            where,
            Text(f"`{where}` is not of the expected kind.", f"`{where}` 的类型不符。"),
            Text(f"Write a `{expected[1]}`{got.en}.", f"应为 `{expected[1]}`{got.zh}。"),
        )
    return Malformed(
        where,
        Text(f"`{where}` cannot be read.", f"无法读取 `{where}`。"),
        Text("Compare it with the description of the command.", "对照该命令的说明核对。"),
    )


def _not_json() -> Malformed:
    return Malformed(
        "",
        Text("The body is not JSON.", "请求正文不是 JSON。"),
        Text("Send one JSON object in UTF-8.", "应发送一个 UTF-8 编码的 JSON 对象。"),
    )


def _not_an_object() -> Malformed:
    return Malformed(
        "",
        Text("The body is not a JSON object.", "请求正文不是 JSON 对象。"),
        Text('Write {"command": "...", ...}.', '应写作 {"command": "...", ...}。'),
    )


def _no_such_command(name: object) -> Malformed:
    close = difflib.get_close_matches(str(name), list(BY_NAME), n=1)
    known = ", ".join(BY_NAME)
    says = Text("The command is missing.", "缺少命令名称。")
    if name is not None:
        says = Text(f"There is no command “{name}”.", f"没有名为“{name}”的命令。")
    if close:
        return Malformed("command", says, Text(f"Write `{close[0]}`.", f"应写 `{close[0]}`。"))
    return Malformed("command", says, Text(f"Write one of: {known}.", f"可选：{known}。"))
