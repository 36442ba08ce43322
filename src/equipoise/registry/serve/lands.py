"""Countries by the names that people write: `USA`, `UK`, `Republic of Korea`, `中国`. Records name each in one way."""

from __future__ import annotations

from typing import Final

from equipoise.registry.places import country_code, country_name
from equipoise.registry.search.tree import And, Not, OneSite, Or, Tree, Words, all_of
from equipoise.registry.search.words import split

_AREAS: Final = ("LocationSearch", "LocationCountry")
_CODES: Final = ("us", "gb")
"""Of the codes of countries only these: `IN` and `MA` mean a state more often."""
_NOT_WHOLE: Final = ("england", "scotland", "wales", "northernireland", "america")
"""Parts of a country, and a word of many hospitals' names: they stay what they are."""


def lands(tree: Tree) -> Tree:
    """The same question, in which a country that stands last among words for a place is also looked for as records name it."""
    match tree:
        case And(parts):
            return And(tuple(lands(part) for part in parts))
        case Or(parts):
            return Or(tuple(lands(part) for part in parts))
        case Not(part):
            return Not(lands(part))
        case OneSite(part):
            return OneSite(lands(part))
        case Words(area, coverage="Contains", prefix=False, expand=True) if area in _AREAS:
            return _named(tree)
        case _:
            return tree


def _named(tree: Words) -> Tree:
    for start in range(1 if tree.phrase else len(tree.words)):
        written = "".join(tree.words[start:])
        code = country_code(written)
        if not code or written in _NOT_WHOLE or (written == code.lower() and written not in _CODES):
            continue
        name = split(country_name(code).en)
        if name == tree.words[start:]:
            return tree
        before = (Words(tree.area, tree.words[:start]),) if start else ()
        return Or((tree, all_of([*before, Words(tree.area, name, phrase=len(name) > 1)])))
    return tree
