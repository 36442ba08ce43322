"""Bytes to text: UTF-8, UTF-16 with its mark, and GB18030 (with GBK and GB2312 within it), as Chinese laboratory systems export."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final, NamedTuple

from equipoise.exchange.laboratory.result import Fault, fault
from equipoise.values.text import Text

ENCODINGS: Final = ("utf-8", "gb18030", "utf-16", "latin-1")
"""What a mapping may declare."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HL7_CHARSETS: Final[Mapping[str, str]] = {
    "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8", "UTF8": "utf-8", "UNICODE": "utf-8", "ASCII": "ascii", "8859/1": "latin-1",
    "8859/15": "iso8859-15", "GB 18030-2000": "gb18030", "GB18030": "gb18030", "GB 18030": "gb18030", "GBK": "gb18030",
    "GB2312": "gb18030", "GB 2312": "gb18030", "BIG-5": "big5", "BIG5": "big5",
}  # fmt: skip
"""HL7 table 0211, and what laboratories write instead."""


class Decoded(NamedTuple):
    """Text and the encoding that it was in; no text where it is in none of them."""

    text: str | None
    encoding: str


def decode(raw: bytes, declared: str = "") -> Decoded:
    """The text of bytes in the declared encoding, otherwise by its mark, otherwise in UTF-8 or GB18030, whichever it is."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _tried(raw, name)
    if declared:
        return _tried(raw, declared)
    found = _tried(raw, "utf-8")
    return found if found.text is not None else _tried(raw, "gb18030")


def undecodable(place: str = "") -> Fault:
    """The fault of bytes that are no text."""
    return fault(
        place,
        "not_text",
        Text("The bytes are neither UTF-8 nor GB18030 text.", "内容既非 UTF-8 也非 GB18030 编码的文本。"),
        Text("Export the file as UTF-8.", "请以 UTF-8 编码重新导出。"),
    )


def _tried(raw: bytes, encoding: str) -> Decoded:
    try:
        text = raw.decode(encoding)
    except (UnicodeError, LookupError):
        return Decoded(None, encoding)
    return Decoded(None if "\0" in text else text, encoding.removesuffix("-sig"))
