"""Every ledger of a serving process verified in the background: when it starts, and every day. Pages and programs are told what was found
and when; before the first look, and where nobody looks, they are told that."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Final

from equipoise.ledger import LedgerFault, Store
from equipoise.ledger.checkpoint import Checkpoint, CheckpointFault, from_text, verify_against
from equipoise.values.text import Text
from equipoise.web.belonging import home_fault
from equipoise.web.home import Home

_DAY: Final = 86_400
_LOG: Final = logging.getLogger(__name__)
_UNREADABLE = Text(
    "A checkpoint that is kept here cannot be read: {file}.",
    "留存的检查点无法读取：{file}。",
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the ledger of a study found: `count` sound facts, held against so many checkpoints; `why` names the first bad one."""

    at: datetime
    count: int
    checkpoints: int
    why: Text | None
    at_home: bool
    """Whether the home folder is that of this ledger: without it no key is at hand."""

    @property
    def whole(self) -> bool:
        """Whether every fact stands where and as it was stored."""
        return self.why is None


_LAST: Final[dict[str, Looked]] = {}
"""What this process found last, by study."""


def last_look(study: str) -> Looked | None:
    """What was found when this process last verified the ledger of a study; None if it did not yet."""
    return _LAST.get(study)


def last_looks() -> tuple[Looked, ...]:
    """The last look at every ledger."""
    return tuple(_LAST.values())


def look(place: Home, store: Store) -> None:
    """Verifies every ledger against the checkpoints kept in the home folder. Whose signature they carry the doctor tells."""
    at_home = home_fault(place, store) is None
    for study in store.studies():
        at, found = datetime.now(UTC), _looked(place, store, study)
        _LAST[study] = Looked(at, found[0], found[1], found[2], at_home)
        if found[2] is not None:
            _LOG.error("the ledger of %s is not whole: %s", study, found[2].en)


def watch(place: Home, store: Store, stopped: Event) -> None:
    """Looks now and then every day, until it is stopped."""
    while True:
        try:
            look(place, store)
        except (LedgerFault, OSError):  # the store does not answer: what was found last stands, with its moment
            _LOG.exception("the ledgers could not be verified")
        if stopped.wait(_DAY):
            return


def kept_checkpoints(place: Home, study: str) -> list[Checkpoint]:
    """The checkpoints of a study that are kept in the home folder; CheckpointFault for one that cannot be read."""
    found = []
    for file in sorted(place.checkpoints.glob(f"{study}-*.json")):
        try:
            found.append(from_text(file.read_text(encoding="utf-8")))
        except (CheckpointFault, UnicodeDecodeError, PermissionError) as fault:
            raise CheckpointFault(_UNREADABLE.format(file=file.name)) from fault
    return [one for one in found if one.study == study]  # the name of another study may begin with this one's


def _looked(place: Home, store: Store, study: str) -> tuple[int, int, Text | None]:
    try:
        kept = kept_checkpoints(place, study)
    except CheckpointFault as fault:
        return 0, 0, fault.text
    found = verify_against(store.read(study), kept, study)
    return found.count, len(kept), found.why
