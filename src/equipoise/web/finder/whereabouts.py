"""A place as it was typed: one point, several of which one must be chosen, a country, or words to look for in addresses."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.registry.places import Gazetteer, Place, country_code, country_name
from equipoise.registry.search.ask import Ask, wanted
from equipoise.values.text import Text
from equipoise.web.registry import Registry


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that a name may mean, and the words that mean only it."""

    name: Text
    words: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a place means. At most one of `place` and `countries` is there; `choices` are what else or what at all it may mean."""

    words: str
    place: Place | None = None
    country: Text | None = None
    countries: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    unknown: bool = False

    @property
    def must_choose(self) -> bool:
        """Several places, and none of them is plainly meant."""
        return bool(self.choices) and self.place is None


def whereabouts(words: str, kept: Registry) -> Whereabouts | None:
    """What a place means; None where none was typed."""
    if not words:
        return None
    sought = kept.places.find(words)
    if sought.places:
        choices = tuple(_choice(one, kept.places) for one in sought.places[: None if sought.sure else 12])
        if sought.sure:
            return Whereabouts(words, place=sought.first, choices=choices[1:6])
        return Whereabouts(words, choices=choices)
    code = country_code(words)
    if code:
        return Whereabouts(words, country=country_name(code), countries=names_of(code, kept))
    return Whereabouts(words, unknown=True)


def names_of(code: str, kept: Registry) -> tuple[str, ...]:
    """How the records write a country."""
    every = kept.index.search(wanted(Ask(), kept.concepts, ("LocationCountry",)), 0, 1).facets["LocationCountry"]
    return tuple(name for name in every if country_code(name) == code)


def _choice(place: Place, places: Gazetteer) -> Choice:
    """The name of a place where it means only this place, its coordinates otherwise."""
    again = places.find(place.name.en)
    same_one = again.sure and again.first is not None and again.first.name == place.name
    return Choice(place.name, place.name.en if same_one else f"{place.latitude:g}, {place.longitude:g}")
