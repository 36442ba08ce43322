"""What the databases themselves refuse, and what a store says when its database is full, busy, damaged or too new."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pysqlite3 import dbapi2

from equipoise.ledger import Store, StoreFault, verify
from equipoise.web.store import check_served, open_store, unwritable
from equipoise.web.store.sql import INSERT
from equipoise.web.store.sqlite import PRAGMAS, SqliteEngine, is_safe
from tests.ledger.examples import STUDY, command, draft, fill

ROOT = Path(__file__).parents[2]
GUARD = "a fact is never changed or removed"


def path_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


@contextmanager
def bare(url: str) -> Iterator[Any]:
    """A plain connection, as somebody with a database shell has it."""
    if url.startswith("sqlite"):
        with closing(dbapi2.connect(path_of(url), isolation_level=None)) as connection:
            yield connection
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


@pytest.fixture
def filled(durable_url: str) -> str:
    store = open_store(durable_url)
    fill(store)
    store.close()
    return durable_url


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE equipoise_fact SET reason = 'x'",
        "UPDATE equipoise_fact SET reason = 'x' WHERE seq = 3",
        "DELETE FROM equipoise_fact",
        "DELETE FROM equipoise_fact WHERE seq = 10",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_fact(filled: str, statement: str) -> None:
    with bare(filled) as connection, pytest.raises((dbapi2.Error, psycopg.Error), match=GUARD):
        connection.execute(statement)


def test_postgresql_refuses_to_empty_the_table(postgres_url: str) -> None:
    open_store(postgres_url).close()
    with bare(postgres_url) as connection, pytest.raises(psycopg.Error, match=GUARD):
        connection.execute("TRUNCATE equipoise_fact")


@pytest.mark.parametrize(
    "changes", ["seq", "seq + 100 AS seq, version", "seq + 100 AS seq, version + 100 AS version, command, part"]
)
def test_sqlite_refuses_to_replace_a_fact(tmp_path: Path, changes: str) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    store = open_store(url)
    rows = fill(store)
    store.close()
    row = rows[4]._asdict() | {"reason": "x"}
    if changes != "seq":
        row["seq"] = 11
    if "version + 100" in changes:
        row["version"] += 100
    with bare(url) as connection, pytest.raises(dbapi2.Error, match=GUARD):
        connection.execute(INSERT.replace("INSERT", "INSERT OR REPLACE"), tuple(row.values()))


def test_a_database_of_a_newer_version_is_refused_and_left_alone(filled: str) -> None:
    with bare(filled) as connection:
        connection.execute("UPDATE equipoise_format SET number = 2")
    with pytest.raises(StoreFault, match="format 2, written by a newer Equipoise") as refused:
        open_store(filled)
    assert "更新的版本" in refused.value.text.zh
    with bare(filled) as connection:
        assert connection.execute("SELECT count(*) FROM equipoise_fact").fetchone() == (10,)


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 1), (3, 51, 2), (3, 52, 0)])
def test_a_sqlite_that_can_lose_its_log_is_not_safe(version: tuple[int, ...]) -> None:
    assert not is_safe(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 0), (3, 53, 4), (3, 54, 1)])
def test_a_mended_sqlite_is_safe(version: tuple[int, ...]) -> None:
    assert is_safe(version)


def test_an_unsafe_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(StoreFault, match="can lose transactions"):
        open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    assert not (tmp_path / "ledger.db").exists()


def test_every_sqlite_connection_has_the_settings_that_durability_rests_on(tmp_path: Path) -> None:
    with closing(SqliteEngine(str(tmp_path / "ledger.db")).connect()) as connection:
        found = {name: (connection.execute(f"PRAGMA {name}").fetchone() or (0,))[0] for name in PRAGMAS}
    assert found == {
        "busy_timeout": 20_000,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "mmap_size": 0,
    }


def test_a_setting_that_does_not_hold_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    with pytest.raises(StoreFault, match="journal_mode = memory, not wal"):
        SqliteEngine(":memory:").connect()


def test_a_busy_database_is_named_after_the_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("1", 1))
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    store = open_store(url)
    with bare(url) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFault, match="kept busy by another writer"):
            fill(store, 1)
    fill(store, 1)
    store.close()


def test_a_busy_chain_in_postgresql_is_named_after_the_wait(monkeypatch: pytest.MonkeyPatch, postgres_url: str) -> None:
    monkeypatch.setattr("equipoise.web.store.postgres.WAIT_SECONDS", 0.05)
    store = open_store(postgres_url)
    with store.writing(STUDY):
        fill(store, 1, "NCT00000002")  # another study's chain is free
        with pytest.raises(StoreFault, match="kept busy by another writer"):
            fill(store, 1)
    store.close()


def test_a_file_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    store = open_store(url)
    fill(store, 1)
    store.close()
    (tmp_path / "ledger.db").chmod(0o444)
    tmp_path.chmod(0o755)
    with as_nobody(), pytest.raises(StoreFault, match=r"read-only here|cannot be opened"):
        fill_and_close(url)


def test_a_ledger_that_may_only_be_read_is_read_and_says_so(filled: str) -> None:
    store = open_store(filled)
    assert unwritable(store) is None
    store.close()
    if not filled.startswith("sqlite"):
        with bare(filled) as owner:
            ((name,),) = owner.execute("SELECT current_database()").fetchall()
            owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.access", lambda _, mode, **__: mode == os.R_OK)  # root may write everywhere
        store = open_store(filled)
        assert verify(store.read(STUDY), STUDY).count == 10
        refused = unwritable(store)
        assert refused is not None
        assert "is read-only here" in refused.en
        with pytest.raises(StoreFault, match="is read-only here"):
            check_served(filled)
        with pytest.raises(StoreFault, match="is read-only here"):
            fill(store, 6)
        store.close()


def fill_and_close(url: str) -> None:
    store = open_store(url)
    try:
        fill(store, 2)
    finally:
        store.close()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Permissions do not bind root: become somebody whom they bind."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match=r"nowhere/ledger\.db cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'ledger.db'}")


def test_a_fact_that_cannot_be_read_is_the_one_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    store = open_store(f"sqlite:///{path}")
    with store.writing(STUDY) as chain:
        for number in range(1, 301):
            chain.append(command(number), [draft(reason=f"about {number} of a participant")])
    store.close()
    words = path.read_bytes()
    path.write_bytes(words.replace(b"about 250 of", b"\xffbout 250 of"))
    store = open_store(f"sqlite:///{path}")
    found = verify(store.read(STUDY), STUDY)
    assert (found.count, found.bad) == (249, 250)
    assert found.why is not None
    assert found.why.en.startswith("Fact 250 cannot be read. ")
    assert "of a participant" not in found.why.en, "what it says is not spread"
    assert "第 250 条" in found.why.zh
    store.close()


def test_a_file_that_is_no_database_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"participant,weight\n" * 100)
    with pytest.raises(StoreFault, match="is not a ledger database"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == b"participant,weight\n" * 100


def test_a_full_disk_stores_nothing_half_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    store = open_store(url)
    rows = fill(store)
    store.close()
    script = """
        import resource, sys
        from equipoise.ledger import StoreFault
        from equipoise.web.store import check_served, open_store, unwritable
        from tests.ledger.examples import STUDY, command, draft

        store = open_store(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        try:
            with store.writing(STUDY) as chain:
                for number in range(100, 2000):
                    chain.append(command(number), [draft(reason="x" * 500)])
        except StoreFault as fault:
            print(fault.text.en)
        print(store.head(STUDY).seq)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), url], capture_output=True, text=True, cwd=ROOT, check=True
    )
    words, seq = done.stdout.splitlines()
    assert "Nothing of this step was stored" in words
    assert seq == "10"
    again = open_store(url)
    assert list(again.read(STUDY)) == rows
    with again.writing(STUDY) as chain:
        chain.append(command(100), [draft(reason="x" * 500)])
    assert verify(again.read(STUDY), STUDY).count == 11
    again.close()


