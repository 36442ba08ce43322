"""Records prepared in processes of their own, so that an import uses every core: read, counted, hashed, packed and tagged."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import msgspec

from equipoise.registry.concepts import Concepts, Learning, Tagger, built_in
from equipoise.registry.places import City
from equipoise.registry.read import Entry, Part, ReadFault, Stretch, damaged, read_stretch
from equipoise.registry.read.one import record_of
from equipoise.registry.record import NctId, Record
from equipoise.web.index.documents import document
from equipoise.web.learnt import Learnt
from equipoise.web.records import Batch, Ready, unpacked

Given = TypeVar("Given")
Made = TypeVar("Made")
FEW: Final = 2000
"""So many records are prepared where they are read: starting a process takes longer."""
CHUNK: Final = 250
_AHEAD: Final = 2
"""Chunks that wait for each process, so that none stands idle and none piles up in memory."""
_MOST: Final = 4


@dataclass(slots=True)
class _Here:
    """What this process tags with and need not tell, the file from which it has both, and the cities that it met."""

    tagger: Tagger
    known: Learnt
    file: str = ""
    met: set[City] | None = None


_HERE: Final = _Here(Tagger(built_in()), Learnt())


def prepared_here(concepts: Concepts) -> None:
    """Makes this process tag with a vocabulary."""
    _HERE.tagger = Tagger(concepts)


def _begin() -> None:
    """How a process begins that prepares records and does nothing else: none of them lie in circles, so that nobody need look for
    garbage among them, which took half of the time. It ends with whoever began it, however that one ends."""
    gc.disable()
    _HERE.met = set()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _out_of_reach() -> Iterator[None]:
    """What is begun meanwhile does not hear Ctrl-C: who began it does, and ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _tagged_from(file: str, task: Callable[[Given], Made], chunk: Given) -> Made:
    """What a task makes of a chunk with the vocabulary of a file, which is read once."""
    if file != _HERE.file:
        concepts, _HERE.known = pickle.loads(Path(file).read_bytes())  # noqa: S301 - written by our own parent
        _HERE.tagger, _HERE.file = Tagger(concepts), file
    return task(chunk)


def chunks(parts: Iterable[Part]) -> Iterator[Sequence[Part]]:
    """What is handed to a process at once: a stretch, or so many records."""
    chunk: list[Part] = []
    for one in parts:
        chunk.append(one)
        if len(chunk) == CHUNK or isinstance(one, Stretch):
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def apart(parts: Iterable[Part]) -> Iterator[Entry | Record | ReadFault]:
    """The records of some parts one by one; those of a stretch are read from its file now."""
    for one in parts:
        if isinstance(one, Stretch):
            try:
                with Path(one.path).open("rb") as data:
                    yield from read_stretch(one, data)
            except OSError as fault:
                yield damaged(one.name, fault)
        else:
            yield one


def apart_until(most: int, parts: Iterable[Part]) -> list[Entry | Record | ReadFault]:
    """The records of as many parts as it takes to have more than so many; all of them, where they are fewer."""
    found: list[Entry | Record | ReadFault] = []
    for one in parts:
        found += apart([one])
        if len(found) > most:
            break
    return found


def prepare(parts: Sequence[Part]) -> tuple[Batch, Learnt]:
    """Records ready to be kept and indexed, and what they teach beyond what this process was told."""
    batch, taught = Batch(), Learnt()
    records = []
    for entry in apart(parts):
        words = entry.json if isinstance(entry, Entry) else b""
        one = _read(entry, words)
        if isinstance(one, ReadFault):
            batch.faults.append(one)
            continue
        records.append(one)
        batch.filling.count(one)
        batch.ready.append(Ready.of(one, words, _document(one)))
    taught.read(records, _HERE.met)
    return batch, taught.beyond(_HERE.known)


class _Browse(msgspec.Struct):
    derivedSection: Any = None  # noqa: N815 - the registry's name


_BROWSE: Final = msgspec.json.Decoder(_Browse)


