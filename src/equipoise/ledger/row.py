"""What goes into the ledger and what comes out of it: drafts and a command go in, rows come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Draft(NamedTuple):
    """What a decision wants appended. The store gives it its place in the chain."""

    stream: str
    kind: str
    schema: int
    body: str
    """Canonical JSON text of one object (`codec.canonical`)."""
    subject: str = ""
    """The participant, or nothing for a fact of the whole study."""
    happened: str = ""
    """ISO partial date, date, or UTC moment that ends in Z."""
    reason: str = ""
    cause: int = 0
    """The `seq` of the fact that led to this one; 0 if none did."""


class Envelope(NamedTuple):
    """Who asked, when, and under which protocol: what all facts of one command share."""

    key: str
    """Idempotency key, made by the client: the same key never stores twice."""
    digest: str
    """SHA-256 of the canonical command: the same key with another digest is refused."""
    actor: str
    role: str
    site: str
    recorded: str
    """The server's clock: UTC with microseconds, ends in Z."""
    protocol: str
    """Version of the study file in force."""
    received: str = ""
    """When it reached us, if that was late."""


class Row(NamedTuple):
    """One stored fact: all columns, in the published order (docs/reference/ledger.md)."""

    seq: int
    study: str
    stream: str
    version: int
    kind: str
    schema: int
    body: str
    subject: str
    happened: str
    recorded: str
    received: str
    protocol: str
    actor: str
    role: str
    site: str
    reason: str
    cause: int
    command: str
    part: int
    digest: str
    previous: str
    hash: str


COLUMNS: tuple[str, ...] = Row._fields
NUMBERS: frozenset[str] = frozenset({"seq", "version", "schema", "cause", "part"})


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: its last `seq` (0 if it is empty) and that fact's hash."""

    seq: int
    hash: str
