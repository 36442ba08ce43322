"""What was read of criteria, kept between pages as long as the vocabulary is the same: it holds nothing of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from equipoise.protocol.criteria import Expression, names
from equipoise.registry.match import Reader, line
from equipoise.registry.match.read import LONGEST_READ
from equipoise.registry.record import Record
from equipoise.values.text import Text
from equipoise.web.registry import Registry

_READERS: Final[list[Reader]] = []
_VAGUE: Final = frozenset({"D004194", "D002908", "D000208"})
"""MeSH: Disease, Chronic Disease, Acute Disease. A line that names no more than these tells a reader nothing."""


@dataclass(frozen=True, slots=True)
class PlainCriteria:
    """The criteria that were read for sure, each once, and how many there are in all."""

    needed: tuple[Text, ...]
    excluding: tuple[Text, ...]
    every: int

    @property
    def read(self) -> int:
        """How many of them stand here in plain words."""
        return len(self.needed) + len(self.excluding)


def reader(kept: Registry) -> Reader:
    """The reader of this process."""
    known = _READERS[-1:]
    if not known or known[0].concepts is not kept.concepts:
        known = [Reader(kept.concepts)]
        _READERS[:] = known
    return known[0]


def plain_criteria(record: Record, kept: Registry) -> PlainCriteria:
    """Each criterion in one plain line where the whole of it was read; what is only for a part of the study is left out."""
    said: dict[str, dict[str, Text]] = {"inclusion": {}, "exclusion": {}}
    words = record.criteria
    found = reader(kept).read(words) if len(words) <= LONGEST_READ else ()
    for one in found:
        if one.read != "whole" or one.expression is None or one.stated.group or _is_vague(one.expression):
            continue
        if one.stated.side in said:
            plain = line(one.expression, kept.concepts)
            said[one.stated.side].setdefault(plain.en, plain)
    return PlainCriteria(tuple(said["inclusion"].values()), tuple(said["exclusion"].values()), len(found))


def _is_vague(expression: Expression) -> bool:
    return any(not _VAGUE.isdisjoint(name.split(".")) for name in names(expression))