def taught_first(entries: Iterable[Entry | Record | ReadFault]) -> Learning:
    """What records teach of concepts, read in that part alone; one that cannot be read so teaches later."""
    taught = Learning()
    for entry in entries:
        if isinstance(entry, Record):
            taught.read([entry])
        elif isinstance(entry, Entry):
            with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                taught.read([Record({"derivedSection": _BROWSE.decode(entry.words).derivedSection})])
    return taught


class _Measure(msgspec.Struct, omit_defaults=True):
    title: Any = None
    description: Any = None
    populationDescription: Any = None  # noqa: N815 - the registry's names, here and below


class _Measures(msgspec.Struct, omit_defaults=True):
    outcomeMeasures: list[_Measure] = []  # noqa: N815


class _Results(msgspec.Struct, omit_defaults=True):
    outcomeMeasuresModule: _Measures = msgspec.field(default_factory=_Measures)  # noqa: N815


class _Study(msgspec.Struct, omit_defaults=True):
    """What an index asks of a record: of the tables of results only what the outcome measures are called."""

    protocolSection: dict[str, Any]  # noqa: N815
    derivedSection: Any = None  # noqa: N815
    documentSection: Any = None  # noqa: N815
    annotationSection: Any = None  # noqa: N815
    hasResults: Any = None  # noqa: N815
    resultsSection: _Results | None = None  # noqa: N815


_PARTS: Final = ("protocolSection", "derivedSection", "documentSection", "annotationSection", "hasResults")
_DECODER: Final = msgspec.json.Decoder(_Study)


def _read(entry: Entry | Record | ReadFault, words: bytes) -> Record | ReadFault:
    """A record for the index, read in part where its bytes are kept as they are; in another shape it is read whole."""
    if words and isinstance(entry, Entry):
        try:
            found = _DECODER.decode(words)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return entry.read()
        parts = {name: part for name in _PARTS if (part := getattr(found, name)) is not None}
        if found.resultsSection is not None:
            parts["resultsSection"] = msgspec.to_builtins(found.resultsSection)
        return record_of(parts, entry.where)
    return entry.read() if isinstance(entry, Entry) else entry


def learn_from(bodies: Sequence[bytes]) -> Learnt:
    """What kept records teach."""
    taught = Learnt()
    taught.read([unpacked(body) for body in bodies], _HERE.met)
    return taught


def documents_of(bodies: Sequence[bytes]) -> list[tuple[NctId, str]]:
    """What the index keeps of kept records, by their numbers."""
    return [(record.nct_id, _document(record)) for record in map(unpacked, bodies)]


def _document(record: Record) -> str:
    return msgspec.json.encode(document(record, _HERE.tagger)).decode()


class Workers:
    """Processes that prepare chunks in their order, one for each core, with the vocabulary that they were taught last."""

    def __init__(self, concepts: Concepts, learnt: Learnt) -> None:
        count = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, _MOST)
        self._count = count
        self._folder = TemporaryDirectory(prefix="equipoise-")
        self._vocabularies = 0
        self._file = ""
        self.teach(concepts, learnt)
        self._pool = ProcessPoolExecutor(count, get_context("spawn"), _begin)

    def teach(self, concepts: Concepts, learnt: Learnt) -> None:
        """Lets the chunks that come from now on be tagged with another vocabulary, and tell only what was not learnt."""
        self._vocabularies += 1
        self._file = str(Path(self._folder.name) / str(self._vocabularies))
        Path(self._file).write_bytes(pickle.dumps((concepts, learnt)))

    def each(self, task: Callable[[Given], Made], chunks: Iterable[Given]) -> Iterator[Made]:
        """What a task makes of each chunk; only a few are taken ahead."""
        waiting: deque[Future[Made]] = deque()
        for chunk in chunks:
            with _out_of_reach():  # a further process may be begun here
                waiting.append(self._pool.submit(_tagged_from, self._file, task, chunk))
            if len(waiting) > _AHEAD * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()
