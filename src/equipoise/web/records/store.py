"""The store of records: one SQLite file beside the ledger, each version compressed, the latest at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import local
from typing import Any

import msgspec

from equipoise.ledger import StoreFault
from equipoise.registry.fill import Collapse, Filling, collapses
from equipoise.registry.read import ReadFault
from equipoise.registry.record import NctId, Raw, Record
from equipoise.values.text import Text
from equipoise.web.records.ready import Batch, Ready, batched, unpacked
from equipoise.web.store.driver import driver
from equipoise.web.store.sqlite import CACHE, PRAGMAS, explained

FORMAT = 2
BATCH = 2000
_PAGE_BYTES = 32_768
"""A page holds several records, where one of the usual size holds a part of one: a new file is written in half the time."""
_FILLING = """CREATE TABLE filling (import INTEGER PRIMARY KEY REFERENCES import, counts BLOB NOT NULL) STRICT"""
SCHEMA = (
    "CREATE TABLE format (number INTEGER NOT NULL) STRICT",
    f"INSERT INTO format VALUES ({FORMAT})",  # noqa: S608 - a fixed number
    """CREATE TABLE import (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, source TEXT NOT NULL,
  new INTEGER NOT NULL, changed INTEGER NOT NULL, same INTEGER NOT NULL, faults INTEGER NOT NULL
) STRICT""",
    """CREATE TABLE version (
  id INTEGER PRIMARY KEY, nct TEXT NOT NULL, number INTEGER NOT NULL, import INTEGER NOT NULL REFERENCES import,
  updated TEXT NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL, UNIQUE (nct, number)
) STRICT""",
    "CREATE TABLE latest (nct TEXT PRIMARY KEY, version INTEGER NOT NULL, updated TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE alias (alias TEXT PRIMARY KEY, nct TEXT NOT NULL) STRICT, WITHOUT ROWID",
    _FILLING,
)
_ALIAS = "INSERT OR REPLACE INTO alias VALUES (?, ?)"
_ASKED = 500
"""So many numbers are asked for in one statement."""
_LATEST = "SELECT v.body, v.number, i.at, i.source FROM latest l JOIN version v ON v.id = l.version JOIN import i ON i.id = v.import "
_VERSIONS = "SELECT v.body, v.number, i.at, i.source FROM version v JOIN import i ON i.id = v.import "
_NEWER = Text(
    "{where} was written by a newer version of Equipoise (format {found}; this one knows {known}). Use that version.",
    "{where}由更新版本的 Equipoise 写入（格式 {found}，当前仅支持 {known}）。请使用该版本。",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a record as it is kept: its number from 1, when it was taken over (UTC) and from where."""

    record: Record
    number: int
    at: datetime
    source: str


@dataclass(slots=True)
class Imported:
    """What an import did: records that were new, changed or the same, and what could not be read."""

    new: int = 0
    changed: int = 0
    same: int = 0
    faults: list[ReadFault] = field(default_factory=list)
    collapsed: tuple[Collapse, ...] = ()
    """Fields that are largely gone since the last import: then nothing was kept."""

    @property
    def read(self) -> int:
        """Every record that was read."""
        return self.new + self.changed + self.same

    @property
    def is_of_others(self) -> bool:
        """Whether most of the records were not here: what fields they have says nothing of those that were."""
        return self.new > self.changed + self.same


