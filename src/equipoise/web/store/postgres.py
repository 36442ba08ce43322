"""PostgreSQL as a ledger store: for several machines, any number of web processes, one lock a study chain."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from functools import lru_cache
from hashlib import sha256
from itertools import count

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from equipoise.ledger import COLUMNS, FORMAT, Row, StoreFault
from equipoise.ledger.row import NUMBERS
from equipoise.values.text import Text
from equipoise.web.store.explained import Explained
from equipoise.web.store.sql import FORMAT_TABLE, READ, TABLE, Record, Values
from equipoise.web.store.words import (
    AWAY,
    DAMAGED,
    FULL,
    GUARD,
    NEWER,
    NO_RIGHT,
    NOT_DURABLE,
    NOT_UTF8,
    OTHER,
    READ_ONLY,
    WAITED,
)

Connection = psycopg.Connection[Record]

WAIT_SECONDS = 20
_PAGE = 2000

_QUOTED = ", ".join(f'"{name}"' for name in COLUMNS)
_COPY = f"COPY {TABLE} ({_QUOTED}) FROM STDIN".encode()
# Collation "C" compares bytes: the same order on every machine, and an index that no upgrade of a locale can break.
_COLUMN_LIST = ",\n  ".join(
    f'"{name}" {"bigint" if name in NUMBERS else "text COLLATE " + chr(34) + "C" + chr(34)} NOT NULL'
    for name in COLUMNS
)
SCHEMA = f"""
CREATE TABLE {FORMAT_TABLE} (name text PRIMARY KEY, number bigint NOT NULL);
CREATE TABLE {TABLE} (
  {_COLUMN_LIST},
  PRIMARY KEY (study, seq),
  UNIQUE (study, stream, version),
  UNIQUE (study, command, part)
);
CREATE INDEX {TABLE}_subject ON {TABLE} (study, subject, seq);
CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '{GUARD}' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER {TABLE}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
  FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse();
INSERT INTO {FORMAT_TABLE} VALUES ('ledger', {FORMAT});
""".encode()  # noqa: S608 - fixed names

_WORDS: tuple[tuple[type[psycopg.Error], Text], ...] = (
    (errors.DiskFull, FULL),
    (errors.LockNotAvailable, WAITED),
    (errors.ReadOnlySqlTransaction, READ_ONLY),
    (errors.InsufficientPrivilege, NO_RIGHT),
    (errors.DataCorrupted, DAMAGED),
    (errors.IndexCorrupted, DAMAGED),
    (psycopg.OperationalError, AWAY),
)


class PostgresEngine:
    """How PostgreSQL does what a store needs."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._names = count(1)
        self._where = "PostgreSQL"
        self.explained = Explained((psycopg.Error,), self._words)
        with self.explained:
            parts = conninfo_to_dict(url)
        self._where = f"PostgreSQL {parts.get('dbname', '')} ({parts.get('host', 'localhost')})"

    def prepare(self) -> None:
        """Makes the tables in a new database; StoreFault if it is not durable, not UTF-8 or of an unknown format."""
        with self.explained, closing(self.connect()) as connection:
            self._check_server(connection)
            if not self._has_format(connection):
                with connection.transaction():
                    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_lock_of("the tables"),))
                    if not self._has_format(connection):  # another process may have been faster
                        connection.execute(SCHEMA)
            ((found,),) = connection.execute(
                f"SELECT number FROM {FORMAT_TABLE} WHERE name = 'ledger'".encode()  # noqa: S608 - fixed name
            ).fetchall()
            if found > FORMAT:
                raise StoreFault(NEWER.format(where=self._where, found=found, known=FORMAT))

    def connect(self) -> Connection:
        """A connection that waits for a lock no longer than a person does, and whose commits reach the disk."""
        with self.explained:
            connection = psycopg.connect(self._url, autocommit=True, client_encoding="utf8", connect_timeout=10)
            try:
                connection.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'".encode())
                ((setting,),) = connection.execute("SHOW synchronous_commit").fetchall()
                if setting == "off":
                    connection.execute("SET synchronous_commit = on")
            except BaseException:
                connection.close()
                raise
        return connection

    def rows(self, connection: Connection, statement: str, values: Values) -> Generator[Record]:
        """The records of a statement; a long read comes page by page through a cursor on the server."""
        if statement != READ:
            yield from connection.execute(_marked(statement), values).fetchall()
            return
        cursor = f"facts_{next(self._names)}".encode()
        stopped = False
        try:
            with self._reading(connection):
                connection.execute(b"DECLARE %b NO SCROLL CURSOR FOR %b" % (cursor, _marked(statement)), values)
                try:
                    while page := connection.execute(b"FETCH %d FROM %b" % (_PAGE, cursor), prepare=False).fetchall():
                        yield from page
                except GeneratorExit:  # the end of the transaction closes the cursor
                    stopped = True
                    raise
                connection.execute(b"CLOSE %b" % cursor, prepare=False)
        except psycopg.Error:
            if not stopped:  # who stopped reading has nothing to learn from a server that went away meanwhile
                raise

    def has(self, connection: Connection, statement: str, values: Values) -> bool:
        """Whether a statement has any record."""
        return connection.execute(_marked(statement), values).fetchone() is not None

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Inserts facts within the open transaction."""
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)

    def begin(self, connection: Connection, study: str) -> None:
        """Takes the chain's lock until the end of the transaction; what is read after it is the latest committed."""
        connection.execute("BEGIN")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_lock_of(study),))

    def commit(self, connection: Connection) -> None:
        """Makes the transaction durable."""
        connection.execute("COMMIT")

    def rollback(self, connection: Connection) -> None:
        """Drops the transaction; without a server it is dropped already."""
        with suppress(psycopg.Error):
            connection.execute("ROLLBACK")

    def is_stale(self, connection: Connection) -> bool:
        """Whether the server no longer answers on this connection."""
        try:
            connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return True
        return False

    def _words(self, fault: Exception) -> Text:
        """PostgreSQL's conditions as words (its manual, appendix A)."""
        words = next((words for kind, words in _WORDS if isinstance(fault, kind)), OTHER)
        primary = fault.diag.message_primary if isinstance(fault, psycopg.Error) else None
        word = (primary or str(fault)).strip()
        return words.format(where=self._where, word=word, seconds=WAIT_SECONDS)

    def _reading(self, connection: Connection) -> AbstractContextManager[object]:
        """A cursor needs a transaction: its own, or the one that a writer has open."""
        if connection.info.transaction_status is TransactionStatus.IDLE:
            return connection.transaction()
        return nullcontext()

    def _check_server(self, connection: Connection) -> None:
        for setting in ("fsync", "full_page_writes"):
            ((value,),) = connection.execute(f"SHOW {setting}".encode()).fetchall()
            if value == "off":
                raise StoreFault(NOT_DURABLE.format(where=self._where, setting=setting))
        ((encoding,),) = connection.execute("SHOW server_encoding").fetchall()
        if encoding != "UTF8":
            raise StoreFault(NOT_UTF8.format(where=self._where, found=encoding))

    def _has_format(self, connection: Connection) -> bool:
        ((found,),) = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (FORMAT_TABLE,)).fetchall()
        return bool(found)


def _lock_of(study: str) -> int:
    """The advisory lock of a study's chain: 64 bits of a hash, so that no table of numbers is needed."""
    return int.from_bytes(sha256(f"equipoise/lock/{study}".encode()).digest()[:8], signed=True)


@lru_cache
def _marked(statement: str) -> bytes:
    """The statement with the driver's placeholder, and without its own `%` meaning."""
    return statement.replace("?", "%s").encode()
