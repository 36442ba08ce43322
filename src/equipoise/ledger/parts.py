"""Verification in parts: stretches of one chain are walked side by side, then joined.

A join says only that all is well. Whatever is not is found by `verify`, which walks from the first fact and has the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

import msgspec

from equipoise.ledger.chain import empty
from equipoise.ledger.faults import LedgerFault
from equipoise.ledger.row import Head, Row
from equipoise.ledger.verify import Verification, shared

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a chain that is sound in itself, and what a neighbour has to agree with.

    `versions` are the first and last version of each stream, `keys` those of the commands that begin here.
    """

    first: Row
    last: Row
    versions: Mapping[str, tuple[int, int]]
    keys: frozenset[str]
    clock_back: int
    seen: Mapping[int, str]


def walk_part(rows: Iterable[Row], watched: Collection[int] = ()) -> Part | None:
    """A stretch of rows, None if it holds no row or one that cannot stand where it stands."""
    try:
        return _walk(iter(rows), frozenset(watched))
    except (LedgerFault, TypeError):
        return None


def _walk(rows: Iterator[Row], watched: frozenset[int]) -> Part | None:
    first = next(rows, None)
    if first is None:
        return None
    versions: dict[str, tuple[int, int]] = {}
    keys, seen = {first.command} if first.part else set[str](), dict[int, str]()
    at, head, before, latest, whose, clock_back, row = (
        first.seq - 1,
        first.previous,
        first.part - 1,
        "",
        first.study,
        0,
        first,
    )
    began = first
    for row in chain((first,), rows):
        (
            seq, study, stream, version, _, _, _, _, _, recorded, _, _, _, _, _, _, cause,
            command, part, _, previous, own,
        ) = row  # fmt: skip
        known = versions.get(stream)
        if (
            sha256(b"\x00" + _encode(row[:-1])).hexdigest() != own
            or previous != head
            or seq != at + 1
            or (known is not None and version != known[1] + 1)
            or not 0 <= cause < seq
            or study != whose
            or (part != before + 1 or shared(row) != shared(began) if part else command in keys)
        ):
            return None
        if not part:
            keys.add(command)
            began = row
        if recorded < latest and not clock_back:
            clock_back = seq
        if seq in watched:
            seen[seq] = own
        versions[stream] = (known[0] if known is not None else version, version)
        at, head, before, latest = seq, own, part, recorded
    own_keys = keys - {first.command} if first.part else keys
    return Part(first, row, versions, frozenset(own_keys), clock_back, seen)


def join(parts: Sequence[Part | None], study: str = "") -> Verification | None:
    """What verifying the whole chain finds where all is well; None where it is not, or where there is nothing."""
    if not parts or parts[0] is None:
        return None
    study = study or parts[0].first.study
    versions: dict[str, int] = {}
    keys: set[str] = set()
    seen: dict[int, str] = {}
    clock_back, last = 0, None
    for part in parts:
        if part is None or not _follows(part, last, study) or not keys.isdisjoint(part.keys):
            return None
        if any(first != versions.get(stream, 0) + 1 for stream, (first, _) in part.versions.items()):
            return None
        back = last is not None and part.first.recorded < last.recorded
        clock_back = clock_back or (part.first.seq if back else part.clock_back)
        versions |= {stream: newest for stream, (_, newest) in part.versions.items()}
        keys |= part.keys
        seen |= part.seen
        last = part.last
    assert last is not None
    return Verification(study, Head(last.seq, last.hash), clock_back=clock_back, seen=seen)


def _follows(part: Part, last: Row | None, study: str) -> bool:
    """Whether a stretch goes on where the one before it ended."""
    first = part.first
    if first.study != study:
        return False
    if last is None:
        return first.seq == 1 and first.previous == empty(study).hash and not first.part
    if first.seq != last.seq + 1 or first.previous != last.hash:
        return False
    return not first.part or (first.part == last.part + 1 and shared(first) == shared(last))
