"""A place as it was typed: one point, several of which one must be chosen, a country, a region, or words to look for in addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from equipoise.registry.places import (
    Gazetteer,
    Place,
    Region,
    Sought,
    country_code,
    country_name,
    region_named,
    says_region,
)
from equipoise.registry.search.ask import Ask, wanted
from equipoise.registry.search.holds import OPEN_SITE
from equipoise.registry.search.tree import And, Is, Missing, Near, OneSite, Or, Tree
from equipoise.values.text import Text
from equipoise.web.registry import Registry

_SAME_POINT_KM: Final = 1.0
_MOST_CHOICES: Final = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that a name may mean, and the words that mean only it."""

    name: Text
    words: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a place means: a point, or a country or region by its name, with its sites; `choices` are what else or what at all it may
    mean, or of a name that is unknown what is spelt alike."""

    words: str
    place: Place | None = None
    country: Text | None = None
    sites: Is | None = None
    """How the records name the country or region of a site."""
    points: tuple[tuple[float, float], ...] = ()
    """Cities of the region, for the records that do not name it."""
    choices: tuple[Choice, ...] = ()
    unknown: bool = False

    @property
    def must_choose(self) -> bool:
        """Several places, and none of them is plainly meant."""
        return bool(self.choices) and not self.unknown and self.place is None and self.country is None

    def asks(self, km: float, *, recruiting: bool) -> Tree | None:
        """The condition on a site: within so many kilometres of the point, or in the country or region; `recruiting` asks for one that
        takes people. None where it is not known where."""
        if self.place is not None:
            return Near(self.place.latitude, self.place.longitude, km, recruiting)
        if self.sites is None:
            return None
        cities = (Near(latitude, longitude, _SAME_POINT_KM, recruiting) for latitude, longitude in self.points)
        parts = (_recruiting(self.sites) if recruiting else self.sites, *cities)
        return parts[0] if len(parts) == 1 else Or(parts)


def _recruiting(sites: Is) -> Tree:
    """One of these sites that takes people, as `recruits` has it: a site without a status follows the record."""
    takes = Or((Is("LocationStatus", (OPEN_SITE,)), Missing("LocationStatus")))
    return And((Is("OverallStatus", (OPEN_SITE,)), OneSite(And((sites, takes)))))


def whereabouts(words: str, kept: Registry) -> Whereabouts | None:
    """What a place means; None where none was typed."""
    if not words:
        return None
    code, region, sought = country_code(words), region_named(words), kept.places.find(words)
    a_city = any(one.population for one in sought.places)
    if region is not None and (says_region(words) or (region.country != code and not a_city)):
        return _region(words, region, kept)
    if code and (sought.first is None or sought.first.country != code):
        return _country(words, code, kept, _choices(sought, kept))
    if sought.places and not sought.sure:
        return Whereabouts(words, choices=_choices(sought, kept))
    if sought.places:
        return Whereabouts(words, place=sought.first, choices=(*_abroad(region, sought), *_choices(sought, kept)[1:6]))
    like = tuple(_choice(one, kept.places) for one in kept.places.like(words))
    return Whereabouts(words, unknown=True, choices=like)


def _choices(sought: Sought, kept: Registry) -> tuple[Choice, ...]:
    return tuple(_choice(one, kept.places) for one in sought.places[:_MOST_CHOICES])


def _country(words: str, code: str, kept: Registry, choices: tuple[Choice, ...]) -> Whereabouts:
    named = country_name(code)
    sites = Is("LocationCountry", names_of(code, kept) or (named.en,))
    return Whereabouts(words, country=named, sites=sites, choices=choices[:6])


def _abroad(region: Region | None, sought: Sought) -> tuple[Choice, ...]:
    """The region of a city's name where it is another country's: Ontario in Canada beside Ontario in California."""
    if region is None or sought.first is None or sought.first.country == region.country:
        return ()
    return (Choice(_called(region), f"{region.name.en} province"),)


def _called(region: Region) -> Text:
    land = country_name(region.country)
    return Text(f"{region.name.en}, {land.en}", f"{land.zh} {region.name.zh}")


def _region(words: str, region: Region, kept: Registry) -> Whereabouts:
    """A region: the sites whose record names it, or whose city lies in it; most records of China name the city alone."""
    points = tuple(_points(region, kept)) if region.country == "CN" else ()
    land = country_code(words)
    choices = (Choice(country_name(land), country_name(land).zh),) if land else ()
    sites = Is("LocationState", region.written)
    return Whereabouts(words, country=_called(region), sites=sites, points=points, choices=choices)


def _points(region: Region, kept: Registry) -> Iterator[tuple[float, float]]:
    for key, (city, country) in kept.city_names().items():
        if country != region.country:
            continue
        latitude, longitude = (float(part) for part in key.split(","))
        there = kept.places.find(f"{city.partition(',')[0]}, {region.name.en}").places
        if any(one.lies_at(latitude, longitude) for one in there):
            yield latitude, longitude


def names_of(code: str, kept: Registry) -> tuple[str, ...]:
    """How the records write a country."""
    every = kept.index.search(wanted(Ask(), kept.concepts, ("LocationCountry",)), 0, 1).facets["LocationCountry"]
    return tuple(name for name in every if country_code(name) == code)


def _choice(place: Place, places: Gazetteer) -> Choice:
    """The name of a place where it means only this place, its coordinates otherwise."""
    again = places.find(place.name.en)
    same_one = again.sure and again.first is not None and again.first.name == place.name
    return Choice(place.name, place.name.en if same_one else f"{place.latitude:g}, {place.longitude:g}")
