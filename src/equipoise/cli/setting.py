"""Builds the files of reports with several processors: PDFs are set in processes of their own while the next document is written.

A process that sets pages gets a manuscript and gives a PDF; it reads no ledger, and its memory is free again when it ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Final

from equipoise.paper import Fonts, manuscript
from equipoise.report import Built, Material, Order, Unset, pieces_of
from equipoise.values.text import Text

Keep = Callable[[str, bytes], None]
"""Takes a file that is ready, by its name; it may be called from any thread, once for each file."""
_PROGRAM: Final = (
    "import sys; from equipoise.paper import set_manuscript; "
    "sys.stdout.buffer.write(set_manuscript(sys.stdin.buffer.read()))"
)
_AT_ONCE: Final = 3_000_000
"""Bytes of manuscripts that are set at once, unless one alone has more: a page needs a hundred times the memory of its words."""
_MOST: Final = 4
"""Processes that are of use: more would wait for room."""
_ENDED = Text(
    "{name} could not be set: the process that sets its pages ended with status {status}. {why}",
    "{name} 排版失败：排版进程以状态 {status} 结束。{why}",
)
_MEMORY = Text(
    "It was stopped from outside, mostly because memory ran out: --jobs 1 needs the least.",
    "进程被外部终止，多因内存不足：--jobs 1 占用内存最少。",
)


class NotSet(Exception):
    """A PDF could not be set; `says` tells which and why."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


def processors() -> int:
    """How many processes are started where nobody says how many: one for each processor that this one may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


def build_files(material: Material, order: Order, fonts: Fonts, keep: Keep, jobs: int) -> Built:
    """Every file of an order but the manifest, given to `keep` as it becomes ready; the same bytes whatever `jobs` is.

    NoFont where a Chinese font is missing, NotSet where a process that sets pages came to an end.
    """
    built = Built()

    def ready(name: str, content: bytes) -> None:
        built.keep(name, content)
        keep(name, content)

    with _Desk(ready, jobs) as desk:
        for name, piece in pieces_of(material, order, built):
            if isinstance(piece, Unset):
                desk.give(name, manuscript(piece.document, piece.language, fonts))
            else:
                ready(name, piece)
    return built


@dataclass(slots=True)
class _Desk:
    """Manuscripts that wait, and threads that each see one through: one fewer than `jobs`, until whoever writes them helps."""

    ready: Keep
    jobs: int
    _change: Condition = field(default_factory=Condition)
    _waiting: dict[str, bytes] = field(default_factory=dict)
    _threads: list[Thread] = field(default_factory=list)
    _fault: BaseException | None = None
    _held: int = 0
    _closed: bool = False

    def give(self, name: str, pages: bytes) -> None:
        """Lays a manuscript on the desk."""
        with self._change:
            self._waiting[name] = pages
            self._change.notify_all()

    def __enter__(self) -> _Desk:
        self._threads = [Thread(target=self._work, daemon=True) for _ in range(self.jobs - 1)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        with self._change:
            self._closed, self._fault = True, self._fault or fault
            self._change.notify_all()
        self._work()
        for thread in self._threads:
            thread.join()
        if self._fault is not None and fault is None:
            raise self._fault

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            name, pages = taken
            try:
                self.ready(name, _set(name, pages))
            except BaseException as fault:  # noqa: BLE001 - it is raised again where the desk is left
                self._fault = self._fault or fault
            with self._change:
                self._held -= len(pages)
                self._change.notify_all()

    def _take(self) -> tuple[str, bytes] | None:
        """The longest manuscript that may be set now; None when there will be no more."""
        with self._change:
            while self._fault is None:
                room = _AT_ONCE - self._held
                free = [one for one in self._waiting.items() if not self._held or len(one[1]) <= room]
                if free:
                    name, pages = max(free, key=lambda one: len(one[1]))
                    del self._waiting[name]
                    self._held += len(pages)
                    return name, pages
                if self._closed and not self._waiting:
                    return None
                self._change.wait()
        return None


def _set(name: str, pages: bytes) -> bytes:
    command = [sys.executable, "-P", "-c", _PROGRAM]
    done = subprocess.run(command, input=pages, capture_output=True, check=False)  # noqa: S603 - a program of our own
    if done.returncode == 0 and done.stdout:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().splitlines()
    why = _MEMORY if done.returncode < 0 else Text(*[said[-1] if said else ""] * 2)
    raise NotSet(_ENDED.format(name=name, status=done.returncode, why=why))
