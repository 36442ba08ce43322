"""Words of a text as they are compared: case, hyphens, plurals and British spelling do not matter; each Chinese character is a word."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from equipoise.registry.spelling import american

_TOKEN: Final = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]|[\u0370-\u03ff]")
_OTHER: Final = re.compile(r"[^\x00-\x7f]")
_LOWER: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
"""ASCII in lower case, with a blank for whatever is no letter or digit."""
_FILTRATION: Final = ("eGFR", " GFR")
"""A rate of the kidneys, where EGFR is a receptor: small letters would make them one. As long as before, so that places stay right."""
RECURRING: Final = 200_000
"""So many words are remembered: most recur from text to text."""
_KEEP_S: Final = ("ss", "us", "is", "aids", "diabetes", "herpes", "rabies", "scabies", "measles", "mumps")


def tokens(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The folded words of a text, and where each stands in it."""
    found = list(_TOKEN.finditer(_lowered(text)))
    return tuple([FOLDED[one[0]] for one in found]), tuple([one.span() for one in found])


def words(text: str) -> list[str]:
    """The words of a text alone, not yet folded."""
    text = text.replace(*_FILTRATION)
    if not text.isascii():
        text = _plainly(text.lower())
        if not text.isascii():
            return _TOKEN.findall(text)
    return text.encode().translate(_LOWER).decode().split()


def _lowered(text: str) -> str:
    lowered = text.replace(*_FILTRATION).lower()
    return lowered if lowered.isascii() else _plainly(lowered)


def _plainly(lowered: str) -> str:
    return _OTHER.sub(lambda found: _plain(found[0]), lowered)


@lru_cache(maxsize=10_000)
def _plain(character: str) -> str:
    """A letter without its accent; always one character, so that places in the text stay right."""
    return unicodedata.normalize("NFD", character)[0]


def _folded(word: str) -> str:
    word = american(word)
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEP_S):
        return word[:-3] + "y" if word.endswith("ies") and len(word) > 5 else word[:-1]
    return word


class _Folded(dict[str, str]):
    """Words as they were folded before: most recur."""

    def __missing__(self, word: str) -> str:
        if len(self) > RECURRING:
            self.clear()
        self[word] = found = _folded(word)
        return found


FOLDED: Final = _Folded()
"""A word of a text without plural and British spelling."""
