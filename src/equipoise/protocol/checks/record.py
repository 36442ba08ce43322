"""Whether the study file and the registry record beside it say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import children, fault, parts
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Statement, Words

SECTION = "protocolSection"
_CODE = re.compile(r"[A-Z0-9_]+|\d{4}(-\d{2}){0,2}")
_NUMBER = re.compile(r"(\d+)(?: Years)?")
_MARK = re.compile(r"^\s*(?:[*•-]|\d+[.)])\s+")
_ABSENT = object()


def statements_agree_with_the_record(case: Case) -> Iterator[Finding]:
    """A statement's pointer leads somewhere in the record, and its words stand there; `en` repeats a whole text of the record, and
    a number of the record is one of the statement's numbers."""
    if case.record is None:
        return
    for path, part in parts(case.study):
        if not isinstance(part, Statement) or part.record is None:
            continue
        for pointer, words in part.record.items():
            here = f"{path}.record.{pointer}"
            found = resolve(case.record, pointer)
            if found is _ABSENT:
                yield fault(here, f"The record has no `{pointer}`", f"注册记录中没有 `{pointer}`",
                    "Write the pointer as the record spells it", "请按记录中的写法填写")  # fmt: skip
            elif not stands_in(words, found):
                yield fault(here, f"The record does not say `{_short(words)}` at `{pointer}`",
                    f"注册记录的 `{pointer}` 处没有“{_short(words)}”", f"The record says: {_short(found)}",
                    f"记录原文：{_short(found)}")  # fmt: skip
            else:
                yield from _same_number(path, part, words)
        if isinstance(part, Words) and len(part.record) == 1:
            yield from _same_words(path, part, next(iter(part.record.values())))


def record_is_stated_in_full(case: Case) -> Iterator[Finding]:
    """Every value of the record's protocol section has a statement that points at it or at what holds it; of a text of several
    lines (the eligibility criteria), every line."""
    if case.record is None or not isinstance(case.record.get(SECTION), dict):
        return
    said = pointers(case)
    for pointer, value in leaves(case.record[SECTION]):
        holders = [pointer.rsplit(".", cut)[0] for cut in range(1, pointer.count("."))]
        words = [word for known in (pointer, *holders) for word in said.get(known, ())]
        if not words:
            yield fault("rests_on.record", f"No statement gives what the record says at `{pointer}`: {_short(value)}",
                f"没有语句给出注册记录 `{pointer}` 处的内容：{_short(value)}",
                f"Add `record: {{{pointer}: …}}` to the statement that gives it",
                f"请在相应语句补充 `record: {{{pointer}: …}}`")  # fmt: skip
        elif isinstance(value, str) and "\n" in value.strip():
            yield from _lines(pointer, value, [str(word) for word in words])


def pointers(case: Case) -> dict[str, tuple[str | int | bool, ...]]:
    """Pointer (without the section) -> all words that statements give for it."""
    said: dict[str, tuple[str | int | bool, ...]] = {}
    for _, part in parts(case.study):
        if isinstance(part, Statement):
            for pointer, words in (part.record or {}).items():
                plain = ".".join(_steps(pointer)).removeprefix(f"{SECTION}.")
                said[plain] = (*said.get(plain, ()), words)
    return said


def resolve(record: dict[str, Any], pointer: str) -> Any:
    """What stands at a pointer such as `designModule.enrollmentInfo.count` or `…armGroups[0].label`; a marker if nothing does."""
    steps = _steps(pointer)
    here: Any = record if steps[0] in record else record.get(SECTION, {})
    for step in steps:
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            return _ABSENT
    return here


def stands_in(words: str | int | bool, found: Any) -> bool:
    """Whether the words are the value, or a part of its text; spaces do not count."""
    if isinstance(found, list):
        return any(stands_in(words, one) for one in found) or _plain(words) == ", ".join(_plain(one) for one in found)
    if isinstance(found, dict):
        return any(stands_in(words, one) for one in found.values())
    if isinstance(found, bool) or isinstance(words, bool):
        return _plain(words).lower() == _plain(found).lower()
    if isinstance(found, str):
        return _plain(words) in _plain(found)
    return _plain(words) == _plain(found)


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of the record with its pointer."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield pointer, value
        return
    for name, one in inner:
        yield from leaves(one, f"{pointer}.{name}" if pointer else str(name))


def _same_words(path: str, part: Words, words: str | int | bool) -> Iterator[Finding]:
    if isinstance(words, str) and not _CODE.fullmatch(words) and _plain(words) not in _plain(part.en):
        yield fault(f"{path}.en", f"`{path}.en` is not what the record says", f"`{path}.en` 与注册记录不一致",
            f"Write it word for word: {_short(words)}", f"请逐字书写：{_short(words)}")  # fmt: skip


def _same_number(path: str, part: Statement, words: str | int | bool) -> Iterator[Finding]:
    """A whole number that the record gives (`120`, `18 Years`) is one of the statement's own."""
    found = _NUMBER.fullmatch(str(words))
    own = [value for _, value in children(part) if isinstance(value, (int, Decimal)) and not isinstance(value, bool)]
    if found is not None and own and int(found[1]) not in own:
        yield fault(path, f"The record says `{words}`, and no number of `{path}` is {found[1]}",
            f"注册记录为 `{words}`，而 `{path}` 中没有 {found[1]}", f"Write {found[1]} where the record's number belongs",
            f"请在相应位置填写 {found[1]}")  # fmt: skip


def _lines(pointer: str, value: str, words: list[str]) -> Iterator[Finding]:
    for line in value.splitlines():
        text = _plain(_MARK.sub("", line))
        if not text or text.endswith(":"):
            continue
        if not any(text in _plain(word) or (len(word) > 3 and _plain(word) in text) for word in words):
            yield fault("rests_on.record", f"No statement gives this line of the record's `{pointer}`: {_short(text)}",
                f"没有语句给出注册记录 `{pointer}` 中的这一行：{_short(text)}",
                "Add it, word for word", "请逐字补充")  # fmt: skip


def _steps(pointer: str) -> list[str]:
    return pointer.replace("[", ".").replace("]", "").strip(".").split(".")


def _plain(words: Any) -> str:
    return " ".join(str(words).split())


def _short(words: Any) -> str:
    text = _plain(words)
    return text if len(text) <= 120 else text[:117] + "…"
