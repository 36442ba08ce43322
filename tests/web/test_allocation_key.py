"""The key of a randomisation list is that of the environment in which its study was opened, and is never made a second time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.ledger import Store
from equipoise.rules import randomisation
from equipoise.trial import commands as act
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway
from equipoise.web import trials
from equipoise.web.home import Home
from equipoise.web.store import open_store

NAME = "NCT03410368"
ADA, STAN = By("ada", "administrator", ""), By("stan", "statistician", "")
NOW = datetime(2026, 5, 10, 9, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def kept(place: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of an installation of its own."""
    store = open_store(f"sqlite:///{place.folder / 'ledger.sqlite3'}")
    monkeypatch.delenv("EQUIPOISE_KEY_PASSPHRASE", raising=False)
    monkeypatch.setattr(trials, "store", lambda: store)
    monkeypatch.setattr(trials, "home", lambda: place)
    monkeypatch.setattr(trials, "_gateways", {})
    yield store
    store.close()


def open_elsewhere(store: Store) -> None:
    """As `equipoise trial act` in another terminal does it."""
    gateway = Gateway(store, trials.study(NAME).protocols)
    for number, command in enumerate(
        (act.OpenStudy(environment="training"), act.DelegateDuty(person="stan", duty="statistician"))
    ):
        assert gateway.do(command, ADA, NOW, f"open-{number}").accepted


def test_a_look_at_a_study_that_is_not_open_makes_no_key(place: Home, kept: Store) -> None:
    assert not trials.gateway(NAME).trial().is_open
    assert place.keys() == ()


def test_a_server_that_ran_before_the_study_was_opened_commits_the_key_of_its_environment(
    place: Home, kept: Store
) -> None:
    assert not trials.gateway(NAME).trial().is_open
    open_elsewhere(kept)
    assert trials.gateway(NAME).do(act.CommitAllocationKey(), STAN, NOW, "commit").accepted
    committed = trials.gateway(NAME).trial().study.last(AllocationKeyCommitted)
    assert committed is not None
    key = place.allocation_key(NAME, "training")
    assert key is not None
    assert committed.body.commitment == randomisation.commitment(key), "the next start uses this very key"
    (file,) = place.keys()
    assert file.name == f"allocation-{NAME}-training"
    assert trials.gateway(NAME) is trials.gateway(NAME)


def test_a_key_that_was_committed_and_is_lost_is_not_made_anew(place: Home, kept: Store) -> None:
    open_elsewhere(kept)
    assert trials.gateway(NAME).do(act.CommitAllocationKey(), STAN, NOW, "commit").accepted
    (file,) = place.keys()
    file.unlink()
    again = trials.gateway_of(trials.study(NAME), place, kept)
    answer = again.do(act.RevealAllocationKey(), STAN, NOW, "reveal")
    assert "no_key" in [reason.code for reason in answer.reasons]
    assert place.keys() == ()
