"""Verification: is this chain whole, and if not, which fact is the first bad one, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain

import msgspec

from equipoise.ledger.chain import empty, hash_of
from equipoise.ledger.faults import LedgerFault, StoreFault
from equipoise.ledger.row import Head, Row
from equipoise.values.text import Text

_encode = msgspec.json.Encoder().encode

MISSING = Text(
    "Fact {at} is missing: fact {found} stands in its place.",
    "第 {at} 条事实缺失：此处为第 {found} 条。",
)
REPEATED = Text(
    "Where fact {at} belongs, fact {found} stands a second time.",
    "第 {at} 条事实的位置上重复出现第 {found} 条。",
)
OTHER_STUDY = Text(
    "Fact {at} names study {found}; this is the ledger of {study}.",
    "第 {at} 条事实属于研究 {found}；本账本属于 {study}。",
)
CHANGED = Text(
    "Fact {at} was changed after it was stored: its columns no longer give its hash.",
    "第 {at} 条事实在保存后被改动：各列内容与其哈希值不符。",
)
BROKEN = Text(
    "Fact {at} does not continue the chain: it names another previous hash than that of fact {before}.",
    "第 {at} 条事实未与上一条相接：所记上一哈希值与第 {before} 条的不同。",
)
NO_BEGINNING = Text(
    "Fact 1 does not begin the chain of study {study}: its previous hash is not the one that the format prescribes.",
    "第 1 条事实不是研究 {study} 账本的起点：所记上一哈希值与格式规定不符。",
)
VERSION = Text(
    "Fact {at} has version {found} of stream {stream}; version {expected} comes next.",
    "第 {at} 条事实为数据流 {stream} 的第 {found} 版；应为第 {expected} 版。",
)
PART = Text(
    "Fact {at} is part {found} of command {command}; the parts of a command follow one another from 0.",
    "第 {at} 条事实为命令 {command} 的第 {found} 部分；同一命令的各部分应从 0 起依次排列。",
)
TWO_HEADS = Text(
    "Fact {at} belongs to command {command} but differs from the command's first fact in who, when or under what.",
    "第 {at} 条事实属于命令 {command}，但操作人、时间或方案版本与该命令的首条事实不一致。",
)
KEY_TWICE = Text(
    "Fact {at} carries the key {command}, which an earlier command used.",
    "第 {at} 条事实使用的键 {command} 已被先前的命令使用。",
)
OTHER_TYPE = Text(
    "Fact {at} holds a value of another type than its column.",
    "第 {at} 条事实中有值的类型与其列不符。",
)
UNREADABLE = Text("Fact {at} cannot be read. {en}", "第 {at} 条事实无法读取。{zh}")
CAUSE = Text(
    "Fact {at} names fact {found} as its cause; a cause comes earlier.",
    "第 {at} 条事实以第 {found} 条为起因；起因应在其之前。",
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a chain found. `head` and `count` are those of the sound beginning, up to the first bad fact."""

    study: str
    head: Head
    bad: int = 0
    """`seq` of the first bad fact; 0 if there is none."""
    why: Text | None = None
    clock_back: int = 0
    """First fact recorded earlier than the fact before it (the server's clock stepped back); 0 if none. No fault."""
    seen: Mapping[int, str] = field(default_factory=dict)
    """The hashes of the watched facts, for a comparison with checkpoints."""

    @property
    def ok(self) -> bool:
        """Whether the whole chain is sound."""
        return self.why is None

    @property
    def count(self) -> int:
        """How many facts are sound."""
        return self.head.seq


def verify(rows: Iterable[Row], study: str = "", watched: Collection[int] = ()) -> Verification:
    """Walks a chain from its first fact and stops at the first bad one.

    Without `study` the first fact says whose ledger it is. A fault of the store or the file while reading counts as a
    finding at the fact that could not be read. `watched` names facts whose hashes to keep.
    """
    walk = _Walk(study, frozenset(watched))
    why: Text | None = None
    try:
        why = walk.through(rows)
    except StoreFault as fault:
        why = UNREADABLE.format(at=walk.head.seq + 1, en=fault.text.en, zh=fault.text.zh)
    except LedgerFault as fault:
        why = fault.text
    except TypeError:
        why = OTHER_TYPE.format(at=walk.head.seq + 1)
    return Verification(walk.study, walk.head, 0 if why is None else walk.head.seq + 1, why, walk.clock_back, walk.seen)


class _Walk:
    """A walk along one chain: how far it is sound, and what it saw on the way."""

    def __init__(self, study: str, watched: frozenset[int]) -> None:
        self.study, self.head = study, empty(study)
        self.clock_back = 0
        self.seen: dict[int, str] = {}
        self._watched = watched
        self._versions: dict[str, int] = {}
        self._keys: set[str] = set()

    def through(self, rows: Iterable[Row]) -> Text | None:
        """Goes to the end, or to the first fact that cannot stand where it stands, and says why it cannot.

        One flat loop of cheap comparisons, because it runs for every fact at each start; the words are found elsewhere.
        """
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return None
        if not self.study:
            self.study, self.head = first.study, empty(first.study)
        encode, versions, keys, watched, whose = _encode, self._versions, self._keys, self._watched, self.study
        at, head, before, latest = self.head.seq, self.head.hash, -1, ""
        try:
            for row in chain((first,), rows):
                (
                    seq, study, stream, version, _, _, _, _, _, recorded, _, _, _, _, _, _, cause,
                    command, part, _, previous, own,
                ) = row  # fmt: skip
                if (
                    sha256(b"\x00" + encode(row[:-1])).hexdigest() != own
                    or previous != head
                    or seq != at + 1
                    or version != versions.get(stream, 0) + 1
                    or not 0 <= cause < seq
                    or study != whose
                    or (part != before + 1 or shared(row) != shared(first) if part else command in keys)
                ):
                    return self._explained(row, at, head, before, first)
                if not part:
                    keys.add(command)
                    first = row
                if recorded < latest and not self.clock_back:
                    self.clock_back = seq
                if seq in watched:
                    self.seen[seq] = own
                versions[stream] = version
                at, head, before, latest = seq, own, part, recorded
        finally:
            self.head = Head(at, head)
        return None

    def _explained(self, row: Row, last: int, head: str, before: int, first: Row) -> Text:
        """Why a row cannot follow fact `last`: its place, its content, its tie to the fact before, or its numbers."""
        at = last + 1
        if row.seq != at:
            return (REPEATED if row.seq < at else MISSING).format(at=at, found=row.seq)
        if hash_of(row[:-1]) != row.hash:
            return CHANGED.format(at=at)
        if row.study != self.study:
            return OTHER_STUDY.format(at=at, found=row.study, study=self.study)
        if row.previous != head:
            return BROKEN.format(at=at, before=last) if last else NO_BEGINNING.format(study=self.study)
        expected = self._versions.get(row.stream, 0) + 1
        if row.version != expected:
            return VERSION.format(at=at, found=row.version, stream=row.stream, expected=expected)
        if not 0 <= row.cause < row.seq:
            return CAUSE.format(at=at, found=row.cause)
        if not row.part:
            return KEY_TWICE.format(at=at, command=row.command)
        if row.part != before + 1 or row.command != first.command:
            return PART.format(at=at, found=row.part, command=row.command)
        return TWO_HEADS.format(at=at, command=row.command)


def shared(row: Row) -> tuple[object, ...]:
    """What all facts of one command have in common."""
    return row[9:15], row.command, row.digest
