"""What to give up when nothing is found: each restriction with how many records its loss would bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from equipoise.registry.concepts import Concepts, diseases
from equipoise.registry.search.index import TooBroad
from equipoise.registry.search.meant import meant
from equipoise.registry.search.words import split
from equipoise.values.text import Text, same
from equipoise.web.finder.asked import read
from equipoise.web.finder.facets import active
from equipoise.web.finder.searched import Question, Sense, read_question
from equipoise.web.finder.whereabouts import whereabouts
from equipoise.web.registry import Registry

_FURTHER_KM = (250, 1000)
_WORDS_AND_PLACE = 2
_FEW = 5
"""Where so few are found, a word may be mistyped: records have slips of their own."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to more: what is given up, where it leads, how many records are there."""

    says: Text
    address: str
    count: int


def ways(asked: Question, kept: Registry) -> tuple[Way, ...]:
    """The ways that lead to at least one record, the most fruitful first; none to a question that is too broad."""
    found = {address: Way(says, address, counted(address, kept) or 0) for says, address in _ways(asked)}
    return tuple(sorted((one for one in found.values() if one.count), key=lambda one: -one.count))


def put_right(asked: Question, kept: Registry, found: int) -> Way | None:
    """The same question with a mistyped name put right, where that finds more than the few that were found."""
    if found >= _FEW:
        return None
    words = meant(asked.asked.words["q"], kept.concepts)
    if not words:
        return _place_put_right(asked, kept, found)
    address = asked.asked.address(q=words)
    count = counted(address, kept) or 0
    return Way(same(words), address, count) if count > found else None


def _place_put_right(asked: Question, kept: Registry, found: int) -> Way | None:
    """The same question with its last word as the place that it may be mistyped for: `lung cancer seatle`."""
    words = asked.asked.words["q"].split()
    if len(words) < _WORDS_AND_PLACE or asked.where is not None or words[-1] not in asked.plain:
        return None
    where = whereabouts(words[-1], kept)
    if where is None or not where.unknown or not where.choices:
        return None
    named, place = " ".join(words[:-1]), where.choices[0]
    address = asked.asked.address(q=named, place=place.words)
    count = counted(address, kept) or 0
    says = Text("{words}, {place}", "{words}，{place}").format(words=named, place=place.name)
    return Way(says, address, count) if count > found else None


def in_criteria(asked: Question, kept: Registry, found: int) -> Way | None:
    """The same question with the words that name nothing looked for in the criteria, where records are told apart by what they ask of a
    person (a mutation, a stage); None where that finds no more than the few that were found."""
    words = " ".join(split(asked.plain))
    if found >= _FEW or not words or asked.asked.words["term"]:
        return None
    named = " ".join(one.words for one in asked.senses)
    place = asked.asked.words["place"] or asked.line.place
    address = asked.asked.address(q=named, place=place, term=f"AREA[EligibilityCriteria]({words})")
    count = counted(address, kept) or 0
    says = Text("“{words}” in the criteria", "入排标准中提到“{words}”").format(words=asked.plain)
    return Way(says, address, count) if count > found else None


def broader(asked: Question, kept: Registry, found: int) -> Way | None:
    """The same question with one of its diseases as what lies next above it (hay fever as allergic rhinitis): many records name their
    disease no closer. The one that widens it least; None where none finds more than the few that were found."""
    if found >= _FEW:
        return None
    named = [one for one in asked.senses if one.concept in diseases()]
    ways = [_as_broader(one, above, asked, kept) for one in named for above in _above(one, kept.concepts)]
    return min((one for one in ways if one.count > found), key=lambda one: one.count, default=None)


def _above(sense: Sense, concepts: Concepts) -> Iterator[str]:
    """What lies above a concept and above nothing else that does, of what has a name."""
    above = sorted(concepts.broader.get(sense.concept, frozenset()) & concepts.terms.keys())
    return (one for one in above if not any(one in concepts.broader.get(other, ()) for other in above))


def _as_broader(sense: Sense, above: str, asked: Question, kept: Registry) -> Way:
    term = kept.concepts.term(above)
    words = asked.asked.words
    box = next(name for name in ("q", "cond", "intr", "term") if sense.words in words[name] or name == "term")
    address = asked.asked.address(**{box: words[box].replace(sense.words, term.en)})
    says = Text("“{above}” instead of “{words}”", "以“{above}”代替“{words}”")
    return Way(says.format(above=term, words=sense.words), address, counted(address, kept) or 0)


def counted(address: str, kept: Registry) -> int | None:
    """How many records an address of the finder finds; None where the question is too broad to be told."""
    try:
        return total(address, kept)
    except TooBroad:
        return None


def total(address: str, kept: Registry) -> int:
    """How many records an address of the finder finds. TooBroad where that cannot be told."""
    asked = read_question(read(QueryDict(address.partition("?")[2])), kept)
    return kept.index.search(asked.wanted(), 0, 1).total


def _ways(asked: Question) -> Iterator[tuple[Text, str]]:
    holding = active(asked.asked)
    if len(holding) > 1 and asked.asked.words["q"]:
        yield (
            Text("without all of these restrictions", "去掉以上全部限制"),
            f"/find?{urlencode({'q': asked.asked.words['q']})}",
        )
    if asked.line.place and holding:
        bare = f"/find?{urlencode({'q': asked.line.words})}"
        yield Text("without all restrictions, anywhere", "去掉全部限制且不限地点"), bare
    for one in holding:
        yield Text("without “{what}”", "去掉“{what}”").format(what=one.label), one.address
    if asked.near is not None:
        for km in _FURTHER_KM:
            if km > asked.near.km:
                yield Text(f"within {km:,} km", f"扩大到 {km:,} 公里以内"), asked.asked.address(km=str(km))
    if asked.line.place:
        yield Text("anywhere", "不限地点"), asked.asked.address(q=asked.line.words)
    if asked.senses and asked.plain:
        words = " ".join(one.words for one in asked.senses)
        yield Text("only “{words}”", "仅检索“{words}”").format(words=words), asked.asked.address(q=words)
