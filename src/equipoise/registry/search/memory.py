"""An index that keeps the records themselves: exact and slow. What the fast one is held against, and enough for a few hundred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import inf, log

from equipoise.registry.concepts import Concepts, Tagged, of_record
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.areas import BY_NAME
from equipoise.registry.search.expand import concepts_in, words_in
from equipoise.registry.search.holds import holds, ordinal
from equipoise.registry.search.index import Found, Order, Wanted
from equipoise.registry.search.pieces import pieces, values, words
from equipoise.registry.search.points import OPEN_POINTS, POINTS, points
from equipoise.registry.search.words import forms, split


class MemoryIndex:
    """A SearchIndex over records in memory."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._ahead: dict[NctId, Record | None] = {}
        self._kept: dict[NctId, tuple[Record, Tagged]] = {}

    def add(self, records: Iterable[Record]) -> int:
        """Adds or replaces records by their number; how many."""
        before = len(self._ahead)
        self._ahead |= {record.nct_id: record for record in records}
        return len(self._ahead) - before

    def remove(self, ids: Sequence[NctId]) -> None:
        """Takes records out."""
        self._ahead |= dict.fromkeys(ids)

    def commit(self) -> None:
        """Makes what was added or removed visible."""
        for nct_id, record in self._ahead.items():
            if record is None:
                self._kept.pop(nct_id, None)
            else:
                self._kept[nct_id] = record, of_record(record, self._concepts)
        self._ahead = {}

    def search(self, wanted: Wanted, first: int, count: int) -> Found:
        """The slice of what is found, in order; ties by number."""
        found = [pair for pair in self._kept.values() if holds(wanted.filters, *pair)]
        ranks = {record.nct_id: self._rank(wanted, record, tagged) for record, tagged in found}
        order = wanted.order or (Order("@relevance", descending=True),)
        found.sort(key=lambda pair: (*(_key(one, pair[0], ranks) for one in order), pair[0].nct_id))
        facets = {piece: _counted(piece, [record for record, _ in found]) for piece in wanted.facets}
        ids = tuple(record.nct_id for record, _ in found[first : first + count])
        scores = tuple(ranks[one] for one in ids) if order[0].piece == "@relevance" else ()
        return Found(len(found), ids, facets, scores)

    def _rank(self, wanted: Wanted, record: Record, tagged: Tagged) -> float:
        """How well a record answers: where its own words name the concept, and how heavy the pieces are that hold the words."""
        rank = 0.0
        for concept in concepts_in(wanted.ranked):
            rank += max((_weight(origin.piece) for origin in tagged.origins.get(concept, ())), default=0.1)
        for leaf in words_in(wanted.ranked):
            area = BY_NAME.get(leaf.area)
            weights = area.weights if area else {leaf.area: 1.0}
            for name, weight in weights.items():
                counted = Counter(word for text in words(record, pieces()[name]) for word in split(text))
                rank += weight * sum(log(1 + sum(counted[form] for form in forms(word))) for word in leaf.words)
        return rank


def _weight(piece: str) -> float:
    return {"Condition": 1.0, "BriefTitle": 0.9, "InterventionName": 0.9, "OfficialTitle": 0.8}.get(piece, 0.5)


def _key(order: Order, record: Record, ranks: dict[NctId, float]) -> float:
    """What sorts a record under one key, the missing ones last."""
    if order.piece == "@relevance":
        found: float | None = ranks[record.nct_id]
    else:
        piece = pieces()[order.piece]
        read = [number for one in values(record, piece) if (number := ordinal(one, piece)) is not None]
        found = (max(read) if order.descending else min(read)) if read else None
    if found is None:
        return inf
    return -found if order.descending else found


def _counted(piece: str, found: Sequence[Record]) -> dict[str, int]:
    if piece in (POINTS, OPEN_POINTS):
        counted = Counter(point for record in found for point in points(record, piece))
    else:
        counted = Counter(value for record in found for value in set(words(record, pieces()[piece])))
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
