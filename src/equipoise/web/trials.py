"""The trials that this installation runs: one store, one gateway a study, opened once a process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from equipoise.ledger.store import Store
from equipoise.protocol import builtin
from equipoise.protocol.load import Loaded, load_versions
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Protocols, fold
from equipoise.web.home import Home, home
from equipoise.web.store import open_store


class StudyFaults(Exception):
    """A study folder that cannot be used; `loaded` holds every fault with its file and line."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__("\n".join(str(fault) for fault in loaded.faults))
        self.loaded = loaded


@dataclass(frozen=True, slots=True)
class Study:
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


def load_study(named: str, place: Home) -> Study:
    """A study by its id, or by the path of its folder. LookupError if there is none, StudyFaults if it has faults."""
    known = study_folders(place)
    folder = known.get(named) or (Path(named) if Path(named).is_dir() else None)
    if folder is None:
        raise LookupError(named)
    versions = load_versions(folder)
    studies = []
    for loaded in versions:
        if loaded.study is None or loaded.faults:
            raise StudyFaults(loaded)
        studies.append(loaded.study)
    digests = {study.version: loaded.digest for study, loaded in zip(studies, versions, strict=True)}
    return Study(Protocols(tuple(studies), digests), versions[0].record, tuple(versions))


@lru_cache(maxsize=1)
def store() -> Store:
    """The durable store of this installation."""
    return open_store(home().database_url)


@lru_cache(maxsize=16)
def study(name: str) -> Study:
    """A study of this installation, read once. LookupError for one that is not at hand."""
    return load_study(name, home())


@lru_cache(maxsize=16)
def gateway(name: str) -> Gateway:
    """The one way into a study's ledger. The key that it allocates with is that of the environment the study was opened in."""
    return gateway_of(study(name), home(), store())


def gateway_of(found: Study, place: Home, kept: Store) -> Gateway:
    """The way into a study's ledger in a store, with the key of the environment in which the study was opened."""
    name = found.protocols.first.id
    opening = fold(found.protocols, kept.read(name, 0, 1))  # the first fact of a ledger opens the study
    return Gateway(kept, found.protocols, place.allocation_key(name, opening.environment or "real"))


def names() -> tuple[str, ...]:
    """The studies of this installation that can be shown, in order."""
    return tuple(study_folders(home()))
