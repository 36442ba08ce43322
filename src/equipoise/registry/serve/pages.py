"""Pages of an answer that follow one another without gap or repeat, also when records come, change or go in between.

An order by dates and numbers is made total by the record's own number, and a token holds the last record's keys, so the next page begins
where that record stands today. By relevance, a token holds the last record, its score and its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from equipoise.registry.record import NctId, Record
from equipoise.registry.search.holds import ordinal
from equipoise.registry.search.index import Order, SearchIndex, Wanted
from equipoise.registry.search.pieces import pieces, values
from equipoise.registry.search.tree import And, Between, Everything, Near, Not, Or, Tree
from equipoise.registry.serve.page_token import Token, TokenFault, as_written, question_of, unpacked
from equipoise.registry.serve.question import RELEVANCE, Question
from equipoise.registry.serve.refused import Refused, wrong_format

Load = Callable[[Sequence[NctId]], Iterable[Record]]
DECAYED_AT_MOST: Final = 10_000
"""Above so many studies distance does not change relevance (ClinicalTrials.gov's own limit)."""
RINGS: Final = 24
"""Distances are told apart by so many rings, the inner ones narrower: within 300 miles the first is less than a kilometre wide."""
_AROUND: Final = 200
_NUMBER: Final = "NCTId"
_BY_NUMBER: Final = (Order(_NUMBER, descending=False),)


@dataclass(frozen=True, slots=True)
class Page:
    """The records of one page, how many there are in all, and the token of the next page (empty on the last one)."""

    records: tuple[Record, ...]
    total: int
    next: str


def read_token(words: str, asked: Question) -> Token:
    """A token as it was sent back. Refused where it is none, or belongs to another question."""
    try:
        packed = unpacked(words)
        if question_of(packed) != asked.key:
            raise Refused(
                "Parameter `pageToken` does not belong to this query",
                hint="repeat every other parameter of the first page",
            )
        return Token.read(packed, keys=None if asked.by_relevance else len(_keyed(asked)))
    except TokenFault:
        raise wrong_format("pageToken", "use nextPageToken of the page before") from None


def page(asked: Question, index: SearchIndex, load: Load, size: int, token: Token | None) -> Page:
    """The page after a token, or the first one."""
    if not asked.by_relevance:
        return _by_keys(asked, index, load, size, token)
    if asked.decay is not None:
        near = _decayed(asked, index)
        if near is not None:
            return _ranked_page(asked, near, 0, len(near), load, size, token)
    first = 0 if token is None else max(0, token.place - _AROUND)
    count = size + 1 + (0 if token is None else 2 * _AROUND)
    rows, total = _ranked(asked, index, first, count)
    if token is not None and all(
        nct_id != token.last for nct_id, _ in rows
    ):  # so much has changed that it stands elsewhere
        rows, total = _ranked(asked, index, 0, max(total, 1))
        first = 0
    return _ranked_page(asked, rows, first, total, load, size, token)


def keys(asked: Question) -> tuple[str, ...]:
    """What of a record tells where it stands: `load` has to give that much."""
    return _NUMBER, *(pieces()[one.piece].counted or one.piece for one in _keyed(asked))


# By dates and numbers


def _keyed(asked: Question) -> tuple[Order, ...]:
    """The keys of the order; relevance behind a date or number changes nothing here."""
    return tuple(one for one in asked.order if one.piece != RELEVANCE)


def _by_keys(asked: Question, index: SearchIndex, load: Load, size: int, token: Token | None) -> Page:
    order = _keyed(asked)
    rest = asked.filters if token is None else And((asked.filters, _after(order, token)))
    found = index.search(Wanted(rest, Everything(), order or _BY_NUMBER), 0, size + 1)
    rows = sorted(
        ((_keys(record, order), record) for record in load(found.ids)),
        key=lambda row: (_rank(row[0], order), row[1].nct_id),
    )
    if order and found.total > size + 1:
        rows = _ties_by_number(rows, rest, order, index, load, size)
    shown = rows[:size]
    more = found.total > size
    last = shown[-1] if shown else None
    following = Token(asked.key, _digits(last[1].nct_id), last[0]).written() if more and last is not None else ""
    return Page(tuple(record for _, record in shown), found.total, following)


Row = tuple[tuple[int | None, ...], Record]


def _ties_by_number(
    rows: list[Row], rest: Tree, order: Sequence[Order], index: SearchIndex, load: Load, size: int
) -> list[Row]:
    """The index breaks ties as it likes: where the page ends within records of equal keys, those are fetched by number."""
    if not rows:
        return rows
    last = rows[-1][0]
    before = [row for row in rows if row[0] != last]
    equal = And((rest, *(_equal(one.piece, key) for one, key in zip(order, last, strict=True))))
    tied = index.search(Wanted(equal, Everything(), _BY_NUMBER), 0, size + 1 - len(before))
    return [*before, *((last, record) for record in load(tied.ids))]


def _keys(record: Record, order: Sequence[Order]) -> tuple[int | None, ...]:
    return tuple(_key(record, one.piece) for one in order)


def _key(record: Record, name: str) -> int | None:
    piece = pieces()[name]
    found = next(iter(values(record, piece)), None)
    number = None if found is None else ordinal(found, piece)
    return None if number is None else round(number)


def _rank(keys: Sequence[int | None], order: Sequence[Order]) -> tuple[tuple[bool, int], ...]:
    return tuple(
        (key is None, 0 if key is None else -key if one.descending else key)
        for key, one in zip(keys, order, strict=True)
    )


def _after(order: Sequence[Order], token: Token) -> Tree:
    """Everything behind the last record: behind by the first key, or equal by it and behind by the next, at last by number."""
    number: Tree = Between(_NUMBER, token.number + 1.0, None)
    behind = number
    for one, key in reversed(tuple(zip(order, token.keys, strict=True))):
        behind = Or((*_beyond(one, key), And((_equal(one.piece, key), behind))))
    return behind


def _beyond(order: Order, key: int | None) -> tuple[Tree, ...]:
    if key is None:
        return ()
    farther = Between(order.piece, None, key - 1.0) if order.descending else Between(order.piece, key + 1.0, None)
    return farther, Not(Between(order.piece, None, None))


def _equal(piece: str, key: int | None) -> Tree:
    return Not(Between(piece, None, None)) if key is None else Between(piece, float(key), float(key))


def _digits(nct_id: str) -> int:
    return int(nct_id[3:])


# By relevance

Ranked = list[tuple[NctId, float]]


def _ranked(asked: Question, index: SearchIndex, first: int, count: int) -> tuple[Ranked, int]:
    """A slice of the ranking; the worst first where that is asked."""
    wanted = Wanted(asked.filters, asked.ranked, (Order(RELEVANCE, descending=True),))
    if asked.order[0].descending:
        found = index.search(wanted, first, count)
        return list(zip(found.ids, found.scores, strict=True)), found.total
    total = index.search(wanted, 0, 1).total
    end = max(0, total - first)
    start = max(0, end - count)
    if start == end:
        return [], total
    found = index.search(wanted, start, end - start)
    return list(zip(found.ids, found.scores, strict=True))[::-1], found.total


def _ranked_page(
    asked: Question, rows: Ranked, first: int, total: int, load: Load, size: int, token: Token | None
) -> Page:
    begin = 0 if token is None else _place_after(rows, token, descending=asked.order[0].descending)
    shown = rows[begin : begin + size]
    more = len(rows) > begin + size
    following = ""
    if more:
        nct_id, score = shown[-1]
        following = Token(asked.key, _digits(nct_id), (), score, first + begin + size).written()
    return Page(tuple(load([nct_id for nct_id, _ in shown])), total, following)


def _place_after(rows: Ranked, token: Token, *, descending: bool) -> int:
    """Where the page begins in a slice: after the last record shown; if that is gone, after its score."""
    for place, (nct_id, _) in enumerate(rows):
        if nct_id == token.last:
            return place + 1
    for place, (_, score) in enumerate(rows):
        told = as_written(score)
        if told < token.score if descending else told > token.score:
            return place
    return len(rows)


def _decayed(asked: Question, index: SearchIndex) -> Ranked | None:
    """Everything found, relevance times the factor of its nearest site; None where that is too much. Without a query all are equally
    relevant, and the nearest comes first."""
    near, decay = asked.near, asked.decay
    assert near is not None and decay is not None
    found = index.search(Wanted(asked.filters, asked.ranked, (Order(RELEVANCE, descending=True),)), 0, DECAYED_AT_MOST)
    if found.total > DECAYED_AT_MOST:
        return None
    scores = dict(zip(found.ids, found.scores, strict=True))
    rows = [
        (nct_id, (1.0 + scores[nct_id]) * decay.at(km))
        for nct_id, km in _distances(asked.filters, near, index, found.total)
        if nct_id in scores
    ]
    sign = -1 if asked.order[0].descending else 1
    return sorted(rows, key=lambda row: (sign * row[1], row[0]))


def _distances(filters: Tree, near: Near, index: SearchIndex, total: int) -> Iterator[tuple[NctId, float]]:
    """How far the nearest site of each record is, told by rings that widen outwards: the index knows the points, and no record is read."""
    inner, left = 0.0, total
    for ring in range(1, RINGS + 1):
        outer = near.km * (ring / RINGS) ** 2
        within: tuple[Tree, ...] = (filters, replace(near, km=outer))
        if inner:
            within += (Not(replace(near, km=inner)),)
        found = index.search(Wanted(And(within), Everything(), _BY_NUMBER), 0, DECAYED_AT_MOST)
        yield from ((nct_id, (inner + outer) / 2) for nct_id in found.ids)
        inner, left = outer, left - found.total
        if left <= 0:
            return
