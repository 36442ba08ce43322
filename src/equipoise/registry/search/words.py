"""Words of a text as every index keeps them, and the forms in which a searched word may stand there."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from equipoise.registry.spelling import american, british

_WORD: Final = re.compile(r"[^\W_]+")
_OTHERS: Final = re.compile(r"[^\x00-\x7f]+")
_SIGNS: Final = str.maketrans({"™": " ", "℠": " "})
"""Signs that would become letters: a drug is looked for without them."""
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]{2,}")
_SHORT: Final = 3
_LETTERS: Final = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "kappa": "κ", "lambda": "λ", "omega": "ω"}
_GREEK: Final = {form: (name, letter) for name, letter in _LETTERS.items() for form in (name, letter)}
_RUN: Final = 16


def split(text: str) -> tuple[str, ...]:
    """The words of a text: lower case, without accents, cut at whatever is no letter or digit."""
    return tuple(_WORD.findall(folded(text)))


def folded(text: str) -> str:
    """A text in lower case without accents, and with a blank for whatever of it is neither ASCII nor a letter or digit."""
    lowered = text.lower()
    return lowered if lowered.isascii() else _OTHERS.sub(lambda found: folded_run(found[0]), lowered)


def folded_run(run: str) -> str:
    """What becomes of signs beyond ASCII that stand together in a text, in lower case."""
    return _recurring(run) if len(run) <= _RUN else _plain(run)


def _plain(run: str) -> str:
    apart = unicodedata.normalize("NFKD", run.translate(_SIGNS)).lower()
    return "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))


_recurring = lru_cache(20_000)(_plain)


def forms(word: str) -> tuple[str, ...]:
    """A word and its plural or singular, so that `cancers` finds `cancer` and the other way round, each in American and British
    spelling; a Greek letter and its name. No stemming: who looks for `infusion` does not mean `infuse`."""
    if word in _GREEK:
        return _GREEK[word]
    if len(word) <= _SHORT or not word.isalpha():
        return (word,)
    return tuple(dict.fromkeys(spelt for form in _numbers(word) for spelt in _spellings(form)))


def runs_on(word: str) -> bool:
    """Whether a word may go on: Chinese is written without blanks, and 第一医院 is looked for within 吉林大学第一医院."""
    return _CHINESE.fullmatch(word) is not None


def _numbers(word: str) -> tuple[str, ...]:
    """A word in singular and plural."""
    if word.endswith("ies"):
        return word, word[:-3] + "y"
    if word.endswith(("ss", "us", "is")):
        return word, word + "es"
    if word.endswith("s"):
        return (word, word[:-1])
    if word.endswith("y") and word[-2] not in "aeiou":
        return word, word[:-1] + "ies"
    return word, word + "s"


def _spellings(word: str) -> tuple[str, ...]:
    """A word as it stands, and as the other side of the Atlantic writes it."""
    return tuple(dict.fromkeys((word, american(word), british(word))))