class RecordStore:
    """Every version of every record. Safe for threads and processes; one import at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._explained = explained(str(path))
        self._own = local()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._prepare()

    def put(
        self,
        read: Iterable[Record | ReadFault],
        at: datetime,
        source: str,
        then: Callable[[Sequence[Record]], object] | None = None,
        *,
        accept: bool = False,
    ) -> Imported:
        """Keeps what is new or has changed, a version each, and passes these on batch by batch. A fault is counted and the rest goes on.
        An import is kept whole or not at all: it is undone where it breaks off, or where a field of records that were here has collapsed
        since the last import and nobody `accept`s that."""

        def pass_on(kept: Sequence[Ready]) -> None:
            if then is not None:
                then([one.record for one in kept if one.record is not None])

        return self.put_ready(map(Batch.of, batched(read, BATCH)), at, source, pass_on, accept=accept)

    def put_ready(
        self,
        batches: Iterable[Batch],
        at: datetime,
        source: str,
        then: Callable[[Sequence[Ready]], object],
        *,
        accept: bool = False,
    ) -> Imported:
        """The same for records that were made ready elsewhere."""
        done, filling = Imported(), Filling()
        connection = self._connection()
        with self._explained:
            connection.execute(CACHE)
            connection.execute("BEGIN IMMEDIATE")
            try:
                number = self._begin_import(at, source)
                for batch in batches:
                    filling.add(batch.filling)
                    done.faults += batch.faults
                    kept = self._keep_all(connection, batch.ready, number, done)
                    if kept:
                        then(kept)
                done.collapsed = (
                    () if accept or done.is_of_others else collapses(self._filling_before(filling), filling)
                )
                if not done.collapsed:
                    self._end_import(number, done, filling)
                connection.execute("ROLLBACK" if done.collapsed else "COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        return done

    def bodies(self, after: int = 0) -> Iterator[bytes]:
        """The newest version of every record as it is kept, compressed: what other processes make an index from; only of records that
        changed `after` a mark."""
        with self._explained:
            chosen = "SELECT v.body FROM latest l JOIN version v ON v.id = l.version WHERE l.version > ?"
            for (body,) in self._connection().execute(chosen, (after,)):
                yield body

    def mark(self) -> int:
        """A number that rises with every version kept; 0 where none is."""
        ((number,),) = self._connection().execute("SELECT coalesce(max(id), 0) FROM version").fetchall()
        return int(number)

    def latest(self, nct_id: str) -> Kept | None:
        """The newest version of a record by its number, in capitals."""
        return next(self._kept(_LATEST + "WHERE l.nct = ?", (nct_id,)), None)

    def several(self, ids: Sequence[str], read: Callable[[bytes], Raw] = msgspec.json.decode) -> list[Kept]:
        """The newest versions of some records, in the order asked; what is not here is left out. `read` may take a part of each, its
        number included."""
        marks = ", ".join("?" * len(ids))
        wanted = self._kept(f"{_LATEST}WHERE l.nct IN ({marks})", tuple(ids), read)
        found = {kept.record.nct_id: kept for kept in wanted}
        return [found[NctId(one)] for one in ids if one in found]

    def renamed(self, alias: str) -> NctId | None:
        """The number under which a record with this earlier number is listed now."""
        row = self._connection().execute("SELECT nct FROM alias WHERE alias = ?", (alias,)).fetchone()
        return NctId(row[0]) if row else None

    def versions(self, nct_id: str) -> list[Kept]:
        """Every version of a record in the order of the sponsor's updates, whenever each was taken over."""
        return list(self._kept(_VERSIONS + "WHERE v.nct = ? ORDER BY v.updated, v.number", (nct_id,)))

    def count_versions(self, nct_id: str) -> int:
        """How many versions of a record are here."""
        ((number,),) = self._connection().execute("SELECT count(*) FROM version WHERE nct = ?", (nct_id,)).fetchall()
        return int(number)

    def all(self) -> Iterator[Kept]:
        """The newest version of every record, by number: what an index is made from."""
        return self._kept(_LATEST + "ORDER BY l.nct", ())

    def count(self) -> int:
        """How many records are here."""
        ((number,),) = self._connection().execute("SELECT count(*) FROM latest").fetchall()
        return int(number)

    def changed_at(self) -> datetime | None:
        """When an import last kept anything new (UTC): the moment of the data."""
        ((at,),) = self._connection().execute("SELECT max(at) FROM import WHERE new + changed > 0").fetchall()
        return None if at is None else datetime.fromisoformat(at)

    def _prepare(self) -> None:
        with self._explained, closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'format'").fetchall():
                for statement in SCHEMA:
                    connection.execute(statement)
            ((found,),) = connection.execute("SELECT number FROM format").fetchall()
            if found == 1:
                connection.execute(_FILLING)
                connection.execute("UPDATE format SET number = 2")
                found = 2
            connection.execute("COMMIT")
        if found > FORMAT:
            raise StoreFault(_NEWER.format(where=self.path, found=found, known=FORMAT))

    def _connect(self) -> driver.Connection:
        connection = driver.connect(str(self.path), isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        for name, (wanted, _) in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {wanted}").fetchall()
        return connection

    def _connection(self) -> driver.Connection:
        """This thread's connection."""
        if not hasattr(self._own, "connection"):
            with self._explained:
                self._own.connection = self._connect()
        return self._own.connection  # type: ignore[no-any-return]  # threading.local holds anything

    def _kept(
        self, statement: str, values: Sequence[Any], read: Callable[[bytes], Raw] = msgspec.json.decode
    ) -> Iterator[Kept]:
        with self._explained:
            for body, number, at, source in self._connection().execute(statement, values):
                yield Kept(unpacked(body, read), number, datetime.fromisoformat(at), source)

    def _begin_import(self, at: datetime, source: str) -> int:
        moment = at.astimezone(UTC).isoformat(timespec="seconds")
        entry = self._connection().execute("INSERT INTO import VALUES (NULL, ?, ?, 0, 0, 0, 0)", (moment, source))
        return int(entry.lastrowid or 0)

    def _end_import(self, number: int, done: Imported, filling: Filling) -> None:
        self._connection().execute(
            "UPDATE import SET new = ?, changed = ?, same = ?, faults = ? WHERE id = ?",
            (done.new, done.changed, done.same, len(done.faults), number),
        )
        self._connection().execute("INSERT INTO filling VALUES (?, ?)", (number, msgspec.json.encode(filling)))

    def _filling_before(self, now: Filling) -> Filling:
        """The counts of the last import that was large enough to compare this one with."""
        rows = self._connection().execute("SELECT counts FROM filling ORDER BY import DESC")
        found = (msgspec.json.decode(counts, type=Filling) for (counts,) in rows)
        return next((one for one in found if one.records * 2 >= now.records), Filling())

    def _keep_all(
        self, connection: driver.Connection, ready: Sequence[Ready], number: int, done: Imported
    ) -> list[Ready]:
        """Keeps the records whose version is not here, and gives those that now are the newest ones. Those of which nothing is here go
        in together, which is most of a first import."""
        known = _known(connection, [one.nct_id for one in ready])
        first: list[Ready] = []
        rest: list[Ready] = []
        for one in ready:
            (rest if one.nct_id in known else first).append(one)
            known.setdefault(one.nct_id, set())  # a second copy in the same batch is compared with the first
        self._keep_new(connection, first, number)
        done.new += len(first)
        same = [one for one in rest if one.digest in known[one.nct_id]]
        done.same += len(same)
        others = [one for one in rest if one.digest not in known[one.nct_id]]
        return [*first, *(one for one in others if self._keep(connection, one, number, done))]

    @staticmethod
    def _keep_new(connection: driver.Connection, ready: Sequence[Ready], number: int) -> None:
        ((last,),) = connection.execute("SELECT coalesce(max(id), 0) FROM version").fetchall()
        rows = list(enumerate(ready, last + 1))
        connection.executemany(
            "INSERT INTO version VALUES (?, ?, 1, ?, ?, ?, ?)",
            [(at, one.nct_id, number, one.updated, one.digest, one.body) for at, one in rows],
        )
        connection.executemany(
            "INSERT OR REPLACE INTO latest VALUES (?, ?, ?)", [(one.nct_id, at, one.updated) for at, one in rows]
        )
        connection.executemany(_ALIAS, [(alias, one.nct_id) for one in ready for alias in one.aliases])

    @staticmethod
    def _keep(connection: driver.Connection, one: Ready, number: int, done: Imported) -> bool:
        """Keeps a record if this version of it is not here; whether it now is the newest one. An older copy that is imported
        later takes its place in the history and leaves the newest as it is."""
        known = connection.execute("SELECT updated, hash, body FROM version WHERE nct = ?", (one.nct_id,)).fetchall()
        if any(row[1] == one.digest for row in known) or any(one.is_same(row[2]) for row in known):
            done.same += 1
            return False
        entry = connection.execute(
            "INSERT INTO version VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            (one.nct_id, len(known) + 1, number, one.updated, one.digest, one.body),
        )
        done.changed += 1
        if any(row[0] > one.updated for row in known):
            return False
        connection.execute("INSERT OR REPLACE INTO latest VALUES (?, ?, ?)", (one.nct_id, entry.lastrowid, one.updated))
        connection.executemany(_ALIAS, [(alias, one.nct_id) for alias in one.aliases])
        return True


def _known(connection: driver.Connection, ids: Sequence[str]) -> dict[str, set[bytes]]:
    """The digests of every version that is here of some records."""
    found: dict[str, set[bytes]] = {}
    for some in batched(ids, _ASKED):
        marks = ", ".join("?" * len(some))
        for nct, digest in connection.execute(f"SELECT nct, hash FROM version WHERE nct IN ({marks})", tuple(some)):  # noqa: S608 - marks alone
            found.setdefault(nct, set()).add(digest)
    return found
