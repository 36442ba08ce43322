"""A file of records, whatever its form; nothing of it is trusted, its sizes least of all."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from equipoise.registry.read.decode import decoded
from equipoise.registry.read.entry import Entry, Stretch
from equipoise.registry.read.fault import ReadFault, damaged, too_long
from equipoise.registry.read.limits import LIMITS, Limits
from equipoise.registry.read.lines import blocks, lines, stretches
from equipoise.registry.read.one import parsed, record_in, record_of, records_in_xml
from equipoise.registry.read.xml import is_xml
from equipoise.registry.record import Record
from equipoise.values.text import Text

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_ONE = re.compile(rb'\s*\{\s*"protocolSection"')
"""How a document begins that is one record."""
_LINES = (".jsonl", ".ndjson")
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)
Part = Entry | Record | ReadFault | Stretch
"""What a file is taken apart into."""


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
        yield damaged(name, fault)


def read_parts(name: str, data: BinaryIO, path: str, limits: Limits = LIMITS) -> Iterator[Part]:
    """The same for a file that any process finds under its path: what stands in lines is not read but told where it stands."""
    try:
        if _begins_lines(name, data, limits):
            yield from stretches(name, data, path)
            return
    except OSError as fault:
        yield damaged(name, fault)
        return
    yield from read_entries(name, data, limits)


def _begins_lines(name: str, data: BinaryIO, limits: Limits) -> bool:
    start = data.read(4)
    data.seek(0)
    if not start or start.startswith((_ZIP, _GZIP)):
        return False
    by_line = _is_by_line(name, data.readline(limits.record + 1))
    data.seek(0)
    return by_line


def _plain(name: str, data: BinaryIO, limits: Limits) -> Iterator[Entry | Record | ReadFault]:
    first = data.readline(limits.record + 1)
    if _is_by_line(name, first):
        yield from lines(name, chain((first,), blocks(data)), limits)
    else:
        yield from _document(name, first + data.read(limits.document + 1 - len(first)), limits)


def _is_by_line(name: str, first: bytes) -> bool:
    """Whether the file holds a record in each line, by its name or because the first line is one by itself."""
    return name.lower().endswith(_LINES) or (
        first.rstrip().endswith(b"}") and isinstance(record_in(first, name), Record)
    )


def _document(name: str, words: bytes, limits: Limits) -> Iterator[Entry | Record | ReadFault]:
    """One document: a record, a list of records, or a page of the API with its `studies`."""
    if len(words) > limits.document:
        yield too_long(name, limits.document)
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
        yield too_long(where, limits.record)
        return
    yield from _plain(where, io.BytesIO(words), limits)
