"""The criteria of a record as expressions of the criteria language, where the reader is sure; otherwise opaque, with their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal

from equipoise.protocol.criteria import Expression, names
from equipoise.protocol.criteria.syntax import Comparison, Conjunction, Disjunction, Name, Word
from equipoise.registry.concepts import Concepts
from equipoise.registry.match.lex import Token, tokens
from equipoise.registry.match.lexicon import NUMBER
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.sentences import UNREAD, Sentence, read_sentence
from equipoise.registry.match.stated import Stated, stated
from equipoise.values.text import Text

_ALTERNATIVES: Final = re.compile(
    r"\b(?:any|one|two|three|either|none|no|not|or more|if|unless|except\w*|only|when|who|alternativ\w*|note|allowed|permitted|without|"
    r"followings?(?=.{0,12}not)|cohorts?|arms?|groups?|parts?|for|women|men|females?|males?|children|both|combination|at least)\b",
    re.IGNORECASE,
)
_EXCEPTION: Final = re.compile(
    r"^\W*(?:exceptions?|except|unless|note|however|but|or\b|allowed|permitted|nb)\b", re.IGNORECASE
)
_OPEN_END: Final = re.compile(r"(?:\bor|\band/or|/)\W*$", re.IGNORECASE)
_LISTED_END: Final = re.compile(r"[;,.]\s*(?:and/)?or\W*$", re.IGNORECASE)
"""How a point ends that is whole by itself: “…; or”."""
_OF_THE_STUDY: Final = re.compile(
    r"\bfor (?:the |this )?(?:study |trial |protocol )?(?:inclusion|entry|enrol\w+|participation|eligib\w+|randomi[sz]ation|"
    r"screening|study|trial)\b",
    re.IGNORECASE,
)
"""What stands in an introduction and chooses nothing."""
_FUNCTION: Final = re.compile(r"\b(?:adequate|normal|acceptable|sufficient)\b[^.;]*\bfunctions?\b", re.IGNORECASE)
_LIMIT: Final = re.compile(r"\d")
_NARROWED: Final = re.compile(
    r"\s(?:requiring|needing|(?:that|which) (?:(?:has|have|had) )?(?:require[sd]?|need(?:s|ed)?))\s"
    r"(?:(?!\b(?:and|or|except|unless|other than)\b|\.\s)[^,;:/()])*$",
    re.IGNORECASE,
)
"""The end of an exclusion that only narrows it: “active infection requiring systemic therapy”."""
_TURNED: Final = re.compile(
    rf"[<≤]\s*=?\s*(?P<high>{NUMBER})(?:\s*[^\W\d]\S*){{0,2}}?\s*(?:,|and|&)\s*[>≥]\s*=?\s*(?P<low>{NUMBER})"
)
_MOTHERS: Final = tuple(Comparison(Name(f"has.{one}"), "=", Word("Y")) for one in ("pregnant", "breastfeeding"))
_OF_MOTHERS: Final = (Disjunction(_MOTHERS), Disjunction(_MOTHERS[::-1]))
_LONGEST: Final = 1500
"""Characters of one criterion that are read; a longer one is an essay."""
_MOST: Final = 500
LONGEST_READ: Final = 40_000
"""Criteria, and characters, of one record that are read: the registry takes 20,000 characters. What follows stays opaque."""
_SHOWN: Final = 600
"""Characters of what follows that stand for it; its span tells how much it is."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a record: what it says (`expression`, true where the text holds of a person), how much of it was read, and
    what was assumed. An exclusion criterion excludes where its expression is true."""

    stated: Stated
    expression: Expression | None
    read: Literal["whole", "part", "opaque"]
    kinds: tuple[str, ...] = ()
    assumed: tuple[Text, ...] = ()


def read_criteria(text: str, concepts: Concepts) -> tuple[Criterion, ...]:
    """Every criterion of a registered text in order; what is more than any registry takes is one at the end that was not read."""
    text, beyond = _cut(text)
    found = stated(text)
    alternatives = _alternatives(found)
    excepted = _excepted(found)
    read = (
        Criterion(one, None, "opaque")
        if place >= _MOST or place in alternatives or place in excepted
        else _heading(one)
        if one.text.endswith((":", "：", "-", "–"))
        else read_one(one, concepts)
        for place, one in enumerate(found)
    )
    return (*_without_strays(read), *(Criterion(one, None, "opaque") for one in beyond))


def _cut(text: str) -> tuple[str, tuple[Stated, ...]]:
    """The part of a text that is read, and the rest of it."""
    if len(text) <= LONGEST_READ:
        return text, ()
    at = text.rfind("\n", 0, LONGEST_READ) + 1 or LONGEST_READ
    start = " ".join(text[at : at + _SHOWN].split())
    return text[:at], (Stated("unstated", f"{start} …", at, len(text), 0),)


def _without_strays(found: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """The criteria without exclusions that stray among inclusions. Nobody seeks those who are “pregnant or breastfeeding”: where an
    inclusion says so, it excludes, and where the text has no exclusions at all, nobody can say where they begin."""
    read = tuple(found)
    strays = [one for one in read if one.stated.side == "inclusion" and one.expression in _OF_MOTHERS]
    if not strays:
        return read
    mixed = not any(one.stated.side == "exclusion" for one in read)
    return tuple(Criterion(one.stated, None, "opaque") if mixed or one in strays else one for one in read)


class Reader:
    """Reads criteria and keeps what it has read: most questions come to the same few hundred records."""

    def __init__(self, concepts: Concepts, kept: int = 4096) -> None:
        self.concepts = concepts
        self._read = lru_cache(kept)(lambda text: read_criteria(text, concepts))

    def read(self, text: str) -> tuple[Criterion, ...]:
        """The criteria of a text, read once. Any number of threads may ask."""
        return self._read(text)


def read_one(one: Stated, concepts: Concepts) -> Criterion:
    """One criterion by itself. An exclusion of which the end only narrows it can be cleared by what stands before, and excludes nobody."""
    read = _read_one(one, concepts)
    narrowed = _NARROWED.search(one.text) if one.side == "exclusion" and read.read == "opaque" else None
    if narrowed is None:
        return read
    wider = _read_one(replace(one, text=one.text[: narrowed.start()]), concepts)
    if wider.expression is None or wider.read != "whole":
        return read
    return replace(wider, stated=one, expression=Conjunction((wider.expression, UNREAD)), read="part")


def _read_one(one: Stated, concepts: Concepts) -> Criterion:
    if one.side == "unstated" or len(one.text) > _LONGEST:
        return Criterion(one, None, "opaque")
    words = _LISTED_END.sub("", one.text) if one.side == "exclusion" else one.text
    sentences = [
        read_sentence(part, one.side) for part in _sentences(tokens(words, concepts, all_words=one.side == "inclusion"))
    ]
    spoken = [part for part in sentences if part.expression is not None or not part.whole]
    if not spoken or any(part.tainted for part in spoken) or all(part.expression is None for part in spoken):
        return Criterion(one, None, "opaque")
    whole = all(part.whole for part in spoken)
    if not whole and _limits_again(spoken):
        return Criterion(one, None, "opaque")
    if not whole and one.side == "exclusion" and not _lists(one.text, spoken):
        return Criterion(one, None, "opaque")
    if one.side == "inclusion" and _cannot_hold(one.text):
        return Criterion(one, None, "opaque")
    parts = [part.expression if part.expression is not None else UNREAD for part in spoken]
    joined = parts[0]
    if len(parts) > 1:
        joined = Conjunction(tuple(parts)) if one.side == "inclusion" else Disjunction(tuple(parts))
    return Criterion(
        one,
        joined,
        "whole" if whole else "part",
        tuple(dict.fromkeys(kind for part in spoken for kind in part.kinds)),
        tuple(dict.fromkeys(note for part in spoken for note in part.assumed)),
    )


def _limits_again(spoken: Sequence[Sentence]) -> bool:
    """Whether one sentence limits what another one does: “ALP ≤ 3 x ULN. ALP ≤ 5 x ULN with bone metastases” is an exception."""
    limited = [names(part.expression) & MEASURES.keys() for part in spoken if part.expression is not None]
    return any(not one.isdisjoint(other) for one, other in combinations(limited, 2))


def _cannot_hold(text: str) -> bool:
    """Whether limits contradict one another: “IgE < 70 and > 1,500” means “or”, and nobody would fulfil it as it is written."""
    return any(
        Decimal(one["high"].replace(",", "")) < Decimal(one["low"].replace(",", "")) for one in _TURNED.finditer(text)
    )


def _lists(text: str, spoken: Sequence[Sentence]) -> bool:
    """Whether the sentences of an exclusion are a list with semicolons, so that each one excludes by itself."""
    return text.count(";") + text.count("；") >= len(spoken) - 1 or len(spoken) == 1


def _heading(one: Stated) -> Criterion:
    """A point that only introduces those under it asks nothing itself."""
    return Criterion(one, None, "opaque")


def _sentences(found: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in found:
        if token.kind == "stop":
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _alternatives(found: Sequence[Stated]) -> frozenset[int]:
    """The points that do not count by themselves: they are alternatives, or stand under a point that says more than “the following”,
    or under one that is such itself."""
    marked: set[int] = set()
    for place, one in enumerate(found):
        if one.parent is None:
            if _is_open(one) or (place and _is_open(found[place - 1])):
                marked.add(place)
            continue
        parent = found[one.parent]
        introduction = _OF_THE_STUDY.sub("", parent.text)
        introduces = not _ALTERNATIVES.search(introduction) and (
            parent.text.endswith((":", "："))
            or (_FUNCTION.search(introduction) is not None and _LIMIT.search(one.text) is not None)
        )
        if parent.side == "exclusion":
            introduces = parent.text.endswith((":", "：")) and not re.search(
                r"\b(?:unless|except\w*|both|all|no|not|without|two|three|note|if|allowed|permitted|who)\b",
                parent.text,
                re.IGNORECASE,
            )
        siblings = [other for other in found if other.parent == one.parent]
        joined = any(_is_open(other) or re.match(r"or\b", other.text, re.IGNORECASE) for other in siblings)
        joined |= (
            any(re.search(r"\b(?:and)\W*$", other.text, re.IGNORECASE) for other in siblings)
            and one.side == "exclusion"
        )
        if one.parent in marked or not introduces or joined:
            marked.add(place)
    return frozenset(marked)


def _is_open(one: Stated) -> bool:
    """Whether a point and the one behind it may be alternatives. In a list of exclusions “…; or” makes each of them exclude."""
    return _OPEN_END.search(one.text) is not None and (one.side != "exclusion" or _LISTED_END.search(one.text) is None)


def _excepted(found: Sequence[Stated]) -> frozenset[int]:
    """The points that others take something back from: an exception under them or right behind them; a parent whose children narrow
    what it says."""
    marked: set[int] = set()
    for place, one in enumerate(found):
        if one.parent is not None:
            marked.add(one.parent)
        if _EXCEPTION.match(one.text) and place:
            marked.add(place)
            marked.add(place - 1)
    return frozenset(marked)
