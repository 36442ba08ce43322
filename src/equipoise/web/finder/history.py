"""The versions of a record, the newest first, each with what it changed from the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from equipoise.registry.record import day, text
from equipoise.registry.show.codes import DATE_KINDS
from equipoise.registry.show.markup import unescaped
from equipoise.registry.version import Change, changes
from equipoise.registry.words import STATUSES
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text
from equipoise.web.finder.hits import shortened
from equipoise.web.records.store import Kept

_CODED: Final[Mapping[str, Mapping[str, Text]]] = {
    "tatus": STATUSES,
    "DateStruct.type": DATE_KINDS,
}
"""The codes that change most, by the end of their path (`overallStatus`, `locations[0].status`, `startDateStruct.type`)."""
MOST: Final = 200
"""Changes of one kind in a version that a page shows."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value before and after, cut where it is long, and a code in words beside it."""

    part: Text
    path: str
    before: str
    after: str
    before_says: Text | None
    after_says: Text | None


@dataclass(frozen=True, slots=True)
class Version:
    """A version: when the sponsor submitted it, when it came here, what changed by whom. The first one has no changes."""

    kept: Kept
    submitted: PartialDate | None
    status: str
    first: bool
    by_sponsor: tuple[Difference, ...]
    by_registry: tuple[Difference, ...]
    left_out: int


def history(versions: Sequence[Kept]) -> tuple[Version, ...]:
    """The versions in the order of the sponsor's updates, the newest first."""
    found = [_version(kept, versions[at - 1] if at else None) for at, kept in enumerate(versions)]
    return tuple(reversed(found))


def _version(kept: Kept, before: Kept | None) -> Version:
    found = () if before is None else changes(before.record, kept.record)
    sponsors = [one for one in found if one.by == "sponsor"]
    registrys = [one for one in found if one.by == "registry"]
    return Version(
        kept,
        day(kept.record.raw, "protocolSection.statusModule.lastUpdateSubmitDate"),
        text(kept.record.raw, "protocolSection.statusModule.overallStatus"),
        before is None,
        tuple(_difference(one) for one in sponsors[:MOST]),
        tuple(_difference(one) for one in registrys[:MOST]),
        max(0, len(sponsors) - MOST) + max(0, len(registrys) - MOST),
    )


def _difference(one: Change) -> Difference:
    path = one.path.removeprefix("protocolSection.")
    names = next((names for field, names in _CODED.items() if path.endswith(field)), {})
    return Difference(
        one.part,
        path,
        shortened(unescaped(one.before), 1500),
        shortened(unescaped(one.after), 1500),
        names.get(one.before),
        names.get(one.after),
    )
