"""Bytes to words: UTF-8 as the registry writes it, and the older encodings in which copies are found."""

from __future__ import annotations

import codecs
import re

_GB2312_ONLY = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xfe]{2})*")


def decoded(data: bytes) -> str:
    """The words of a file. What is not UTF-8 (nor UTF-16 with its mark) is read as GB 18030 where all of it stands in pairs as Chinese
    does, else as Windows-1252; what even that leaves undefined becomes U+FFFD, so that a record is never lost for a letter."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if _GB2312_ONLY.fullmatch(data):
        return data.decode("gb18030", "replace")
    return data.decode("cp1252", "replace")
