"""A file of records, whatever its form; nothing of it is trusted, its sizes least of all."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from msgspec import Struct

from equipoise.registry.read.decode import decoded
from equipoise.registry.read.fault import ReadFault
from equipoise.registry.read.one import parsed, record_in, record_of, records_in_xml
from equipoise.registry.read.xml import is_xml
from equipoise.registry.record import Record
from equipoise.values.text import Text

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_ONE = re.compile(rb'\s*\{\s*"protocolSection"')
"""How a document begins that is one record."""
_LINES = (".jsonl", ".ndjson")
_BLOCK: Final = 1 << 20
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask for before it is refused (bytes once unpacked; entries of an archive)."""

    record: int = 64_000_000
    document: int = 1_000_000_000
    archive: int = 40_000_000_000
    entries: int = 2_000_000


LIMITS: Final = Limits()


class Entry(Struct, frozen=True, gc=False):
    """The bytes of one record, not yet understood, and where they stand: what one process finds and another one can read."""

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


def read_records(name: str, data: BinaryIO, limits: Limits = LIMITS) -> Iterator[Record | ReadFault]:
    """Every record of a file in its order, with a fault in the place of each that cannot be read.

    `data` must be able to seek. The form is told from the first bytes, one document or lines also from the name."""
    for one in read_entries(name, data, limits):
        yield one.read() if isinstance(one, Entry) else one


def read_entries(name: str, data: BinaryIO, limits: Limits = LIMITS) -> Iterator[Entry | Record | ReadFault]:
    """The same, with the records that stand alone not yet read."""
    start = data.read(4)
    data.seek(0)
    try:
        if start.startswith(_ZIP):
            yield from _archive(name, data, limits)
        elif start.startswith(_GZIP):
            with gzip.open(data) as unpacked:
                yield from _plain(name.removesuffix(".gz"), cast(BinaryIO, unpacked), limits)
        elif not start:
            yield ReadFault(name, Text("The file is empty.", "文件为空。"))
        else:
            yield from _plain(name, data, limits)
    except _BROKEN as fault:
        says = Text("The file is damaged or cut off: {why}.", "文件损坏或不完整：{why}。").format(why=str(fault) or "?")
        yield ReadFault(name, says)


def _is_utf8(words: bytes) -> bool:
    if words.isascii():
        return True
    try:
        words.decode()
    except UnicodeDecodeError:
        return False
    return True


def _plain(name: str, data: BinaryIO, limits: Limits) -> Iterator[Entry | Record | ReadFault]:
    first = data.readline(limits.record + 1)
    by_line = name.lower().endswith(_LINES) or _is_whole(first, name)
    if by_line:
        yield from _lines(name, first, data, limits)
    else:
        yield from _document(name, first + data.read(limits.document + 1 - len(first)), limits)


def _is_whole(line: bytes, name: str) -> bool:
    """Whether the first line is a record by itself, as in JSON lines under another name."""
    return line.rstrip().endswith(b"}") and isinstance(record_in(line, name), Record)


def _lines(name: str, first: bytes, data: BinaryIO, limits: Limits) -> Iterator[Entry | ReadFault]:
    for number, line in enumerate(_cut(first, data, limits.record), 1):
        where = f"{name}:{number}"
        if line is None:
            yield _too_long(where, limits.record)
        elif line and not line.isspace():
            yield Entry(where, line)


def _cut(first: bytes, data: BinaryIO, most: int) -> Iterator[bytes | None]:
    """The lines of a file, read in large blocks; None in the place of one that is too long, which is never held whole."""
    ahead, skips = first, False
    while ahead:
        *lines, rest = ahead.split(b"\n")
        for line in lines:
            yield None if skips or len(line) > most else line
            skips = False
        if skips or len(rest) > most:
            rest, skips = b"", True
        block = _block(data)
        if not block and (rest or skips):
            yield None if skips else rest
        ahead = rest + block if block else b""


def _block(data: BinaryIO) -> bytes:
    """What can be had of a file in one step: in one that is cut off, what stands before the cut is not lost with it."""
    return cast(io.BufferedReader, data).read1(_BLOCK) if hasattr(data, "read1") else data.read(_BLOCK)


def _document(name: str, words: bytes, limits: Limits) -> Iterator[Entry | Record | ReadFault]:
    """One document: a record, a list of records, or a page of the API with its `studies`."""
    if len(words) > limits.document:
        yield _too_long(name, limits.document)
        return
    if _ONE.match(words):
        yield Entry(name, words)
        return
    if is_xml(words):
        yield from records_in_xml(words, name)
        return
    value = parsed(decoded(words), name)
    if isinstance(value, ReadFault):
        yield value
        return
    if isinstance(value, dict) and isinstance(value.get("studies"), list):
        value = value["studies"]
    if not isinstance(value, list):
        yield record_of(value, name)
        return
    for number, one in enumerate(value, 1):
        yield record_of(one, f"{name}[{number}]")


def _archive(name: str, data: BinaryIO, limits: Limits) -> Iterator[Entry | Record | ReadFault]:
    with zipfile.ZipFile(data) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        total = sum(entry.file_size for entry in entries)
        if len(entries) > limits.entries or total > limits.archive:
            says = Text(
                "The archive asks for {total} bytes in {count} files; {limit} bytes and {most} files are the limit.",
                "压缩包解压后为 {total} 字节、{count} 个文件；上限为 {limit} 字节、{most} 个文件。",
            )
            yield ReadFault(
                name, says.format(total=total, count=len(entries), limit=limits.archive, most=limits.entries)
            )
            return
        for entry in entries:
            yield from _entry(f"{name}/{entry.filename}", archive, entry, limits)


def _entry(
    where: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits
) -> Iterator[Entry | Record | ReadFault]:
    """The records of one file of an archive. What it really unpacks to is counted, whatever its header says."""
    if PurePosixPath(entry.filename).suffix.lower() not in {".json", ".xml", *_LINES}:
        yield ReadFault(where, Text("Passed over: not a file of records.", "已跳过：不是记录文件。"))
        return
    try:
        with archive.open(entry) as unpacked:
            words = unpacked.read(limits.record + 1)
    except _BROKEN as fault:
        yield ReadFault(where, Text("Cannot be unpacked: {why}.", "无法解压：{why}。").format(why=str(fault)))
        return
    if len(words) > limits.record:
        yield _too_long(where, limits.record)
        return
    yield from _plain(where, io.BytesIO(words), limits)


def _too_long(where: str, limit: int) -> ReadFault:
    says = Text("Longer than {limit} bytes: not read.", "超过 {limit} 字节，未读取。").format(limit=limit)
    return ReadFault(where, says)
