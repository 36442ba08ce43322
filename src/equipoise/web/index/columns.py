"""The columns in which facets are counted. Counting a column that has one value a record takes a tenth of the time of one that has
several, so what a record has of several pieces stands together as one value, and its countries stand in columns side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import tantivy

from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.points import OPEN_POINTS, POINTS

PLACE: Final = "place"
PLACE_OPEN: Final = "place_open"
POINT_FIELDS: Final[Mapping[str, str]] = {POINTS: PLACE, OPEN_POINTS: PLACE_OPEN}
_SPREAD: Final = "LocationCountry"
"""The piece whose sets of values are too many to stand together: 200 countries."""
_ONE_EACH: Final = tuple(f"k_country_{at}" for at in range(1, 7))
"""The first countries of a record, one a column; hardly any record has more, and its further ones stand together in the last column."""
_REST: Final = "k_country_rest"
_TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "k_status": ("OverallStatus",),
    "k_phase": ("Phase",),
    "k_age": ("StdAge",),
    "k_sponsor": ("LeadSponsorClass",),
    "k_kind": ("StudyType", "Sex", "HasResults"),
}
_PIECES: Final[Mapping[str, tuple[str, ...]]] = {**_TOGETHER, **dict.fromkeys((*_ONE_EACH, _REST), (_SPREAD,))}
COLUMNS: Final = tuple(_PIECES)
assert {*FACETS} == {piece for among in _PIECES.values() for piece in among}
_END: Final = "\x1e"
"""Ends each value, so that none at all and one empty value differ."""
_NEXT: Final = "\x1f"
"""Stands between the pieces of a column."""
_SIGNS: Final = str.maketrans({_END: " ", _NEXT: " "})
_MOST_VALUES: Final = 300
_RECURRING: Final = 20_000
_MOST: Final = 60_000
"""So many distinct values of a column are counted, be they points or sets of values."""


def columns(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The columns of a record by the values of its facets, each value once."""
    packed = dict.fromkeys(COLUMNS, "")
    for name, among in _TOGETHER.items():
        packed[name] = _NEXT.join([_packed(values.get(one, ())) for one in among])
    countries = sorted(values.get(_SPREAD, ()))
    for name, country in zip(_ONE_EACH, countries, strict=False):
        packed[name] = _packed((country,))
    packed[_REST] = _packed(countries[len(_ONE_EACH) :])
    return packed


def counted(
    searcher: tantivy.Searcher, query: tantivy.Query, pieces: Sequence[str]
) -> tuple[int | None, Mapping[str, Mapping[str, int]]]:
    """How many records a query finds and how many of these have each value of some pieces, the most frequent first; None for how many
    where no piece tells."""
    names = [name for name, among in _PIECES.items() if any(piece in among for piece in pieces)]
    fields = [*names, *(POINT_FIELDS[piece] for piece in pieces if piece in POINT_FIELDS)]
    if not fields:
        return None, {}
    answer = searcher.aggregate(query, {field: {"terms": {"field": field, "size": _MOST}} for field in fields})
    counts: dict[str, dict[str, int]] = {piece: {} for piece in FACETS}
    for name in names:
        _add(answer[name]["buckets"], [counts[piece] for piece in _PIECES[name]])
    total = sum(bucket["doc_count"] for bucket in answer[names[0]]["buckets"]) if names else None
    return total, {
        piece: {bucket["key"]: bucket["doc_count"] for bucket in answer[POINT_FIELDS[piece]]["buckets"]}
        if piece in POINT_FIELDS
        else dict(sorted(counts[piece].items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES])
        for piece in pieces
    }


def _add(buckets: Iterable[Mapping[str, Any]], among: Sequence[dict[str, int]]) -> None:
    for bucket in buckets:
        count = bucket["doc_count"]
        for values, counts in zip(_unpacked(bucket["key"]), among, strict=True):
            for value in values:
                counts[value] = counts.get(value, 0) + count


def _packed(values: Iterable[str]) -> str:
    return "".join([value.translate(_SIGNS) + _END for value in values])


@lru_cache(_RECURRING)
def _unpacked(key: str) -> tuple[tuple[str, ...], ...]:
    """The values of each piece of a column."""
    return tuple(tuple(part.split(_END)[:-1]) for part in key.split(_NEXT))
