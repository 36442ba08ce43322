"""The columns in which facets are counted. A column with one value for every record is counted ten times as fast as one with none
or several, so pieces of few values stand together in one column; countries, of which sets would be many, have their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import tantivy

from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.points import OPEN_POINTS, POINTS

PLACE: Final = "place"
PLACE_OPEN: Final = "place_open"
COUNTRY: Final = "country"
TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "k_design": ("StudyType", "Phase", "Sex", "StdAge"),
    "k_state": ("OverallStatus", "LeadSponsorClass", "HasResults"),
}
"""Pieces that are counted together: some hundred combinations in all of the registry."""
ALONE: Final[Mapping[str, str]] = {"LocationCountry": COUNTRY, POINTS: PLACE, OPEN_POINTS: PLACE_OPEN}
"""Pieces with a column of their own, which holds every value of a record."""
assert {*FACETS} <= {*ALONE, *(piece for among in TOGETHER.values() for piece in among)}
_END: Final = "\x1e"
"""Stands after each value of a piece."""
_NEXT: Final = "\x1f"
"""Stands between pieces."""
_SIGNS: Final = str.maketrans({_END: " ", _NEXT: " "})
_LONGEST: Final = 100
"""Values are codes; of what is none, so much is counted, because a column leaves out what is too long."""
_MOST_VALUES: Final = 300
_MOST_KEYS: Final = 60_000
"""So many points or combinations are counted."""
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records have each value of each piece, the most frequent first; and how many there are, where a column tells."""

    counts: Counts
    total: int | None = None


def together(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The columns of a record by the values of its pieces, each value once."""
    return {
        name: _NEXT.join(["".join([_code(value) + _END for value in values.get(piece, ())]) for piece in among])
        for name, among in TOGETHER.items()
    }


def counted(searcher: tantivy.Searcher, query: tantivy.Query, pieces: Sequence[str]) -> Counted:
    """What there is of some pieces among the records that a query finds."""
    names = [name for name, among in TOGETHER.items() if any(piece in among for piece in pieces)]
    fields = [*names, *(ALONE[piece] for piece in pieces if piece in ALONE)]
    if not fields:
        return Counted({})
    answer = searcher.aggregate(query, {name: {"terms": {"field": name, "size": _MOST_KEYS}} for name in fields})
    keys = {name: [(bucket["key"], bucket["doc_count"]) for bucket in answer[name]["buckets"]] for name in fields}
    apart = {piece: counts for name in names for piece, counts in _apart(name, keys[name]).items()}
    return Counted(
        {piece: dict(keys[ALONE[piece]]) if piece in ALONE else apart[piece] for piece in pieces},
        sum(count for _, count in keys[names[0]]) if names else None,
    )


def _apart(name: str, keys: Sequence[tuple[str, int]]) -> Counts:
    """The counts of each piece from those of the combinations."""
    among = TOGETHER[name]
    found: dict[str, dict[str, int]] = {piece: {} for piece in among}
    for key, count in keys:
        for piece, values in zip(among, _values(key), strict=True):
            counts = found[piece]
            for value in values:
                counts[value] = counts.get(value, 0) + count
    return {
        piece: dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES])
        for piece, counts in found.items()
    }


@lru_cache(maxsize=_MOST_KEYS)
def _values(key: str) -> tuple[tuple[str, ...], ...]:
    """The values of each piece of a combination."""
    return tuple(tuple(part.split(_END)[:-1]) for part in key.split(_NEXT))


def _code(value: str) -> str:
    return value if value.isidentifier() else value[:_LONGEST].translate(_SIGNS)
