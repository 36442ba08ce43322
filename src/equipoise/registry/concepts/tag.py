"""Finding concepts in text: the longest label wins and hides what lies within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from equipoise.registry.concepts.concepts import Concepts
from equipoise.registry.concepts.tokens import tokens, words

_DENIES: Final = frozenset({"non", "not", "no", "without", "非"})


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
        if length and not (at and folded[at - 1] in _DENIES):
            label = concepts.labels[folded[at : at + length]]
            start, end = places[at][0], places[at + length - 1][1]
            found.append(Tag(label.concept, start, end, text[start:end], label.origin))
        at += length or 1
    return tuple(found)


def named(text: str, concepts: Concepts) -> tuple[str, ...]:
    """The ids of the concepts that `tag` finds, each once: quicker where nobody asks for places."""
    spoken = words(text)
    lengths, labels = concepts.lengths, concepts.labels
    found: dict[str, None] = {}
    masked = 0
    for at, word in enumerate(spoken):
        if at < masked or word not in lengths:
            continue
        for length in lengths[word]:
            label = labels.get(tuple(spoken[at : at + length]))
            if label is not None and at + length <= len(spoken):
                if not (at and spoken[at - 1] in _DENIES):
                    found[label.concept] = None
                masked = at + length
                break
    return tuple(found)


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
