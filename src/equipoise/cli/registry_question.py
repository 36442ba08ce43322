"""What a person types at the terminal as a question to the registry: places, codes and numbers, each refused in words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

import typer

from equipoise.cli.output import USAGE, end, note, put_json
from equipoise.registry.places import MILE_KM, Place, country_code
from equipoise.registry.search.ask import OPEN
from equipoise.registry.search.enums import enums
from equipoise.registry.search.index import Wanted
from equipoise.registry.search.pieces import pieces
from equipoise.registry.search.tree import Everything, Tree
from equipoise.registry.words import PHASES, SEXES, STATUSES
from equipoise.values.text import Text, same
from equipoise.web.finder.whereabouts import whereabouts
from equipoise.web.index import fields
from equipoise.web.registry import Registry

PLACE: Final = "City, province or state, country, or coordinates. · 城市、省或州、国家，或坐标。"
RADIUS_KM: Final = 50.0
_FARTHEST_KM: Final = 20_037.0
"""Half the Earth's circumference: nothing is farther away."""
_OLDEST: Final = 150
_MOST: Final = 1_000_000_000
_RADIUS: Final = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(km|公里|mi|miles?|英里)?", re.IGNORECASE)
_CHINESE: Final[Mapping[str, Mapping[str, Text]]] = {"OverallStatus": STATUSES, "Phase": PHASES, "Sex": SEXES}


def codes(piece: str, spoken: Sequence[str]) -> tuple[str, ...]:
    """The codes of a piece that some words mean: `recruiting`, `Phase 2`, `招募中`; several may stand in one word, with commas.
    Of a status, `open` means that taking part is or will be possible."""
    named = [part.strip() for one in spoken for part in re.split(r"[,，|]", one) if part.strip()]
    found: list[str] = []
    for one in named:
        if piece == "OverallStatus" and one.casefold() == "open":
            found += OPEN
        else:
            found.append(_code(piece, one))
    return tuple(dict.fromkeys(found))


def _code(piece: str, words: str) -> str:
    allowed = enums()[pieces()[piece].enum]
    known = {_key(label): value for value, label in allowed.items()} | {_key(value): value for value in allowed}
    known |= {_key(text.zh): code for code, text in _CHINESE.get(piece, {}).items() if code in allowed}
    if piece == "Phase":
        known |= {_key(value.removeprefix("PHASE")): value for value in allowed if value.startswith("PHASE")}
    if _key(words) in known:
        return known[_key(words)]
    near = get_close_matches(_key(words), known, 1)
    meant = Text(f" Did you mean {known[near[0]]}?", f"是否指 {known[near[0]]}？") if near else Text("", "")
    listed = ", ".join(allowed)
    return end(
        USAGE,
        Text(
            f"“{words}” is no value of {piece}.{meant.en} It has: {listed}.",
            f"“{words}”不是 {piece} 的取值。{meant.zh}可选：{listed}。",
        ),
    )


