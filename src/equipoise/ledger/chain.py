"""The hash chain: how a fact is bound to all facts before it. The format is published in docs/reference/ledger.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from equipoise.ledger.codec import LARGEST
from equipoise.ledger.faults import Unstorable
from equipoise.ledger.row import Draft, Envelope, Head, Row

FORMAT = 1
"""Number of the published ledger format; it is part of every chain's first hash."""

_DOMAIN = "equipoise/ledger/1/"
_LEAF = b"\x00"
_encode = msgspec.json.Encoder().encode

_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z"
_RECORDED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_RECEIVED = re.compile(_MOMENT)
_HAPPENED = re.compile(rf"\d{{4}}(?:-\d\d(?:-\d\d)?)?|{_MOMENT}")


def genesis(study: str) -> str:
    """What the first fact of a study names as its previous hash: no two studies or formats share a chain."""
    return sha256((_DOMAIN + study).encode()).hexdigest()


def empty(study: str) -> Head:
    """The head of a chain without facts."""
    return Head(0, genesis(study))


def hash_of(columns: Sequence[object]) -> str:
    """The hash of a fact from all its columns but `hash`: SHA-256 over byte 0x00 and their JSON array."""
    return sha256(_LEAF + _encode(columns)).hexdigest()


def link(
    study: str, head: Head, versions: Mapping[str, int], command: Envelope, drafts: Sequence[Draft]
) -> tuple[Row, ...]:
    """The facts of one command as rows that continue the chain at `head`. Unstorable if any breaks the format.

    `versions` gives the last version of each stream, 0 for a new one.
    """
    flaws = _command_flaws(command)
    rows: list[Row] = []
    last: dict[str, int] = {}
    seq, previous = head.seq, head.hash
    for part, draft in enumerate(drafts):
        seq += 1
        stream = draft.stream
        version = last[stream] = (last[stream] if stream in last else versions[stream]) + 1
        columns = (
            seq, study, stream, version, draft.kind, draft.schema, draft.body, draft.subject, draft.happened,
            command.recorded, command.received, command.protocol, command.actor, command.role, command.site,
            draft.reason, draft.cause, command.key, part, command.digest, previous,
        )  # fmt: skip
        flaws += _draft_flaws(draft, seq)
        if flaws:
            continue
        try:
            previous = hash_of(columns)
        except UnicodeEncodeError:
            flaws.append(f"{draft.kind}: half a surrogate pair is not text")
        rows.append(Row._make((*columns, previous)))
    if flaws:
        raise Unstorable(flaws)
    return tuple(rows)


def _command_flaws(command: Envelope) -> list[str]:
    flaws = []
    if "\0" in "".join((command.key, command.digest, command.actor, command.role, command.site, command.protocol)):
        flaws.append("NUL is not text")
    if not command.key or not command.digest:
        flaws.append("a command needs its key and its digest")
    if _RECORDED.fullmatch(command.recorded) is None:
        flaws.append(f"recorded {command.recorded!r} is not UTC with microseconds")
    if command.received and _RECEIVED.fullmatch(command.received) is None:
        flaws.append(f"received {command.received!r} is not a UTC moment")
    return flaws


def _draft_flaws(draft: Draft, seq: int) -> list[str]:
    flaws = []
    if "\0" in "".join((draft.stream, draft.kind, draft.body, draft.subject, draft.reason)):
        flaws.append(f"{draft.kind}: NUL is not text")
    if not draft.stream or not draft.kind:
        flaws.append("a fact needs its stream and its kind")
    if draft.body[:1] != "{" or draft.body[-1:] != "}":
        flaws.append(f"{draft.kind}: the body is not a JSON object")
    if not 1 <= draft.schema <= LARGEST:
        flaws.append(f"{draft.kind}: schema {draft.schema} is not a positive number")
    if not 0 <= draft.cause < seq:
        flaws.append(f"{draft.kind}: cause {draft.cause} is not an earlier fact")
    if draft.happened and _HAPPENED.fullmatch(draft.happened) is None:
        flaws.append(f"{draft.kind}: happened {draft.happened!r} is neither a date nor a UTC moment")
    return flaws
