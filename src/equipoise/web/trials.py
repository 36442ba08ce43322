"""The trials that this installation runs: one store, one gateway a study, opened once a process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.ledger.store import Store
from equipoise.protocol import builtin
from equipoise.protocol.load import Loaded, load_versions
from equipoise.rules.safety import PLAN_CHECKS
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Protocols, fold
from equipoise.web.belonging import settle
from equipoise.web.home import Home, home
from equipoise.web.store import open_store


class StudyFaults(Exception):
    """A study folder that cannot be used; `loaded` holds every fault with its file and line."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__("\n".join(str(fault) for fault in loaded.faults))
        self.loaded = loaded


@dataclass(frozen=True, slots=True)
class HeldStudy:
    """A study as this installation has it: its versions, its registry record, its place."""

    protocols: Protocols
    record: dict[str, Any] | None
    loaded: tuple[Loaded, ...]


def study_folders(place: Home) -> dict[str, Any]:
    """Every study at hand by id: the built-in ones, and the folders below `studies` in the home folder."""
    found: dict[str, Any] = {name: builtin.folder(name) for name in builtin.studies()}
    own = place.folder / "studies"
    if own.is_dir():
        found |= {_id_of(folder): folder for folder in sorted(own.iterdir()) if folder.is_dir()}
    return found


def _id_of(folder: Path) -> str:
    """The id that the study file of a folder gives itself: pages and ledger know a study by it, however the folder is called."""
    file = folder / "protocol.yaml"
    words = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    stated = re.search(r"^id:\s*[\"']?([A-Z][A-Z0-9-]+)", words, re.MULTILINE)
    return stated.group(1) if stated else folder.name


def load_study(named: str, place: Home) -> HeldStudy:
    """A study by its id, or by the path of its folder. LookupError if there is none, StudyFaults if it has faults."""
    known = study_folders(place)
    folder = known.get(named) or (Path(named) if Path(named).is_dir() else None)
    if folder is None:
        raise LookupError(named)
    versions = load_versions(folder, PLAN_CHECKS)
    studies = []
    for loaded in versions:
        if loaded.study is None or loaded.faults:
            raise StudyFaults(loaded)
        studies.append(loaded.study)
    digests = {study.version: loaded.digest for study, loaded in zip(studies, versions, strict=True)}
    return HeldStudy(Protocols(tuple(studies), digests), versions[0].record, tuple(versions))


@lru_cache(maxsize=1)
def store() -> Store:
    """The durable store of this installation."""
    return open_store(home().database_url)


@lru_cache(maxsize=16)
def study(name: str) -> HeldStudy:
    """A study of this installation, read once. LookupError for one that is not at hand."""
    return load_study(name, home())


def gateway(name: str) -> Gateway:
    """The one way into a study's ledger, the same one for as long as the process runs once the study is open."""
    if name in _gateways:
        return _gateways[name]
    is_open = _environment(study(name), store()) != ""
    made = gateway_of(study(name), home(), store())
    return _gateways.setdefault(name, made) if is_open else made


_gateways: Final[dict[str, Gateway]] = {}
"""Of the studies that are open: each is opened once, and its key is that of the environment in which it was."""


def gateway_of(found: HeldStudy, place: Home, kept: Store) -> Gateway:
    """The way into a study's ledger in a store, with the key of the environment in which the study was opened.

    With none before that, nor where no version has arms to draw from.
    """
    name = found.protocols.first.id
    environment = _environment(found, kept)
    key = _allocation_key(name, environment, place, kept) if environment and found.protocols.draws_arms else None
    return Gateway(kept, found.protocols, key)


def _environment(found: HeldStudy, kept: Store) -> str:
    """The environment in which a study was opened, which its first fact says; empty before."""
    return fold(found.protocols, kept.read(found.protocols.first.id, 0, 1)).environment


def _allocation_key(name: str, environment: str, place: Home, kept: Store) -> bytes | None:
    """The key of the list. None if it is gone and the ledger holds a commitment, or belongs to another home: another one would only
    hide the loss."""
    promised = (row.kind == AllocationKeyCommitted.KIND for row in kept.read(name))
    if not place.has_allocation_key(name, environment) and (any(promised) or settle(place, kept)):
        return None
    return place.allocation_key(name, environment)


def names() -> tuple[str, ...]:
    """The studies of this installation that can be shown, in order."""
    return tuple(study_folders(home()))
