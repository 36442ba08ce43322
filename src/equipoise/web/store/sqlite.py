"""SQLite as a ledger store: the embedded default, durable at every commit, one file, any number of processes."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from equipoise.ledger import COLUMNS, FORMAT, Row, StoreFault
from equipoise.ledger.row import NUMBERS
from equipoise.values.text import Text
from equipoise.web.store.driver import driver
from equipoise.web.store.explained import Explained
from equipoise.web.store.sql import FORMAT_TABLE, INSERT, READ, TABLE, Record, Values
from equipoise.web.store.words import (
    DAMAGED,
    FULL,
    GUARD,
    LOG_BESIDE,
    NEWER,
    NO_PLACE,
    OTHER,
    READ_ONLY,
    UNSAFE_SQLITE,
    WAITED,
)

WAIT_MS = 20_000
PRAGMAS: dict[str, tuple[str, Any]] = {
    "busy_timeout": (str(WAIT_MS), WAIT_MS),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),  # NORMAL loses acknowledged facts at a power cut
    "foreign_keys": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "mmap_size": ("0", 0),
}
_PAGE = 200
CACHE = "PRAGMA cache_size = -65536"

_COLUMN_LIST = ",\n  ".join(f'"{name}" {"INTEGER" if name in NUMBERS else "TEXT"} NOT NULL' for name in COLUMNS)
SCHEMA = (
    f"CREATE TABLE {FORMAT_TABLE} (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT",
    f"""CREATE TABLE {TABLE} (
  {_COLUMN_LIST},
  PRIMARY KEY (study, seq),
  UNIQUE (study, stream, version),
  UNIQUE (study, command, part)
) STRICT""",
    f"CREATE INDEX {TABLE}_subject ON {TABLE} (study, subject, seq)",
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{GUARD}'); END",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{GUARD}'); END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM {TABLE} WHERE study = NEW.study)
  OR EXISTS (SELECT 1 FROM {TABLE} WHERE study = NEW.study AND stream = NEW.stream AND version = NEW.version)
  OR EXISTS (SELECT 1 FROM {TABLE} WHERE study = NEW.study AND command = NEW.command AND part = NEW.part)
BEGIN SELECT RAISE(ABORT, '{GUARD}'); END""",  # noqa: S608 - fixed names
    f"INSERT INTO {FORMAT_TABLE} VALUES ('ledger', {FORMAT})",  # noqa: S608 - fixed names
)

