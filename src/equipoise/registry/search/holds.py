"""Whether a record is what a tree looks for: exact, by the record alone. Every index is held against this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from equipoise.registry.ages import days_of_age
from equipoise.registry.concepts import Tagged
from equipoise.registry.places import kilometres
from equipoise.registry.record import Record, Site, rows, site_of
from equipoise.registry.search.areas import BY_NAME
from equipoise.registry.search.pieces import LIST, Piece, length, lists, pieces, values, values_below
from equipoise.registry.search.tree import (
    And,
    Between,
    Everything,
    HasConcept,
    Is,
    ListSize,
    Missing,
    Near,
    Not,
    OneSite,
    Or,
    TakesAge,
    Tree,
    Words,
)
from equipoise.registry.search.words import forms, runs_on, split
from equipoise.values.dates import PartialDate

LOCATIONS: Final = "protocolSection.contactsLocationsModule.locations"
_OF_A_SITE: Final = LOCATIONS.count(".") + 1
OPEN_SITE: Final = "RECRUITING"
Read = Callable[[Piece], Sequence[object]]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What of a record is looked at: all of it, or one of its sites alone."""

    read: Read
    length: Callable[[tuple[str, ...]], int]
    sites: Callable[[], Iterable[Site]]
    one_site: bool = False


def holds(tree: Tree, record: Record, tagged: Tagged) -> bool:
    """Whether the record fits. `tagged` are its concepts."""
    whole = _Looked(lambda piece: values(record, piece), lambda steps: length(record.raw, steps), lambda: record.sites)
    return _holds(tree, record, tagged, whole)


def _holds(tree: Tree, record: Record, tagged: Tagged, at: _Looked) -> bool:
    match tree:
        case Everything():
            return True
        case And(parts):
            return all(_holds(part, record, tagged, at) for part in parts)
        case Or(parts):
            return any(_holds(part, record, tagged, at) for part in parts)
        case Not(part):
            return not _holds(part, record, tagged, at)
        case Words():
            return _has_words(tree, at.read)
        case HasConcept(ids, kind):
            return not ids.isdisjoint(_concepts(tagged, kind))
        case OneSite(part):
            if at.one_site:
                return _holds(part, record, tagged, at)
            return any(_holds(part, record, tagged, _at_site(site)) for site in rows(record.raw, LOCATIONS))
        case Near():
            return any(_reached(tree, record.status, site) is not None for site in at.sites())
        case TakesAge():
            return _takes_age(tree, record)
        case ListSize(piece, size) if piece in lists():
            return at.length(lists()[piece]) == size
        case _:
            return _has_value(tree, at.read)


def _has_value(tree: Is | Between | Missing | ListSize, read: Read) -> bool:
    piece = pieces()[tree.piece]
    found = read(piece)
    match tree:
        case Is(_, wanted):
            return any(_said(one) in wanted for one in found)
        case Missing():
            return not found
        case ListSize(_, size):
            return len(found) == size
        case Between(_, low, high):
            return any(_between(one, piece, low, high) for one in found)


def _said(one: object) -> str:
    return str(one).lower() if isinstance(one, bool) else str(one)


def _at_site(site: Mapping[str, Any]) -> _Looked:
    def read(piece: Piece) -> Sequence[object]:
        return values_below(site, piece, LOCATIONS) if piece.path.startswith(LOCATIONS) else ()

    def length_below(steps: tuple[str, ...]) -> int:
        return length(site, steps[_OF_A_SITE:]) if ".".join(steps[:_OF_A_SITE]) == f"{LOCATIONS}{LIST}" else 0

    return _Looked(read, length_below, lambda: (site_of(site),), one_site=True)


def _concepts(tagged: Tagged, kind: str) -> frozenset[str]:
    if kind == "condition":
        return tagged.conditions
    return (
        tagged.interventions if kind == "intervention" else tagged.conditions | tagged.interventions | tagged.mentions
    )


