"""Records as a zip archive that is written while it is sent."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECE = 256 * 1024


class _Sent(io.RawIOBase):
    """What has been written and not yet been taken away; it cannot be gone back in."""

    def __init__(self) -> None:
        self._ahead = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile writes bytes
        self._ahead += data
        return len(data)

    def waiting(self) -> int:
        return len(self._ahead)

    def take(self) -> bytes:
        taken = bytes(self._ahead)
        self._ahead.clear()
        return taken


def archive(records: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
    """A zip with a JSON file for each name. The same records make the same bytes."""
    sent = _Sent()
    with ZipFile(sent, "w", ZIP_DEFLATED) as zipped:
        for name, raw in records:
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            zipped.writestr(info, msgspec.json.encode(raw))
            if sent.waiting() >= _PIECE:
                yield sent.take()
    yield sent.take()
