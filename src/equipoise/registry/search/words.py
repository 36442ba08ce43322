"""Words of a text as every index keeps them, and the forms in which a searched word may stand there."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_SHORT: Final = 3


def split(text: str) -> tuple[str, ...]:
    """The words of a text: lower case, without accents, cut at whatever is no letter or digit."""
    lowered = text.lower()
    if not lowered.isascii():
        lowered = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return tuple(_WORD.findall(lowered))


def forms(word: str) -> tuple[str, ...]:
    """A word and its plural or singular, so that `cancers` finds `cancer` and the other way round. No stemming: who looks for
    `infusion` does not mean `infuse`."""
    if len(word) <= _SHORT or not word.isalpha():
        return (word,)
    if word.endswith("ies"):
        return word, word[:-3] + "y"
    if word.endswith(("ss", "us", "is")):
        return word, word + "es"
    if word.endswith("s"):
        return (word, word[:-1])
    if word.endswith("y") and word[-2] not in "aeiou":
        return word, word[:-1] + "ies"
    return word, word + "s"
