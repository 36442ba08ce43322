"""What the model refuses, in plain words of both languages, and a mended copy so that the rest can still be checked."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from equipoise.protocol.fault import Finding
from equipoise.protocol.model.statement import VERSION
from equipoise.protocol.model.study import ID
from equipoise.protocol.shape import Key, bare, choices, expected, keys, stand_in
from equipoise.values.text import Text

MOST_ROUNDS = 4
_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


def dotted(path: Sequence[str | int]) -> str:
    """The path as people write it."""
    return ".".join(str(part) for part in path)


def validated(model: type[Model], data: dict[str, Any]) -> tuple[Model | None, tuple[Finding, ...]]:
    """The data as a model, and all that is wrong with it.

    With faults the model is built from a mended copy, so that further checks can be made on the sound parts; what stands at a
    faulty path is then only a stand-in. None if even that is not possible.
    """
    findings: dict[Path, Finding] = {}
    mended = data
    for _ in range(MOST_ROUNDS):
        try:
            return model.model_validate(mended), tuple(findings.values())
        except ValidationError as refusal:
            if mended is data:
                mended = copy.deepcopy(data)
            errors = refusal.errors(include_url=False)
            for error in sorted(errors, key=lambda error: error["type"] not in _UNKNOWN_KEY):
                path = _path_in(mended, error)
                if error["type"] == "missing" and _is_there(mended, path):
                    continue  # a misspelt key was taken for it
                if not any(path[: len(known)] == known for known in findings):
                    findings[path] = _finding(model, data, error, path)
                _mend(model, mended, error, path)
    return None, tuple(findings.values())


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def _path_in(data: Any, error: ErrorDetails) -> Path:
    """The part of the location that exists in the data (a union adds branch names, a key `[key]`), and a missing key."""
    here, path = data, []
    location = error["loc"]
    for position, part in enumerate(location):
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        last = position == len(location) - 1
        if not inside:
            if last and error["type"] == "missing":
                path.append(part)
            break
        path.append(part)
        here = here[part]
    return tuple(path)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _is_there(data: Any, path: Path) -> bool:
    try:
        _at(data, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _mend(model: type[BaseModel], data: Any, error: ErrorDetails, path: Path) -> None:
    if not path:
        return
    try:
        holder = _at(data, path[:-1])
    except (KeyError, IndexError, TypeError):
        return
    last = path[-1]
    expects = expected(path, model)
    if error["type"] in _UNKNOWN_KEY or error["loc"][-1:] == ("[key]",):
        value = holder.pop(last, None)
        near = nearest(str(last), _free_keys(model, holder, path[:-1]))
        if near is not None and error["type"] in _UNKNOWN_KEY:
            holder[near] = value
    elif isinstance(holder, list):
        if isinstance(last, int) and last < len(holder):
            holder[last] = stand_in(expects)
        else:
            holder.append(stand_in(expects))
    elif error["type"] == "string_type" and isinstance(holder.get(last), (int, Decimal)):
        holder[last] = str(holder[last])
    else:
        holder[last] = _stand_in_for(error, expects)


def _stand_in_for(error: ErrorDetails, expects: Any) -> Any:
    limit = error.get("ctx", {})
    if error["type"] == "greater_than":
        return limit["gt"] + 1
    if error["type"] == "too_short":
        return [stand_in(expected((0,), expects))] * int(limit["min_length"])
    if error["type"] == "string_pattern_mismatch":
        return "STUDY"
    if error["type"] == "days_or_months":
        return {"days": 1}
    near = nearest(str(error["input"]), choices(expects))
    return near if near is not None else stand_in(expects)


def _free_keys(model: type[BaseModel], holder: Any, path: Path) -> list[str]:
    known = keys(expected(path, model) if path else model)
    return [name for name in known if not isinstance(holder, dict) or name not in holder]


def _finding(model: type[BaseModel], data: Any, error: ErrorDetails, path: Path) -> Finding:
    kind = error["type"]
    expects = expected(path, model) if path else model
    if kind in _UNKNOWN_KEY:
        return _unknown_key(model, data, path)
    if kind == "missing":
        return _missing(model, path)
    if error["loc"][-1:] == ("[key]",):
        return _bad_key(error, path)
    value = error["input"]
    says = _does_not_fit(dotted(path), value)
    if kind == "days_or_months":
        says = Text(f"`{dotted(path)}` does not have one step", f"`{dotted(path)}` 没有唯一的间隔")
    if kind == "greater_than_equal" and path[-2:-1] == ("window",):
        says = Text(f"`{dotted(path[:-1])}` excludes its own day", f"`{dotted(path[:-1])}` 不包含目标日")
    if choices(expects):
        return _bad_choice(path, value, choices(expects))
    return Finding(dotted(path), says, _instead(error, expects))


def _unknown_key(model: type[BaseModel], data: Any, path: Path) -> Finding:
    parent, word = path[:-1], str(path[-1])
    known = keys(expected(parent, model) if parent else model)
    says = Text(f"`{word}` is not a key of {_named(parent).en}", f"{_named(parent).zh}中没有 `{word}` 这个键")
    try:
        free = _free_keys(model, _at(data, parent), parent)
    except (KeyError, IndexError, TypeError):
        free = list(known)
    near = nearest(word, free)
    if near is not None:
        return Finding(dotted(path), says, Text(f"Write `{near}`", f"请写 `{near}`"))
    listed = ", ".join(f"`{name}`" for name in known)
    return Finding(dotted(path), says, Text(
        f"Remove it, or use one of {listed}", f"请删除，或使用以下键之一：{listed}"))  # fmt: skip


def _missing(model: type[BaseModel], path: Path) -> Finding:
    parent, word = path[:-1], path[-1]
    says = Text(f"`{word}` is missing in {_named(parent).en}", f"{_named(parent).zh}缺少 `{word}`")
    if isinstance(word, int):
        return Finding(dotted(path), says, Text("Write one value more in the list", "请在列表中补一个值"))
    key: Key | None = keys(expected(parent, model) if parent else model).get(word)
    about = f" ({key.description})" if key and key.description else ""
    return Finding(dotted(path), says, Text(f"Add `{word}: …`{about}", f"请补充 `{word}: …`"))


def _bad_key(error: ErrorDetails, path: Path) -> Finding:
    allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "`").replace(" or ", ", ")
    parent = _named(path[:-1])
    near = nearest(str(path[-1]), allowed.replace("`", "").split(", "))
    instead = Text(f"Write one of {allowed}", f"请使用以下之一：{allowed.replace(', ', '、')}")
    if near is not None:
        instead = Text(f"Write `{near}` (allowed: {allowed})", f"请写 `{near}`（可选：{allowed.replace(', ', '、')}）")
    return Finding(dotted(path), Text(
        f"`{path[-1]}` cannot stand in {parent.en}", f"{parent.zh}中不能有 `{path[-1]}`"), instead)  # fmt: skip


def _bad_choice(path: Path, value: Any, allowed: tuple[str, ...]) -> Finding:
    near = nearest(str(value), allowed)
    listed = ", ".join(f"`{word}`" for word in allowed)
    instead = Text(f"Write one of {listed}", f"请从以下选择：{listed.replace(', ', '、')}")
    if near is not None:
        instead = Text(f"Write `{near}` (allowed: {listed})", f"请写 `{near}`（可选：{listed.replace(', ', '、')}）")
    return Finding(dotted(path), _does_not_fit(dotted(path), value), instead)


def _does_not_fit(path: str, value: Any) -> Text:
    if value is None or value in ([], ()):
        return Text(f"`{path}` is empty", f"`{path}` 为空")
    if isinstance(value, dict):
        return Text(
            f"`{path}` has keys under it where a single value belongs", f"`{path}` 处应为单个值，却写成了多个键"
        )
    if isinstance(value, (list, tuple)):
        return Text(f"`{path}` is a list", f"`{path}` 写成了列表")
    words = str(value)
    words = words if len(words) <= 60 else words[:57] + "…"
    return Text(f"`{path}` cannot be `{words}`", f"`{path}` 不能是 `{words}`")


def _instead(error: ErrorDetails, expects: Any) -> Text:
    kind, limits = error["type"], error.get("ctx", {})
    if kind in _LIMITS:
        return _LIMITS[kind].format(limit=limits[_LIMIT_OF[kind]])
    if kind == "string_pattern_mismatch":
        pattern = str(limits.get("pattern"))
        return _PATTERNS.get(pattern, Text(f"Write it after the pattern `{pattern}`", f"请按格式 `{pattern}` 书写"))
    if kind == "days_or_months":
        return Text("Write either `days` or `months`, not both", "`days` 与 `months` 只写其中一个")
    if kind == "string_type" and isinstance(error["input"], (int, Decimal)):
        value = str(error["input"]).lower() if isinstance(error["input"], bool) else str(error["input"])
        return Text(f'Put it in quotes: "{value}"', f'请加引号："{value}"')
    expects = bare(expects)
    if expects in _KINDS:
        return _KINDS[expects]
    if kind == "tuple_type" and get_args(expects)[-1:] == (Ellipsis,):
        return Text("Write a list: each one on a line of its own after `- `, or [one, another]",
            "请写成列表：每项另起一行并以 `- ` 开头，或写成 [甲, 乙]")  # fmt: skip
    if kind in ("tuple_type", "too_long"):
        return Text("Write a list of the right length, e.g. [a, b]", "请写成长度正确的列表，如 [a, b]")
    known = keys(expects)
    if known:
        needed = ", ".join(f"`{name}`" for name, key in known.items() if key.required) or ", ".join(known)
        return Text(f"Write its keys under it: {needed}", f"请在其下写出各键：{needed}")
    return Text("Write keys and values under it", "请在其下写出“键: 值”")


_LIMITS = {
    "greater_than": Text("Write a number greater than {limit}", "请写大于 {limit} 的数"),
    "greater_than_equal": Text("Write a number of at least {limit}", "请写不小于 {limit} 的数"),
    "less_than": Text("Write a number less than {limit}", "请写小于 {limit} 的数"),
    "less_than_equal": Text("Write a number of at most {limit}", "请写不大于 {limit} 的数"),
    "too_short": Text("Write at least {limit} value in the list", "列表中至少写 {limit} 个值"),
}
_PATTERNS = {
    VERSION: Text('Write digits, letters and points in plain quotes: "1.0"', '请用数字、字母和点，加半角引号："1.0"'),
    ID: Text(
        "Write 3 to 20 capital letters, digits and hyphens, a letter first",
        "请写 3 至 20 个大写字母、数字或连字符，首位为字母",
    ),
}
_LIMIT_OF = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
    "too_short": "min_length",
}
_KINDS: dict[Any, Text] = {
    str: Text("Write a text", "请写文字"),
    int: Text("Write a whole number", "请写整数"),
    float: Text("Write a number", "请写数字"),
    Decimal: Text("Write a number", "请写数字"),
    bool: Text("Write true or false", "请写 true 或 false"),
}


def _named(path: Path) -> Text:
    return Text(f"`{dotted(path)}`", f"`{dotted(path)}` ") if path else Text("the study file", "研究文件")
