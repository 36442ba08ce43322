"""What the index keeps of one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from equipoise.registry.ages import Ages
from equipoise.registry.concepts import Tagger
from equipoise.registry.record import Raw, Record, rows
from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.holds import LOCATIONS, ordinal, recruits
from equipoise.registry.search.pieces import Piece, pieces
from equipoise.registry.search.words import split
from equipoise.values.dates import PartialDate
from equipoise.web.index import fields

_EPOCH = PartialDate(1999, 1, 1).earliest.toordinal()
_DATES: Final = 100_000
_LOWER: Final = bytes(
    code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256)
)
"""ASCII in lower case, with a blank for whatever is no letter or digit; other bytes stay."""
Found = dict[str, list[object]]
Branch = dict[str, Any]
Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of one piece: made once, used for every record."""

    has: str
    size: str
    """Empty for what a record has at most once."""
    coded: str
    """Empty for what is no code, or is counted as a facet."""
    text: str
    placed: bool
    """Whether the places of its words are kept."""
    facet: str
    value: str
    whole: Callable[[object], int | None]


def document(record: Record, tagger: Tagger) -> Document:
    """The fields of a record with their values."""
    found: Found = {}
    _walk(record.raw, _branches(), found)
    kept: dict[str, Any] = {fields.NUMBER: int(record.nct_id[3:])}
    facts: list[str] = []
    apart: dict[str, list[str]] = {}
    plans = _plans()
    for name, values in found.items():
        plan = plans[name]
        _note(plan, values, facts)
        if plan.placed:
            kept[plan.text] = _all_said(values)
        elif plan.text:
            apart.setdefault(plan.text, []).extend(_all_said(values))
        if plan.facet:
            kept[plan.facet] = list(dict.fromkeys(_all_said(values)))
        if plan.value and (number := plan.whole(values[0])) is not None:
            kept[plan.value] = number
    for field, texts in apart.items():
        kept[field] = distinct_words("\n".join(texts))
    kept[fields.FACTS] = " ".join(facts)
    kept[fields.LOW_AGE], kept[fields.HIGH_AGE] = _ages(_first(found, "MinimumAge"), _first(found, "MaximumAge"))
    kept[fields.PLACE], kept[fields.PLACE_OPEN] = _places(record.status, rows(record.raw, LOCATIONS))
    ids = tagger.ids(found)
    kept[fields.CONCEPTS["condition"]] = " ".join(ids.conditions)
    kept[fields.CONCEPTS["intervention"]] = " ".join(ids.interventions)
    kept[fields.CONCEPTS["any"]] = " ".join(ids.every)
    kept[fields.NAMED] = " ".join(ids.named)
    kept[fields.FOCUS] = " ".join(ids.focus)
    kept[fields.WEIGHT] = _weight(kept.get(fields.value_field("LastUpdatePostDate"), _EPOCH))
    return kept


@lru_cache(maxsize=1)
def _plans() -> Mapping[str, _Plan]:
    return {
        name: _Plan(
            has=fields.has(name),
            size=fields.size(name) if any(step.endswith("[]") for step in piece.steps) else "",
            coded=fields.value(name) if name in fields.coded() and name not in FACETS else "",
            text=fields.text_field(name) if name in fields.texts() else "",
            placed=fields.has_places(name) and name in fields.texts(),
            facet=fields.facet_field(name) if name in FACETS else "",
            value=fields.value_field(name) if name in fields.valued() else "",
            whole=_whole(piece),
        )
        for name, piece in pieces().items()
    }


@lru_cache(maxsize=1)
def _branches() -> Branch:
    """The structure of a record as nested mappings, with the piece's name at the end of each path."""
    root: Branch = {}
    for name, piece in fields.read().items():
        node = root
        *steps, last = (step.removesuffix("[]") for step in piece.steps)
        for step in steps:
            node = node.setdefault(step, {})
        node[last] = name
    return root


def _walk(value: Mapping[str, Any], branch: Branch, found: Found) -> None:
    for key, inner in value.items():
        below = branch.get(key)
        if below is None or inner is None:
            continue
        kind = type(inner)
        if type(below) is str:
            if kind is list:
                plain = [one for one in inner if one is not None and type(one) is not dict and type(one) is not list]
            else:
                plain = [] if kind is dict else [inner]
            if not plain:
                continue
            known = found.get(below)
            if known is None:
                found[below] = plain
            else:
                known += plain
        elif kind is dict:
            _walk(inner, below, found)
        elif kind is list:
            for one in inner:
                if type(one) is dict:
                    _walk(one, below, found)


def _note(plan: _Plan, values: list[object], facts: list[str]) -> None:
    facts.append(plan.has)
    if plan.size:
        facts.append(f"{plan.size}{len(values)}")
    if plan.coded:
        facts += [plan.coded + fields.listed(one) for one in dict.fromkeys(_all_said(values))]


def _all_said(values: list[object]) -> list[str]:
    return [one if type(one) is str else str(one).lower() if type(one) is bool else str(one) for one in values]


def distinct_words(text: str) -> str:
    """The words of a text as `split` gives them, each once, by a quicker way for what is ASCII."""
    if text.isascii():
        return b" ".join(set(text.encode().translate(_LOWER).split())).decode()
    parts = set(text.lower().encode("utf-8", "replace").translate(_LOWER).split())
    others = [part for part in parts if not part.isascii()]
    found = parts.difference(others)
    return " ".join([b" ".join(found).decode(), *[word for part in others for word in _split(part.decode())]])


_split = lru_cache(50_000)(split)


def _first(found: Found, name: str) -> str:
    value = found[name][0] if name in found else ""
    return value if type(value) is str else ""


def _whole(piece: Piece) -> Callable[[object], int | None]:
    """A value of a piece as the whole number by which it is ordered. Dates recur from record to record."""
    scale = fields.HOURS if piece.name in ("MinimumAge", "MaximumAge") else 1

    def read(value: object) -> int | None:
        number = ordinal(value, piece)
        return None if number is None else round(number * scale)

    return lru_cache(_DATES)(read) if piece.is_date or scale > 1 else read


@lru_cache(_DATES)
def _ages(minimum: str, maximum: str) -> tuple[int, int]:
    ages = Ages.read(minimum, maximum)
    low = 0 if ages.low is None else int(ages.low * fields.HOURS)
    return low, fields.NO_AGE if ages.high is None else int(ages.high * fields.HOURS)


def _places(status: str, sites: Iterable[Raw]) -> tuple[list[str], list[str]]:
    """The points of the sites, and of those that recruit."""
    every: dict[str, None] = {}
    recruiting: dict[str, None] = {}
    for site in sites:
        point = site.get("geoPoint")
        if type(point) is not dict:
            continue
        latitude, longitude = _degrees(point.get("lat"), 90.0), _degrees(point.get("lon"), 180.0)
        if latitude is None or longitude is None:
            continue
        key = f"{latitude!r},{longitude!r}"
        every[key] = None
        if recruits(status, str(site.get("status") or "")):
            recruiting[key] = None
    return list(every), list(recruiting)


def _degrees(value: object, limit: float) -> float | None:
    if type(value) is not float and type(value) is not int:
        return None
    return float(value) if -limit <= value <= limit else None


def _weight(updated: int) -> float:
    """What multiplies a score: near 1, a little more the newer the record, so that of equals the newer comes first."""
    return 1.0 + max(0, updated - _EPOCH) / 1e6
