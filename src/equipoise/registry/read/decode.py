"""Bytes to words: UTF-8 as the registry writes it, and the older encodings in which copies are found."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

_DECLARED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    "euc-jp": "euc_jp",
}
"""Encodings of several bytes a sign that a document may declare, and the widest form of each; a parser of XML knows none of them."""
_CHINESE: Final = 0.8
"""So much of what is not ASCII must be a common sign of Chinese. In a text of the West, an accent and the letter after it make rare
ones. Our choice."""


def decoded(data: bytes, declared: str = "") -> str:
    """The words of a file. What is not UTF-8 (nor UTF-16 with its mark) is read as the document itself declares, as GB 18030 where its
    signs are those of Chinese, else as Windows-1252; what even that leaves undefined becomes U+FFFD, so that a record is never lost
    for a letter."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    known = _DECLARED.get(declared.lower())
    with suppress(UnicodeDecodeError):
        chinese = data.decode(known or "gb18030")
        if known or _is_chinese(chinese):
            return chinese
    return data.decode("cp1252", "replace")


def _is_chinese(words: str) -> bool:
    """Whether nearly all that is not ASCII is in GB 2312, the set of common signs."""
    signs = "".join(sign for sign in words if not sign.isascii())
    return len(signs.encode("gb2312", "ignore")) >= 2 * _CHINESE * len(signs)
