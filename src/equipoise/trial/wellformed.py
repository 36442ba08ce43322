"""What no command may carry, whatever it asks for: numbers and words that the ledger cannot keep exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import astuple

from equipoise.ledger.codec import LARGEST, canonical_built
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.values.reason import Reason
from equipoise.values.text import Text

CONSEQUENCE: Final = "/consequence"
"""How the key of what follows from a command ends: it is the command's own key, and this."""
_KEY_LENGTH: Final = 200
_DEPTH: Final = 12
"""How deep answers may nest: a form has items, groups, rows, and quantities in them; anything deeper is a mistake."""
_DIGITS: Final = 15
"""Figures of a decimal, before and after its point: beyond it nobody measured anything."""


def as_asked(command: Command, by: By) -> str:
    """The canonical text of who asks for what; empty if it has none that a ledger could keep."""
    try:
        return canonical_built([command, by.actor, by.role, by.site])
    except (TypeError, ValueError, RecursionError):
        return ""


def cannot_be_kept(command: Command, by: By, key: str, asked: str) -> tuple[Reason, ...]:
    """Every reason why the ledger could not keep a command as it was given (`asked`: its canonical text).

    It is asked before anything is decided, and of nearly every command it finds nothing: the first line settles those.
    """
    if asked and "\\u0000" not in asked and _is_key(key) and _is_exact(astuple(command)):
        return ()
    reasons = [] if _is_key(key) else [_NO_KEY]
    for name, words in (("actor", by.actor), ("role", by.role), ("site", by.site)):
        reasons += _words(name, words)
    for name in command.__struct_fields__:
        reasons += _value(name, getattr(command, name), 0)
    if not asked and not reasons:
        reasons = [_number("command", Text("it has no exact text", "没有确定的文本形式"))]
    return tuple(reasons)


_NO_KEY: Final = Reason(
    "impossible_key",
    Text(
        f"A command carries a key of its own: 1 to {_KEY_LENGTH} signs, not ending in {CONSEQUENCE}.",
        f"每条命令须带自己的键：1 至 {_KEY_LENGTH} 个字符，且不以 {CONSEQUENCE} 结尾。",
    ),
)


def _is_key(key: str) -> bool:
    return 0 < len(key) <= _KEY_LENGTH and _is_text(key) and not key.endswith(CONSEQUENCE)


_NO_DECIMAL: Final = frozenset({str, int, bool, dict, type(None)})


def _is_exact(values: tuple[Any, ...]) -> bool:
    """Whether every decimal among these values, and in a series of readings, is a measured number."""
    for value in values:
        if type(value) in _NO_DECIMAL:
            continue
        if isinstance(value, Decimal):
            if not _is_measured(value):
                return False
        elif isinstance(value, tuple) and not _is_exact(value):
            return False
    return True


def _is_measured(value: Decimal) -> bool:
    return value.is_finite() and len(value.as_tuple().digits) <= _DIGITS and abs(value.adjusted()) <= _DIGITS


def _value(path: str, value: Any, depth: int) -> Iterator[Reason]:
    if depth > _DEPTH:
        name = path.partition(".")[0]
        yield Reason("too_deep", Text(f"{name} nests too deep.", f"{name} 嵌套过深。"))
    elif isinstance(value, str):
        yield from _words(path, value)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _words(path, str(name))
            yield from _value(f"{path}.{name}", part, depth + 1)
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from _value(f"{path}.{place}", part, depth + 1)
    else:
        yield from _figure(path, value)


def _figure(path: str, value: Any) -> Iterator[Reason]:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, Decimal):
        if not _is_measured(value):
            yield _number(path, Text("this is no measured number", "不是实测数值"))
    elif not isinstance(value, int):
        yield _number(path, Text("write decimals as text", "小数请以文本填写"))
    elif not -LARGEST <= value <= LARGEST:
        yield _number(path, Text(f"the largest whole number is {LARGEST}", f"整数最大为 {LARGEST}"))


def _number(path: str, why: Text) -> Reason:
    return Reason(
        "impossible_number",
        Text("{path} cannot be kept: {why}.", "{path} 无法保存：{why}。").format(path=path, why=why),
    )


def _words(path: str, words: str) -> Iterator[Reason]:
    if not _is_text(words):
        yield Reason(
            "impossible_words",
            Text(f"{path} holds a sign that is not text.", f"{path} 含有非文本字符。"),
            remedy=Text("Type it anew.", "请重新输入。"),
        )


def _is_text(words: str) -> bool:
    """No NUL, which databases refuse, and no half of a surrogate pair."""
    if "\0" in words:
        return False
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True
