"""What stands against seeding, controlling and closing a culture."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from equipoise.facts.product import BatchClosed, BatchSeeded, BatchTested
from equipoise.rules.product.call_back import not_stopped
from equipoise.rules.product.case import (
    Case,
    Check,
    hours,
    is_for,
    known_batch,
    known_collection,
    not_before,
    percentages,
    two_people,
    wrong_name,
)
from equipoise.rules.product.genealogy import good_lots
from equipoise.rules.product.name_units import batch_id
from equipoise.rules.product.units import Bag, Batch
from equipoise.values.reason import Reason
from equipoise.values.text import Text

DISPOSITIONS: Final = ("given", "failed", "missed", "orphaned", "rejected")
BALANCE: Final = Decimal("0.02")
"""Volumes agree within 2 per cent of what was filled: assumed, the residue of a set and its samples."""


def is_settled(bag: Bag) -> bool:
    """Whether nothing more has to be done with a bag: given or destroyed, and its volume accounted for."""
    if bag.started and not bag.ended:
        return False
    return volume_agrees(bag.formulated.body.volume_ml, bag.left_ml)


def volume_agrees(filled_ml: Decimal, left_ml: Decimal) -> bool:
    """Whether what is left unaccounted for lies within the balance of what was filled (invariant 5)."""
    return abs(left_ml) <= filled_ml * BALANCE


def refuse_releasers(batch: Batch, people: set[str]) -> Iterator[Reason]:
    """Who released a bag of a culture has no hand in making it afterwards (invariant 3, from the other side)."""
    for bag in batch.bags:
        if bag.released and bag.released.actor in people:
            yield Reason(
                "releaser-operates",
                Text(
                    "{who} released a bag of this culture and cannot work on it.",
                    "{who} 已放行该批次的制品袋，不得再参与其制备。",
                ).format(who=bag.released.actor),
                facts=(bag.released.seq,),
            )
            return


def _from_an_accepted_collection(case: Case, act: BatchSeeded) -> Iterator[Reason]:
    found, unknown = known_collection(case, act.collection)
    yield from unknown
    if found is None:
        return
    yield from wrong_name(act.batch, batch_id(case.chain.participant, found.number))
    if found.verdict != "accepted":
        yield Reason(
            "not-accepted",
            Text("The laboratory has not accepted this collection.", "实验室尚未接收合格该次采集物。"),
            facts=tuple(fact.seq for fact in found.received[-1:]),
        )
    yield from not_before(case, found.collected, *found.received[-1:])
    limit = case.product.culture.seed_within_hours
    if limit is not None and found.collected is not None and case.at > found.collected.moment() + hours(limit):
        yield Reason(
            "collection-too-old",
            Text("The collection ended more than {h} hours ago.", "采集结束已超过 {h} 小时。").format(h=limit),
            facts=(found.collected.seq,),
            protocol="product.culture.seed_within_hours",
        )
    earlier = case.chain.batch_of(found.number)
    if earlier is not None:
        yield Reason(
            "already-seeded",
            Text("This collection has already been seeded.", "该次采集物已接种。"),
            facts=(earlier.seeded.seq,),
        )


def _room(case: Case, act: BatchSeeded) -> Iterator[Reason]:
    """Never more than the allowed live cultures of one person (invariant 9)."""
    live, most = case.chain.live, case.product.culture.live_at_most
    if len(live) >= most:
        yield Reason(
            "too-many-cultures",
            Text("{n} cultures of this participant are live already.", "该受试者已有 {n} 份活培养物。").format(
                n=len(live)
            ),
            facts=tuple(batch.seeded.seq for batch in live),
            protocol="product.culture.live_at_most",
            remedy=Text("Close the earlier culture first.", "请先关闭较早的培养批次。"),
        )


def _control(case: Case, act: BatchTested) -> Iterator[Reason]:
    batch, unknown = known_batch(case, act.batch)
    yield from unknown
    if batch is None:
        return
    yield from not_before(case, batch.seeded)
    yield from open_batch(batch)
    yield from refuse_releasers(batch, {case.actor})
    age = batch.age(case.day)
    if act.culture_day != age:
        yield Reason(
            "wrong-culture-day",
            Text("Today is culture day {age}, not {day}.", "今天是培养第 {age} 天，而非第 {day} 天。").format(
                age=age, day=act.culture_day
            ),
            facts=(batch.seeded.seq,),
        )
    if act.total_cells < 0:
        yield Reason("not-positive", Text("{n} is not a count.", "{n} 不是有效计数。").format(n=act.total_cells))


def open_batch(batch: Batch) -> Iterator[Reason]:
    """A closed culture is closed."""
    if batch.closed:
        yield Reason("batch-closed", Text("This culture is closed.", "该培养批次已关闭。"), facts=(batch.closed.seq,))


def _closing(case: Case, act: BatchClosed) -> Iterator[Reason]:
    batch, unknown = known_batch(case, act.batch)
    yield from unknown
    if act.disposition not in DISPOSITIONS:
        yield Reason(
            "unknown-disposition",
            Text("{word} is no disposition.", "{word} 不是有效的处置结论。").format(word=act.disposition or "?"),
            remedy=Text(
                "Choose given, failed, missed, orphaned or rejected.",
                "请选择 given、failed、missed、orphaned 或 rejected。",
            ),
        )
    if batch is None:
        return
    yield from not_before(case, batch.seeded, *(step for bag in batch.bags for step in bag.steps[-1:]))
    yield from open_batch(batch)
    for bag in batch.bags:
        if not is_settled(bag):
            yield Reason(
                "bag-unsettled",
                Text(
                    "Bag {bag} is not accounted for: {left} mL are neither given nor destroyed.",
                    "制品袋 {bag} 尚未平衡：{left} mL 既未输注也未销毁。",
                ).format(bag=bag.id, left=bag.left_ml),
                facts=(bag.formulated.seq,),
                remedy=Text("End its infusion or record its destruction.", "请结束输注或记录销毁。"),
            )
    if act.disposition in DISPOSITIONS and (act.disposition == "given") is not batch.begun:
        yield Reason(
            "wrong-disposition",
            Text("Some of this culture was infused: it was given.", "该批次已有输注，处置结论应为已输注（given）。")
            if batch.begun
            else Text("None of this culture was infused.", "该批次从未输注。"),
            facts=tuple(bag.started.seq for bag in batch.bags if bag.started),
        )


SEEDING: Final[tuple[Check, ...]] = (
    is_for("manufacturing"), _from_an_accepted_collection, _room, not_stopped, good_lots, two_people,
)  # fmt: skip
"""Why a culture cannot be started from this collection."""
CONTROLLING: Final[tuple[Check, ...]] = (_control, good_lots, percentages)
"""Why an in-process control cannot be recorded. A held or orphaned culture is still looked after."""
CLOSING: Final[tuple[Check, ...]] = (_closing,)
"""Why a culture cannot be closed with this disposition."""
