"""Reading the fields of a case's `given`: the value in its type, or a CaseFault that names the field and what to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from equipoise.validation.cases import CaseFault
from equipoise.values.text import Text

_NOTHING = object()


def fault(name: str, en: str, zh: str) -> CaseFault:
    """A fault of one field: its name, and in both languages what to write there."""
    return CaseFault(Text(f"given.{name}: {en}", f"given.{name}：{zh}"))


def need(given: Mapping[str, Any], name: str) -> Any:
    """A field that must be there, as it stands."""
    if name not in given:
        raise fault(name, "is missing", "缺失")
    return given[name]


def _read(given: Mapping[str, Any], name: str, default: Any, as_type: Callable[[Any, str], Any]) -> Any:
    """A field in its type; the default where it is absent or null, a fault where it has none."""
    value = need(given, name) if default is _NOTHING else given.get(name)
    return default if value is None and default is not _NOTHING else as_type(value, name)


def read_number(given: Mapping[str, Any], name: str, default: Any = _NOTHING) -> Any:
    """A number (JSON number or decimal words) as Decimal, exactly as written; the default where it is absent or null."""
    return _read(given, name, default, as_number)


def read_whole(given: Mapping[str, Any], name: str, default: Any = _NOTHING) -> Any:
    """A whole number as int; the default where it is absent or null."""
    return _read(given, name, default, _as_whole)


def read_day(given: Mapping[str, Any], name: str, default: Any = _NOTHING) -> Any:
    """A day (YYYY-MM-DD); the default where it is absent or null."""
    return _read(given, name, default, as_day)


def read_words(given: Mapping[str, Any], name: str, default: Any = _NOTHING) -> Any:
    """A text; the default where it is absent or null."""
    return _read(given, name, default, _as_words)


def read_choice(given: Mapping[str, Any], name: str, choices: Sequence[str], default: Any = _NOTHING) -> Any:
    """One of several words; the default where it is absent or null."""
    return _read(given, name, default, partial(_as_choice, choices))


def read_flag(given: Mapping[str, Any], name: str, default: Any = _NOTHING) -> Any:
    """True or false; the default where it is absent or null."""
    return _read(given, name, default, _as_flag)


def read_list(given: Mapping[str, Any], name: str, default: Any = _NOTHING) -> Any:
    """A list; the default where it is absent or null."""
    return _read(given, name, default, _as_list)


def read_object(given: Mapping[str, Any], name: str, default: Any = _NOTHING) -> Any:
    """An object { … } of named fields; the default where it is absent or null."""
    return _read(given, name, default, _as_object)


def as_number(value: Any, name: str) -> Decimal:
    """A JSON value as Decimal."""
    if not isinstance(value, bool) and isinstance(value, (int, float, str, Decimal)):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and abs(number.adjusted()) <= 400:
            return number
    raise fault(name, f"write a number, not {shown(value)}", f"请写数字，而不是{shown(value)}")


def as_day(value: Any, name: str) -> date:
    """A JSON value as a day."""
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise fault(name, f"write a day as YYYY-MM-DD, not {shown(value)}", f"请按 YYYY-MM-DD 写日期，而不是{shown(value)}")


def _as_whole(value: Any, name: str) -> int:
    number = as_number(value, name)
    if number != number.to_integral_value():
        raise fault(name, f"write a whole number, not {number}", f"请写整数，而不是{number}")
    return int(number)


def _as_words(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise fault(name, f"write a text, not {shown(value)}", f"请写文本，而不是{shown(value)}")
    return value


def _as_choice(choices: Sequence[str], value: Any, name: str) -> str:
    if not isinstance(value, str) or value not in choices:
        listed = ", ".join(choices)
        raise fault(name, f"write one of {listed}; not {shown(value)}", f"请写以下之一：{listed}；而不是{shown(value)}")
    return value


def _as_flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise fault(name, f"write true or false, not {shown(value)}", f"请写 true 或 false，而不是{shown(value)}")
    return value


def _as_list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise fault(name, f"write a list [ … ], not {shown(value)}", f"请写列表 [ … ]，而不是{shown(value)}")
    return value


def _as_object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise fault(name, f"write an object {{ … }}, not {shown(value)}", f"请写对象 {{ … }}，而不是{shown(value)}")
    return value


def shown(value: Any) -> str:
    """A JSON value in a few signs, for a fault's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ … }"
    if isinstance(value, (list, tuple)):
        return "[ … ]"
    words = f"“{value}”" if isinstance(value, str) else str(value)
    return words if len(words) <= 60 else f"{words[:57]}…"
