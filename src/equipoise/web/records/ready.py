"""Records made ready to be kept: counted, hashed and compressed, which is most of the work and can be done in any process."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import local
from typing import Final, TypeVar

import msgspec
import zstandard

from equipoise.registry.fill import Filling
from equipoise.registry.read import ReadFault
from equipoise.registry.record import NctId, Raw, Record, text
from equipoise.registry.version import content

T = TypeVar("T")
_STAMP: Final = re.compile(rb'"versionHolder"\s*:\s*"[^"]*"')
_PACKING: Final = zstandard.ZstdCompressionParameters(
    window_log=17, hash_log=12, chain_log=12, min_match=6, strategy=zstandard.STRATEGY_FAST
)
"""Tables that fit the nearest cache: a fifth quicker than level 1, and two bytes in a hundred longer."""


class Ready(msgspec.Struct, frozen=True, gc=False):
    """One record as the store keeps it. `digest` is that of its bytes without the registry's daily stamp: where it is known, so is the
    version; where it is not, the same version may still be known in other bytes. `document` is what the index keeps, where it was made
    already."""

    nct_id: NctId
    updated: str
    aliases: tuple[str, ...]
    digest: bytes
    body: bytes
    record: Record | None = None
    document: str = ""

    @classmethod
    def of(cls, record: Record, words: bytes = b"", document: str = "") -> Ready:
        """From a record, which goes along where no document was made of it. `words` are its JSON as it came, if that is at hand."""
        body = words or msgspec.json.encode(record.raw)
        return cls(
            record.nct_id,
            text(record.raw, "protocolSection.statusModule.lastUpdateSubmitDate"),
            record.aliases,
            _digest(body),
            _ZSTANDARD.packer.compress(body),
            None if document else record,
            document,
        )

    def is_same(self, body: bytes) -> bool:
        """Whether another body holds the same version, perhaps with other blanks or another order of keys."""
        return content(unpacked(self.body)) == content(unpacked(body))


@dataclass(slots=True)
class Batch:
    """Records ready to be kept, what could not be read among them, and how many have each field."""

    ready: list[Ready] = field(default_factory=list)
    faults: list[ReadFault] = field(default_factory=list)
    filling: Filling = field(default_factory=Filling)

    @classmethod
    def of(cls, read: Iterable[Record | ReadFault]) -> Batch:
        """From what a file gave."""
        batch = cls()
        for one in read:
            if isinstance(one, ReadFault):
                batch.faults.append(one)
            else:
                batch.filling.count(one)
                batch.ready.append(Ready.of(one))
        return batch


def _digest(body: bytes) -> bytes:
    """The digest of the bytes without the registry's daily stamp, which stands near their end."""
    at = body.rfind(b'"versionHolder"')
    if at < 0:
        return hashlib.sha256(body).digest()
    found = hashlib.sha256(memoryview(body)[:at])
    found.update(_STAMP.sub(b"", body[at:]))
    return found.digest()


def unpacked(body: bytes, read: Callable[[bytes], Raw] = msgspec.json.decode) -> Record:
    """The record in a body, or as much of it as `read` takes."""
    return Record(read(_ZSTANDARD.unpacker.decompress(body)))


def batched(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Items in lists of a size, the last one shorter."""
    batch: list[T] = []
    for one in items:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class _Zstandard(local):
    """Each thread's own: neither may be used by two threads at once."""

    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(compression_params=_PACKING)
        self.unpacker = zstandard.ZstdDecompressor()


_ZSTANDARD: Final = _Zstandard()
