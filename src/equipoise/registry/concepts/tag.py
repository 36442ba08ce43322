"""Finding concepts in text: the longest label wins and hides what lies within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from equipoise.registry.concepts.concepts import Concepts
from equipoise.registry.concepts.tokens import FOLDED, RECURRING, tokens, words

_Branches = dict[str, tuple[str, "_Branches"]]
"""What follows a word: the concept of the label that ends there, if one does, and what may follow further."""
_Node = tuple[str, _Branches]
_DENIES: Final = frozenset({"non", "not", "no", "without", "非"})
_GENES: Final = frozenset(
    {"egfr", "epidermal", "alk", "anaplastic", "ros1", "kra", "braf", "brca", "ret", "met", "ntrk", "her2"}
)
_DENIES_GENES: Final = _DENIES | {"absence", "lack", "lacking", "excluding", "exclude", "except"}
_WORDS_BETWEEN: Final = """
growth factor receptor lymphoma kinase or and nor known sensitizing activating actionable driver gene genetic genomic mutation
translocation rearrangement fusion alteration a any the of with have having harbor harboring patient participant subject who
"""
_BETWEEN: Final = _GENES | set(_WORDS_BETWEEN.split())
"""What may stand between a denial and the gene that it denies: "excluding patients with an EGFR mutation or ALK fusion". Folded words."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept found in a text: from where to where, and its label."""

    concept: str
    start: int
    end: int
    words: str
    origin: str


def tag(text: str, concepts: Concepts) -> tuple[Tag, ...]:
    """The concepts of a text in order. A label right after "non" or "not" is not read: non-small is no kind of small."""
    folded, places = tokens(text)
    found: list[Tag] = []
    at = 0
    while at < len(folded):
        length = _longest(folded, at, concepts)
        if length and not _denied(folded, at):
            label = concepts.labels[folded[at : at + length]]
            start, end = places[at][0], places[at + length - 1][1]
            found.append(Tag(label.concept, start, end, text[start:end], label.origin))
        at += length or 1
    return tuple(found)


class Labels:
    """The labels of a vocabulary, word after word as they branch: made once, to read many texts whose places nobody asks for."""

    def __init__(self, concepts: Concepts) -> None:
        self._root: _Branches = {}
        for key, label in concepts.labels.items():
            node = self._root
            for word in key:
                node = node.setdefault(word, ("", {}))[1]
            *before, last = key
            node = self._root
            for word in before:
                node = node[word][1]
            node[last] = (label.concept, node[last][1])
        self._starts = _Starts(self._root)

    def named(self, text: str) -> tuple[str, ...]:
        """The ids of the concepts that `tag` finds, each once."""
        spoken = words(text)
        count = len(spoken)
        found: dict[str, None] = {}
        masked = 0
        nodes = [*map(self._starts.__getitem__, spoken)]
        for at in compress(range(count), nodes):  # most words begin no label
            node = nodes[at]
            if node is None or at < masked:
                continue
            concept, below = node
            end = ahead = at + 1
            while below and ahead < count and (word := FOLDED[spoken[ahead]]) in below:
                longer, below = below[word]
                ahead += 1
                if longer:
                    concept, end = longer, ahead
            if concept:
                masked = end
                if not _denied(spoken, at):
                    found[concept] = None
        return tuple(found)


class _Starts(dict[str, _Node | None]):
    """Where the label that begins with a word branches from, by the word as it stands in texts; None where none does, as for most."""

    def __init__(self, root: _Branches) -> None:
        super().__init__()
        self._root = root

    def __missing__(self, word: str) -> _Node | None:
        if len(self) > RECURRING:
            self.clear()
        self[word] = found = self._root.get(FOLDED[word])
        return found


def _denied(words: Sequence[str], at: int) -> bool:
    """Whether the label that begins there is said not to be; of genes, one denial may reach over several."""
    before = at - 1
    if FOLDED[words[at]] not in _GENES:
        return at > 0 and FOLDED[words[before]] in _DENIES
    while before >= 0 and FOLDED[words[before]] in _BETWEEN:
        before -= 1
    return before >= 0 and FOLDED[words[before]] in _DENIES_GENES


def untagged(text: str, concepts: Concepts) -> str:
    """What remains of a text when the words of its concepts are taken out."""
    rest, last = [], 0
    for one in tag(text, concepts):
        rest.append(text[last : one.start])
        last = one.end
    rest.append(text[last:])
    return " ".join(" ".join(rest).split())


def _longest(folded: tuple[str, ...], at: int, concepts: Concepts) -> int:
    for length in concepts.lengths.get(folded[at], ()):
        if at + length <= len(folded) and folded[at : at + length] in concepts.labels:
            return length
    return 0
