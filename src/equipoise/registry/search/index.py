"""What every index of records answers, whatever keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from equipoise.registry.record import NctId, Record
from equipoise.registry.search.tree import Tree


@dataclass(frozen=True, slots=True)
class Order:
    """One key of an order: a piece that holds a date or number, `NCTId` (by its digits), or `@relevance`. Records without it come
    last."""

    piece: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question: `filters` decide who is found; `ranked` (a part of the tree, often the same) decides only the order by relevance."""

    filters: Tree
    ranked: Tree
    order: tuple[Order, ...] = ()
    facets: tuple[str, ...] = ()
    """Pieces whose values are counted over everything found."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: how many, the asked slice in order, and the counted facets (piece -> value -> records)."""

    total: int
    ids: tuple[NctId, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    scores: tuple[float, ...] = ()
    """How well each of `ids` answers, where they are ordered by relevance."""


class TooBroad(Exception):
    """A question that can only be answered by reading more records than anybody would wait for: `found` of them, `most` are read."""

    def __init__(self, found: int, most: int) -> None:
        super().__init__(f"{found} records would have to be read, {most} at most are")
        self.found = found
        self.most = most


class SearchIndex(Protocol):
    """An index that can be made anew from the records at any time."""

    def search(self, wanted: Wanted, first: int, count: int) -> Found:
        """The slice `first` … `first + count` of what is found. TooBroad where that cannot be told without reading too much."""

    def add(self, records: Iterable[Record]) -> int:
        """Adds or replaces records by their number; how many. What is added is found after `commit`."""

    def remove(self, ids: Sequence[NctId]) -> None:
        """Takes records out."""

    def commit(self) -> None:
        """Makes what was added or removed visible to every search that starts after it."""
