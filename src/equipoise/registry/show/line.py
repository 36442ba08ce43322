"""One line of words as people type it, split into what is looked for and where: `SCLC Changchun`, `lung cancer near Paris`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from equipoise.registry.concepts import Concepts, tag
from equipoise.registry.places import Gazetteer, country_code, region_named, says_region
from equipoise.registry.places.fold import folded
from equipoise.registry.places.own_names import names_of_city

_NEAR: Final = re.compile(r"^(.*?)[\s,，]*\b(?:near to|near|close to|around|within reach of)\s+(\S.*)$", re.IGNORECASE)
_IN: Final = re.compile(r"^(.*\S)\s+(?:in|at)\s+(\S.*)$", re.IGNORECASE)
_NEARBY: Final = re.compile(r"^(.*?)在?([\u4e00-\u9fff]{2,8}?)(?:附近|周边|一带)的?(.*)$")
_HAN_RUN: Final = re.compile(r"[\u4e00-\u9fff]+")
_FILLER: Final = re.compile(r"^(?:在|于|的)+|(?:的?(?:临床)?(?:试验|研究)|在|的)$")
_LONGEST: Final = 4
_SHORT: Final = frozenset({"UK", "US", "USA", "PRC"})
"""Short names of countries that are nothing else: MS, AD, PE and MM are diseases before they are codes of countries."""
_LEAST_PEOPLE: Final = 50_000
_LEAST_PEOPLE_ELSEWHERE: Final = 200_000
"""Of a city that is called so in another language than English, by letters that English does not have."""
_COMMON_WORDS: Final = """
alter artemis ball bath best born bone brest center central colon come date eden ewing flora goes gold grass hope
island lens male march meta mobile more most much nancy normal north nice oral orange paramount part reading
reservoir rich rise same side split spring stone superior time tours turn university vincent walnut young
中央 大分 北方 东方 光明 新生 青年 太平
"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
"""Names of cities that are words of their own, or how people mistype one: a place only after `near`, `in` or a comma."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks: words to look for, and a place as it was typed; either may be empty."""

    words: str
    place: str


def split_line(line: str, concepts: Concepts, places: Gazetteer) -> Line:
    """The words and the place of a line. A place is read where the line says so (`near`, `in`, a comma, 附近) or where the first or
    last words are a city or country that no name of a disease or treatment covers."""
    line = " ".join(line.split())
    near = _NEAR.match(line)
    if near is not None:
        return Line(near[1].strip(" ,，"), near[2].strip(" ,，"))
    nearby = _NEARBY.match(line)
    if nearby is not None:
        before, place = _last_place(nearby[2], places)
        return Line(_plain(f"{nearby[1]}{before} {nearby[3]}"), place)
    within = _IN.match(line)
    if within is not None and _is_place(within[2], places):
        return Line(within[1], within[2])
    for words, place in _at_commas(line):
        if _is_place(place, places):
            return Line(words, place)
    return _unsaid(line, concepts, places)


def _at_commas(line: str) -> Iterator[tuple[str, str]]:
    """What stands before and after each comma; first with a city before it that the part after it may belong to."""
    for comma in re.finditer(r"[,，、;]", line):
        before, place = line[: comma.start()].split(), line[comma.end() :].strip()
        if not before or not place:
            continue
        for count in range(min(_LONGEST, len(before) - 1), 0, -1):
            yield " ".join(before[:-count]), f"{' '.join(before[-count:])}, {place}"
        yield " ".join(before), place


def _unsaid(line: str, concepts: Concepts, places: Gazetteer) -> Line:
    """A place that stands there without a word that says so."""
    covered = [(one.start, one.end) for one in tag(line, concepts)]
    for start, end in _ends(line):
        candidate = line[start:end]
        rest = _plain(f"{line[:start]} {line[end:]}")
        if any(start < last and first < end for first, last in covered):
            continue
        if _is_plainly_place(candidate.strip(" ,，在的"), places):
            return Line(rest, candidate.strip(" ,，在的"))
    return Line(line, "")


def _ends(line: str) -> Iterator[tuple[int, int]]:
    """The last and the first words of a line, the longest first; in a run of Chinese its last and first signs too."""
    words = [(found.start(), found.end()) for found in re.finditer(r"\S+", line)]
    for count in range(min(_LONGEST, len(words)), 0, -1):
        yield words[-count][0], words[-1][1]
        yield words[0][0], words[count - 1][1]
    for run in _HAN_RUN.finditer(line):
        for length in range(min(6, len(run[0]) - 1), 1, -1):
            yield run.end() - length, run.end()
            yield run.start(), run.start() + length


def _is_place(words: str, places: Gazetteer) -> bool:
    return bool(places.find(words).places or country_code(words) or region_named(words))


def _is_plainly_place(words: str, places: Gazetteer) -> bool:
    """A country, a Chinese name, or a city that is no common word, by its first name or by what it calls itself."""
    if _HAN_RUN.fullmatch(words):
        large = any(one.population >= _LEAST_PEOPLE for one in places.find(words).places)
        return (
            len(words) > 1
            and words not in _COMMON
            and (large or bool(country_code(words)) or _is_plainly_region(words))
        )
    if country_code(words):
        return len(words) > 3 or (words.upper() in _SHORT and words != "us")
    key = folded(words)
    if len(key) < 4 or key in _COMMON:
        return False
    found = places.find(words).places
    if len(words.split()) > 1:  # the small cities that only records name have no number of people
        return bool(found or region_named(words))
    if any(folded(one.city) == key and one.population >= _LEAST_PEOPLE for one in found):
        return True
    large = any(one.population >= _LEAST_PEOPLE_ELSEWHERE for one in found[:1])
    return bool(found and names_of_city(words)) or (large and not words.isascii())


def _is_plainly_region(words: str) -> bool:
    """A province of China, or a region that says so: 三重 of 三重治疗 is no prefecture."""
    region = region_named(words)
    return region is not None and (region.country == "CN" or says_region(words))


def _last_place(han: str, places: Gazetteer) -> tuple[str, str]:
    """The longest end of a run of Chinese that is a place, and what stands before it; the whole where none is."""
    for start in range(len(han) - 1):
        if _is_place(han[start:], places):
            return han[:start], han[start:]
    return "", han


def _plain(words: str) -> str:
    parts = (_FILLER.sub("", part) for part in words.strip(" ,，").split())
    return " ".join(part for part in parts if part)
