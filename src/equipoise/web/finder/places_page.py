"""Trials by place: countries, the cities of a country, the sites of a city; a list first, then a map of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from equipoise.registry.places import country_code, country_name
from equipoise.registry.record import Record, Site
from equipoise.registry.search.holds import recruits
from equipoise.registry.search.index import Found, Wanted
from equipoise.registry.search.points import OPEN_POINTS, POINTS, point_of
from equipoise.registry.search.tree import And, Near, Tree
from equipoise.registry.show.world import Map, Spot, region, world
from equipoise.values.text import Text, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.finder.asked import Asked, read
from equipoise.web.finder.hits import country_words, hits
from equipoise.web.finder.paging import Paging
from equipoise.web.finder.searched import Question, read_question
from equipoise.web.finder.too_broad import refuses_too_broad
from equipoise.web.registry import Registry, registry
from equipoise.web.templatetags.words import say

CITIES_A_PAGE: Final = 60
MOST_DOTS: Final = 1500
_CITY_KM: Final = 0.5
_MOST_SITES_READ: Final = 120
_COUNTRIES = "LocationCountry"


@dataclass(frozen=True, slots=True)
class Line:
    """A country, a city or a site with its records and those that recruit there."""

    name: Text
    address: str
    count: int
    recruiting: int
    detail: Text | None = None


@dataclass(frozen=True, slots=True)
class City:
    """A point with its name, and how many records lie there."""

    key: str
    name: str
    code: str
    count: int
    recruiting: int

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        latitude, _, longitude = self.key.partition(",")
        return float(latitude), float(longitude)


@login_not_required
@require_safe
@refuses_too_broad
def page(request: HttpRequest) -> HttpResponseBase:
    """Countries; with `country` its cities; with `at` (a point) the sites there. Everything narrowed by the same words as the list."""
    kept = registry()
    asked = read(_without(request.GET, ("country", "place")))
    question = read_question(asked, kept)
    at, named = request.GET.get("at", ""), request.GET.get("country", "")
    country = country_code(named) or named.upper()
    found = kept.index.search(_wanted(question, (_COUNTRIES, POINTS, OPEN_POINTS)), 0, 1)
    cities = _cities(found, kept)
    if at and any(city.key == at for city in cities):
        return _city(request, question, next(city for city in cities if city.key == at), kept)
    if country:
        return _country(request, question, country, cities, found, kept)
    return _world(request, question, cities, found)


def _without(query: QueryDict, names: tuple[str, ...]) -> QueryDict:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return left


def _wanted(question: Question, facets: tuple[str, ...], more: tuple[Tree, ...] = ()) -> Wanted:
    whole = question.wanted(facets)
    return Wanted(And((whole.filters, *more)), whole.ranked, whole.order, facets)


def _cities(found: Found, kept: Registry) -> list[City]:
    """The points of what is found by their names, most records first."""
    recruiting = found.facets[OPEN_POINTS]
    named = kept.city_names()
    cities = []
    for key, count in found.facets[POINTS].items():
        name, code = named.get(key, ("", ""))
        cities.append(City(key, name or key, code, count, recruiting.get(key, 0)))
    return sorted(cities, key=lambda city: (-city.count, city.name))


def _address(asked: Asked, **more: str) -> str:
    pairs = [pair for pair in asked.pairs if pair[0] not in ("page", "country", "sort")]
    pairs += [(name, value) for name, value in more.items() if value]
    return f"/find/places?{urlencode(pairs)}" if pairs else "/find/places"


def _world(request: HttpRequest, question: Question, cities: list[City], found: Found) -> HttpResponseBase:
    counts: dict[str, int] = {}
    for name, count in found.facets[_COUNTRIES].items():
        code = country_code(name) or name
        counts[code] = counts.get(code, 0) + count
    recruiting: dict[str, int] = {}
    number: dict[str, int] = {}
    for city in cities:
        number[city.code] = number.get(city.code, 0) + 1
        recruiting[city.code] = recruiting.get(city.code, 0) + (city.recruiting > 0)
    lines = [
        Line(
            country_name(code) if len(code) == 2 else country_words(code),
            _address(question.asked, country=code),
            count,
            recruiting.get(code, 0),
            same(str(number.get(code, 0))),
        )
        for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    drawn = world(_spots(cities))
    return _page(
        request, question, lines, drawn, Text("Trials by place", "按地点查找试验"), [], found.total, "countries"
    )


def _words(city: City, kept: Registry) -> Text:
    return kept.places.city_words(city.name, city.code, city.point)


def _country(
    request: HttpRequest, question: Question, code: str, cities: list[City], found: Found, kept: Registry
) -> HttpResponseBase:
    own = [city for city in cities if city.code == code]
    name = country_name(code) if len(code) == 2 else same(code)
    lines = [
        Line(_words(city, kept), _address(question.asked, at=city.key), city.count, city.recruiting) for city in own
    ]
    trail = [(Text("All countries", "全部国家"), _address(question.asked))]
    total = sum(count for named, count in found.facets[_COUNTRIES].items() if (country_code(named) or named) == code)
    return _page(request, question, lines, region(_spots(own)), name, trail, total, "cities")


def _city(request: HttpRequest, question: Question, city: City, kept: Registry) -> HttpResponseBase:
    """The sites at a point with the records of each: read from the records themselves, the newest few hundred."""
    latitude, longitude = city.point
    near = Near(latitude, longitude, _CITY_KM)
    there = kept.index.search(_wanted(question, (), (near,)), 0, _MOST_SITES_READ)
    sites: dict[str, list[Record]] = {}
    open_at: dict[str, int] = {}
    for one in kept.records.several(there.ids):
        for facility in dict.fromkeys(site.facility for site in one.record.sites if point_of(site) == city.key):
            sites.setdefault(facility, []).append(one.record)
        for facility in {site.facility for site in _open_at(one.record, city.key)}:
            open_at[facility] = open_at.get(facility, 0) + 1
    lines = [
        Line(
            same(facility) if facility else Text("Site without a name", "未注明名称的中心"),
            _site_address(question.asked, city, facility),
            len(records),
            open_at.get(facility, 0),
        )
        for facility, records in sorted(sites.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    asked = read_question(read(QueryDict(_list_address(question.asked, city).partition("?")[2])), kept)
    shown = hits(there.ids[:10], asked, kept, timezone.localdate())
    trail = [
        (Text("All countries", "全部国家"), _address(question.asked)),
        (country_name(city.code) if city.code else same("–"), _address(question.asked, country=city.code)),
    ]
    more = {"hits": shown, "list": _list_address(question.asked, city), "read": min(there.total, _MOST_SITES_READ)}
    return _page(request, question, lines, None, _words(city, kept), trail, there.total, "sites", more)


def _open_at(record: Record, point: str) -> list[Site]:
    return [site for site in record.sites if point_of(site) == point and recruits(record.status, site.status)]


def _site_address(asked: Asked, city: City, facility: str) -> str:
    """The list of the records of one site: a search expression on its name, at its point."""
    if not facility:
        return _list_address(asked, city)
    named = f'AREA[LocationFacility]"{facility.replace(chr(34), " ")[:200]}"'
    term = f"({asked.words['term']}) AND {named}" if asked.words["term"] else named
    latitude, longitude = city.point
    return asked.address("/find", place=f"{latitude:g}, {longitude:g}", km="1", sort="", term=term)


def _list_address(asked: Asked, city: City) -> str:
    latitude, longitude = city.point
    return asked.address("/find", place=f"{latitude:g}, {longitude:g}", km="1", sort="")


def _spots(cities: list[City]) -> list[Spot]:
    return [Spot(*city.point, city.count, city.name) for city in cities[:MOST_DOTS]]


def _page(
    request: HttpRequest,
    question: Question,
    lines: list[Line],
    drawn: Map | None,
    title: Text,
    trail: list[tuple[Text, str]],
    total: int,
    level: str,
    more: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    if wants_csv(request):
        header = (
            ("country", "cities", "records", "citiesRecruiting")
            if level == "countries"
            else ("place", "records", "recruiting")
        )
        details = [[] if line.detail is None else [say(line.detail)] for line in lines]
        rows = [
            (say(line.name), *detail, line.count, line.recruiting) for line, detail in zip(lines, details, strict=True)
        ]
        return csv_answer(f"places-{timezone.localdate()}", header, rows)
    paging = Paging(question.asked.page, len(lines), CITIES_A_PAGE)
    query = request.GET.copy()
    query.pop("page", None)

    def turned(number: int | None) -> str:
        return "" if number is None else f"?{urlencode([*query.items(), ('page', str(number))])}"

    held = {
        "title": title,
        "trail": trail,
        "lines": lines[(paging.number - 1) * CITIES_A_PAGE : paging.number * CITIES_A_PAGE],
        "paging": paging,
        "before": turned(paging.before),
        "after": turned(paging.after),
        "map": drawn,
        "total": total,
        "level": level,
        "words": question.asked.words["q"],
        "hidden": [pair for pair in question.asked.pairs if pair[0] not in ("q", "page", "sort")],
        "here": [(name, request.GET[name]) for name in ("country", "at") if request.GET.get(name)],
        "csv": f"?{urlencode([*query.items(), ('format', 'csv')])}",
        **(more or {}),
    }
    return render(request, "finder/places.html", held)
