"""PostgreSQL as a ledger store: for several machines, any number of web processes, one lock a study chain."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from hashlib import sha256
from select import POLLIN, poll

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from equipoise.ledger import COLUMNS, FORMAT, Row, StoreFault
from equipoise.ledger.row import NUMBERS
from equipoise.values.text import Text
from equipoise.web.store.explained import Explained
from equipoise.web.store.sql import FORMAT_TABLE, READ, TABLE, Record, Values
from equipoise.web.store.words import (
    AWAY,
    BAD_URL,
    DAMAGED,
    FULL,
    GUARD,
    NEWER,
    NO_ENTRY,
    NO_RIGHT,
    NOT_DURABLE,
    NOT_UTF8,
    OTHER,
    READ_ONLY,
    WAITED,
    without_password,
)

Connection = psycopg.Connection[Record]

WAIT_SECONDS = 20
_PAGE = 2000

_QUOTED = ", ".join(f'"{name}"' for name in COLUMNS)
_COPY = f"COPY {TABLE} ({_QUOTED}) FROM STDIN".encode()
# A chain only grows, so a page after the last number needs no cursor and no transaction: one step there and back.
_READ_PAGE = f"""
SELECT {_QUOTED}, (SELECT max(seq) FROM {TABLE} WHERE study = %s)
FROM {TABLE} WHERE study = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT {_PAGE}""".encode()  # noqa: S608 - fixed names
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

_NO_ENTRY = re.compile(
    r"authentication failed|no password supplied|no pg_hba\.conf entry|(?:role|database) \".*\" does not exist"
)
"""What a server answers that is there and lets nobody in: it gives no other sign at a connection's beginning."""
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
        self._where = "PostgreSQL"
        self.explained = Explained((psycopg.Error,), self._words)
        try:
            parts = conninfo_to_dict(url)
        except psycopg.Error as fault:
            raise StoreFault(BAD_URL.format(url=without_password(url))) from fault
        if any("@" in str(parts.get(name, "")) for name in ("host", "dbname")):  # a password with a sign that splits it
            raise StoreFault(BAD_URL.format(url=without_password(url)))
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
        """The records of a statement; a long read comes page by page, each in one step to the server and back."""
        if statement != READ:
            yield from connection.execute(_marked(statement), values).fetchall()
            return
        study, after, until = values
        while True:
            page = connection.execute(_READ_PAGE, (study, study, after, until)).fetchall()
            yield from (record[:-1] for record in page)
            if len(page) < _PAGE:
                return
            after, head = page[-1][0], page[-1][-1]
            until = min(until, head)  # the chain's end at the first page: what is appended later is another read's

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
        connection.execute(f"BEGIN; SELECT pg_advisory_xact_lock({_lock_of(study)})".encode())

    def commit(self, connection: Connection) -> None:
        """Makes the transaction durable."""
        connection.execute("COMMIT")

    def rollback(self, connection: Connection) -> None:
        """Drops the transaction; without a server it is dropped already."""
        with suppress(psycopg.Error):
            connection.execute("ROLLBACK")

    def is_stale(self, connection: Connection) -> bool:
        """Whether the server ended this idle connection: then there is something to read on its line, else nothing."""
        if connection.closed:
            return True
        line = poll()
        line.register(connection.fileno(), POLLIN)
        return bool(line.poll(0))

    def _words(self, fault: Exception) -> Text:
        """PostgreSQL's conditions as words (its manual, appendix A)."""
        words = next((words for kind, words in _WORDS if isinstance(fault, kind)), OTHER)
        primary = fault.diag.message_primary if isinstance(fault, psycopg.Error) else None
        word = " ".join(without_password(primary or str(fault)).split())
        if words is AWAY and _NO_ENTRY.search(word):
            words = NO_ENTRY
        return words.format(where=self._where, word=word, seconds=WAIT_SECONDS)

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
