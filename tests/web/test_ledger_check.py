"""A serving process verifies its ledgers in the background and tells when it did and what it found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from pysqlite3 import dbapi2

from equipoise.ledger import Head, Store, StoreFault
from equipoise.ledger.checkpoint import sign, to_text
from equipoise.values.text import same
from equipoise.web import ledger_check, serving
from equipoise.web.belonging import settle
from equipoise.web.home import Home
from equipoise.web.ledger_check import Looked, last_look, look, watch
from equipoise.web.store import open_store
from tests.ledger.examples import STUDY, fill
from tests.web.rehearsed_trials import OPEN, Rehearsed, rehearsed

__all__ = ["rehearsed"]


@pytest.fixture(autouse=True)
def nothing_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_check, "_LAST", {})


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def store(place: Home) -> Iterator[Store]:
    with closing(open_store(place.database_url)) as store:
        fill(store)
        yield store


@pytest.fixture(autouse=True)
def in_its_own_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EQUIPOISE_DATABASE_URL", raising=False)


def keep_checkpoint(place: Home, head: Head, study: str = STUDY) -> None:
    signed = sign(
        head,
        study=study,
        recorded="2018-05-11T00:00:00.000000Z",
        software="x",
        private_key=Ed25519PrivateKey.generate(),
    )
    place.checkpoints.mkdir(exist_ok=True)
    (place.checkpoints / f"{study}-{head.seq:09d}.json").write_text(to_text(signed))


def alter(place: Home, seq: int) -> None:
    with closing(dbapi2.connect(place.folder / "equipoise.sqlite3", isolation_level=None)) as shell:
        shell.execute("DROP TRIGGER equipoise_fact_no_update")
        shell.execute("UPDATE equipoise_fact SET reason = 'x' WHERE seq = ?", (seq,))


def seen() -> Looked:
    found = last_look(STUDY)
    assert found is not None
    return found


def test_a_sound_ledger_is_told_with_its_checkpoints(place: Home, store: Store) -> None:
    assert last_look(STUDY) is None
    keep_checkpoint(place, store.head(STUDY))
    keep_checkpoint(place, Head(99, "ff"), f"{STUDY}-2")
    look(place, store)
    assert (seen().whole, seen().count, seen().checkpoints) == (True, store.head(STUDY).seq, 1), (
        "the other study's is not held"
    )


def test_a_changed_fact_is_named_in_page_health_and_log(
    place: Home, store: Store, client: Client, rehearsed: Rehearsed, caplog: pytest.LogCaptureFixture
) -> None:
    look(place, store)
    assert client.get("/api/health").json()["whole"] is True
    alter(place, 3)
    look(place, store)
    assert (seen().whole, seen().count) == (False, 2)
    assert "Fact 3 was changed" in caplog.text
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()["whole"], answer.json()["at_home"]) == (200, False, True)
    assert answer.json()["verified"].endswith("Z")
    ledger_check._LAST[OPEN] = seen()
    for page in ("oversight", "ledger"):
        words = unescape(rehearsed.get("inspector", page).content.decode())
        assert "Fact 3 was changed after it was stored" in words
        assert "the first 2 facts are sound" in words
        assert "第 3 条事实在保存后被改动" in unescape(rehearsed.get("inspector", page, language="zh").content.decode())


def test_a_page_says_when_the_ledger_was_verified_or_that_it_was_not(
    place: Home, store: Store, rehearsed: Rehearsed, client: Client
) -> None:
    assert "has not verified the ledger yet" in rehearsed.get("monitor", "oversight").content.decode()
    assert client.get("/api/health").json()["verified"] is None
    look(place, store)
    ledger_check._LAST[OPEN] = seen()
    assert f"{seen().count} facts, whole and in order" in rehearsed.get("monitor", "oversight").content.decode()


def test_a_cut_end_and_a_checkpoint_that_cannot_be_read_are_findings(place: Home, store: Store) -> None:
    head = store.head(STUDY)
    keep_checkpoint(place, Head(head.seq + 2, "ff"))
    look(place, store)
    assert seen().why is not None
    assert "were removed" in seen().why.en
    for file in place.checkpoints.iterdir():
        file.write_text(json.dumps({"seq": 1}))
    look(place, store)
    assert seen().why is not None
    assert "cannot be read" in seen().why.en


def test_a_lost_home_is_told_on_the_pages(place: Home, store: Store, tmp_path: Path, rehearsed: Rehearsed) -> None:
    settle(place, store)
    look(Home(tmp_path / "another"), store)
    assert not seen().at_home
    ledger_check._LAST[OPEN] = seen()
    assert "The home folder of this ledger is not at hand" in rehearsed.get("inspector", "oversight").content.decode()


def test_a_store_that_does_not_answer_leaves_what_was_found_before(
    place: Home, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    look(place, store)
    before, stopped = seen(), Event()
    stopped.set()

    class Away:
        def studies(self) -> tuple[str, ...]:
            raise StoreFault(same("away"))

    watch(place, Away(), stopped)  # type: ignore[arg-type]
    assert seen() is before
    assert "could not be verified" in caplog.text


def test_a_serving_process_looks_when_it_starts(installation: None, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Event()
    monkeypatch.setattr(serving, "watch", lambda *_: begun.set())
    monkeypatch.setattr(serving, "open_ahead", lambda: None)
    serving._Server({}).load()
    assert begun.wait(10)
