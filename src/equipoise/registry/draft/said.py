"""The record while a draft is made from it: its words with their places, and which of its values the draft has given already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from equipoise.registry.record import Record, text, value
from equipoise.values.text import Text

UNTRANSLATED = "待译："
"""Begins Chinese text that nobody has translated yet."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2}")
Data = dict[str, Any]


@dataclass
class Said:
    """The protocol section of a record, and the places that the draft gives."""

    record: Record
    given: dict[str, list[str]] = field(default_factory=dict)

    @property
    def section(self) -> Mapping[str, Any]:
        """The part of the record that a draft is made from."""
        found = self.record.raw.get("protocolSection")
        return found if isinstance(found, Mapping) else {}

    def text(self, path: str) -> str:
        """The words at a place."""
        return text(self.section, path)

    def value(self, path: str) -> object | None:
        """The value at a place."""
        return value(self.section, path)

    def pointing(self, *paths: str) -> Data:
        """`record:` for values of the record, each with its words; values that are not there are left out."""
        found: Data = {}
        for path in paths:
            one = _at(self.section, path)
            if isinstance(one, str | int | bool):
                found[path] = one
                self.given.setdefault(path, []).append(str(one))
            elif isinstance(one, float):
                found[path] = str(one)
                self.given.setdefault(path, []).append(str(one))
        return {"record": found} if found else {}

    def part(self, path: str, words: str) -> Data:
        """`record:` for a part of a longer text of the record."""
        self.given.setdefault(path, []).append(words)
        return {"record": {path: words}}

    def words(self, path: str, known: Text | None = None) -> Data:
        """A text of the record in both languages: its own words, and Chinese if we have it."""
        own = self.text(path) or str(_at(self.section, path) or "")
        if known is not None:
            return {"en": known.en, "zh": known.zh, **self.pointing(path)}
        return {"en": own, "zh": f"{UNTRANSLATED}{own}", **self.pointing(path)}

    def left(self) -> Iterator[tuple[str, object]]:
        """Every value that no statement gives yet, with its place."""
        for path, one in _leaves(self.section, ""):
            if path not in self.given:
                yield path, one


def both(en: str, zh: str) -> Data:
    """A text in both languages, as a study file writes it; Chinese that is none is marked as not translated."""
    return {"en": en, "zh": zh if _CHINESE.search(zh) or not _WORD.search(en) else f"{UNTRANSLATED}{zh}"}


def assumed(en: str, zh: str, by: str = "investigator") -> Data:
    """`assumed:` with the reason and who confirms it."""
    return {"assumed": {"because": both(en, zh), "confirm_by": by}}


def _at(section: object, path: str) -> object | None:
    here = section
    for step in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            return None
    return here


def _leaves(one: object, path: str) -> Iterator[tuple[str, object]]:
    inner: Iterator[tuple[object, object]] | None = None
    if isinstance(one, Mapping):
        inner = iter(one.items())
    elif isinstance(one, list):
        inner = iter(enumerate(one))
    if inner is None:
        yield path, one
        return
    for name, below in inner:
        yield from _leaves(below, f"{path}.{name}" if path else str(name))
