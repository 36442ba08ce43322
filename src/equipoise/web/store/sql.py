"""The durable store: the same statements for both databases; what differs is an Engine."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, Generic, Protocol, TypeVar

from equipoise.ledger import COLUMNS, Head, Row, Writing, empty
from equipoise.web.store.connections import Closable, Connections

C = TypeVar("C", bound=Closable)
Record = tuple[Any, ...]
Values = Sequence[str | int]

TABLE = "equipoise_fact"
FORMAT_TABLE = "equipoise_format"
_BATCH = 2000
_KEYS = 100_000
"""So many keys of a new chain are kept in memory; then the database is asked, as it is for every chain that was there before."""
_NO_END = 2**62

_LIST = ", ".join(COLUMNS)
_SELECT = f"SELECT {_LIST} FROM {TABLE} WHERE study = ? "  # noqa: S608 - fixed names
INSERT = f"INSERT INTO {TABLE} ({_LIST}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - fixed names
READ = _SELECT + "AND seq > ? AND seq <= ? ORDER BY seq"
READ_SUBJECT = _SELECT + "AND subject = ? ORDER BY seq"
# As FIND, but without naming 22 columns for the answer that nearly every command gets: none.
KNOWN = f"SELECT 1 FROM {TABLE} WHERE study = ? AND command = ? LIMIT 1"  # noqa: S608 - fixed names
FIND = _SELECT + "AND command = ? ORDER BY part"
HEAD = f"SELECT seq, hash FROM {TABLE} WHERE study = ? ORDER BY seq DESC LIMIT 1"  # noqa: S608 - fixed names
VERSION = f"SELECT coalesce(max(version), 0) FROM {TABLE} WHERE study = ? AND stream = ?"  # noqa: S608 - fixed names
# Writes nothing, and is refused wherever something would be.
ASK = f"INSERT INTO {TABLE} ({_LIST}) SELECT {_LIST} FROM {TABLE} WHERE 1 = 0 RETURNING seq"  # noqa: S608 - fixed names
HOME = f"SELECT number FROM {FORMAT_TABLE} WHERE name = 'home'"  # noqa: S608 - fixed names
SETTLE = f"INSERT INTO {FORMAT_TABLE} VALUES ('home', ?) ON CONFLICT DO NOTHING RETURNING number"  # noqa: S608 - fixed names
# Steps from one study to the next along the index: no scan over all facts.
STUDIES = f"""
WITH RECURSIVE known(study) AS (
  SELECT min(study) FROM {TABLE}
  UNION ALL
  SELECT (SELECT min(study) FROM {TABLE} WHERE study > known.study) FROM known WHERE known.study IS NOT NULL
)
SELECT study FROM known WHERE study IS NOT NULL ORDER BY study"""  # noqa: S608 - fixed names


class Engine(Protocol[C]):
    """What a database does in its own way."""

    def connect(self) -> C:
        """A connection on which each statement stands alone until `begin`; StoreFault if there is none."""
        ...

    def rows(self, connection: C, statement: str, values: Values) -> Generator[Record]:
        """The records of a statement, streamed; outside a transaction as of its first step."""
        ...

    def has(self, connection: C, statement: str, values: Values) -> bool:
        """Whether a statement has any record."""
        ...

    def insert(self, connection: C, rows: Sequence[Row]) -> None:
        """Inserts facts within the open transaction."""
        ...

    def begin(self, connection: C, study: str) -> None:
        """Opens a transaction that alone may append to the study's chain."""
        ...

    def commit(self, connection: C) -> None:
        """Makes the transaction durable before it returns."""
        ...

    def rollback(self, connection: C) -> None:
        """Drops the transaction; never raises."""
        ...

    @property
    def explained(self) -> AbstractContextManager[None]:
        """A block in which the driver's exceptions become StoreFaults."""
        ...

    def is_stale(self, connection: C) -> bool:
        """Whether an idle connection has lost its server."""
        ...


