"""How facts make the chain: each fact changes one unit; courses are read from what was infused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from msgspec.structs import replace

from equipoise.facts import Body, Fact, Facts
from equipoise.facts import product as made
from equipoise.protocol.model import Product, Study
from equipoise.rules.product.judge import judge
from equipoise.rules.product.name_units import participant_number
from equipoise.rules.product.units import Bag, Batch, Chain, Collection, Course, CourseState, Infusion


@dataclass(frozen=True, slots=True)
class Folded:
    """A chain and how many facts of each kind it holds."""

    chain: Chain
    counts: tuple[int, ...]


def advance(study: Study, facts: Facts, known: Folded | None) -> Folded:
    """The chain with every fact that is not in `known` yet; `known` itself if there is none."""
    before = known.counts if known else _NOTHING
    counts = tuple(len(facts.of(kind)) for kind in KINDS)
    if known is not None and counts == before:
        return known
    draft = _Draft(study, facts, known.chain if known else None)
    new = [fact for kind, start in zip(KINDS, before, strict=True) for fact in facts.of(kind)[start:]]
    for fact in sorted(new, key=_seq):
        _ENTER[type(fact.body)](draft, fact)
    return Folded(draft.finished(), counts)


def _seq(fact: Fact[Body]) -> int:
    return fact.seq


class _Draft:
    """A chain while facts are entered into it."""

    __slots__ = (
        "assessed", "bags", "batches", "called_back", "collections", "courses", "numbers", "out", "participant", "product",
        "settled", "stale", "zone",
    )  # fmt: skip

    def __init__(self, study: Study, facts: Facts, known: Chain | None) -> None:
        assert study.product is not None, "a study without a product has no chain"
        self.product: Product = study.product
        self.zone = study.time_zone
        self.participant = known.participant if known else participant_number(facts)
        self.collections = dict(known.collections) if known else {}
        self.batches = dict(known.batches) if known else {}
        self.bags = dict(known.bags) if known else {}
        self.courses = known.courses if known else ()
        self.out = known.out_of_specification if known else ()
        self.assessed = dict(known.assessed) if known else {}
        self.called_back = dict(known.called_back) if known else {}
        self.settled = dict(known.settled) if known else {}
        self.stale = False

    def finished(self) -> Chain:
        courses = _courses(self) if self.stale else self.courses
        return Chain(
            participant=self.participant,
            collections=MappingProxyType(self.collections),
            batches=MappingProxyType(self.batches),
            bags=MappingProxyType(self.bags),
            courses=courses,
            out_of_specification=self.out,
            assessed=MappingProxyType(self.assessed),
            called_back=MappingProxyType(self.called_back),
            settled=MappingProxyType(self.settled),
        )

    def collection(self, number: int) -> Collection:
        return self.collections.get(number) or Collection(number=number)

    def number_of(self, collection: str) -> int:
        return next(number for number, one in self.collections.items() if one.id == collection)

    def keep(self, bag: Bag) -> None:
        """A bag as it now is, in its batch too; courses are read again where they may rest on it."""
        self.bags[bag.id] = bag
        batch = self.batches[bag.batch]
        kept = tuple(bag if one.id == bag.id else one for one in batch.bags)
        self.batches[bag.batch] = replace(batch, bags=kept)
        self.stale = self.stale or batch.begun or bag.started is not None


def _booked(draft: _Draft, fact: Fact[made.CollectionBooked]) -> None:
    one = draft.collection(fact.body.number)
    draft.collections[one.number] = replace(one, id=fact.body.collection, booked=fact)


def _refused(draft: _Draft, fact: Fact[made.CollectionRefused]) -> None:
    one = draft.collection(fact.body.number)
    draft.collections[one.number] = replace(one, refusals=(*one.refusals, fact))


def _collected(draft: _Draft, fact: Fact[made.Collected]) -> None:
    one = draft.collection(fact.body.number)
    draft.collections[one.number] = replace(one, id=fact.body.collection, collected=fact, day=fact.day(draft.zone))


def _received(draft: _Draft, fact: Fact[made.CollectionReceived]) -> None:
    one = draft.collections[draft.number_of(fact.body.collection)]
    draft.collections[one.number] = replace(one, received=(*one.received, fact))


def _seeded(draft: _Draft, fact: Fact[made.BatchSeeded]) -> None:
    number = draft.number_of(fact.body.collection)
    draft.batches[fact.body.batch] = Batch(id=fact.body.batch, collection=number, seeded=fact, day=fact.day(draft.zone))


def _controlled(draft: _Draft, fact: Fact[made.BatchTested]) -> None:
    batch = draft.batches[fact.body.batch]
    draft.batches[batch.id] = replace(batch, tests=(*batch.tests, fact))


def _closed(draft: _Draft, fact: Fact[made.BatchClosed]) -> None:
    draft.batches[fact.body.batch] = replace(draft.batches[fact.body.batch], closed=fact)
    draft.stale = True


def _formulated(draft: _Draft, fact: Fact[made.BagFormulated]) -> None:
    body = fact.body
    batch = draft.batches[body.batch]
    bag = Bag(
        id=body.bag,
        batch=body.batch,
        collection=batch.collection,
        harvest=body.harvest,
        serial=1 + sum(one.harvest == body.harvest for one in batch.bags),
        formulated=fact,
        day=fact.day(draft.zone),
        expires=fact.moment() + timedelta(hours=draft.product.shelf.hours),
    )
    draft.batches[batch.id] = replace(batch, bags=(*batch.bags, bag))
    draft.keep(bag)


def _tested(draft: _Draft, fact: Fact[made.UnitTested]) -> None:
    limit = draft.product.release.get(fact.body.attribute)
    if limit is not None and judge(limit, fact.body.value) in ("fails", "exceptional"):
        draft.out = (*draft.out, fact)
    bag = draft.bags.get(fact.body.unit)
    if bag is not None:
        draft.keep(replace(bag, tests=(*bag.tests, fact)))
        return
    batch = draft.batches[fact.body.unit]
    draft.batches[batch.id] = replace(batch, results=(*batch.results, fact))


def _assessed(draft: _Draft, fact: Fact[made.ResultAssessed]) -> None:
    number = fact.body.result
    draft.assessed[number] = (*draft.assessed.get(number, ()), fact)


def _supported(draft: _Draft, fact: Fact[made.ExceptionSigned]) -> None:
    bag = draft.bags[fact.body.bag]
    draft.keep(replace(bag, supported=(*bag.supported, fact)))


def _called_back(draft: _Draft, fact: Fact[made.CallBackStepTaken]) -> None:
    number = fact.body.result
    draft.called_back[number] = (*draft.called_back.get(number, ()), fact)


def _settled(draft: _Draft, fact: Fact[made.CallBackSettled]) -> None:
    draft.settled[fact.body.result] = fact


def _step(name: str) -> Callable[[_Draft, Fact[Any]], None]:
    def enter(draft: _Draft, fact: Fact[Any]) -> None:
        changed: dict[str, Any] = {name: fact}
        draft.keep(replace(draft.bags[fact.body.bag], **changed))

    return enter


_ENTER: Final[Mapping[type[Body], Callable[[_Draft, Fact[Any]], None]]] = {
    made.CollectionBooked: _booked,
    made.CollectionRefused: _refused,
    made.Collected: _collected,
    made.CollectionReceived: _received,
    made.BatchSeeded: _seeded,
    made.BatchTested: _controlled,
    made.BatchClosed: _closed,
    made.BagFormulated: _formulated,
    made.UnitTested: _tested,
    made.BagLabelled: _step("labelled"),
    made.BagReleased: _step("released"),
    made.BagRejected: _step("rejected"),
    made.BagDispatched: _step("dispatched"),
    made.BagReceived: _step("received"),
    made.ExcursionDecided: _step("excursion"),
    made.BagVerified: _step("verified"),
    made.InfusionStarted: _step("started"),
    made.InfusionEnded: _step("ended"),
    made.BagDisposed: _step("disposed"),
    made.ResultAssessed: _assessed,
    made.ExceptionSigned: _supported,
    made.CallBackStepTaken: _called_back,
    made.CallBackSettled: _settled,
}
KINDS: Final = tuple(_ENTER)
"""Every kind of fact that the chain is folded from."""
_NOTHING: Final = (0,) * len(KINDS)


def _courses(draft: _Draft) -> tuple[Course, ...]:
    given: dict[str, list[Infusion]] = {}
    begun = [(bag.started, bag) for bag in draft.bags.values() if bag.started]
    for started, bag in sorted(begun, key=lambda one: one[0].seq):
        given.setdefault(bag.batch, []).append(Infusion(bag, started, bag.ended, started.day(draft.zone)))
    newest = next(reversed(given), "")
    return tuple(
        Course(
            number=number,
            batch=batch,
            collection=draft.batches[batch].collection,
            infusions=tuple(infusions),
            state=_state(draft.product, draft.batches[batch], infusions, batch == newest),
        )
        for number, (batch, infusions) in enumerate(given.items(), start=1)
    )


def _state(product: Product, batch: Batch, infusions: list[Infusion], newest: bool) -> CourseState:
    days = len(product.courses.infusion_days)
    complete = {one.day for one in infusions if one.ended} >= set(range(1, days + 1))
    running = any(one.ended is None for one in infusions)
    if running or (newest and not complete and not batch.closed):
        return "giving"
    given, intended = volumes(days, batch, infusions)
    return "given" if given * 100 >= intended * product.limits.given_if_percent and given else "partial"


def volumes(days: int, batch: Batch, infusions: Iterable[Infusion]) -> tuple[Decimal, Decimal]:
    """What went in and what was intended, both times the days on which a bag was intended, so that nothing is divided.

    The intention is the planned volume of a begun bag and the filled volume of one that was never begun; a day without any bag
    counts like the average of the others.
    """
    planned: dict[int, Decimal] = {}
    given = Decimal(0)
    for one in infusions:
        planned[one.day] = planned.get(one.day, Decimal(0)) + one.started.body.planned_ml
        given += one.ended.body.volume_ml if one.ended else 0
    for bag in batch.bags:
        if not bag.started and bag.harvest not in planned:
            planned[bag.harvest] = bag.formulated.body.volume_ml
    return given * len(planned), sum(planned.values(), Decimal(0)) * max(days, len(planned))
