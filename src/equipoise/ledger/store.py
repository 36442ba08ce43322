"""Where facts are kept: the contract that every store fulfils (tests/conformance/test_store.py)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from equipoise.ledger.chain import link
from equipoise.ledger.faults import KeyReused
from equipoise.ledger.row import Draft, Envelope, Head, Row


class Store(Protocol):
    """Append-only chains of facts, one for each study; any number of readers, one writer a chain at a time."""

    def studies(self) -> tuple[str, ...]:
        """The studies that have facts, in alphabetical order."""
        ...

    def head(self, study: str) -> Head:
        """The committed end of a study's chain; `seq` 0 and the first previous hash if it has no facts."""
        ...

    def read(self, study: str, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The committed facts with `after` < `seq` <= `until` in order, as of the call's first step, streamed."""
        ...

    def read_subject(self, study: str, subject: str) -> Iterator[Row]:
        """The committed facts of one participant in order; with an empty subject those of the whole study."""
        ...

    def find(self, study: str, key: str) -> tuple[Row, ...]:
        """The committed facts of a command by its idempotency key; none if it was never stored."""
        ...

    def writing(self, study: str) -> AbstractContextManager[Writing]:
        """Holds the one writer's place at a study's chain. Commits when the block ends well, else stores nothing.

        Blocks of one study do not nest. StoreFault if the place is not free in time or the commit fails.
        """
        ...

    def close(self) -> None:
        """Lets go of every connection; the store cannot be used afterwards."""
        ...


class Writing(ABC):
    """The chain while a writer holds it. What it appends is stored only when the `writing` block has ended well."""

    def __init__(self, study: str, head: Head) -> None:
        self.study = study
        self.head = head
        """The end of the chain, own appended facts included."""

    @abstractmethod
    def read(self, after: int = 0) -> Iterator[Row]:
        """The facts behind `after`, own appended ones included; read it to its end before the next append."""

    @abstractmethod
    def find(self, key: str) -> tuple[Row, ...]:
        """The facts of a command by its key, own appended ones included."""

    def append(self, command: Envelope, drafts: Sequence[Draft]) -> tuple[Row, ...]:
        """Appends the facts of a command and returns them as stored.

        A key that is known with the same digest returns what it stored then and appends nothing; with another digest it
        raises KeyReused. Unstorable if a draft breaks the format. No drafts, no facts: nothing is remembered.
        """
        known = self.find(command.key)
        if known:
            if known[0].digest != command.digest:
                raise KeyReused(command.key)
            return known
        if not drafts:
            return ()
        rows = link(self.study, self.head, self._versions(), command, drafts)
        self._keep(rows)
        self.head = Head(rows[-1].seq, rows[-1].hash)
        return rows

    @abstractmethod
    def _versions(self) -> Mapping[str, int]:
        """The last version of every stream, 0 for one that is new."""

    @abstractmethod
    def _keep(self, rows: tuple[Row, ...]) -> None:
        """Takes new rows, to be committed at the end of the block."""
