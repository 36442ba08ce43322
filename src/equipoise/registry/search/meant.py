"""What somebody may have meant who mistyped the name of a disease or treatment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from equipoise.registry.concepts import Concepts, tag
from equipoise.registry.concepts.tokens import tokens

_SHORTEST: Final = 3
_SHORTEST_MEANT: Final = 4
"""Shorter words resemble too many others."""
_ALIKE: Final = 0.8
_LONGER: Final = 2
"""So many letters may be too many or missing."""
_TRIED: Final = 3
_SHORTEST_IN_CHINESE: Final = 2
_SURE: Final = 4
"""Shorter names resemble parts of too many others: they are meant where little else stands beside them."""
_OF_NAMES: Final = frozenset("癌瘤炎病症石")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")


def meant(words: str, concepts: Concepts) -> str:
    """The words with what is probably mistyped put right: `melanona` as melanoma. Empty where nothing is, or where no more of the words
    would name a disease or treatment."""
    known = _by_first_letter(concepts)
    best = max([words, *_in_chinese(words, concepts)], key=lambda line: _named(line, concepts))
    for word, (start, end) in reversed(list(zip(*tokens(words), strict=True))):
        tried = [best[:start] + near + best[end:] for near in _near(word, known)]
        best = max([best, *tried], key=lambda line: _named(line, concepts))
    return best if best != words else ""


def _named(words: str, concepts: Concepts) -> int:
    """How many of the words a name covers, less those that it does not."""
    covered = [(one.start, one.end) for one in tag(words, concepts)]
    places = tokens(words)[1]
    within = sum(any(first <= start < last for first, last in covered) for start, _ in places)
    return 2 * within - len(places)


def _near(word: str, known: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The words of names that are most like a word; none where it is one itself, or too short."""
    among = known.get(word[:1], frozenset())
    if len(word) < _SHORTEST or not word.isascii() or word in among:
        return iter(())
    close = sorted(one for one in among if abs(len(one) - len(word)) <= _LONGER and len(one) >= _SHORTEST_MEANT)
    swapped = [
        one for one in close if sorted(one) == sorted(word)
    ]  # EFGR: too short to be alike by its letters in order
    return iter(dict.fromkeys([*swapped, *get_close_matches(word, close, _TRIED, _ALIKE)]))


def _in_chinese(words: str, concepts: Concepts) -> Iterator[str]:
    """The words with a Chinese name in the place of as many signs of which one differs: most slips are a sign that sounds the same.
    Two signs stand for a name only where there are no more."""
    names = ["".join(label) for label in concepts.labels if all(_HAN.fullmatch(sign) for sign in label)]
    for run in _HAN.finditer(words):
        for name in names:
            alone = len(name) == _SHORTEST_IN_CHINESE
            if len(name) < _SHORTEST_IN_CHINESE or len(name) > len(run[0]) or (alone and len(run[0]) > len(name)):
                continue
            for at in range(len(run[0]) - len(name) + 1):
                around = (run[0][:at], run[0][at + len(name) :])
                short = len(name) < _SURE and len("".join(around)) >= _SURE - 1
                if short or any(len(part) == 1 or not _OF_NAMES.isdisjoint(part) for part in around):
                    continue  # the sign belongs to a longer name: gallstones are no cancer of the gallbladder
                if sum(own != other for own, other in zip(name, run[0][at:], strict=False)) == 1:
                    start = run.start() + at
                    yield words[:start] + name + words[start + len(name) :]


def _by_first_letter(concepts: Concepts) -> Mapping[str, frozenset[str]]:
    """The words of all names by their first letter."""
    found: dict[str, set[str]] = {}
    for label in concepts.labels:
        for word in label:
            found.setdefault(word[:1], set()).add(word)
    return {letter: frozenset(words) for letter, words in found.items()}
