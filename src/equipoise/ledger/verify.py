"""Verification: is this chain whole, and if not, which fact is the first bad one, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from equipoise.ledger.chain import empty
from equipoise.ledger.faults import LedgerFault
from equipoise.ledger.row import Head, Row
from equipoise.values.text import Text

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
        for row in rows:
            why = walk.taken(row)
            if why is not None:
                break
    except LedgerFault as fault:
        why = fault.text
    return walk.finding(why)


class _Walk:
    """A walk along one chain: what the next fact has to continue."""

    def __init__(self, study: str, watched: frozenset[int]) -> None:
        self._head = empty(study)
        self._study, self._watched = study, watched
        self._seq, self._hash = 0, self._head.hash
        self._versions: dict[str, int] = {}
        self._keys: set[str] = set()
        self._part = -1
        self._shared: tuple[object, ...] = ()
        self._recorded = ""
        self._clock_back = 0
        self._seen: dict[int, str] = {}
        self._encode = msgspec.json.Encoder().encode

    def finding(self, why: Text | None) -> Verification:
        """What the walk found so far."""
        return Verification(
            self._study,
            Head(self._seq, self._hash),
            bad=0 if why is None else self._seq + 1,
            why=why,
            clock_back=self._clock_back,
            seen=self._seen,
        )

    def taken(self, row: Row) -> Text | None:
        """Takes the next fact, or says why it cannot stand here."""
        try:
            return self._step(row)
        except TypeError:
            return OTHER_TYPE.format(at=self._seq + 1)

    def _step(self, row: Row) -> Text | None:
        # One flat function: it runs for every fact of every ledger at each start.
        (
            seq, study, stream, version, _, _, _, _, _, recorded, received, protocol, actor, role, site, _, cause,
            command, part, digest, previous, own,
        ) = row  # fmt: skip
        at = self._seq + 1
        if at == 1 and not self._study:
            self._begin(study)
        if sha256(b"\x00" + self._encode(row[:-1])).hexdigest() != own or seq != at or previous != self._hash:
            return self._broken(row, at)
        if study != self._study:
            return OTHER_STUDY.format(at=at, found=study, study=self._study)
        expected = self._versions.get(stream, 0) + 1
        if version != expected:
            return VERSION.format(at=at, found=version, stream=stream, expected=expected)
        shared = (command, digest, recorded, received, protocol, actor, role, site)
        if part:
            if part != self._part + 1 or command != self._shared[0]:
                return PART.format(at=at, found=part, command=command)
            if shared != self._shared:
                return TWO_HEADS.format(at=at, command=command)
        elif command in self._keys:
            return KEY_TWICE.format(at=at, command=command)
        else:
            self._keys.add(command)
            self._shared = shared
        if not 0 <= cause < seq:
            return CAUSE.format(at=at, found=cause)
        if recorded < self._recorded and not self._clock_back:
            self._clock_back = at
        if at in self._watched:
            self._seen[at] = own
        self._versions[stream] = version
        self._part, self._recorded, self._seq, self._hash = part, recorded, at, own
        return None

    def _begin(self, study: str) -> None:
        self._study = str(study)
        self._hash = empty(self._study).hash

    def _broken(self, row: Row, at: int) -> Text:
        """Which link is broken: the place, the content or the tie to the fact before."""
        if row.seq != at and isinstance(row.seq, int):
            return (REPEATED if row.seq < at else MISSING).format(at=at, found=row.seq)
        if sha256(b"\x00" + self._encode(row[:-1])).hexdigest() != row.hash:
            return CHANGED.format(at=at)
        if at == 1:
            return NO_BEGINNING.format(study=self._study)
        return BROKEN.format(at=at, before=at - 1)
