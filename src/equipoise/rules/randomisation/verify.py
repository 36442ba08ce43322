"""Recomputing a finished list: whoever has the facts, the study file and the revealed key can repeat every allocation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from equipoise.facts import Fact
from equipoise.facts.randomisation import AllocationKeyCommitted, AllocationKeyRevealed, Randomised
from equipoise.protocol.model import Study
from equipoise.rules.randomisation.allocate import before
from equipoise.rules.randomisation.open_list import Allocation, OpenList
from equipoise.rules.randomisation.scheme import commitment, scheme_hash
from equipoise.values.text import Text, same


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree: the fact that it stands on, its place on the list (0: the list itself), and what."""

    seq: int
    sequence: int
    code: str
    says: Text


def verify(
    study: Study,
    committed: Fact[AllocationKeyCommitted],
    randomised: Sequence[Fact[Randomised]],
    key: bytes,
    *,
    environment: str = "",
    revealed: Fact[AllocationKeyRevealed] | None = None,
    later: Sequence[tuple[Study, Fact[AllocationKeyCommitted]]] = (),
    single: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Everything in which the list differs from its recomputation, the first deviation first; empty if all agrees.

    Besides each allocation: the key and the scheme are those committed, nobody was allocated before the commitment or after the
    key became public, and nobody twice. `later` are the schemes of amendments, in the order of their commitment: an allocation
    follows the last one committed before it, and counts all allocations before it. `single` are the versions of the study file
    with one arm: who entered under them was not drawn, needed no commitment, and is only counted.
    """
    promises = [(study, committed), *later]
    found = [one for plan, promise in promises for one in _promise(plan, promise, key)]
    drawn = {fact.seq for fact in randomised if fact.body.draw or fact.protocol not in single}
    found += _order(committed, randomised, key, revealed, drawn)
    lists = [OpenList(plan, committed.body.list, key, environment) for plan, _ in promises]
    for fact in before(committed.body.list, randomised):
        place = max((n for n, (_, promise) in enumerate(promises) if promise.seq < fact.seq), default=0)
        if fact.seq in drawn:
            found.extend(_compared(fact, lists[place].next(fact.body.levels)))
        for one in lists:
            one.add(fact.body)
    return tuple(found)


def _promise(study: Study, committed: Fact[AllocationKeyCommitted], key: bytes) -> Iterator[Finding]:
    if commitment(key) != committed.body.commitment:
        yield Finding(
            committed.seq,
            0,
            "other_key",
            Text("The key is not the one that was committed.", "该密钥与事先承诺的密钥不一致。"),
        )
    if scheme_hash(study) != committed.body.scheme_hash:
        yield Finding(
            committed.seq,
            0,
            "other_scheme",
            Text(
                "The scheme of the study file is not the one that was committed.",
                "研究文件中的随机方案与事先承诺的方案不一致。",
            ),
        )


def _order(
    committed: Fact[AllocationKeyCommitted],
    randomised: Sequence[Fact[Randomised]],
    key: bytes,
    revealed: Fact[AllocationKeyRevealed] | None,
    drawn: Collection[int],
) -> Iterator[Finding]:
    """What the order of the facts must show."""
    if revealed is not None and revealed.body.key != key.hex():
        yield Finding(
            revealed.seq, 0, "other_key_revealed", Text("Another key was made public.", "所公开的是另一个密钥。")
        )
    seen: set[str] = set()
    for fact in before(committed.body.list, randomised):
        if fact.seq in drawn and fact.seq < committed.seq:
            says = Text("Allocation {n} was made before the key was committed.", "第 {n} 次分配早于密钥承诺。")
            yield Finding(fact.seq, fact.body.sequence, "before_commitment", says.format(n=fact.body.sequence))
        if fact.seq in drawn and revealed is not None and fact.seq > revealed.seq:
            says = Text("Allocation {n} was made after the key was public.", "第 {n} 次分配晚于密钥公开。")
            yield Finding(fact.seq, fact.body.sequence, "after_reveal", says.format(n=fact.body.sequence))
        if fact.subject in seen:
            says = Text("Allocation {n} is of a participant who had one.", "第 {n} 次分配的受试者此前已随机。")
            yield Finding(fact.seq, fact.body.sequence, "allocated_twice", says.format(n=fact.body.sequence))
        seen.add(fact.subject)


_PARTS = {
    "sequence": Text("sequence number", "序号"),
    "arm": Text("arm", "组别"),
    "inputs": Text("counts before", "分配前计数"),
    "scores": Text("imbalance scores", "不均衡得分"),
    "draw": Text("draw", "随机抽取"),
}


def _compared(fact: Fact[Randomised], again: Allocation) -> Iterator[Finding]:
    for part, name in _PARTS.items():
        recorded, computed = getattr(fact.body, part), getattr(again, part)
        if recorded != computed:
            says = Text(
                "Allocation {sequence}: the {name} is recorded as {recorded}, recomputed as {computed}.",
                "第 {sequence} 次分配：{name}记录为 {recorded}，重新计算为 {computed}。",
            ).format(sequence=fact.body.sequence, name=name, recorded=same(str(recorded)), computed=same(str(computed)))
            yield Finding(fact.seq, fact.body.sequence, f"other_{part}", says)
