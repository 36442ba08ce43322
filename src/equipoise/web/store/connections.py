"""Idle database connections, lent to one user at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """A connection, as far as keeping it goes."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class Connections(Generic[C]):
    """Opens connections as needed and keeps a few idle ones; safe for threads and across a fork."""

    def __init__(self, connect: Callable[[], C], keep: int = 8) -> None:
        self._connect, self._keep = connect, keep
        self._idle: list[C] = []
        self._inherited: list[C] = []
        self._process = os.getpid()
        self._lock = Lock()
        self._closed = False

    @contextmanager
    def lent(self) -> Iterator[C]:
        """One connection for this block; after an exception it is closed instead of kept."""
        connection = self._take() or self._connect()
        try:
            yield connection
        except GeneratorExit:  # a reader that stopped early: nothing is wrong with the connection
            self._give(connection)
            raise
        except BaseException:
            connection.close()
            raise
        self._give(connection)

    def forget_idle(self) -> None:
        """Closes the idle connections, e.g. because their server went away."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def close(self) -> None:
        """Closes the idle connections now, and each lent one when it comes back."""
        self._closed = True
        self.forget_idle()

    def _take(self) -> C | None:
        if self._closed:
            raise RuntimeError("the store is closed")
        with self._lock:
            if self._process != os.getpid():
                # A connection must not cross a fork. The parent's are kept unused: closing them would end its sessions.
                self._inherited, self._idle, self._process = self._idle, [], os.getpid()
            return self._idle.pop() if self._idle else None

    def _give(self, connection: C) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < self._keep:
                self._idle.append(connection)
                return
        connection.close()
