"""Statistics over all records, counted once for each state of the data, in a process of their own, and kept beside the records."""

from __future__ import annotations

import fcntl
import logging
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

import msgspec

from equipoise import __version__
from equipoise.registry.search.pieces import pieces
from equipoise.registry.serve.statistics import Reckoning, Statistics
from equipoise.web.records import RecordStore
from equipoise.web.registry import Registry

PATIENCE: Final = 20.0
"""Seconds that a request waits for figures where there are none yet."""
FEW: Final = 5000
"""So many records are counted where they are: starting a process takes longer."""
COUNTING: Final = "statistics of the registry"
"""The name of the thread that counts."""
_LOG: Final = logging.getLogger(__name__)


class Counted(msgspec.Struct, frozen=True):
    """Figures and the state of the data that they were counted from."""

    software: str
    state: str
    statistics: Statistics


class KeptStatistics:
    """The figures of one registry folder. Counting takes a pass over all records; while newer ones are counted, the last ones are told,
    and only where there are none a request waits a while. One process counts at a time, whoever was asked."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = Lock()
        self._kept: Counted | None = None
        self._counting: dict[str, Event] = {}

    def of(self, registry: Registry, patience: float = PATIENCE) -> Counted | None:
        """The figures of the records as they are now, or as they were at the last count; None while the first ones are being counted."""
        state = registry.state()
        with self._turn:
            kept = self._known(state)
            if kept is not None and kept.state == state:
                return kept
            done = self._counting.get(state)
            if done is None:
                done = self._counting[state] = Event()
                Thread(target=self._count, args=(registry, state, done), name=COUNTING, daemon=True).start()
        if kept is not None:
            return kept
        done.wait(patience)
        with self._turn:
            return self._known(state)

    def _known(self, state: str) -> Counted | None:
        """What was counted of this state, otherwise what was counted last."""
        if self._kept is None or self._kept.state != state:
            self._kept = self._read() or self._kept
        return self._kept

    def _read(self) -> Counted | None:
        """What this or another process has counted; a file of other software or of other fields is passed over."""
        try:
            read = msgspec.json.decode(self._file.read_bytes(), type=Counted)
        except (OSError, msgspec.DecodeError):
            return None
        ours = read.software == __version__ and read.statistics.values.keys() == pieces().keys()
        return read if ours else None

    def _count(self, registry: Registry, state: str, done: Event) -> None:
        try:
            with self._file.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be at it: then its figures are read below
                found = self._read()
                if found is None or found.state != state:
                    found = Counted(__version__, state, _counted(registry.records))
                    ahead = self._file.with_suffix(".new")
                    ahead.write_bytes(msgspec.json.encode(found))
                    ahead.replace(self._file)
            with self._turn:
                self._kept = found
        except Exception:  # noqa: BLE001 - a thread has nobody else to tell; the next request counts again
            _LOG.exception("the statistics could not be counted")
        finally:
            with self._turn:
                self._counting.pop(state, None)
            done.set()


def _counted(records: RecordStore) -> Statistics:
    """The figures, of many records from a process that steps back behind every page that is asked for."""
    if records.count() <= FEW:
        return _pass(records)
    with ProcessPoolExecutor(1, get_context("spawn"), os.nice, (10,)) as aside:
        return aside.submit(count_aside, records.path).result()


def count_aside(path: Path) -> Statistics:
    """The figures of a file of records."""
    return _pass(RecordStore(path))


def _pass(records: RecordStore) -> Statistics:
    reckoning = Reckoning()
    for kept in records.all():
        reckoning.add(kept.record)
    return reckoning.tell()
