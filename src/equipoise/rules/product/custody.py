"""The chain of identity of one bag, from the vein to the vein: every step with its people, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from equipoise.facts import Fact
from equipoise.facts import product as made
from equipoise.facts.fact import moment_of
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.units import Bag
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Step:
    """A step of custody: `happened` as stored, the people who did and checked it, the unit, the place, temperatures."""

    happened: str
    act: str
    says: Text
    people: tuple[str, ...]
    unit: str
    place: str
    temperature_c: tuple[Decimal, ...]
    facts: tuple[int, ...]
    late: timedelta | None = None
    """How long after it happened it was recorded; None where that was at once."""


PLACES: Final[dict[str, Text]] = {
    "clinic": Text("Clinic", "门诊"),
    "apheresis": Text("Apheresis", "采集室"),
    "laboratory": Text("Cell laboratory", "细胞实验室"),
    "way": Text("On the way", "运输途中"),
    "ward": Text("Ward", "病房"),
}
"""Where a step takes place."""
_STEPS: Final[dict[type[Any], tuple[str, Text]]] = {
    made.CollectionBooked: ("clinic", Text("Collection booked", "预约采集")),
    made.Collected: ("apheresis", Text("Collected", "完成采集")),
    made.CollectionReceived: ("laboratory", Text("Received by the cell laboratory", "细胞实验室接收")),
    made.BatchSeeded: ("laboratory", Text("Culture seeded", "接种培养")),
    made.BatchTested: ("laboratory", Text("Culture controlled", "过程检测")),
    made.BagFormulated: ("laboratory", Text("Harvested and filled", "收获并分装")),
    made.BagLabelled: ("laboratory", Text("Labelled", "贴标")),
    made.UnitTested: ("laboratory", Text("Tested", "检验")),
    made.ResultAssessed: ("laboratory", Text("Result investigated", "超标结果调查")),
    made.ExceptionSigned: ("laboratory", Text("Exception supported", "例外放行签署")),
    made.BagReleased: ("laboratory", Text("Released", "放行")),
    made.BagRejected: ("laboratory", Text("Rejected", "判不合格")),
    made.BagDispatched: ("way", Text("Sent to the ward", "发往病房")),
    made.BagReceived: ("ward", Text("Received by the ward", "病房接收")),
    made.ExcursionDecided: ("ward", Text("Temperature excursion decided", "裁定温度偏离")),
    made.BagVerified: ("ward", Text("Verified at the bedside", "床旁核对")),
    made.InfusionStarted: ("ward", Text("Infusion started", "开始输注")),
    made.ReactionNoted: ("ward", Text("Reaction", "输注反应")),
    made.InfusionEnded: ("ward", Text("Infusion ended", "结束输注")),
    made.BagDisposed: ("laboratory", Text("Destroyed", "销毁")),
    made.BatchClosed: ("laboratory", Text("Culture closed", "关闭培养")),
}
_UNIT_FIELDS: Final = ("bag", "batch", "unit", "collection")


LATE: Final = timedelta(minutes=15)
"""From here on a step counts as recorded late: what was done on paper, or remembered."""


def recorded_late(fact: Fact[Any]) -> timedelta | None:
    """How long after it happened a fact was recorded, where that is longer than a person needs to write; None otherwise."""
    if "T" not in fact.happened:
        return None
    behind = moment_of(fact.recorded) - fact.moment()
    return behind if behind > LATE else None


def custody(chain: Chain, bag: Bag) -> tuple[Step, ...]:
    """Every step of a bag, of the culture it came from, and of the collection before that, in ledger order."""
    return tuple(_step(fact) for fact in sorted(_facts(chain, bag), key=lambda fact: fact.seq))


def custody_of_culture(chain: Chain, number: int) -> tuple[Step, ...]:
    """Every step of a collection by its number and of the culture that grew from it, in ledger order; the bags have their own."""
    return tuple(_step(fact) for fact in sorted(_of_culture(chain, number), key=lambda fact: fact.seq))


def _facts(chain: Chain, bag: Bag) -> Iterator[Fact[Any]]:
    yield from _of_culture(chain, bag.collection)
    yield from bag.steps
    yield from bag.reactions


def _of_culture(chain: Chain, number: int) -> Iterator[Fact[Any]]:
    collection, batch = chain.collections.get(number), chain.batch_of(number)
    if collection is not None:
        yield from (fact for fact in (collection.booked, collection.collected) if fact)
        yield from collection.received
    if batch is not None:
        yield batch.seeded
        yield from batch.tests
        yield from batch.results
        units = {batch.id, *(bag.id for bag in batch.bags)}
        for phases in chain.assessed.values():
            yield from (fact for fact in phases if fact.body.unit in units)
        if batch.closed:
            yield batch.closed


def _step(fact: Fact[Any]) -> Step:
    body = fact.body
    place, says = _STEPS[type(body)]
    second = getattr(body, "second", "") or getattr(body, "operator_two", "")
    temperatures = (getattr(body, field, None) for field in ("temperature_c", "lowest_c", "highest_c"))
    return Step(
        happened=fact.happened,
        act=body.KIND,
        says=says,
        people=tuple(person for person in (fact.actor, second) if person),
        unit=next(getattr(body, field) for field in _UNIT_FIELDS if hasattr(body, field)),
        place=place,
        temperature_c=tuple(degrees for degrees in temperatures if degrees is not None),
        facts=(fact.seq,),
        late=recorded_late(fact),
    )
