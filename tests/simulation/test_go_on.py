"""A rehearsal that was cut short: the same command makes the ledger that it would have made at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.store import Store
from equipoise.simulation.rehearsal import GoingOn, NotEmpty, rehearse
from equipoise.trial import commands as act
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway
from equipoise.web.store import open_store
from tests.rehearsals import FIRST, KEY, play, played, protocols_of

CUT = datetime(2018, 8, 15, 3, tzinfo=UTC)


def rehearsed(store: Store, *, until: datetime | None = None, participants: int = 12, seed: int = 1) -> int:
    protocols = protocols_of(FIRST)
    return rehearse(Gateway(store, protocols, KEY), protocols.first, participants, seed, until=until).facts


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_it_goes_on_to_the_very_same_ledger(tmp_path: Path, kind: str) -> None:
    store: Store = MemoryStore() if kind == "memory" else open_store(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    cut = rehearsed(store, until=CUT)
    facts = rehearsed(GoingOn(store, FIRST))
    assert cut < facts
    assert list(store.read(FIRST)) == list(played().store.read(FIRST))
    store.close()


def test_a_finished_one_changes_nothing_when_it_is_asked_for_again() -> None:
    store = play(FIRST, 3, 2).store
    before = list(store.read(FIRST))
    assert rehearsed(GoingOn(store, FIRST), participants=3, seed=2) == len(before)
    assert list(store.read(FIRST)) == before


def test_facts_of_another_rehearsal_or_of_people_are_never_gone_on_from() -> None:
    store = MemoryStore()
    rehearsed(store, until=CUT)
    with pytest.raises(NotEmpty):
        rehearsed(GoingOn(store, FIRST), seed=2)
    by = By("demo-coordinator", "coordinator", "S01")
    acted = Gateway(store, protocols_of(FIRST), KEY).do(act.RegisterParticipant(site="S01"), by, CUT, "by hand")
    assert acted.accepted
    before = list(store.read(FIRST))
    with pytest.raises(NotEmpty):
        rehearsed(GoingOn(store, FIRST))
    assert list(store.read(FIRST)) == before


def test_while_it_is_played_again_it_shows_what_was_played_only() -> None:
    store = play(FIRST, 3, 2).store
    seen = GoingOn(store, FIRST)
    assert seen.head(FIRST).seq == 0
    assert not list(seen.read(FIRST))
    assert not list(seen.read_subject(FIRST, ""))
    assert seen.find(FIRST, "rehearsal-2-1") == ()
    assert seen.studies() == (FIRST,)
