"""Hospitals by their Chinese names: records write them in English, in several ways. The tables are ours: the best known by their names
(hospitals.txt), others by the parts of theirs, a city or university and what the hospital is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from equipoise.registry.places.gazetteer import built_in
from equipoise.registry.places.regions import region_named

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "肿瘤医院": ("Cancer Hospital", "Tumor Hospital", "Tumour Hospital", "Oncology Hospital"),
    "人民医院": ("People's Hospital", "Peoples Hospital", "People Hospital"),
    "中心医院": ("Central Hospital", "Center Hospital"),
    "儿童医院": ("Children's Hospital", "Childrens Hospital", "Children Hospital"),
    "胸科医院": ("Chest Hospital",),
    "肺科医院": ("Pulmonary Hospital",),
    "口腔医院": ("Stomatological Hospital", "Hospital of Stomatology", "Stomatology Hospital"),
    "眼科医院": ("Eye Hospital",),
    "传染病医院": ("Infectious Disease Hospital", "Infectious Diseases Hospital"),
    "妇幼保健院": ("Maternal and Child Health Hospital", "Maternity and Child Health Care Hospital"),
    "中医医院": ("Hospital of Traditional Chinese Medicine", "Traditional Chinese Medicine Hospital", "Hospital of TCM"),
    "中医院": ("Hospital of Traditional Chinese Medicine", "Traditional Chinese Medicine Hospital", "Hospital of TCM"),
}  # fmt: skip
"""What a hospital is for, as its name says it."""
_COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "一": ("First", "1st", "No.1"),
    "二": ("Second", "2nd", "No.2"),
    "三": ("Third", "3rd", "No.3"),
    "四": ("Fourth", "4th", "No.4"),
    "五": ("Fifth", "5th", "No.5"),
    "六": ("Sixth", "6th", "No.6"),
}
_SCHOOLS: Final[Mapping[str, tuple[str, ...]]] = {
    "中医药大学": ("University of Chinese Medicine", "University of Traditional Chinese Medicine", "University of TCM"),
    "医科大学": ("Medical University", "University of Medical Sciences"),
    "大学": ("University",),
    "医学院": ("Medical College",),
}
_CALLED: Final = {
    "北京大学": "Peking University", "首都医科大学": "Capital Medical University", "复旦大学": "Fudan University",
    "中山大学": "Sun Yat-sen University", "上海交通大学": "Shanghai Jiao Tong University", "中南大学": "Central South University",
    "西安交通大学": "Xi'an Jiaotong University", "南方医科大学": "Southern Medical University", "同济大学": "Tongji University",
    "中国医科大学": "China Medical University", "清华大学": "Tsinghua University", "暨南大学": "Jinan University",
}  # fmt: skip
"""Universities that are not called after the place that their name begins with."""
_ENDS: Final = re.compile("医院|保健院|防治中心|医学中心")
_RUN: Final = re.compile(r"[\u4e00-\u9fff]{3,}")
_PLACE: Final = r"(?P<place>[\u4e00-\u9fff]{2,6}?)"
_OF_A_PLACE: Final = re.compile(rf"{_PLACE}?(?P<count>第?[一二三四五六])?(?P<kind>{'|'.join(_KINDS)})")
_OF_A_SCHOOL: Final = re.compile(
    rf"""{_PLACE}(?P<school>{"|".join(_SCHOOLS)})(?:医学院)?(?P<part>附属)?
    (?:第?(?P<count>[一二三四五六])(?P<after>附属)?医院|(?P<kind>{"|".join(_KINDS)})|医院)""",
    re.VERBOSE,
)
_DIVISIONS: Final = {"省": ("Provincial", "Province"), "市": ("Municipal", "City"), "": ("Provincial", "Municipal")}


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital that words name: where it stands in them, and how records may write it, the likeliest first."""

    start: int
    end: int
    words: str
    names: tuple[str, ...]


def hospital_in(words: str) -> Hospital | None:
    """The first hospital that is named in Chinese in some words, or in English as our table has it; None where none is."""
    for run in _RUN.finditer(words):
        for end in (run.start() + one.end() for one in _ENDS.finditer(run[0])):
            for start in range(run.start(), end - 2):
                names = _names(words[start:end])
                if names:
                    return Hospital(start, end, words[start:end], names)
    return None


@lru_cache(maxsize=1_000)
def _names(chinese: str) -> tuple[str, ...]:
    """How a hospital may be called in English; none where neither our table nor its parts say it."""
    if chinese in _table():
        return _table()[chinese]
    of_school, of_place = _OF_A_SCHOOL.fullmatch(chinese), _OF_A_PLACE.fullmatch(chinese)
    found = _of_school(of_school) if of_school else _of_place(of_place) if of_place else ()
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, tuple[str, ...]]:
    text = files("equipoise.registry.places").joinpath("hospitals.txt").read_text("utf-8")
    lines = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {chinese: tuple(english.split(", ")) for chinese, _, english in lines}


def _of_place(found: re.Match[str]) -> Iterator[str]:
    counts = _COUNTS[found["count"][-1]] if found["count"] else ("",)
    kinds = [f"{count} {kind}".strip() for kind in _KINDS[found["kind"]] for count in counts]
    if not found["place"]:
        yield from kinds
        return
    place = _place(found["place"])
    division = found["place"][-1] if found["place"][-1] in _DIVISIONS else ""
    for kind in kinds if place else ():
        yield f"{place} {kind}"
        yield f"{kind} of {place}"
        for said in _DIVISIONS[division]:
            yield f"{place} {said} {kind}"


def _of_school(found: re.Match[str]) -> Iterator[str]:
    named = _CALLED.get(found["place"] + found["school"])
    place = _place(found["place"])
    schools = (named,) if named else tuple(f"{place} {school}" for school in _SCHOOLS[found["school"]]) if place else ()
    kinds = _KINDS[found["kind"]] if found["kind"] else ("Hospital",)
    own = found["part"] or found["after"]
    belongs = ("Affiliated ",) if own and found["count"] else ("",) if found["count"] else ("Affiliated ", "")
    counts = [f"{one} " for one in _COUNTS[found["count"]]] if found["count"] else [""]
    for school in schools:
        for part in (f"{count}{own}{kind}" for count in counts for own in belongs for kind in kinds):
            yield from (f"{part} of {school}", f"{school} {part}", f"{part} {school}")


@lru_cache(maxsize=1_000)
def _place(chinese: str) -> str:
    """A city or province of China in English; empty where there is none of that name."""
    region = region_named(chinese)
    if region is not None and region.country == "CN":
        return region.name.en
    found = built_in().find(chinese)
    return found.places[0].city if found.places and found.sure and found.places[0].country == "CN" else ""
