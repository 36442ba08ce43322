"""Rehearsed trials that several tests look at: each is played once in a test run, in memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from equipoise.facts import Fact
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.store import Store
from equipoise.protocol import builtin
from equipoise.protocol.load import load_versions
from equipoise.protocol.model import Study
from equipoise.simulation.rehearsal import Summary, rehearse
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Protocols, Trial

KEY = bytes(range(32))
FIRST = "NCT03410368"
SECOND = Path(__file__).parent / "studies" / "ASPIRE-3"


@dataclass(frozen=True)
class Rehearsed:
    """What was played: the study, the way into its ledger, and what came of it."""

    study: Study
    store: Store
    gateway: Gateway
    summary: Summary

    @property
    def trial(self) -> Trial:
        """The trial at its end."""
        return self.gateway.trial()

    @property
    def facts(self) -> list[Fact[Any]]:
        """Every fact, in the ledger's order."""
        trial = self.trial
        return sorted(
            (fact for history in (trial.study, *trial.participants.values()) for fact in history.facts),
            key=lambda fact: fact.seq,
        )


@lru_cache
def protocols_of(study: str | Path) -> Protocols:
    """Every version of a study's file."""
    versions = load_versions(study if isinstance(study, Path) else builtin.folder(study))
    studies = [one.study for one in versions if one.study is not None]
    assert len(studies) == len(versions), [fault for one in versions for fault in one.faults]
    return Protocols(tuple(studies), {one.study.version: one.digest for one in versions if one.study is not None})


def play(study: str | Path, participants: int, seed: int, store: Store | None = None) -> Rehearsed:
    """Rehearse a study into a store (a new one in memory)."""
    protocols = protocols_of(study)
    store = store or MemoryStore()
    gateway = Gateway(store, protocols, KEY)
    return Rehearsed(protocols.first, store, gateway, rehearse(gateway, protocols.first, participants, seed))


@lru_cache
def played(study: str | Path = FIRST, participants: int = 12, seed: int = 1) -> Rehearsed:
    """The same rehearsal for every test that only reads it."""
    return play(study, participants, seed)
