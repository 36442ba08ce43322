"""A rehearsal that was cut short goes on: played again from its first morning, what it did before is compared and not stored twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from equipoise.ledger.chain import empty
from equipoise.ledger.row import Draft, Envelope, Head, Row
from equipoise.ledger.store import Store, Writing
from equipoise.simulation.rehearsal.run import NotEmpty


class GoingOn:
    """A store that shows a study's chain as far as it was played again, from nothing on.

    The same seed gives the same facts, so a fact that differs from the stored one is of another rehearsal, or of no rehearsal at
    all: NotEmpty, and nothing was changed.
    """

    def __init__(self, store: Store, study: str) -> None:
        self._store, self._study = store, study
        self._stored = store.head(study).seq
        self._played = empty(study)
        self._versions: dict[str, int] = defaultdict(int)

    def studies(self) -> tuple[str, ...]:
        """The studies that have facts."""
        return self._store.studies()

    def head(self, study: str) -> Head:
        """The end of what was played again, or stored since."""
        return self._played

    def read(self, study: str, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The facts that were played again, or stored since."""
        end = self._played.seq if until is None else min(until, self._played.seq)
        return self._store.read(study, after, end) if after < end else iter(())

    def read_subject(self, study: str, subject: str) -> Iterator[Row]:
        """Those of one participant."""
        return (row for row in self._store.read_subject(study, subject) if row.seq <= self._played.seq)

    def find(self, study: str, key: str) -> tuple[Row, ...]:
        """Those of one command."""
        return tuple(row for row in self._store.find(study, key) if row.seq <= self._played.seq)

    @contextmanager
    def writing(self, study: str) -> Iterator[Writing]:
        """Holds the writer's place, as the store does."""
        with self._store.writing(study) as writing:
            block = _Compared(writing, self._played, self._stored, self._versions)
            yield block
        self._played = block.head

    def close(self) -> None:
        """Lets go of the store."""
        self._store.close()


class _Compared(Writing):
    """A chain that is stored up to a fact: before it what is appended must be what stands there, behind it it is stored."""

    def __init__(self, writing: Writing, played: Head, stored: int, versions: dict[str, int]) -> None:
        super().__init__(writing.study, played)
        self._writing, self._stored, self._last = writing, stored, versions

    def read(self, after: int = 0) -> Iterator[Row]:
        for row in self._writing.read(after) if after < self.head.seq else ():
            if row.seq <= self.head.seq:
                yield row

    def find(self, key: str) -> tuple[Row, ...]:
        return tuple(row for row in self._writing.find(key) if row.seq <= self.head.seq)

    def append(self, command: Envelope, drafts: Sequence[Draft]) -> tuple[Row, ...]:
        if self.head.seq < self._stored:
            return super().append(command, drafts)
        rows = self._writing.append(command, drafts)
        self.head = self._writing.head
        return rows

    def _versions(self) -> Mapping[str, int]:
        return self._last

    def _keep(self, rows: tuple[Row, ...]) -> None:
        if self._writing.find(rows[0].command) != rows:
            raise NotEmpty
        for row in rows:
            self._last[row.stream] = row.version
