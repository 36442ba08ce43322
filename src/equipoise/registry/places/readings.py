"""A name as the ways in which it may be cut into a place and what that lies in: `Boston USA`, `吉林省长春市`, `Ontario, Canada`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_PARTS: Final = re.compile(r"[,，、;]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{4,16}")
_MOST_WORDS: Final = 8

Reading = tuple[str, tuple[str, ...]]
"""A place and what it lies in."""


def readings(words: str) -> Iterator[Reading]:
    """The ways to read a name, the likeliest first: as it stands, cut at its commas; where it has none, with its last words, or its
    first Chinese signs, as what the place lies in."""
    name, *around = [part.strip() for part in _PARTS.split(words)]
    yield name, tuple(part for part in around if part)
    if around:
        return
    parts = name.split()
    if _HAN.fullmatch("".join(parts)):
        yield from _chinese(parts)
    elif 1 < len(parts) <= _MOST_WORDS:
        yield from _latin(parts)


def _latin(parts: list[str]) -> Iterator[Reading]:
    for cut in range(len(parts) - 1, 0, -1):
        city, land = " ".join(parts[:cut]), parts[cut:]
        yield city, (" ".join(land),)
        if len(land) > 1:
            yield city, (land[0], " ".join(land[1:]))


def _chinese(parts: list[str]) -> Iterator[Reading]:
    """The larger comes first in Chinese; with blanks between them either may."""
    if len(parts) > 1:
        yield parts[-1], tuple(parts[:-1])
        yield parts[0], tuple(parts[1:])
        return
    (name,) = parts
    for cut in range(2, len(name) - 1):
        yield name[cut:], (name[:cut],)
        for second in range(2, cut - 1):
            yield name[cut:], (name[:second], name[second:cut])
