"""Files that hold a record in each line, read in large blocks."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, cast

from equipoise.registry.read.entry import Entry, Stretch
from equipoise.registry.read.fault import ReadFault, too_long
from equipoise.registry.read.limits import LIMITS, Limits

_BLOCK: Final = 1 << 20
STRETCH: Final = 4 << 20
"""Bytes that are handed to a process at once: some hundred records."""


def lines(name: str, data: Iterable[bytes], limits: Limits, first: int = 1) -> Iterator[Entry | ReadFault]:
    """The records of a file's blocks, whose first line has this number."""
    for number, line in enumerate(_cut(data, limits.record), first):
        where = f"{name}:{number}"
        if line is None:
            yield too_long(where, limits.record)
        elif line and not line.isspace():
            yield Entry(where, line)


def blocks(data: BinaryIO) -> Iterator[bytes]:
    """What can be had of a file in one step: in one that is cut off, what stands before the cut is not lost with it."""
    while block := cast(io.BufferedReader, data).read1(_BLOCK) if hasattr(data, "read1") else data.read(_BLOCK):
        yield block


def stretches(name: str, data: BinaryIO, path: str) -> Iterator[Stretch]:
    """Where the lines of a file stand. It is gone through in one piece of memory, because looking for the ends of lines is much
    quicker than carrying them to whoever reads them."""
    piece = bytearray(STRETCH)
    start, first, position, count = 0, 1, 0, 0
    while read := cast(io.BufferedReader, data).readinto(piece):
        ends = piece.rfind(b"\n", 0, read) + 1
        count += piece.count(b"\n", 0, ends)
        if ends:
            yield Stretch(name, path, start, position + ends, first, count)
            start, first, count = position + ends, first + count, 0
        position += read
    if position > start:
        yield Stretch(name, path, start, position, first, 1)


def read_stretch(stretch: Stretch, data: BinaryIO, limits: Limits = LIMITS) -> Iterator[Entry | ReadFault]:
    """The records of a stretch, from its file."""
    data.seek(stretch.start)
    yield from lines(stretch.name, _part(data, stretch.end - stretch.start), limits, stretch.first)


def _part(data: BinaryIO, left: int) -> Iterator[bytes]:
    """The next bytes of a file, block by block."""
    while left > 0 and (block := data.read(min(left, STRETCH))):
        yield block
        left -= len(block)


def _cut(data: Iterable[bytes], most: int) -> Iterator[bytes | None]:
    """The lines of some blocks; None in the place of one that is too long, which is never held whole."""
    rest, skips = b"", False
    for block in data:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield None if skips or len(line) > most else line
            skips = False
        if skips or len(rest) > most:
            rest, skips = b"", True
    if rest or skips:
        yield None if skips else rest
