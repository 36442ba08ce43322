"""The vocabulary: labels, what each means, and what is broader than what. Every label keeps where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
    longest: int = field(default=0)

    @classmethod
    def of(cls, terms: Mapping[str, Text], broader: Mapping[str, frozenset[str]], labels: Iterable[Label]) -> Concepts:
        """A vocabulary from its parts; of two labels that read alike the first one stays."""
        by_key: dict[Key, Label] = {}
        for label in labels:
            key = tokens(label.words)[0]
            if key:
                by_key.setdefault(key, label)
        return cls(terms, broader, by_key, max((len(key) for key in by_key), default=0))

    def merged(self, other: Concepts) -> Concepts:
        """Both; where they differ this one's terms and labels stay, and what either calls broader is broader."""
        joined = {
            one: self.broader.get(one, frozenset()) | other.broader.get(one, frozenset())
            for one in {*self.broader, *other.broader}
        }
        return Concepts(
            {**other.terms, **self.terms},
            {one: _closure(one, joined) for one in joined},
            {**other.labels, **self.labels},
            max(self.longest, other.longest),
        )

    def term(self, concept: str) -> Text:
        """A concept in words; its id where no words are known."""
        return self.terms.get(concept, same(concept))

    def with_broader(self, concepts: Iterable[str]) -> frozenset[str]:
        """These concepts and everything broader."""
        found = set(concepts)
        for concept in tuple(found):
            found |= self.broader.get(concept, frozenset())
        return frozenset(found)


def _closure(concept: str, broader: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    ahead = set(broader.get(concept, frozenset()))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead |= broader.get(one, frozenset())
    return frozenset(found - {concept})
