"""Files that commands write: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from os import fsync, strerror
from os.path import realpath
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO


@contextmanager
def whole_file(out: Path) -> Iterator[BinaryIO]:
    """A file to write to. It takes its name when it is whole and on the disk; whatever stops it leaves what was there before.

    Two who write the same one do not mix: the last has the name. A pipe or a device keeps its place and is written to as it is.
    OSError with the name of the file, also where the disk is full.
    """
    if out.is_dir():
        raise IsADirectoryError(EISDIR, strerror(EISDIR), str(out))
    try:
        if out.exists() and not out.is_file():
            with out.open("wb") as file:
                yield file
            return
        real = Path(realpath(out))
        part = real.with_name(f".{token_hex(6)}.part")
        with _taken_away(part):
            with part.open("wb") as file:
                yield file
                file.flush()
                fsync(file.fileno())
            part.replace(real)
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(out)) from fault


@contextmanager
def _taken_away(part: Path) -> Iterator[None]:
    """Whatever stops the block leaves no part behind."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
