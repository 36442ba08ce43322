"""The vocabulary: labels, what each means, and what is broader than what. Every label keeps where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from equipoise.registry.concepts.tokens import tokens
from equipoise.values.text import Text, same

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a concept and its origin: `ours 1`, `records`, `MeSH 2026`."""

    words: str
    concept: str
    origin: str


@dataclass(frozen=True, slots=True)
class Concepts:
    """Concepts by id (MeSH descriptor ids; ours begin with `EQ`). `broader` holds every ancestor, not only the next."""

    terms: Mapping[str, Text]
    broader: Mapping[str, frozenset[str]]
    labels: Mapping[Key, Label]
    lengths: Mapping[str, tuple[int, ...]]
    """How many words the labels have that begin with a word, the longest first."""

    @classmethod
    def of(cls, terms: Mapping[str, Text], broader: Mapping[str, frozenset[str]], labels: Iterable[Label]) -> Concepts:
        """A vocabulary from its parts; of two labels that read alike the first one stays."""
        by_key: dict[Key, Label] = {}
        for label in labels:
            key = tokens(label.words)[0]
            if key:
                by_key.setdefault(key, label)
        return cls(terms, broader, by_key, _lengths(by_key))

    def merged(self, other: Concepts) -> Concepts:
        """Both; where they differ this one's terms and labels stay, and what either calls broader is broader."""
        joined = {
            one: self.broader.get(one, frozenset()) | other.broader.get(one, frozenset())
            for one in {*self.broader, *other.broader}
        }
        labels = {**other.labels, **self.labels}
        closed = {one: _closure(one, joined) for one in joined}
        return Concepts({**other.terms, **self.terms}, closed, labels, _lengths(labels))

    def term(self, concept: str) -> Text:
        """A concept in words; its id where no words are known."""
        return self.terms.get(concept, same(concept))

    def with_broader(self, concepts: Iterable[str]) -> frozenset[str]:
        """These concepts and everything broader."""
        found = set(concepts)
        for concept in tuple(found):
            found |= self.broader.get(concept, frozenset())
        return frozenset(found)

    def narrower(self) -> Mapping[str, frozenset[str]]:
        """What lies below each concept, made anew at every call."""
        found: dict[str, set[str]] = {}
        for concept, above in self.broader.items():
            for one in above:
                found.setdefault(one, set()).add(concept)
        return {concept: frozenset(below) for concept, below in found.items()}


def _lengths(labels: Iterable[Key]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for key in labels:
        found.setdefault(key[0], set()).add(len(key))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


def _closure(concept: str, broader: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    ahead = set(broader.get(concept, frozenset()))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead |= broader.get(one, frozenset())
    return frozenset(found - {concept})
