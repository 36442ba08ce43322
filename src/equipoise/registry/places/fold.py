"""Spelling that should not matter: case, accents, apostrophes, hyphens, blanks, and the word for city."""

from __future__ import annotations

import re
import unicodedata

_OTHERS = re.compile(r"[\W_]+")
_CITY_WORDS = re.compile(r"(?<=[\u4e00-\u9fff]{2})[市県區区省]$")


def folded(name: str) -> str:
    """A name as it is compared: `Ch'ang-ch'un`, `Chang Chun` and `Changchun` are one, 长春市 and 长春 too."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _CITY_WORDS.sub("", _OTHERS.sub("", name.casefold()))