def _has_words(tree: Words, read: Read) -> bool:
    """All words in one piece or spread over the pieces of an area; a phrase within one value."""
    area = BY_NAME.get(tree.area)
    names = tuple(area.weights) if area else (tree.area,)
    said = (_said(one) for name in names for one in read(pieces()[name]))
    if tree.phrase:
        return any(_has_phrase(tree, split(one)) for one in said if _may_have(tree, one))
    texts = [split(one) for one in said]
    everywhere = {word for text in texts for word in text}
    last = len(tree.words) - 1
    return all(_has_word(word, everywhere, prefix=tree.prefix and at == last) for at, word in enumerate(tree.words))


def _has_word(word: str, among: set[str], *, prefix: bool) -> bool:
    if prefix:
        return any(one.startswith(word) for one in among)
    if runs_on(word):
        return any(word in one for one in among if runs_on(one))
    return not among.isdisjoint(forms(word))


def _may_have(tree: Words, said: str) -> bool:
    """A quick look before a text is cut into words: whether the first word of a phrase of several stands in it at all."""
    return len(tree.words) < 2 or not said.isascii() or tree.words[0] in said.lower()


def _has_phrase(tree: Words, text: tuple[str, ...]) -> bool:
    length = len(tree.words)
    first = tree.words[0]
    starts: Sequence[int] = range(len(text) - length + 1)
    if length > 1:
        starts = [start for start in starts if text[start] == first]
    if tree.coverage in ("FullMatch", "StartsWith"):
        starts = [0] if len(text) >= length else []
    if tree.coverage == "EndsWith":
        starts = [len(text) - length] if len(text) >= length else []
    return any(
        all(_fits(tree, at, text[start + at]) for at in range(length))
        and (tree.coverage != "FullMatch" or len(text) == length)
        for start in starts
    )


def _fits(tree: Words, at: int, word: str) -> bool:
    wanted = tree.words[at]
    if len(tree.words) == 1 and tree.coverage == "Contains" and not tree.prefix and runs_on(wanted):
        return wanted in word and runs_on(word)
    if at == len(tree.words) - 1:
        return word.startswith(wanted) if tree.prefix else word in forms(wanted)
    return word == wanted


def _between(one: object, piece: Piece, low: PartialDate | float | None, high: PartialDate | float | None) -> bool:
    found = ordinal(one, piece)
    if found is None:
        return False
    return (low is None or found >= _lower(low)) and (high is None or found <= _upper(high))


def ordinal(one: object, piece: Piece) -> float | None:
    """A value as a number that orders it: a date by its first day (proleptic ordinal), an age in days, an NCT number by its digits;
    None for what is none of these."""
    if piece.is_date:
        try:
            return float(PartialDate.parse(_said(one)[:10]).earliest.toordinal())
        except ValueError:
            return None
    if piece.name in ("MinimumAge", "MaximumAge"):
        days = days_of_age(_said(one))
        return None if days is None else float(days)
    if piece.name == "NCTId":
        return float(_said(one)[3:]) if _said(one)[3:].isdecimal() else None
    return float(one) if isinstance(one, int | float) and not isinstance(one, bool) else None


def _lower(bound: PartialDate | float) -> float:
    return float(bound.earliest.toordinal()) if isinstance(bound, PartialDate) else bound


def _upper(bound: PartialDate | float) -> float:
    return float(bound.latest.toordinal()) if isinstance(bound, PartialDate) else bound


def _takes_age(tree: TakesAge, record: Record) -> bool:
    ages = record.ages
    low_fits = ages.high is None or tree.low is None or tree.low < ages.high
    return low_fits and (ages.low is None or tree.high is None or float(ages.low) < tree.high)


def recruits(record_status: str, site_status: str) -> bool:
    """Whether a site takes people in. The record's own status must say so too: one that the registry has turned UNKNOWN is stale,
    whatever its sites still say; a site without a status follows the record."""
    return record_status == OPEN_SITE and site_status in ("", OPEN_SITE)


def distances(tree: Near, record: Record) -> Iterator[float | None]:
    """For each site of a record its distance in kilometres if it lies within the radius, otherwise None."""
    status = record.status
    for site in record.sites:
        yield _reached(tree, status, site)


def _reached(tree: Near, record_status: str, site: Site) -> float | None:
    if tree.open_only and not recruits(record_status, site.status):
        return None
    if site.latitude is None or site.longitude is None:
        return None
    km = kilometres(tree.latitude, tree.longitude, site.latitude, site.longitude)
    return km if km <= tree.km else None
