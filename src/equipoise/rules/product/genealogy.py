"""Descent both ways: from a bag to every lot of material in it, and from a lot to the bags, the infusions and the participants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from equipoise.rules.product.case import Case
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.units import Bag, Batch
from equipoise.values.dates import is_day
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of a material in a unit: where it went in, and the fact that says so."""

    material: str
    lot: str
    unit: str
    fact: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that a lot went into. `infused` are those of the bags that run or ran; a batch without a bag is in `batches`."""

    participants: tuple[str, ...]
    collections: tuple[str, ...]
    batches: tuple[str, ...]
    bags: tuple[str, ...]
    infused: tuple[str, ...]


def lots_of(chain: Chain, bag: Bag) -> tuple[Lot, ...]:
    """Every lot in a bag: of its collection, its culture until the bag was filled, and its own filling; in ledger order."""
    batch = chain.batches[bag.batch]
    before = (one for one in lots_of_batch(chain, batch) if one.fact < bag.formulated.seq)
    return (*before, *_lots(bag.formulated.body.lots, bag.id, bag.formulated.seq))


def lots_of_batch(chain: Chain, batch: Batch) -> tuple[Lot, ...]:
    """Every lot in a culture: of its collection, its seeding and its controls (where media are added)."""
    collected = chain.collections[batch.collection].collected
    found = list(_lots(collected.body.lots, collected.body.collection, collected.seq)) if collected else []
    found += _lots(batch.seeded.body.lots, batch.id, batch.seeded.seq)
    for test in batch.tests:
        found += _lots(test.body.lots, batch.id, test.seq)
    return tuple(sorted(found, key=lambda one: one.fact))


def made_with(chains: Iterable[Chain], material: str, lot: str) -> Reach:
    """Where a lot went, over all participants; material and lot are compared as written, but for case and blanks around them."""
    wanted = _key(material, lot)
    people: list[str] = []
    collections: list[str] = []
    batches: list[str] = []
    bags: list[str] = []
    infused: list[str] = []
    for chain in chains:
        own = [
            one.id for one in chain.collections.values() if one.collected and wanted in _keys(one.collected.body.lots)
        ]
        grown = [batch.id for batch in chain.batches.values() if _holds(lots_of_batch(chain, batch), wanted)]
        filled = [bag for bag in chain.bags.values() if _holds(lots_of(chain, bag), wanted)]
        if own or grown or filled:
            people.append(chain.participant)
        collections += own
        batches += grown
        bags += [bag.id for bag in filled]
        infused += [bag.id for bag in filled if bag.started]
    return Reach(tuple(people), tuple(collections), tuple(batches), tuple(bags), tuple(infused))


def good_lots(case: Case, act: Any) -> Iterator[Reason]:
    """Nothing is made with a recalled or an expired lot, nor from a culture that holds a recalled one; a lot names its material."""
    given: dict[str, str] = act.lots
    for material, lot in given.items():
        if not material.strip() or not lot.strip():
            yield Reason("lot-unnamed", Text("A material or its lot has no name.", "物料或批号为空。"))
        elif _key(material, lot) in _recalled(case):
            yield _recalled_reason(material, lot)
    yield from _in_date(case, given, act.expires)
    batch = case.chain.batches.get(getattr(act, "batch", ""))
    if batch is not None:
        yield from _among(case, lots_of_batch(case.chain, batch))


def _in_date(case: Case, lots: dict[str, str], expires: dict[str, str]) -> Iterator[Reason]:
    """A lot is used on its last day at the latest; a last day belongs to a lot that is named."""
    for material, words in expires.items():
        if not is_day(words):
            yield Reason(
                "lot-expiry-unread",
                Text("The expiry of {material} is no day: {words}.", "{material} 的有效期不是日期：{words}。").format(
                    material=material, words=words
                ),
                remedy=Text("Write it as 2018-05-10.", "请按 2018-05-10 的格式填写。"),
            )
            continue
        last = date.fromisoformat(words)
        if material not in lots:
            yield Reason("lot-unnamed", Text("A material or its lot has no name.", "物料或批号为空。"))
        elif last < case.day:
            yield Reason(
                "lot-expired",
                Text("Lot {lot} of {material} expired on {day}.", "{material} 批号 {lot} 已于{day}过期。").format(
                    lot=lots[material].strip(), material=material.strip(), day=day_words(last)
                ),
                remedy=Text("Take another lot, and put this one apart.", "请改用其他批号，并隔离存放该批号。"),
            )


def recalled(case: Case, bag: Bag) -> Iterator[Reason]:
    """Why a bag goes no further: it holds a recalled lot."""
    if case.standing.recalled:
        yield from _among(case, lots_of(case.chain, bag))


def _among(case: Case, lots: Iterable[Lot]) -> Iterator[Reason]:
    for one in lots:
        if _key(one.material, one.lot) in _recalled(case):
            yield _recalled_reason(one.material, one.lot, one.fact)


def _recalled(case: Case) -> frozenset[tuple[str, str]]:
    return frozenset(_key(material, lot) for material, lot in case.standing.recalled)


def _recalled_reason(material: str, lot: str, fact: int = 0) -> Reason:
    return Reason(
        "lot-recalled",
        Text("Lot {lot} of {material} is recalled.", "{material} 批号 {lot} 已召回。").format(
            lot=lot.strip(), material=material.strip()
        ),
        facts=(fact,) if fact else (),
        remedy=Text("Keep it apart and call quality.", "请隔离存放并通知质量部门。"),
    )


def _lots(lots: dict[str, str], unit: str, fact: int) -> Iterator[Lot]:
    return (Lot(material, lot, unit, fact) for material, lot in lots.items())


def _holds(lots: Iterable[Lot], wanted: tuple[str, str]) -> bool:
    return any(_key(one.material, one.lot) == wanted for one in lots)


def _keys(lots: dict[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(_key(material, lot) for material, lot in lots.items())


def _key(material: str, lot: str) -> tuple[str, str]:
    return material.strip().casefold(), lot.strip().casefold()
