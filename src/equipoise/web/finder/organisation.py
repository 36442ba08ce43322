"""A hospital, university or institute that a line names: looked for among sites and sponsors, its words are no disease and no city."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from equipoise.registry.concepts import tag
from equipoise.registry.places.hospitals import hospital_in
from equipoise.registry.search.index import Wanted
from equipoise.registry.search.tree import Everything, Or, Tree, Words
from equipoise.registry.search.words import split
from equipoise.values.text import Text
from equipoise.web.registry import Registry

_AREAS: Final = ("LocationSearch", "SponsorSearch")
_WORD: Final = re.compile(r"[^\s,;]+")
_CALLED: Final = re.compile(
    r"hospitals?|universit(?:y|[äé]t?|aire|à)|institute|infirmary|klinikum|clinic|center|centre", re.IGNORECASE
)
_JOINS: Final = frozenset({"of", "for", "de", "di", "del", "du", "and"})
_FEWEST: Final = 2
_FEWEST_WITH_A_DISEASE: Final = 3
"""“Asthma clinic” is no name: so many words must there be where a disease is among them."""
_MOST: Final = 9


@dataclass(frozen=True, slots=True)
class Organisation:
    """What a line names, the line without it, how it is looked for, and how that is told."""

    words: str
    rest: str
    asks: Tree
    says: Text


def organisation(line: str, kept: Registry) -> Organisation | None:
    """The hospital that a line names in Chinese, or the organisation whose name stands so in the records; None where there is none."""
    chinese = hospital_in(line)
    if chinese is not None:
        asks = Or((*_named(chinese.words), *(one for name in chinese.names for one in _named(name))))
        first = chinese.names[0]
        says = Text("{name}, or as records write it otherwise", "{name} 或记录中的其他写法").format(name=first)
        return Organisation(chinese.words, _without(line, chinese.start, chinese.end), asks, says)
    for start, end in _runs(line, kept):
        name = line[start:end]
        asks = Or(tuple(_named(name)))
        if kept.index.search(Wanted(asks, Everything()), 0, 1).total:
            says = Text("a site or sponsor of this name", "研究地点或申办者名称")
            return Organisation(name, _without(line, start, end), asks, says)
    return None


def _named(name: str) -> Iterator[Words]:
    spoken = split(name)
    return (Words(area, spoken, phrase=True) for area in _AREAS)


def _runs(line: str, kept: Registry) -> Iterator[tuple[int, int]]:
    """The words beside one another that may be a name, the longest first: one of them says what is called so, and no disease is cut."""
    if _CALLED.search(line) is None or any(sign in line for sign in '"[]()'):
        return
    words = [found.span() for found in _WORD.finditer(line)]
    spoken = [line[start:end] for start, end in words]
    calls = [bool(_CALLED.fullmatch(word)) for word in spoken]
    tags = [(one.start, one.end) for one in tag(line, kept.concepts)]
    for count in range(min(len(words), _MOST), _FEWEST - 1, -1):
        for first in range(len(words) - count + 1):
            start, end = words[first][0], words[first + count - 1][1]
            inside = [one for one in tags if one[0] < end and start < one[1]]
            whole = all(start <= one[0] and one[1] <= end for one in inside)
            begins = calls[first] and spoken[first + 1].lower() not in _JOINS  # “hospital Paris” is no name
            if (
                any(calls[first : first + count])
                and not begins
                and whole
                and (not inside or count >= _FEWEST_WITH_A_DISEASE)
            ):
                yield start, end


def _without(line: str, start: int, end: int) -> str:
    return " ".join(f"{line[:start]} {line[end:]}".split()).strip(" ,，")
