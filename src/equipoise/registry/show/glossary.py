"""Words of trials explained in plain language, and where they stand in a text. The list is our own (glossary.json)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

import msgspec

from equipoise.values.text import Text

_FILE: Final = "glossary.json"


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    en: str
    zh: str
    labels: list[str]
    says_en: str
    says_zh: str


@dataclass(frozen=True, slots=True)
class Term:
    """One word explained. `labels` are the spellings by which it is recognised in a text."""

    id: str
    name: Text
    labels: tuple[str, ...]
    says: Text


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; with a term where it is one that is explained here."""

    words: str
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Glossary:
    """The explained words by id, and the pattern that finds them."""

    terms: Mapping[str, Term]
    by_label: Mapping[str, Term]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, terms: tuple[Term, ...]) -> Glossary:
        """A glossary of these words; the longest spelling wins. A spelling in capitals is found only in capitals."""
        by_label = {_key(label): term for term in terms for label in term.labels}
        longest = sorted({label for term in terms for label in term.labels}, key=len, reverse=True)
        return cls({term.id: term for term in terms}, by_label, re.compile("|".join(map(_spelling, longest))))

    def mark(self, text: str, seen: set[str]) -> tuple[Piece, ...]:
        """A text in pieces; each word is marked once, and not if `seen` has it. What was marked is added to `seen`."""
        return tuple(self._pieces(text, seen))

    def _pieces(self, text: str, seen: set[str]) -> Iterator[Piece]:
        last = 0
        for found in self.pattern.finditer(text):
            term = self.by_label[_key(found[0])]
            if term.id in seen:
                continue
            seen.add(term.id)
            if found.start() > last:
                yield Piece(text[last : found.start()])
            yield Piece(found[0], term)
            last = found.end()
        if last < len(text):
            yield Piece(text[last:])


def _spelling(label: str) -> str:
    words = re.escape(label)
    if not label.isascii():
        return words
    plural = "" if label.endswith("s") or label.isupper() else "s?"
    return rf"\b{words}{plural}\b" if label.isupper() else rf"(?i:\b{words}{plural}\b)"


def _key(label: str) -> str:
    lowered = label.casefold()
    return lowered if lowered.endswith("ss") or not lowered.isascii() else lowered.removesuffix("s")


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The glossary that comes with Equipoise."""
    entries = msgspec.json.decode(files("equipoise.registry.show").joinpath(_FILE).read_bytes(), type=list[_Entry])
    return Glossary.of(
        tuple(Term(one.id, Text(one.en, one.zh), tuple(one.labels), Text(one.says_en, one.says_zh)) for one in entries)
    )