def _key(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def age(years: int | None) -> int | None:
    """An age in whole years; refused where nobody has it."""
    if years is not None and not 0 <= years <= _OLDEST:
        end(
            USAGE, Text(f"{years} is no age in years (0 to {_OLDEST}).", f"{years} 不是有效年龄（0 至 {_OLDEST} 岁）。")
        )
    return years


def number(name: str, value: int, least: int) -> int:
    """A whole number that must not be less than a bound, nor more than any list is long."""
    if value > _MOST:
        end(USAGE, Text(f"{name} must be {_MOST} or less, not {value}.", f"{name} 须不大于 {_MOST}，不能是 {value}。"))
    if value < least:
        end(USAGE, Text(f"{name} must be {least} or more, not {value}.", f"{name} 须不小于 {least}，不能是 {value}。"))
    return value


def country(opened: Registry, named: str) -> tuple[str, ...]:
    """A country as the records spell it, named in either language or by its code."""
    if not named.strip():
        return ()
    facet = "LocationCountry"
    known = opened.index.search(Wanted(Everything(), Everything(), (), (facet,)), 0, 1).facets.get(facet, {})
    code = country_code(named)
    found = tuple(
        name for name in known if name.casefold() == named.strip().casefold() or (code and country_code(name) == code)
    )
    if not found and not code:
        end(USAGE, Text(f"“{named}” is no country known here.", f"“{named}”不是已知的国家或地区。"))
    return found or (named,)


def radius(words: str) -> float:
    """A radius in kilometres: `50`, `50 km`, `30mi`."""
    found = _RADIUS.fullmatch(words.strip())
    if found is None:
        end(
            USAGE,
            Text(
                f"“{words}” is no radius: write kilometres, for example 50, or 30mi.",
                f"“{words}”不是有效半径：请填公里数，如 50，或英里 30mi。",
            ),
        )
    km = float(found[1]) * (MILE_KM if (found[2] or "km").casefold() in ("mi", "mile", "miles", "英里") else 1.0)
    if not (0 < km <= _FARTHEST_KM and math.isfinite(km)):
        end(
            USAGE,
            Text(
                f"The radius must be more than 0 and at most {_FARTHEST_KM:.0f} km, not {words}.",
                f"半径须大于 0 且不超过 {_FARTHEST_KM:.0f} 公里，不能是 {words}。",
            ),
        )
    return km


def there(opened: Registry, place: str, within: str, *, recruiting: bool, json: bool) -> Tree | None:
    """The condition on a site that is asked for; a name of several places ends with their list, so that the person says which."""
    meant = whereabouts(place.strip(), opened)
    if meant is None:
        if within:
            end(USAGE, Text("A radius needs a place: add --near PLACE.", "半径需要地点：请加 --near 地点。"))
        return None
    km = radius(within) if within else RADIUS_KM
    if meant.unknown:
        end(
            USAGE,
            Text(
                f"No place called “{place}” is known here. Write a city, with its country if need be, a province or state, a country, "
                "or coordinates such as 43.88,125.32.",
                f"未找到地点“{place}”。请输入城市名（必要时加国家）、省或州、国家，或坐标，如 43.88,125.32。",
            ),
        )
    if meant.must_choose:
        _ask_which(place, opened.places.find(place).places, json=json)
    if meant.place is None and within:
        land = meant.country or same(place)
        end(
            USAGE,
            Text(
                f"{land.en} is no point that a radius goes around: name a city, or leave --radius out.",
                f"{land.zh}不是一个点，无法按半径查找：请指定城市，或去掉 --radius。",
            ),
        )
    return meant.asks(km, recruiting=recruiting)


def _ask_which(place: str, places: Sequence[Place], *, json: bool) -> None:
    asked = Text(
        f"There are {len(places)} places called “{place}”. Which one?", f"有 {len(places)} 个地点叫“{place}”，请指明："
    )
    if json:
        put_json({"ask": asked, "places": [_as_data(one) for one in places]})
    note(asked)
    for one in places:
        point = f"{one.latitude:.4f},{one.longitude:.4f}"
        note(Text(f"  {one.name.en}  ({point})", f"  {one.name.zh}（{point}）"))
    raise typer.Exit(USAGE)


def _as_data(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "city": place.city,
        "state": place.state,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def sortable(named: str) -> str:
    """A piece that holds one date or number of a record, so that records can be ordered by it."""
    known = {_key(name): name for name in fields.valued()}
    if _key(named) in known:
        return known[_key(named)]
    near = get_close_matches(_key(named), known, 3)
    meant = ", ".join(known[one] for one in near) or "StartDate, LastUpdatePostDate, EnrollmentCount"
    return end(
        USAGE,
        Text(
            f"Records cannot be ordered by “{named}”; by {meant} they can.", f"不能按“{named}”排序；可按 {meant} 排序。"
        ),
    )