_WORDS = {
    driver.SQLITE_FULL: FULL,
    driver.SQLITE_BUSY: WAITED,
    driver.SQLITE_LOCKED: WAITED,
    driver.SQLITE_READONLY: READ_ONLY,
    driver.SQLITE_CORRUPT: DAMAGED,
    driver.SQLITE_NOTADB: DAMAGED,
    driver.SQLITE_CANTOPEN: NO_PLACE,
}


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite keeps a WAL intact with several connections.

    Releases 3.7.0 to 3.51.2 can lose a transaction when the log is reset (sqlite.org/wal.html, "the WAL-reset bug");
    3.51.3 and 3.53.0 mend it, and 3.52.0 was withdrawn.
    """
    return version >= (3, 53, 0) or (3, 51, 3) <= version < (3, 52, 0)


def explained(path: str) -> Explained:
    """A block in which what SQLite raises about this file becomes words (sqlite.org/rescode.html)."""

    def words(fault: Exception) -> Text:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        if not code and "decode" in str(fault):  # text, or SQLite's own message about it, that is not UTF-8
            code = driver.SQLITE_CORRUPT
        word = str(fault).partition(" with text ")[0]  # what a fact says of a participant is no part of a message
        return _WORDS.get(code, OTHER).format(where=path, word=word, seconds=WAIT_MS // 1000)

    return Explained((driver.Error, UnicodeDecodeError), words)


class SqliteEngine:
    """How SQLite does what a store needs."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.explained = explained(path)
        if not is_safe(driver.sqlite_version_info):
            raise StoreFault(UNSAFE_SQLITE.format(version=driver.sqlite_version))

    def prepare(self) -> None:
        """Makes the tables in a new file; StoreFault if the file has a format that this version does not know."""
        with self.explained, closing(self.connect()) as connection:
            if not self._has_format(connection):
                connection.execute("BEGIN IMMEDIATE")
                if not self._has_format(connection):  # another process may have been faster
                    for statement in SCHEMA:
                        connection.execute(statement)
                connection.execute("COMMIT")
            ((found,),) = connection.execute(f"SELECT number FROM {FORMAT_TABLE} WHERE name = 'ledger'").fetchall()  # noqa: S608
            if found > FORMAT:
                raise StoreFault(NEWER.format(where=self._path, found=found, known=FORMAT))

    def connect(self) -> driver.Connection:
        """A connection with the settings that durability rests on, read back one by one; without them where nothing can be written."""
        with self.explained:
            if self._lies_still():
                return driver.connect(
                    f"{Path(self._path).absolute().as_uri()}?immutable=1",
                    uri=True,
                    isolation_level=None,
                    check_same_thread=False,
                )
            connection = driver.connect(self._path, isolation_level=None, check_same_thread=False)
            try:
                for name, (wanted, expected) in PRAGMAS.items():
                    connection.execute(f"PRAGMA {name} = {wanted}")
                    ((found,),) = connection.execute(f"PRAGMA {name}").fetchall() or ((0,),)
                    if found != expected:
                        raise StoreFault(OTHER.format(where=self._path, word=f"{name} = {found}, not {expected}"))
                connection.execute(CACHE)
            except BaseException:
                connection.close()
                raise
        return connection

    def _lies_still(self) -> bool:
        """Whether the file is all there is and its folder is closed to writing: then SQLite can make no log beside it, and needs none.

        A log that was left there may hold the newest facts: read without it they would seem cut off. Where SQLite cannot read it
        either (it writes an index of the log), that is told.
        """
        file = Path(self._path)
        if not _may(file, os.R_OK) or _may(file.parent, os.W_OK):
            return False
        log, index = (file.with_name(file.name + end) for end in ("-wal", "-shm"))
        if log.exists() and index.exists():
            return False
        if log.exists() and log.stat().st_size:
            raise StoreFault(LOG_BESIDE.format(where=self._path))
        return True

    def rows(self, connection: driver.Connection, statement: str, values: Values) -> Generator[Record]:
        """The records of a statement, a page at a time: faster by a seventh than one by one, measured with `verify`.

        A page with a record that cannot be read is lost whole; so a chain is read on one by one, up to that very record.
        """
        given = 0
        try:
            with closing(connection.execute(statement, values)) as cursor:
                while page := cursor.fetchmany(_PAGE):
                    yield from page
                    given += len(page)
        except (driver.Error, UnicodeDecodeError):
            if statement != READ:
                raise
            while record := connection.execute(f"{READ} LIMIT 1 OFFSET {given}", values).fetchone():
                yield record
                given += 1

    def has(self, connection: driver.Connection, statement: str, values: Values) -> bool:
        """Whether a statement has any record."""
        return connection.execute(statement, values).fetchone() is not None

    def insert(self, connection: driver.Connection, rows: Sequence[Row]) -> None:
        """Inserts facts within the open transaction."""
        connection.executemany(INSERT, rows)

    def begin(self, connection: driver.Connection, study: str) -> None:
        """Takes the file's one write lock; a read that turned into a write would fail at once instead of waiting."""
        connection.execute("BEGIN IMMEDIATE")

    def commit(self, connection: driver.Connection) -> None:
        """Writes the log through to the disk."""
        connection.execute("COMMIT")

    def rollback(self, connection: driver.Connection) -> None:
        """Drops the transaction; SQLite may already have done so."""
        with suppress(driver.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def is_stale(self, connection: driver.Connection) -> bool:
        """A file does not go away."""
        return False

    def _has_format(self, connection: driver.Connection) -> bool:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (FORMAT_TABLE,)).fetchall()
        return bool(found)


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)
