"""What the index keeps of one record."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeGuard

from equipoise.registry.ages import Ages
from equipoise.registry.concepts import Ids, Tagger
from equipoise.registry.record import Raw, Record, rows
from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.holds import LOCATIONS, ordinal, recruits
from equipoise.registry.search.pieces import Piece, pieces
from equipoise.registry.search.words import folded_run
from equipoise.values.dates import PartialDate
from equipoise.web.index import fields

_EPOCH = PartialDate(1999, 1, 1).earliest.toordinal()
_DATES: Final = 100_000
BETWEEN: Final = "\x1f"
_APART: Final = f" {BETWEEN} "
"""Stands between two values of a piece as a word that nobody looks for, so that no phrase is found across them."""
_LOWER: Final = bytes(
    code if code > 127 or chr(code) == BETWEEN else ord(chr(code).lower()) if chr(code).isalnum() else 32
    for code in range(256)
)
"""ASCII in lower case, with a blank for whatever is no letter or digit; other bytes stay."""
_FOLDED: Final = "equipoise-folded"
"""The name by which the encoder finds what becomes of signs that are not ASCII."""
_SIZES: Final = 200
Found = dict[str, list[object]]
Branch = dict[str, Any]
Document = dict[str, object]


class _Plan(NamedTuple):
    """What becomes of one piece: made once, used for every record."""

    has: str
    sizes: Sequence[str]
    """The facts that the record has it so often; empty for what a record has at most once."""
    coded: str
    """Empty for what is no code, or is counted as a facet."""
    text: str
    facet: str
    value: str
    whole: Callable[[object], int | None]


def document(record: Record, tagger: Tagger) -> Document:
    """The fields of a record with their values."""
    found: Found = {}
    _walk(record.raw, _branches(), found)
    kept: dict[str, Any] = {fields.NUMBER: int(record.nct_id[3:])}
    facts: list[str] = []
    texts: dict[str, list[str]] = {}
    plans = _plans()
    for name, values in found.items():
        has, sizes, coded, text, facet, value, whole = plans[name]
        facts.append(has)
        if sizes:
            facts.append(sizes[len(values)] if len(values) < _SIZES else f"{has}#{len(values)}")
        if value and (number := whole(values[0])) is not None:
            kept[value] = number
        if text or coded or facet:
            said = [first] if len(values) == 1 and type(first := values[0]) is str else _said(values)
            if text:
                texts[text] = texts[text] + said if text in texts else said
            if coded:
                facts += [coded + fields.listed(one) for one in said]
            if facet:
                kept[facet] = said
    for text, every in texts.items():
        kept[text] = plain_words(every[0] if len(every) == 1 else _APART.join(every))
    kept[fields.FACTS] = " ".join(facts)
    kept[fields.LOW_AGE], kept[fields.HIGH_AGE] = _ages(_first(found, "MinimumAge"), _first(found, "MaximumAge"))
    kept[fields.PLACE], kept[fields.PLACE_OPEN] = _places(record.status, rows(record.raw, LOCATIONS))
    kept |= _concepts(tagger.ids(found))
    kept[fields.WEIGHT] = _weight(kept.get(fields.value_field("LastUpdatePostDate"), _EPOCH))
    return kept


def _concepts(ids: Ids) -> dict[str, str]:
    """What a record speaks of itself, and what the registry says lies above; what else is broader, a question looks for from above."""
    above = fields.ABOVE
    return {
        fields.CONCEPTS["condition"]: " ".join([*ids.conditions, *(above + one for one in ids.above_conditions)]),
        fields.CONCEPTS["intervention"]: " ".join(
            [*ids.interventions, *(above + one for one in ids.above_interventions)]
        ),
        fields.MENTIONS: " ".join(ids.mentions - ids.conditions - ids.interventions),
        fields.NAMED: " ".join(ids.named),
        fields.FOCUS: " ".join(ids.focus),
    }


@lru_cache(maxsize=1)
def _plans() -> Mapping[str, _Plan]:
    return {
        name: _Plan(
            has=fields.has(name),
            sizes=_sizes(name) if any(step.endswith("[]") for step in piece.steps) else (),
            coded=fields.value(name) if name in fields.coded() and name not in FACETS else "",
            text=fields.text_field(name) if name in fields.texts() else "",
            facet=fields.facet_field(name) if name in FACETS else "",
            value=fields.value_field(name) if name in fields.valued() else "",
            whole=_whole(piece),
        )
        for name, piece in pieces().items()
    }


def _sizes(name: str) -> Sequence[str]:
    return tuple(f"{fields.size(name)}{size}" for size in range(_SIZES))


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
            if kind is str:
                if below in found:
                    found[below].append(inner)
                else:
                    found[below] = [inner]
            else:
                _note(inner, below, found)
        elif kind is dict:
            _walk(inner, below, found)
        elif kind is list:
            for one in inner:
                if type(one) is dict:
                    _walk(one, below, found)


def _note(inner: object, name: str, found: Found) -> None:
    """Whatever of a piece is not a single text: a list, a number, a truth value."""
    every = inner if type(inner) is list else [inner]
    if plain := [one for one in every if one is not None and type(one) is not dict and type(one) is not list]:
        found.setdefault(name, []).extend(plain)


def _said(values: Sequence[object]) -> list[str]:
    """The values as words, each once."""
    return list(
        dict.fromkeys(
            [one if type(one) is str else str(one).lower() if type(one) is bool else str(one) for one in values]
        )
    )


def plain_words(text: str) -> str:
    """The words of a text as `split` gives them, with blanks between them, by a quicker way for what is ASCII. A sign that keeps two
    values apart stays and stands for itself."""
    plain = text.encode() if text.isascii() else text.lower().encode("ascii", _FOLDED)
    return plain.translate(_LOWER).decode()


def _fold(fault: UnicodeError) -> tuple[bytes, int]:
    """Signs that are not ASCII as a text in ASCII keeps them: looked for by the encoder, which is quicker than an expression."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    return folded_run(fault.object[fault.start : fault.end]).encode("utf-8", "replace"), fault.end


codecs.register_error(_FOLDED, _fold)


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
        key = _point(point.get("lat"), point.get("lon"))
        if not key:
            continue
        every[key] = None
        if recruits(status, str(site.get("status") or "")):
            recruiting[key] = None
    return list(every), list(recruiting)


def _point(latitude: object, longitude: object) -> str:
    """The key of a point; empty where it is none."""
    if not _is_degrees(latitude, 90) or not _is_degrees(longitude, 180):
        return ""
    return f"{float(latitude)!r},{float(longitude)!r}"


def _is_degrees(value: object, limit: int) -> TypeGuard[float]:
    return (type(value) is float or type(value) is int) and -limit <= value <= limit


def _weight(updated: int) -> float:
    """What multiplies a score: near 1, a little more the newer the record, so that of equals the newer comes first."""
    return 1.0 + max(0, updated - _EPOCH) / 1e6
