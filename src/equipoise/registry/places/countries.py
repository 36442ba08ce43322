"""Countries by the names that registries and people use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from babel import Locale

from equipoise.registry.places.fold import folded
from equipoise.values.text import Text, same

_REGISTRY_NAMES: Final[Mapping[str, str]] = {
    "usa": "US",
    "us": "US",
    "unitedstatesofamerica": "US",
    "america": "US",
    "uk": "GB",
    "greatbritain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northernireland": "GB",
    "korearepublicof": "KR",
    "republicofkorea": "KR",
    "korea": "KR",
    "russianfederation": "RU",
    "turkeyturkiye": "TR",
    "turkey": "TR",
    "czechrepublic": "CZ",
    "hongkong": "HK",
    "macau": "MO",
    "taiwan": "TW",
    "iranislamicrepublicof": "IR",
    "moldovarepublicof": "MD",
    "vietnam": "VN",
    "thenetherlands": "NL",
    "holland": "NL",
    "prc": "CN",
    "prchina": "CN",
    "peoplesrepublicofchina": "CN",
    "cotedivoire": "CI",
    "macedoniatheformeryugoslavrepublicof": "MK",
    "formerserbiaandmontenegro": "RS",
    "palestinianterritoriesoccupied": "PS",
    "burma": "MM",
    "congothedemocraticrepublicofthe": "CD",
    "democraticrepublicofthecongo": "CD",
    "syrianarabrepublic": "SY",
    "tanzaniaunitedrepublicof": "TZ",
    "libyanarabjamahiriya": "LY",
    "laopeoplesdemocraticrepublic": "LA",
    "bruneidarussalam": "BN",
    "holyseevaticancitystate": "VA",
    "swaziland": "SZ",
    "capeverde": "CV",
    "easttimor": "TL",
    "中华人民共和国": "CN",
    "韩国": "KR",
    "朝鲜": "KP",
}
"""Names of registries and everyday names that the Unicode data does not have; ours."""

_OWN_NAMES: Final[Mapping[str, Text]] = {
    "TR": Text("Türkiye", "土耳其"),
    "HK": Text("Hong Kong", "中国香港"),
    "MO": Text("Macao", "中国澳门"),
    "TW": Text("Taiwan", "中国台湾"),
}
"""Names shown otherwise than in the Unicode data: shorter, or as Chinese registries write them."""


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for language in ("en", "zh"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "EZ", "QO", "ZZ", "XA", "XB"):
                known.setdefault(folded(name), code)
                known.setdefault(code.casefold(), code)
    known.update(_REGISTRY_NAMES)
    return known


@lru_cache(maxsize=2000)
def country_code(name: str) -> str:
    """The ISO 3166 code of a country named in English, in Chinese or by its code; empty where it is no country."""
    return _codes().get(folded(name), "")


@lru_cache(maxsize=1000)
def country_name(code: str) -> Text:
    """A country in words, by its code (Unicode CLDR)."""
    if code in _OWN_NAMES:
        return _OWN_NAMES[code]
    names = [Locale(language).territories.get(code) for language in ("en", "zh")]
    return Text(names[0], names[1]) if names[0] and names[1] else same(code)
