"""Text that is missing in one of the two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault, parts
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Words
from equipoise.values.text import Text
from equipoise.values.units import UnitFault, unit

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"(?<![\w/^%·])[A-Za-z]?[a-z]{2,}(?![\w/^])")
_QUANTITY = re.compile(r"(\d\s*)([A-Za-zµμ]+)(?![\w])")
_LONG_WORD = re.compile(r"(?<![\w/^%·])[A-Za-z]?[a-z]{3,}(?![\w/^])")


def texts_are_in_both_languages(case: Case) -> Iterator[Finding]:
    """Every text has words in English and in Chinese; codes, numbers and units may read alike."""
    for path, part in parts(case.study):
        if isinstance(part, (Text, Words)):
            yield from _text(path, part.en, part.zh)


def _text(path: str, en: str, zh: str) -> Iterator[Finding]:
    for language, words in (("en", en), ("zh", zh)):
        if not words.strip():
            yield fault(f"{path}.{language}", f"`{path}.{language}` is empty", f"`{path}.{language}` 为空",
                "Write the text in both languages", "请写出两种语言的文字")  # fmt: skip
            return
    if (
        not _CHINESE.search(zh)
        and _WORD.search(_without_units(en))
        and (zh == en or _LONG_WORD.search(_without_units(zh)))
    ):
        yield fault(f"{path}.zh", f"`{path}` is not translated into Chinese", f"`{path}` 没有译成中文",
            "Write the text in Chinese", "请写出中文")  # fmt: skip
    if _CHINESE.search(en) and not re.search(r"[A-Za-z]", en):
        yield fault(f"{path}.en", f"`{path}` is not translated into English", f"`{path}` 没有译成英文",
            "Write the text in English", "请写出英文")  # fmt: skip


def _without_units(words: str) -> str:
    """The words without the units that follow a figure: `50 mg` is the same in both languages."""
    return _QUANTITY.sub(lambda found: found[1] if _is_unit(found[2]) else found[0], words)


def _is_unit(word: str) -> bool:
    try:
        unit(word)
    except UnitFault:
        return False
    return True
