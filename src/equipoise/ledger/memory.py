"""A store that lives as long as the process: for rules, rehearsals and tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock, get_ident

from equipoise.ledger.chain import empty
from equipoise.ledger.row import Head, Row
from equipoise.ledger.store import Writing


class _Chain:
    """The committed facts of one study, with the two ways into them."""

    def __init__(self, study: str) -> None:
        self.head = empty(study)
        self.rows: list[Row] = []
        self.versions: dict[str, int] = defaultdict(int)
        self.by_key: dict[str, tuple[Row, ...]] = {}
        self.by_subject: dict[str, list[Row]] = defaultdict(list)
        self.lock = Lock()
        self.holder = 0

    def commit(self, commands: dict[str, tuple[Row, ...]]) -> None:
        for key, rows in commands.items():
            self.by_key[key] = rows
            for row in rows:
                self.rows.append(row)
                self.versions[row.stream] = row.version
                self.by_subject[row.subject].append(row)
        if self.rows:
            self.head = Head(self.rows[-1].seq, self.rows[-1].hash)


class _MemoryWriting(Writing):
    def __init__(self, study: str, chain: _Chain) -> None:
        super().__init__(study, chain.head)
        self._chain = chain
        self._new_versions: dict[str, int] = _Versions(chain.versions)
        self.commands: dict[str, tuple[Row, ...]] = {}

    def read(self, after: int = 0) -> Iterator[Row]:
        yield from self._chain.rows[after:]
        for rows in self.commands.values():
            yield from (row for row in rows if row.seq > after)

    def find(self, key: str) -> tuple[Row, ...]:
        return self.commands.get(key) or self._chain.by_key.get(key, ())

    def _versions(self) -> Mapping[str, int]:
        return self._new_versions

    def _keep(self, rows: tuple[Row, ...]) -> None:
        self.commands[rows[0].command] = rows
        for row in rows:
            self._new_versions[row.stream] = row.version


class _Versions(dict[str, int]):
    """The versions of this block's streams; those of others come from the committed chain."""

    def __init__(self, committed: Mapping[str, int]) -> None:
        super().__init__()
        self._committed = committed

    def __missing__(self, stream: str) -> int:
        return self._committed.get(stream, 0)


class MemoryStore:
    """A Store without a disk; safe for threads, gone with the process."""

    def __init__(self) -> None:
        self._chains: dict[str, _Chain] = {}
        self._lock = Lock()

    def studies(self) -> tuple[str, ...]:
        """The studies that have facts."""
        return tuple(sorted(study for study, chain in self._chains.items() if chain.rows))

    def head(self, study: str) -> Head:
        """The committed end of a study's chain."""
        return self._chain(study).head

    def read(self, study: str, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The committed facts with `after` < `seq` <= `until`."""
        chain = self._chain(study)
        end = chain.head.seq if until is None else min(until, chain.head.seq)
        yield from chain.rows[after:end]

    def read_subject(self, study: str, subject: str) -> Iterator[Row]:
        """The committed facts of one participant."""
        yield from tuple(self._chain(study).by_subject.get(subject, ()))

    def find(self, study: str, key: str) -> tuple[Row, ...]:
        """The committed facts of a command."""
        return self._chain(study).by_key.get(key, ())

    @contextmanager
    def writing(self, study: str) -> Iterator[Writing]:
        """Holds the writer's place; commits at the end of the block."""
        chain = self._chain(study)
        if chain.holder == get_ident():
            raise RuntimeError("writing blocks of one study do not nest")
        with chain.lock:
            chain.holder = get_ident()
            try:
                block = _MemoryWriting(study, chain)
                yield block
                chain.commit(block.commands)
            finally:
                chain.holder = 0

    def close(self) -> None:
        """Nothing to let go of."""

    def _chain(self, study: str) -> _Chain:
        with self._lock:
            return self._chains.setdefault(study, _Chain(study))
