"""The index of records in tantivy: a SearchIndex in a folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import RLock
from typing import Final

import msgspec
import tantivy

from equipoise.registry.concepts import Concepts, Tagged, Tagger, list_version, of_record
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.expand import asks_concepts
from equipoise.registry.search.holds import holds
from equipoise.registry.search.index import Found, Order, TooBroad, Wanted
from equipoise.registry.search.tree import Near, Tree
from equipoise.registry.serve.selection import Selection, needed
from equipoise.values.text import Text
from equipoise.web.index import fields
from equipoise.web.index.columns import counted
from equipoise.web.index.compile import Compiled, compiled, in_doubt, ranking, ranks_by_words
from equipoise.web.index.documents import document
from equipoise.web.index.points import Points

Load = Callable[[Sequence[NctId], Selection | None], Iterable[Record]]
_FORMAT_FILE: Final = "equipoise.json"
_MARK_FILE: Final = "mark"
_HEAP: Final = 128_000_000
MOST_DOUBTS: Final = 500
"""So many records are read to look for a phrase in long texts, whose words are kept without their places."""
MOST_READ: Final = 25_000
"""So many records are read, as far as it takes, to check what the index does not keep: some seconds at worst, once for each question."""
_MOST_TAGGED: Final = 10_000
"""So many where a concept must be looked for in them: half a minute at worst."""
_LISTS: Final = 64
_COUNTING: Final = 4
_UNTAGGED: Final = Tagged(frozenset(), frozenset(), frozenset(), {})
_MUST: Final = tantivy.Occur.Must
_BY_RELEVANCE: Final = Order("@relevance", descending=True)


class IndexFault(Exception):
    """The index cannot be read or written now; `says` tells why and what to do."""

    def __init__(self, says: Text) -> None:
        super().__init__(str(says))
        self.says = says


class TantivyIndex:
    """A SearchIndex over a folder. Every process reads; one at a time writes. `load` gives the records of what an expression asks
    beyond what the index keeps: whole, or a part of them that is enough."""

    def __init__(self, folder: Path, concepts: Concepts, load: Load) -> None:
        self._folder = folder
        self.concepts = concepts
        self._load = load
        self._schema = fields.schema()
        self._index = self._open()
        self._writer: tantivy.IndexWriter | None = None
        self._since_empty: set[NctId] | None = None
        self._turn = RLock()
        self._checked_before: dict[tuple[int, Tree], list[int]] = {}
        self._seen = -1
        self._searcher = self._index.searcher()
        self._points: Points | None = None

    @property
    def concepts(self) -> Concepts:
        """The vocabulary with which records and questions are tagged."""
        return self._tagger.concepts

    @concepts.setter
    def concepts(self, concepts: Concepts) -> None:
        self._tagger = Tagger(concepts)
        self._below = concepts.narrower()

    def search(self, wanted: Wanted, first: int, count: int) -> Found:
        """The slice of what is found, in order; of equals the newer record first."""
        searcher = self._current()
        found = compiled(wanted.filters, self._schema, self._below, self._within)
        query = found.query if found.exact else self._checked(searcher, found, wanted)
        # counting and ranking know nothing of each other, and the engine lets other threads work meanwhile
        facets = _beside().submit(counted, searcher, query, wanted.facets)
        total, ids, scores = self._slice(searcher, query, wanted, first, count)
        if total is None:
            total = facets.result().total
        return Found(_count(searcher, query) if total is None else total, ids, facets.result().counts, scores)

    def add(self, records: Iterable[Record]) -> int:
        """Adds or replaces records by their number; how many. IndexFault if another process writes."""
        return self.add_documents(
            (record.nct_id, msgspec.json.encode(document(record, self._tagger)).decode()) for record in records
        )

    def add_documents(self, documents: Iterable[tuple[NctId, str]]) -> int:
        """The same for documents that were made elsewhere."""
        added = 0
        for nct_id, words in documents:
            writer = self._writing()
            self._replace(writer, nct_id)
            writer.add_json(words)
            added += 1
        return added

    def _replace(self, writer: tantivy.IndexWriter, nct_id: NctId) -> None:
        """Takes out what is there of a record; where the index was empty, only what was added since can be."""
        if self._since_empty is None or nct_id in self._since_empty:
            writer.delete_documents_by_term(fields.FACTS, fields.value("NCTId") + nct_id)
        else:
            self._since_empty.add(nct_id)

    def remove(self, ids: Sequence[NctId]) -> None:
        """Takes records out."""
        for nct_id in ids:
            self._writing().delete_documents_by_term(fields.FACTS, fields.value("NCTId") + nct_id)

    @property
    def mark(self) -> int:
        """Up to where in the records the index goes, as its maker said at the last commit; 0 where nobody did."""
        file = self._folder / _MARK_FILE
        return int(file.read_text("ascii")) if file.is_file() else 0

    def commit(self, mark: int | None = None) -> None:
        """Makes what was added or removed visible, and lets others write. `mark` tells up to where in the records it goes."""
        self._commit()
        if mark is not None:
            ahead = self._folder / f"{_MARK_FILE}.new"
            ahead.write_text(str(mark), "ascii")
            ahead.replace(self._folder / _MARK_FILE)

    def _commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
            self._since_empty = None

    def rollback(self) -> None:
        """Forgets what was added or removed since the last commit."""
        if self._writer is not None:
            self._writer.rollback()
            self._writer.wait_merging_threads()
            self._writer = None
            self._since_empty = None

    def clear(self) -> None:
        """Takes everything out: the first step of making the index anew."""
        self._writing().delete_all_documents()
        self._since_empty = set()

    def count(self) -> int:
        """How many records are in it."""
        return int(self._current().num_docs)

    def state(self) -> int:
        """A number that changes with every commit of any process (nanoseconds of the folder's last change)."""
        return (self._folder / "meta.json").stat().st_mtime_ns

    def places(self) -> int:
        """How many distinct points its sites lie at."""
        self._current()
        return len(self._point_set().keys)

    def _open(self) -> tantivy.Index:
        """The index of the folder; one of another format, or tagged by another list of names, is dropped, because it is made anew
        from the records."""
        marker = self._folder / _FORMAT_FILE
        wanted = {
            "format": fields.FORMAT,
            "pieces": fields.fingerprint(),
            "names": list_version(),
            "tantivy": version("tantivy"),
        }
        if self._folder.is_dir() and (not marker.is_file() or json.loads(marker.read_text("utf-8")) != wanted):
            shutil.rmtree(self._folder)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker.write_text(json.dumps(wanted), encoding="utf-8")
        index = tantivy.Index(self._schema, path=str(self._folder))
        index.register_tokenizer(fields.LISTED, fields.splitter())
        return index

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
                self._since_empty = set() if self.count() == 0 else None
            except ValueError as fault:
                if "lock" not in str(fault).lower():
                    raise
                raise IndexFault(
                    Text(
                        "Another process is writing the index of records. Wait until it has finished, then repeat.",
                        "另一个进程正在写入记录索引。请等其完成后重试。",
                    )
                ) from None
        return self._writer

    def _current(self) -> tantivy.Searcher:
        """A searcher that sees the last commit of any process."""
        with self._turn:
            changed = self.state()
            if changed != self._seen:
                self._index.reload()
                self._searcher = self._index.searcher()
                self._points = None
                self._seen = changed
            return self._searcher

    def _point_set(self) -> Points:
        with self._turn:
            if self._points is None:
                self._points = Points.of(self._searcher)
            return self._points

    def _within(self, near: Near) -> list[str]:
        return self._point_set().within(near)

    def _slice(
        self, searcher: tantivy.Searcher, query: tantivy.Query, wanted: Wanted, first: int, count: int
    ) -> tuple[int | None, tuple[NctId, ...], tuple[float, ...]]:
        order = wanted.order[0] if wanted.order else _BY_RELEVANCE
        if len(wanted.order) > 1 and order.piece != "@relevance":
            return *self._by_two(searcher, query, wanted.order, first, count), ()
        most = max(count, 1)
        scores: tuple[float, ...] = ()
        if order.piece != "@relevance":
            field = fields.value_field(order.piece)
            direction = tantivy.Order.Desc if order.descending else tantivy.Order.Asc
            hits = searcher.search(query, most, count=True, offset=first, order_by_field=field, order=direction)
        else:
            hits = self._best(searcher, query, wanted.ranked, first, most)
            scores = tuple(float(score) for score, _ in hits.hits[:count])
        return _counted(hits), self._ids(searcher, [address for _, address in hits.hits][:count]), scores

    def _best(
        self, searcher: tantivy.Searcher, query: tantivy.Query, ranked: Tree, first: int, most: int
    ) -> tantivy.SearchResult:
        """By how well they fit, of equals the newer first; where nothing ranks them, the newest. Not counted where it can be told without
        a score for each: those that have all that raises a score come before everybody else."""
        raised = ranking(ranked, self._schema, self._below)
        if not raised:
            return searcher.search(query, most, count=True, offset=first, order_by_field=fields.WEIGHT)
        fits = (_MUST, tantivy.Query.const_score_query(query, 1.0))
        if not ranks_by_words(ranked):
            have_all = tantivy.Query.boolean_query([fits, *((_MUST, one) for one in raised)])
            hits = searcher.search(have_all, most, count=False, offset=first, weight_by_field=fields.WEIGHT)
            if len(hits.hits) == most:
                return hits
        scored = tantivy.Query.boolean_query([fits, *((tantivy.Occur.Should, one) for one in raised)])
        return searcher.search(scored, most, count=True, offset=first, weight_by_field=fields.WEIGHT)

    def _by_two(
        self, searcher: tantivy.Searcher, query: tantivy.Query, order: Sequence[Order], first: int, count: int
    ) -> tuple[int, tuple[NctId, ...]]:
        """Two keys: what the first one puts on the slice, and all that ties with its last one, is ordered here; what has no value comes
        last."""
        total, addresses = self._enough(searcher, query, order[0], first + count)
        keys = [
            [_sorting(value, one) for value in searcher.fast_field_values(fields.value_field(one.piece), addresses)]
            for one in order
            if one.piece != "@relevance"
        ]
        ranked = sorted(range(len(addresses)), key=lambda at: [key[at] for key in keys])
        return total, self._ids(searcher, [addresses[at] for at in ranked[first : first + count]])

    def _enough(
        self, searcher: tantivy.Searcher, query: tantivy.Query, order: Order, most: int
    ) -> tuple[int, list[tantivy.DocAddress]]:
        """The first ones by one key with everything that ties with the last of them; everything where that one has no value."""
        field = fields.value_field(order.piece)
        direction = tantivy.Order.Desc if order.descending else tantivy.Order.Asc
        found = searcher.search(query, max(most, 1), count=True, order_by_field=field, order=direction)
        total, addresses = _total(found), [address for _, address in found.hits]
        if total <= len(addresses):
            return total, addresses
        values = [_sorting(value, order) for value in searcher.fast_field_values(field, addresses)]
        missing, last = values[-1]
        if missing or values != sorted(values) or order.piece == "NCTId":
            query_of_rest, before = query, []
        else:
            value = int(-last if order.descending else last)
            tied = tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Integer, value, value)
            query_of_rest = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, tied)])
            before = [address for address, key in zip(addresses, values, strict=True) if key != values[-1]]
        rest = searcher.search(query_of_rest, max(searcher.num_docs, 1), count=False, order_by_field=field)
        return total, [*before, *(address for _, address in rest.hits)]

    @staticmethod
    def _ids(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> tuple[NctId, ...]:
        numbers = searcher.fast_field_values(fields.NUMBER, addresses) if addresses else []
        return tuple(NctId(f"NCT{number:08d}") for number in numbers)

    def _checked(self, searcher: tantivy.Searcher, found: Compiled, wanted: Wanted) -> tantivy.Query:
        """What is sure, and what of the doubtful ones really fits, by their records; kept for the next page of the same list."""
        key = (self._seen, wanted.filters)
        with self._turn:
            fits = self._checked_before.get(key)
        if fits is None:
            asked = in_doubt(wanted.filters, self._schema, self._below, self._within)
            tagged = asks_concepts(asked)
            fits = self._fitting(asked, self._doubts(searcher, found, tagged=tagged), tagged=tagged)
            with self._turn:
                if len(self._checked_before) >= _LISTS:
                    self._checked_before.clear()
                self._checked_before[key] = fits
        if not fits:
            return found.certain
        checked = tantivy.Query.term_set_query(self._schema, fields.NUMBER, fits)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, found.certain), (tantivy.Occur.Should, checked)])

    def _doubts(self, searcher: tantivy.Searcher, found: Compiled, *, tagged: bool) -> Sequence[NctId]:
        """The records in doubt; none where a phrase may stand in very many long texts: nobody waits for ten thousand to be read."""
        doubtful = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, found.query), (tantivy.Occur.MustNot, found.certain)]
        )
        most = MOST_DOUBTS if found.phrases else min(MOST_READ, _MOST_TAGGED) if tagged else MOST_READ
        hits = searcher.search(doubtful, most, count=True)
        if _total(hits) > most:
            if found.phrases:
                return ()
            raise TooBroad(_total(hits), most)
        return self._ids(searcher, [address for _, address in hits.hits])

    def _fitting(self, asked: Tree, ids: Sequence[NctId], *, tagged: bool) -> list[int]:
        """The numbers of those that really fit, by as much of their records as that takes."""
        return [
            int(record.nct_id[3:])
            for record in self._load(ids, None if tagged else needed(asked))
            if holds(asked, record, of_record(record, self.concepts) if tagged else _UNTAGGED)
        ]


@lru_cache(maxsize=1)
def _beside() -> ThreadPoolExecutor:
    """Threads beside those that ask."""
    return ThreadPoolExecutor(_COUNTING, "counting")


os.register_at_fork(
    after_in_child=_beside.cache_clear
)  # a process that was forked off has none of them and makes its own


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    return _total(searcher.search(query, 1, count=True))


def _total(hits: tantivy.SearchResult) -> int:
    return _counted(hits) or 0


def _counted(hits: tantivy.SearchResult) -> int | None:
    found = getattr(hits, "count", None)  # the package's types leave it out
    return None if found is None else int(found)


def _sorting(value: object, order: Order) -> tuple[bool, float]:
    number = value[0] if isinstance(value, list) and value else value
    if not isinstance(number, int | float):
        return True, 0.0
    return False, -number if order.descending else number
