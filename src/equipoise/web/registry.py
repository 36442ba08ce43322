"""The registry of this installation: its records, their index, the concepts and places by which they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec

from equipoise.registry.concepts import Concepts, built_in, read_descriptors
from equipoise.registry.places import Gazetteer
from equipoise.registry.places import built_in as built_in_places
from equipoise.registry.read import Entry, Part
from equipoise.registry.record import NctId, Record
from equipoise.registry.serve.part import reader
from equipoise.registry.serve.selection import Selection
from equipoise.values.undisturbed import tidy, undisturbed
from equipoise.web.home import home
from equipoise.web.index import IndexFault, TantivyIndex
from equipoise.web.learnt import Learnt
from equipoise.web.prepare import (
    CHUNK,
    FEW,
    Workers,
    apart_until,
    chunks,
    documents_of,
    learn_from,
    prepare,
    prepared_here,
    taught_first,
)
from equipoise.web.records import Batch, Imported, Ready, RecordStore, batched, unpacked

DESCRIPTORS = "descriptors.xml"
"""NLM's descriptor file, if the installation keeps one in the registry's folder."""


_SOON = 4 * FEW // CHUNK
_LATER = 4
"""The vocabulary grows fast at first: after so many chunks, and each time after so many times as many, it is handed on."""
_OPENING = Lock()
Given = TypeVar("Given")
Made = TypeVar("Made")


class Registry:
    """Everything that finding records needs, in one folder. Any number of processes read; one at a time imports."""

    def __init__(self, folder: Path, *, catch_up: bool = True) -> None:
        self._folder = folder
        self.records = RecordStore(folder / "records.db")
        self._learnt = self._read_learnt()
        self._grew = False
        self._own = self._own_concepts()
        self.concepts = self._own.merged(self._learnt.concepts.concepts())
        self.index = TantivyIndex(folder / "index", self.concepts, self.load)
        self._places: Gazetteer | None = None
        self._cities: Mapping[str, tuple[str, str]] | None = None
        if catch_up:
            self._catch_up()

    @property
    def places(self) -> Gazetteer:
        """Places by name; read at the first question for one, which takes a second."""
        if self._places is None:
            self._places = built_in_places().with_places(self._learnt.places.values())
        return self._places

    def city_names(self) -> Mapping[str, tuple[str, str]]:
        """The city at every point of the records' sites (`latitude,longitude`): its name with its state, its country's code."""
        if self._cities is None:
            self._cities = {
                f"{one.latitude!r},{one.longitude!r}": (
                    ", ".join(dict.fromkeys(part for part in (one.city, one.state) if part)),
                    one.country,
                )
                for one in reversed(self._learnt.places.values())
            }
        return self._cities

    def load(self, ids: Sequence[NctId], part: Selection | None = None) -> Iterator[Record]:
        """The newest versions of some records in the order asked, whole or in part; what is not here is left out."""
        read = msgspec.json.decode if part is None else reader(part)
        for start in range(0, len(ids), 500):
            yield from (kept.record for kept in self.records.several(ids[start : start + 500], read))

    def take_over(self, read: Iterable[Part], at: datetime, source: str, *, accept: bool = False) -> Imported:
        """Keeps what is new or changed, and lets it be found while others search; all of it or, where a field has collapsed since the
        last import and nobody accepts that, nothing. IndexFault if another process imports."""
        done = None
        try:
            with undisturbed():
                done = self.records.put_ready(self._prepared(read), at, source, self._index, accept=accept)
        finally:
            if done is None or done.collapsed:
                self.index.rollback()
                self._learnt = self._read_learnt()
                self._adopt()
        if not done.collapsed:
            self.index.commit(self.records.mark())
            self._keep_learnt()
        return done

    def refresh(self) -> None:
        """Reads the vocabulary again where another process has written it."""
        if self._written() != self._seen:
            self._learnt = self._read_learnt()
            self._adopt()

    def state(self) -> str:
        """A word that changes with what is found and read here: what was answered before it changed may be answered anew."""
        changed = self.records.changed_at()
        return f"{self.index.state():x}-{changed.timestamp() if changed else 0:.0f}"

    def reindex(self, tell: Callable[[int], object] = lambda _: None) -> int:
        """Makes the vocabulary and the index anew from the records; how many there are. `tell` hears how far it is."""
        mark = self.records.mark()
        self._learnt = Learnt()
        for taught in self._each(learn_from):
            self._learnt.add(taught)
        self._adopt()
        self._keep_learnt()
        self.index.clear()
        added = 0
        for documents in self._each(documents_of):
            added += self.index.add_documents(documents)
            tell(added)
        self.index.commit(mark)
        return added

    def _catch_up(self) -> None:
        """Indexes what was kept and not indexed: an import ended in between, or the index is gone. Whoever finds another process at it
        leaves it to that one."""
        done = self.index.mark
        if done == self.records.mark():
            return
        with suppress(IndexFault):
            if done == 0 or self.index.count() == 0:
                self.reindex()
                return
            mark = self.records.mark()
            for bodies in batched(self.records.bodies(after=done), CHUNK):
                self.index.add(unpacked(body) for body in bodies)
            self.index.commit(mark)

    def _prepared(self, read: Iterable[Part]) -> Iterator[Batch]:
        """Records made ready to be kept: few here, many in processes of their own. The first ones teach the vocabulary before any of
        them is tagged, and the processes are taught now and then, so that they tag by what was learnt since."""
        source = iter(read)
        first = apart_until(FEW, source)
        if len(first) <= FEW:
            for some in batched(first, CHUNK):
                yield Batch.of(one.read() if isinstance(one, Entry) else one for one in some)
            return
        self._grew |= self._learnt.concepts.add(taught_first(first))
        source = chain(first, source)
        del first
        self._adopt_if_grown()
        with Workers(self.concepts, self._learnt) as workers:
            for batch, taught in workers.each(prepare, self._taught(workers, chunks(source))):
                self._grew |= self._learnt.add(taught)
                yield batch
        self._adopt_if_grown()

    def _taught(self, workers: Workers, chunks: Iterable[Given]) -> Iterator[Given]:
        """The chunks; whoever takes them is taught now and then what was learnt from those before."""
        following = _SOON
        for number, chunk in enumerate(chunks):
            if number == following:
                following *= _LATER
                self._adopt_if_grown()
                workers.teach(self.concepts, self._learnt)
            yield chunk

    def _index(self, kept: Sequence[Ready]) -> None:
        """Lets records be found that were kept just now."""
        tidy()
        here = [one.record for one in kept if one.record is not None]
        self._grew |= self._learnt.read(here)
        self._adopt_if_grown()
        self.index.add(here)
        self.index.add_documents([(one.nct_id, one.document) for one in kept if one.record is None])

    def _each(self, task: Callable[[Sequence[bytes]], Made]) -> Iterator[Made]:
        """What a task makes of all records, chunk by chunk."""
        chunks = batched(self.records.bodies(), CHUNK)
        if self.records.count() <= FEW:
            prepared_here(self.concepts)
            yield from map(task, chunks)
            return
        with Workers(self.concepts, self._learnt) as workers:
            yield from workers.each(task, chunks)

    def _adopt_if_grown(self) -> None:
        if self._grew:
            self._adopt()

    def _adopt(self) -> None:
        self._grew = False
        self.concepts = self._own.merged(self._learnt.concepts.concepts())
        self.index.concepts = self.concepts
        self._places = None
        self._cities = None

    def _own_concepts(self) -> Concepts:
        """Our own list first, then NLM's file where there is one; what the records carry comes last."""
        brought = self._folder / DESCRIPTORS
        if not brought.is_file():
            return built_in()
        with brought.open("rb") as data:
            return built_in().merged(read_descriptors(data, "descriptors.xml"))

    def _written(self) -> int:
        file = self._folder / "learnt.json"
        return file.stat().st_mtime_ns if file.is_file() else 0

    def _read_learnt(self) -> Learnt:
        self._seen = self._written()
        file = self._folder / "learnt.json"
        return msgspec.json.decode(file.read_bytes(), type=Learnt) if file.is_file() else Learnt()

    def _keep_learnt(self) -> None:
        ahead = self._folder / "learnt.json.new"
        ahead.write_bytes(msgspec.json.encode(self._learnt))
        ahead.replace(self._folder / "learnt.json")
        self._seen = self._written()


def registry() -> Registry:
    """The registry of this installation, opened once a process; what another process has taken over since is taken note of."""
    with _OPENING:
        opened = _opened(home().folder / "registry")
        opened.refresh()
    return opened


def registry_to_reindex() -> Registry:
    """The registry of this installation with its index left as it is, however old: whoever makes it anew need not wait for that twice."""
    return Registry(home().folder / "registry", catch_up=False)


@lru_cache(maxsize=1)
def _opened(folder: Path) -> Registry:
    return Registry(folder)