class SqlStore(Generic[C]):
    """A Store in SQLite or PostgreSQL; safe for threads and processes."""

    def __init__(self, engine: Engine[C]) -> None:
        self._engine = engine
        self._connections = Connections(engine.connect)
        self._known: dict[str, tuple[str, _Versions[C], set[str] | None]] = {}

    def studies(self) -> tuple[str, ...]:
        """The studies that have facts."""
        return tuple(str(study) for (study,) in self._all(STUDIES, ()))

    def head(self, study: str) -> Head:
        """The committed end of a study's chain."""
        for seq, own in self._all(HEAD, (study,)):
            return Head(seq, own)
        return empty(study)

    def read(self, study: str, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The committed facts with `after` < `seq` <= `until`, streamed as of the first step."""
        return self._streamed(READ, (study, after, _NO_END if until is None else until))

    def read_subject(self, study: str, subject: str) -> Iterator[Row]:
        """The committed facts of one participant."""
        return self._streamed(READ_SUBJECT, (study, subject))

    def find(self, study: str, key: str) -> tuple[Row, ...]:
        """The committed facts of a command."""
        return tuple(self._streamed(FIND, (study, key)))

    @contextmanager
    def writing(self, study: str) -> Iterator[Writing]:
        """Holds the writer's place; commits at the end of the block."""
        with self._lent() as connection:
            with self._engine.explained:
                self._engine.begin(connection, study)
            try:
                with self._engine.explained:
                    block = _SqlWriting(self._engine, connection, study, self._known.pop(study, None))
                yield block
                with self._engine.explained:
                    block.flush()
                    self._engine.commit(connection)
            except BaseException:
                self._engine.rollback(connection)
                raise
            self._known[study] = block.head.hash, block.versions.detached(), block.keys

    def ask_to_write(self) -> None:
        """Nothing, where facts can be stored; otherwise StoreFault, without storing one."""
        self._all(ASK, ())

    def home(self) -> int | None:
        """The number of the home folder that belongs to this ledger; None before one did."""
        return next((int(number) for (number,) in self._all(HOME, ())), None)

    def settle(self, number: int) -> None:
        """Notes the home folder that belongs to this ledger, unless there is one."""
        self._all(SETTLE, (number,))

    def close(self) -> None:
        """Lets go of every connection."""
        self._connections.close()

    @contextmanager
    def _lent(self) -> Iterator[C]:
        """A connection whose server is there: after a restart of the server the idle ones are all dropped at once."""
        with self._connections.lent() as connection:
            if not self._engine.is_stale(connection):
                yield connection
                return
            connection.close()
        self._connections.forget_idle()
        with self._connections.lent() as connection:
            yield connection

    def _streamed(self, statement: str, values: Values) -> Iterator[Row]:
        with (
            self._lent() as connection,
            self._engine.explained,
            closing(self._engine.rows(connection, statement, values)) as records,
        ):
            yield from map(Row._make, records)

    def _all(self, statement: str, values: Values) -> list[Record]:
        with self._lent() as connection, self._engine.explained:
            return list(self._engine.rows(connection, statement, values))


class _Versions(dict[str, int], Generic[C]):
    """The last version of each stream, asked for once. It stays true as long as the chain's head does."""

    def __init__(self, study: str) -> None:
        super().__init__()
        self._study = study
        self._from: tuple[Engine[C], C] | None = None

    def attached(self, engine: Engine[C], connection: C) -> _Versions[C]:
        self._from = engine, connection
        return self

    def detached(self) -> _Versions[C]:
        self._from = None
        return self

    def __missing__(self, stream: str) -> int:
        assert self._from is not None, "versions are asked for only inside a writing block"
        engine, connection = self._from
        with engine.explained:
            ((last,),) = engine.rows(connection, VERSION, (self._study, stream))
        self[stream] = last
        return int(last)


class _SqlWriting(Writing, Generic[C]):
    """A chain under its lock. Facts wait in memory and go to the database in batches."""

    def __init__(
        self,
        engine: Engine[C],
        connection: C,
        study: str,
        known: tuple[str, _Versions[C], set[str] | None] | None,
    ) -> None:
        self._engine, self._connection = engine, connection
        head = empty(study)
        for seq, own in engine.rows(connection, HEAD, (study,)):
            head = Head(seq, own)
        super().__init__(study, head)
        holds = known is not None and known[0] == head.hash
        self.versions: _Versions[C] = known[1] if known is not None and holds else _Versions(study)
        self.keys: set[str] | None = set() if head.seq == 0 else None
        """Every key of the chain, where it grew from its first fact under this very store; None where nobody has them all."""
        if known is not None and holds:
            self.keys = known[2]
        self.versions.attached(engine, connection)
        self._waiting: list[Row] = []
        self._by_key: dict[str, tuple[Row, ...]] = {}
        self._unknown = ""

    def read(self, after: int = 0) -> Iterator[Row]:
        if after >= self.head.seq:  # who has the whole chain need not ask for what follows
            return
        with self._engine.explained:
            self.flush()
            with closing(self._engine.rows(self._connection, READ, (self.study, after, _NO_END))) as records:
                yield from map(Row._make, records)

    def find(self, key: str) -> tuple[Row, ...]:
        if key in self._by_key:
            return self._by_key[key]
        if key == self._unknown:  # asked a moment ago; under the lock nobody else can have stored it since
            return ()
        if self.keys is not None and key not in self.keys:
            return ()
        with self._engine.explained:
            if not self._engine.has(self._connection, KNOWN, (self.study, key)):
                self._unknown = key
                return ()
            return tuple(map(Row._make, self._engine.rows(self._connection, FIND, (self.study, key))))

    def flush(self) -> None:
        """Sends the waiting facts to the database, still within the transaction."""
        if self._waiting:
            self._engine.insert(self._connection, self._waiting)
            self._waiting.clear()
            self._by_key.clear()  # the database finds them from now on

    def _versions(self) -> Mapping[str, int]:
        return self.versions

    def _keep(self, rows: tuple[Row, ...]) -> None:
        self._by_key[rows[0].command] = rows
        self._unknown = ""
        if self.keys is not None:
            self.keys.add(rows[0].command)
            self.keys = self.keys if len(self.keys) < _KEYS else None
        for row in rows:
            self.versions[row.stream] = row.version
        self._waiting.extend(rows)
        if len(self._waiting) >= _BATCH:
            with self._engine.explained:
                self.flush()
