"""Statistics over all records, counted once for each state of the data and kept beside the records."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

import msgspec

from equipoise import __version__
from equipoise.registry.serve.statistics import Reckoning, Statistics
from equipoise.web.registry import Registry

PATIENCE: Final = 20.0
"""Seconds that a request waits for figures that are being counted."""
_LOG: Final = logging.getLogger(__name__)


class _Kept(msgspec.Struct, frozen=True):
    software: str
    state: str
    statistics: Statistics


class KeptStatistics:
    """The figures of one registry folder. Counting takes a pass over all records, in a thread of its own; requests wait a while."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = Lock()
        self._kept: _Kept | None = None
        self._counting: dict[str, Event] = {}

    def of(self, registry: Registry, patience: float = PATIENCE) -> Statistics | None:
        """The figures of the records as they are now; None while they are still being counted."""
        state = registry.state()
        with self._turn:
            kept = self._known(state)
            if kept is not None:
                return kept.statistics
            done = self._counting.get(state)
            if done is None:
                done = self._counting[state] = Event()
                Thread(target=self._count, args=(registry, state, done), daemon=True).start()
        done.wait(patience)
        with self._turn:
            kept = self._known(state)
        return kept.statistics if kept is not None else None

    def _known(self, state: str) -> _Kept | None:
        if self._kept is None or self._kept.state != state:
            self._kept = self._read() or self._kept
        return self._kept if self._kept is not None and self._kept.state == state else None

    def _read(self) -> _Kept | None:
        """What this or another process has counted; a file of other software is passed over."""
        try:
            read = msgspec.json.decode(self._file.read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError):
            return None
        return read if read.software == __version__ else None

    def _count(self, registry: Registry, state: str, done: Event) -> None:
        try:
            reckoning = Reckoning()
            for kept in registry.records.all():
                reckoning.add(kept.record)
            counted = _Kept(__version__, state, reckoning.tell())
            ahead = self._file.with_suffix(".new")
            ahead.write_bytes(msgspec.json.encode(counted))
            ahead.replace(self._file)
            with self._turn:
                self._kept = counted
        except Exception:  # noqa: BLE001 - a thread has nobody else to tell; the next request counts again
            _LOG.exception("the statistics could not be counted")
        finally:
            with self._turn:
                self._counting.pop(state, None)
            done.set()
