"""How facts make the chain: each fact changes one unit; courses are read from what was infused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
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
    """A chain and the ledger number of the newest fact in it."""

    chain: Chain
    newest: int


def advance(study: Study, facts: Facts, known: Folded | None) -> Folded:
    """The chain with every fact that is not in `known` yet; `known` itself if there is none."""
    new = facts.since(known.newest if known else 0, _ENTER)
    if known is not None and not new:
        return known
    draft = _Draft(study, facts, known.chain if known else None)
    for fact in new:
        _ENTER[type(fact.body)](draft, fact)
    return Folded(draft.finished(), new[-1].seq if new else 0)


class _Draft:
    """A chain while facts are entered into it."""

    __slots__ = (
        "assessed", "bags", "batches", "called_back", "collections", "courses", "numbers", "out", "participant", "product",
        "settled", "touched", "zone",
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
        self.touched: set[str] = set()
        """Batches of which the course has to be read again."""

    def finished(self) -> Chain:
        courses = _courses(self) if self.touched else self.courses
        return Chain(
            participant=self.participant,
            collections=self.collections,
            batches=self.batches,
            bags=self.bags,
            courses=courses,
            out_of_specification=self.out,
            assessed=self.assessed,
            called_back=self.called_back,
            settled=self.settled,
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
        if batch.begun or bag.started is not None:
            self.touched.add(batch.id)


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
    draft.touched.add(fact.body.batch)


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


def _signs(draft: _Draft, fact: Fact[made.VitalSignsTaken]) -> None:
    bag = draft.bags[fact.body.bag]
    draft.keep(replace(bag, signs=(*bag.signs, fact)))


def _reacted(draft: _Draft, fact: Fact[made.ReactionNoted]) -> None:
    bag = draft.bags[fact.body.bag]
    draft.keep(replace(bag, reactions=(*bag.reactions, fact)))


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
    made.VitalSignsTaken: _signs,
    made.ReactionNoted: _reacted,
    made.InfusionEnded: _step("ended"),
    made.BagDisposed: _step("disposed"),
    made.ResultAssessed: _assessed,
    made.ExceptionSigned: _supported,
    made.CallBackStepTaken: _called_back,
    made.CallBackSettled: _settled,
}
KINDS: Final = tuple(_ENTER)
"""Every kind of fact that the chain is folded from."""


def _courses(draft: _Draft) -> tuple[Course, ...]:
    """The courses in the order of their first infusion; only those whose batch was touched, or that ceased to be the newest."""
    known = {course.batch: course for course in draft.courses}
    begun = {batch: _infusions(draft, draft.batches[batch]) for batch in draft.touched if draft.batches[batch].begun}
    new = sorted((batch for batch in begun if batch not in known), key=lambda batch: begun[batch][0].started.seq)
    if new and draft.courses:
        last = draft.courses[-1].batch
        begun[last] = _infusions(draft, draft.batches[last])
    order = [*known, *new]
    return tuple(
        _course(draft, number, draft.batches[batch], begun[batch], batch == order[-1])
        if batch in begun
        else known[batch]
        for number, batch in enumerate(order, start=1)
    )


def _infusions(draft: _Draft, batch: Batch) -> tuple[Infusion, ...]:
    found = [Infusion(bag, bag.started, bag.ended, bag.started.day(draft.zone)) for bag in batch.bags if bag.started]
    return tuple(sorted(found, key=lambda one: one.started.seq))


def _course(draft: _Draft, number: int, batch: Batch, infusions: tuple[Infusion, ...], newest: bool) -> Course:
    state = _state(draft.product, batch, infusions, newest)
    return Course(number=number, batch=batch.id, collection=batch.collection, infusions=infusions, state=state)


def _state(product: Product, batch: Batch, infusions: Sequence[Infusion], newest: bool) -> CourseState:
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
