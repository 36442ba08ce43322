"""Records that one process finds and another one can read."""

from __future__ import annotations

from msgspec import Struct

from equipoise.registry.read.fault import ReadFault
from equipoise.registry.read.one import record_in
from equipoise.registry.record import Record


class Entry(Struct, frozen=True, gc=False):
    """The bytes of one record, not yet understood, and where they stand."""

    where: str
    words: bytes

    def read(self) -> Record | ReadFault:
        """The record, or why there is none."""
        return record_in(self.words, self.where)

    @property
    def json(self) -> bytes:
        """The bytes as they may be kept; empty where they are not plain JSON in UTF-8."""
        words = self.words.strip()
        return words if words.startswith(b"{") and _is_utf8(words) else b""


class Stretch(Struct, frozen=True, gc=False):
    """Whole lines of a file, not yet read: where they begin and end (bytes), the number of the first one, how many they are."""

    name: str
    path: str
    start: int
    end: int
    first: int
    count: int


def _is_utf8(words: bytes) -> bool:
    if words.isascii():
        return True
    try:
        words.decode()
    except UnicodeDecodeError:
        return False
    return True
