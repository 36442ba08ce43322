"""Asking for a file of a report: it is there, it is being made, or it cannot be made; a second click does not build it twice."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Final, Literal

from equipoise.report import REPORTS, Material
from equipoise.values.text import Text
from equipoise.web.workspace.reports.file_order import order_of_file
from equipoise.web.workspace.reports.shelf import MOST, Shelf, Wanted, shelf

State = Literal["", "making", "ready", "failed"]
_TURN: Final = ".turn"
_TOO_MANY: Final = Text(
    "{n} files are being made already. Ask again when one of them is ready.",
    "已有 {n} 个文件正在生成，请待其中之一完成后再试。",
).format(n=MOST)
_STARTED: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Making:
    """Where a file stands: its bytes once it is ready, why not where it failed."""

    state: State
    size: int = 0
    fault: Text | None = None

    @property
    def kilobytes(self) -> int:
        """Its size in kB, at least 1."""
        return max(1, self.size // 1000)


def wanted_of(material: Material, name: str) -> Wanted:
    """A file of a data cut, as these readers may see it; only the closed report differs for those who may read it."""
    imprint, order = material.imprint, order_of_file(name)
    closed = order is not None and REPORTS[order.reports[0]].readers == "closed" and material.sees_closed
    return Wanted(
        imprint.study, imprint.head, imprint.hash, imprint.cut.isoformat(), imprint.digest, imprint.software.sha256,
        material.masked, closed, name,
    )  # fmt: skip


def stands(wanted: Wanted) -> Making:
    """Where a file stands, without asking for it."""
    kept = shelf()
    size = kept.size(wanted)
    if size is not None:
        return Making("ready", size)
    if kept.is_wanted(wanted):
        return Making("making")
    fault = kept.fault(wanted)
    return Making("failed", fault=fault) if fault is not None else Making("")


def ask(wanted: Wanted) -> Making:
    """The same, and have it made where it is not; a process that came to an end is started again."""
    kept = shelf()
    if kept.size(wanted) is None:
        if not kept.ask(wanted):
            return Making("failed", fault=_TOO_MANY)
        start(kept)
    return stands(wanted)


def go_on(kept: Shelf) -> None:
    """Start the process again where something is wanted and nobody makes it."""
    if next(kept.queue(), None) is not None:
        start(kept)


def start(kept: Shelf) -> None:
    """Start the process that makes files, unless one works already, in this server or in another of the same installation.

    The lock belongs to the open file, which the process inherits: it ends with the process, however that ends.
    """
    _STARTED[:] = [one for one in _STARTED if one.poll() is None]
    turn = os.open(kept.folder / _TURN, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        _STARTED.append(_process(str(kept.folder), turn))
    finally:
        os.close(turn)


def _process(folder: str, turn: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "equipoise.web.workspace.reports.make_files", folder]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=(turn,))  # noqa: S603 - our own program
