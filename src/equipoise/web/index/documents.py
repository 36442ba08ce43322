"""What the index keeps of one record."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from equipoise.registry.ages import Ages
from equipoise.registry.concepts import Ids, Tagger
from equipoise.registry.record import Raw, Record, rows
from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.holds import LOCATIONS, ordinal, recruits
from equipoise.registry.search.pieces import Piece, pieces
from equipoise.registry.search.words import folded_run
from equipoise.values.dates import PartialDate
from equipoise.web.index import columns, fields

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
_TEXTS: Final = "\x1e"
"""Stands between the texts of several fields."""
_LOWER_TEXTS: Final = _LOWER[: ord(_TEXTS)] + _TEXTS.encode() + _LOWER[ord(_TEXTS) + 1 :]
"""The same, which keeps the sign between texts."""
_SIGMA: Final = "\N{GREEK CAPITAL LETTER SIGMA}"
_FOLDED: Final = "equipoise-folded"
"""The name by which the encoder finds what becomes of signs that are not ASCII."""
_SIZES: Final = 200
_SITES: Final = 50_000
_RUNS: Final = 10_000
_FEW_SIGNS: Final = 4
"""So many signs beyond ASCII recur: a dash, a letter of Greek."""
_NUMBERS: Final = (float, int)
Found = dict[str, list[object]]
Branch = dict[str, Any]
Document = dict[str, object]


class _Plan(NamedTuple):
    """What becomes of one piece: made once, used for every record."""

    has: str
    """The fact that the record has it, where neither the next one nor a code tells that."""
    sizes: Sequence[str]
    """The facts that the record has it so often; empty for what a record has at most once."""
    coded: str
    """Empty for what is no code."""
    text: str
    facet: bool
    value: str
    """The column of its value or, of a list, of its count."""
    whole: Callable[[object], int | None]


def document(record: Record, tagger: Tagger) -> Document:
    """The fields of a record with their values."""
    found: Found = {}
    _walk(record.raw, _branches(), found)
    kept: dict[str, Any] = {fields.NUMBER: int(record.nct_id[3:])}
    facts: list[str] = []
    texts: dict[str, list[str]] = {}
    facets: dict[str, Sequence[str]] = {}
    plans = _plans()
    for name, values in found.items():
        has, sizes, coded, text, facet, value, whole = plans[name]
        count = len(values)
        if sizes:
            facts.append(sizes[count] if count < _SIZES else f"{has}#{count}")
            if value:
                kept[value] = count
        else:
            if not coded:
                facts.append(has)
            if value and (number := whole(values[0])) is not None:
                kept[value] = number
        if not (text or coded or facet):
            continue
        if count == 1:
            one = values[0]
            only = one if type(one) is str else _said(one)
            said: Sequence[str] = (only,)
        else:
            said, only = _each_once(values)
        if text in texts:
            texts[text].append(only)
        elif text:
            texts[text] = [only]
        if coded:
            facts += [coded + (one if one.isidentifier() else fields.listed(one)) for one in said]
        if facet:
            facets[name] = said
    kept |= plain_words_of({name: _APART.join(several) for name, several in texts.items()})
    kept |= columns.together(facets)
    kept[columns.COUNTRY] = facets.get("LocationCountry", ())
    kept[fields.FACTS] = " ".join(facts)
    kept[fields.LOW_AGE], kept[fields.HIGH_AGE] = _ages(_first(found, "MinimumAge"), _first(found, "MaximumAge"))
    kept[columns.PLACE], kept[columns.PLACE_OPEN] = _places(record.status, rows(record.raw, LOCATIONS))
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
            sizes=_sizes(name) if fields.is_list(name) else (),
            coded=fields.value(name) if name in fields.coded() and name not in columns.ALONE else "",
            text=fields.text_field(name) if name in fields.texts() else "",
            facet=name in FACETS,
            value=_column(name),
            whole=_whole(piece),
        )
        for name, piece in pieces().items()
    }


def _column(name: str) -> str:
    counts = [one.name for one in pieces().values() if one.counted == name]
    kept = next((one for one in (name, *counts) if one in fields.valued()), "")
    return fields.value_field(kept) if kept else ""


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
        if kind is dict:
            if type(below) is dict:
                _walk(inner, below, found)
        elif kind is list:
            if type(below) is str:
                _note(inner, below, found)
                continue
            for one in inner:
                if type(one) is dict:
                    _walk(one, below, found)
        elif type(below) is str:
            if below in found:
                found[below].append(inner)
            else:
                found[below] = [inner]


def _note(inner: list[object], name: str, found: Found) -> None:
    """A piece that is a list of plain values."""
    plain = [one for one in inner if one is not None and type(one) is not dict and type(one) is not list]
    if not plain:
        return
    if name in found:
        found[name] += plain
    else:
        found[name] = plain


def _each_once(values: Sequence[Any]) -> tuple[Sequence[str], str]:
    """Several values of a piece, each once and as texts; and together."""
    try:
        said = list(dict.fromkeys(values))
        return said, _APART.join(said)
    except TypeError:
        said = list(dict.fromkeys(map(_said, values)))
        return said, _APART.join(said)


def _said(value: object) -> str:
    """What is no text, as a word."""
    return str(value).lower() if type(value) is bool else str(value)


def plain_words(text: str) -> str:
    """The words of a text as `split` gives them, with blanks between them, by a quicker way for what is ASCII. A sign that keeps two
    values apart stays and stands for itself."""
    if not text.isascii():
        if _SIGMA in text:  # whose small form hangs on the letter before it
            text = text.lower()
        return text.encode("ascii", _FOLDED).translate(_LOWER).decode()
    return text.encode().translate(_LOWER).decode()


def plain_words_of(texts: Mapping[str, str]) -> dict[str, str]:
    """The same for several texts at once: those in ASCII are gone through in one step."""
    plain = [name for name, text in texts.items() if text.isascii()]
    together = _TEXTS.join([texts[name] for name in plain]).encode().translate(_LOWER_TEXTS).decode().split(_TEXTS)
    if len(together) != len(plain):  # a text has the sign itself
        return {name: plain_words(text) for name, text in texts.items()}
    found = dict(zip(plain, together, strict=True))
    for name, text in texts.items():
        if name not in found:
            found[name] = plain_words(text)
    return found


def _fold(fault: UnicodeError) -> tuple[bytes, int]:
    """Signs that are not ASCII as a text in ASCII keeps them: looked for by the encoder, which is quicker than an expression."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    signs = fault.object[fault.start : fault.end]
    return _recurring(signs) if len(signs) <= _FEW_SIGNS else _kept(signs), fault.end


def _kept(signs: str) -> bytes:
    return folded_run(signs.lower()).encode("utf-8", "replace")


_recurring: Final = lru_cache(_RUNS)(_kept)


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
        latitude, longitude = point.get("lat"), point.get("lon")
        key = _point(latitude, longitude) if type(latitude) in _NUMBERS and type(longitude) in _NUMBERS else ""
        if not key:
            continue
        every[key] = None
        if recruits(status, str(site.get("status") or "")):
            recruiting[key] = None
    return list(every), list(recruiting)


@lru_cache(_SITES, typed=True)
def _point(latitude: float, longitude: float) -> str:
    """The key of a point; empty where it is none. A city's recurs from record to record."""
    return f"{float(latitude)!r},{float(longitude)!r}" if abs(latitude) <= 90 and abs(longitude) <= 180 else ""


def _weight(updated: int) -> float:
    """What multiplies a score: near 1, a little more the newer the record, so that of equals the newer comes first."""
    return 1.0 + max(0, updated - _EPOCH) / 1e6
