"""What an address of the finder asks: the one box, the separate boxes, a place, choices, an order, a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from equipoise.registry.search.enums import enums
from equipoise.registry.search.pieces import pieces
from equipoise.registry.show.codes import FACETS
from equipoise.values.text import Text

BOXES: Final = ("q", "cond", "intr", "term", "place")
MOST_SIGNS: Final = 400
"""Longer words are cut: nobody types them."""
RADIUS_KM: Final = 100
MOST_KM: Final = 20_100
"""Half the way around the Earth."""
PAGE_SIZE: Final = 20
OLDEST: Final = 120
SORTS: Final[Mapping[str, Text]] = {
    "best": Text("Best match", "相关度"),
    "near": Text("Nearest recruiting site", "招募中心由近及远"),
    "updated": Text("Last updated", "最近更新"),
    "first": Text("First posted", "首次公布"),
    "start": Text("Start date", "开始日期"),
    "enrolment": Text("Number of participants", "入组人数"),
}
WHO: Final[Mapping[str, Text]] = {"FEMALE": Text("a woman", "女性"), "MALE": Text("a man", "男性")}
PIECES: Final[Mapping[str, str]] = {name: piece for piece, (name, _, _) in FACETS.items()}
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A box whose content cannot be used: which, and what to do."""

    box: str
    says: Text


@dataclass(frozen=True, slots=True)
class Asked:
    """An address read. `pairs` are its parameters in one order, without what says nothing: they make the addresses of other pages."""

    words: Mapping[str, str]
    km: float
    open_only: bool
    chosen: Mapping[str, tuple[str, ...]]
    age: int | None
    who: str
    since: date | None
    sort: str
    page: int
    pairs: Pairs
    faults: tuple[Fault, ...]
    typed: Mapping[str, str]
    """What stands in the boxes of a figure, as it was typed: a slip is put right where it was made."""

    @property
    def is_empty(self) -> bool:
        """Nothing is asked: every record."""
        return not any(name not in ("sort", "page") for name, _ in self.pairs)

    def address(self, path: str = "/find", **changes: str) -> str:
        """The same question elsewhere or with some parameters changed (an empty one goes); always from its first page."""
        changed = {"page": "", **changes}
        kept = [pair for pair in self.pairs if pair[0] not in changed]
        kept += [(name, value) for name, value in changed.items() if value]
        return f"{path}?{urlencode(kept)}" if kept else path

    def toggled(self, piece: str, value: str) -> str:
        """The address with a choice made, or taken back."""
        pair = (FACETS[piece][0], value)
        kept = [one for one in self.pairs if one != pair and one[0] != "page"]
        if pair not in self.pairs:
            kept.append(pair)
        return f"/find?{urlencode(kept)}" if kept else "/find"


def read(query: QueryDict) -> Asked:
    """What the parameters ask; what cannot be used is left out and told."""
    faults: list[Fault] = []
    words = {name: " ".join(query.get(name, "").split())[:MOST_SIGNS] for name in BOXES}
    chosen = _chosen(query, faults)
    km = _radius(query.get("km", ""), faults)
    age = _age(query.get("age", ""), faults)
    since = _day(query.get("since", ""), faults)
    who = query.get("who", "") if query.get("who", "") in WHO else ""
    sort = query.get("sort", "") if query.get("sort", "") in SORTS else ""
    page = query.get("page", "1")
    number = int(page) if re.fullmatch(r"[1-9]\d{0,6}", page) else 1
    pairs = [(name, value) for name, value in words.items() if value]
    pairs += [(FACETS[piece][0], value) for piece, values in chosen.items() for value in values]
    pairs += [
        (name, value)
        for name, value in (
            ("km", "" if km == RADIUS_KM else f"{km:g}"),
            ("open", "1" if query.get("open") == "1" else ""),
            ("age", "" if age is None else str(age)),
            ("who", who),
            ("since", "" if since is None else since.isoformat()),
            ("sort", sort),
            ("page", "" if number == 1 else str(number)),
        )
        if value
    ]
    is_open = query.get("open") == "1"
    typed = {"km": query.get("km", "").strip()[:20] or str(RADIUS_KM), "age": query.get("age", "").strip()[:20]}
    return Asked(words, km, is_open, chosen, age, who, since, sort, number, tuple(pairs), tuple(faults), typed)


def _chosen(query: QueryDict, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for name, piece in PIECES.items():
        given = tuple(dict.fromkeys(value[:100] for value in query.getlist(name)[:60] if value.strip()))
        known = _values(piece)
        wrong = [value for value in given if known and value not in known]
        faults += [Fault(name, _NO_VALUE.format(value=value, what=FACETS[piece][1])) for value in wrong[:3]]
        kept = tuple(value for value in given if value not in wrong)
        if kept:
            chosen[piece] = kept
    return chosen


def _values(piece: str) -> tuple[str, ...]:
    found = pieces()[piece]
    return ("true", "false") if found.kind == "boolean" else tuple(enums().get(found.enum, ()))


_NO_VALUE: Final = Text(
    "“{value}” is none of the values of: {what}. It was left out.", "“{what}”中没有“{value}”，已忽略。"
)
_NO_RADIUS: Final = Text(
    "A radius is a number of kilometres above 0, at most {most}. {used} km is used.",
    "半径须为大于 0 且不超过 {most} 的公里数，现按 {used} 公里处理。",
)
_NO_AGE: Final = Text("An age is a whole number of years from 0 to {most}.", "年龄须为 0 至 {most} 的整数（岁）。")
_NO_DAY: Final = Text("A day is written 2026-05-10.", "日期格式为 2026-05-10。")


def _radius(words: str, faults: list[Fault]) -> float:
    if not words.strip():
        return RADIUS_KM
    found = re.fullmatch(r"\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*(km|公里)?\s*", words)
    km = float(found[1].replace(",", ".")) if found else 0.0
    if 0 < km <= MOST_KM:
        return km
    faults.append(Fault("km", _NO_RADIUS.format(most=MOST_KM, used=RADIUS_KM)))
    return RADIUS_KM


def _age(words: str, faults: list[Fault]) -> int | None:
    if not words.strip():
        return None
    if re.fullmatch(r"\s*\d{1,3}\s*", words) and int(words) <= OLDEST:
        return int(words)
    faults.append(Fault("age", _NO_AGE.format(most=OLDEST)))
    return None


def _day(words: str, faults: list[Fault]) -> date | None:
    if not words.strip():
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        faults.append(Fault("since", _NO_DAY))
        return None
