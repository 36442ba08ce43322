"""Several processes on one ledger, and processes that are killed while they write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

import psycopg
import pytest

from equipoise.ledger import StoreFault, verify
from equipoise.web.store import open_store
from tests.conformance.conftest import url_of
from tests.ledger.examples import STUDY, command, draft, fill

ROOT = Path(__file__).parents[2]


def writer(url: str, name: str, commands: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.conformance.writer", url, name, str(commands)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def lines_of(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def test_two_processes_that_append_at_once_leave_no_gap(durable_url: str) -> None:
    open_store(durable_url).close()
    processes = [writer(durable_url, name, 60) for name in ("a", "b")]
    acknowledged = [line.split() for process in processes for line in process.communicate(timeout=60)[0].splitlines()]
    assert [process.returncode for process in processes] == [0, 0]
    store = open_store(durable_url)
    found = verify(store.read(STUDY), STUDY)
    stored = {str(row.seq): row.hash for row in store.read(STUDY)}
    store.close()
    assert (found.ok, found.count) == (True, 360)
    assert len(acknowledged) == 120
    assert all(stored[seq] == own for seq, own in acknowledged)


@pytest.mark.parametrize("kind", ["sqlite"] * 4 + ["postgres"] * 2)
def test_a_killed_writer_loses_nothing_that_was_acknowledged(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = url_of(kind, request, tmp_path)
    acknowledged: list[list[str]] = []
    for life in range(2):
        process = writer(url, f"life{life}", 100_000)
        acknowledged += [lines_of(process).readline().split() for _ in range(40 + 17 * life)]
        process.kill()
        acknowledged += [line.split() for line in lines_of(process) if line.endswith("\n")]
        lines_of(process).close()
        process.wait()
    store = open_store(url)
    found = verify(store.read(STUDY), STUDY)
    stored = {str(row.seq): row.hash for row in store.read(STUDY)}
    with store.writing(STUDY) as chain:
        chain.append(command(1), [draft()])
    store.close()
    assert found.ok
    assert found.count % 3 == 0, "a command is stored whole or not at all"
    assert len(acknowledged) >= 97
    assert all(stored[seq] == own for seq, own in acknowledged)


def test_work_goes_on_after_the_database_server_ended_every_session(postgres_server: str, postgres_url: str) -> None:
    store = open_store(postgres_url)
    rows = fill(store, 2)
    reader = store.read(STUDY)
    next(reader)
    with psycopg.connect(postgres_server, autocommit=True) as administrator:
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert list(store.read(STUDY)) == rows
    with store.writing(STUDY) as chain:
        chain.append(command(3), [draft()])
    assert store.head(STUDY).seq == 5
    reader.close()
    store.close()


def test_a_session_that_ends_inside_a_block_stores_nothing_and_says_so(postgres_server: str, postgres_url: str) -> None:
    store = open_store(postgres_url)

    def cut_off() -> None:
        with store.writing(STUDY) as chain:
            chain.append(command(1), [draft()])
            with psycopg.connect(postgres_server, autocommit=True) as administrator:
                administrator.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                )

    with pytest.raises(StoreFault, match="same key") as refused:
        cut_off()
    assert "相同的键" in refused.value.text.zh
    with store.writing(STUDY) as chain:
        chain.append(command(1), [draft()])
    assert store.head(STUDY).seq == 1
    store.close()


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(StoreFault, match="does not answer"):
        open_store("postgresql://equipoise@127.0.0.1:1/nothing")
