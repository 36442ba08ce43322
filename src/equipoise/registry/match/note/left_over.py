"""What of a sentence was not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from equipoise.registry.match.note.answers import RESPONSE, SMOKING
from equipoise.registry.match.note.parts import is_row

_SHOWN: Final = 200
_CLAUSE: Final = re.compile(r"[^,，、;]+")
_PERSON: Final = re.compile(
    r"(?:the )?(?:patient|pt|患者|病人)?(?: is)?(?: a)? ?(?:male|female|man|woman|男性?|女性?)?"
)
_SAYS: Final = re.compile(r"[^\W\d_]{3}|[\u4e00-\u9fff]{2}")


def left_over(words: str, lower: str, taken: Sequence[tuple[int, int]], known: str) -> Iterator[str]:
    """A sentence of which nothing was read, or the clauses of which nothing was, though something of the sentence was."""
    spans = [*taken, *([(words.find(known), words.find(known) + len(known))] if known and known in words else [])]
    spans += [found.span() for pattern in (SMOKING, RESPONSE) for found in pattern.finditer(lower)]
    if not spans:
        yield from [words[:_SHOWN]] if any(map(str.isalpha, words)) else ()
        return
    for clause in _CLAUSE.finditer("" if is_row(words) else words):
        says = clause[0].strip(" .。()")
        read = any(start < clause.end() and clause.start() < end for start, end in spans)
        if not read and _SAYS.search(says) and not _PERSON.fullmatch(says.lower()):
            yield says[:_SHOWN]
