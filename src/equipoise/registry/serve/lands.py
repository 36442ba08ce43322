"""Places by the names that people write: `USA`, `Republic of Korea`, `Boston, MA`, `长春`, `München`. Records name each in one way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from equipoise.registry.places import built_in, country_code, country_name, region_named, state_of_code
from equipoise.registry.places.hospitals import hospital_in
from equipoise.registry.places.own_names import names_of_city
from equipoise.registry.search.tree import And, Not, OneSite, Or, Tree, Words, all_of
from equipoise.registry.search.words import split

_AREAS: Final = ("LocationSearch", "LocationCountry")
_CITY: Final = "LocationCity"
_OF_HOSPITALS: Final = ("LocationSearch", "SponsorSearch", "LocationFacility", "LeadSponsorName")
_MOST_SPANS: Final = 100
_CODES: Final = ("us", "gb")
"""Of the codes of countries only these: `IN` and `MA` mean a state more often."""
_WORDS: Final = frozenset({"al", "as", "co", "de", "hi", "id", "in", "la", "me", "ok", "on", "or", "pa"})
"""Codes of states that are words of some language by themselves."""
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")
_NOT_WHOLE: Final = ("england", "scotland", "wales", "northernireland", "america")
"""Parts of a country, and a word of many hospitals' names: they stay what they are."""


def lands(tree: Tree) -> Tree:
    """The same question, in which a country or the code of a state that stands last among words for a place, a city of several names,
    any Chinese name and a hospital's are also looked for as records name them."""
    match tree:
        case And(parts):
            return And(tuple(lands(part) for part in parts))
        case Or(parts):
            return Or(tuple(lands(part) for part in parts))
        case Not(part):
            return Not(lands(part))
        case OneSite(part):
            return OneSite(lands(part))
        case Words(area, coverage="Contains", prefix=False, expand=True) if area in (*_AREAS, _CITY, *_OF_HOSPITALS):
            return _named(tree)
        case _:
            return tree


def _named(tree: Words) -> Tree:
    hospital = tuple(_as_hospital(tree))
    if hospital or tree.area not in (*_AREAS, _CITY):
        return Or((tree, *hospital)) if hospital else tree
    english = _in_english(tree)
    found = dict.fromkeys((tree, english, *_as_city(english)))
    if tree.area != _CITY:
        found |= dict.fromkeys((*_as_land(english), *_as_state(english)))
    return Or(tuple(found)) if len(found) > 1 else tree


def _as_hospital(tree: Words) -> Iterator[Tree]:
    """A hospital's Chinese name by itself, as records may write it in English."""
    written = tree.words[0] if len(tree.words) == 1 and tree.area in _OF_HOSPITALS else ""
    found = hospital_in(written)
    if found is not None and found.words == written:
        yield from (Words(tree.area, split(name), phrase=True) for name in found.names)


def _as_city(tree: Words) -> Iterator[Tree]:
    """`München`, `Klinikum München` and `München Deutschland` with the city's other names; its longest name in the words counts."""
    count = len(tree.words)
    spans = [(start, start + size) for size in range(count, 0, -1) for start in range(count - size + 1)]
    for start, end in spans[-_MOST_SPANS:]:
        own = split(" ".join(tree.words[start:end]))
        others = [name for one in names_of_city(" ".join(own)) if (name := split(one)) != own]
        for name in others:
            city = replace(tree, words=(*tree.words[:start], *name, *tree.words[end:]))
            yield city
            if tree.area != _CITY:
                yield from _as_land(city)
        if others:
            return


def _as_land(tree: Words) -> Iterator[Tree]:
    for start in range(1 if tree.phrase else len(tree.words)):
        written = "".join(tree.words[start:])
        code = country_code(written)
        if not code or written in _NOT_WHOLE or (written == code.lower() and written not in _CODES):
            continue
        name = split(country_name(code).en)
        if name != tree.words[start:]:
            yield _behind(tree, start, name)
        return


def _as_state(tree: Words) -> Iterator[Tree]:
    """`Boston, MA`: a code that is also a word (`in`, `or`, `me`) only behind the name of a place."""
    last = len(tree.words) - 1
    state = state_of_code(tree.words[last])
    if state and not tree.phrase and tree.area == _AREAS[0] and (last or tree.words[last] not in _WORDS):
        yield _behind(tree, last, split(state))


def _behind(tree: Words, start: int, name: tuple[str, ...]) -> Tree:
    """The words before some place, and a name in the place of the rest."""
    before = (Words(tree.area, tree.words[:start]),) if start else ()
    return all_of([*before, Words(tree.area, name, phrase=len(name) > 1)])


def _in_english(tree: Words) -> Words:
    """The words with Chinese cities and provinces as records write them; countries stay for `_as_land`."""
    spoken = [split(_english(word)) if _HAN.fullmatch(word) else (word,) for word in tree.words]
    return replace(tree, words=tuple(word for words in spoken for word in words))


def _english(word: str) -> str:
    if country_code(word):
        return word
    region = region_named(word)
    if region is not None:
        return region.name.en
    found = built_in().find(word)
    return found.places[0].city if found.places and found.sure else word
