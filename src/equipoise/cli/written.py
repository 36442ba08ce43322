"""Files that commands write: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from os import fsync, strerror
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(out: Path) -> Iterator[BinaryIO]:
    """A file to write to. It takes its name when it is whole and on the disk; whatever stops it leaves what was there before.

    OSError with the name of the file, also where the disk is full.
    """
    if out.is_dir():
        raise IsADirectoryError(EISDIR, strerror(EISDIR), str(out))
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            fsync(file.fileno())
        part.replace(out)
    except OSError as fault:
        _take_away(part)
        raise OSError(fault.errno, fault.strerror, str(out)) from fault
    except BaseException:
        _take_away(part)
        raise


def _take_away(part: Path) -> None:
    with suppress(OSError):
        part.unlink()