def test_a_database_that_reached_its_size_says_that_the_disk_is_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(PRAGMAS, "max_page_count", ("30", 30))
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    store = open_store(url)
    with pytest.raises(StoreFault, match=r"is full\. Nothing of this step was stored") as refused:
        fill_much(store)
    assert "磁盘已满" in refused.value.text.zh
    assert store.head(STUDY).seq == 0
    store.close()


def fill_much(store: Store) -> None:
    with store.writing(STUDY) as chain:
        for number in range(1, 500):
            chain.append(command(number), [draft()])


def test_a_postgresql_user_without_the_right_to_change_can_still_append(postgres_url: str) -> None:
    open_store(postgres_url).close()
    with bare(postgres_url) as owner:
        owner.execute("DROP ROLE IF EXISTS appender")
        owner.execute("CREATE ROLE appender LOGIN")
        owner.execute("GRANT SELECT, INSERT ON equipoise_fact TO appender")
        owner.execute("GRANT SELECT ON equipoise_format TO appender")
    store = open_store(postgres_url.replace("equipoise@", "appender@"))
    fill(store, 2)
    assert verify(store.read(STUDY), STUDY).count == 4
    store.close()
    with bare(postgres_url) as owner:
        owner.execute("DROP OWNED BY appender")
        owner.execute("DROP ROLE appender")
