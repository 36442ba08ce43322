"""The product of one participant, folded from its facts: collections, batches, bags, courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from equipoise.facts import Body, Fact, Facts
from equipoise.facts import product as made
from equipoise.protocol.model import Product, Study
from equipoise.rules.product.name_units import participant_number
from equipoise.rules.product.units import Bag, Batch, Collection, Course, CourseState, Infusion

KINDS: Final[tuple[type[Body], ...]] = (
    made.CollectionBooked, made.CollectionRefused, made.Collected, made.CollectionReceived, made.BatchSeeded,
    made.BatchTested, made.BagFormulated, made.BagLabelled, made.UnitTested, made.BagReleased, made.BagRejected,
    made.BagDispatched, made.BagReceived, made.ExcursionDecided, made.BagVerified, made.InfusionStarted,
    made.InfusionEnded, made.BagDisposed, made.BatchClosed,
)  # fmt: skip
"""Every kind of fact that the chain is folded from."""

_BAG_STEPS: Final[tuple[tuple[str, type[Any]], ...]] = (
    ("labelled", made.BagLabelled),
    ("released", made.BagReleased),
    ("rejected", made.BagRejected),
    ("dispatched", made.BagDispatched),
    ("received", made.BagReceived),
    ("excursion", made.ExcursionDecided),
    ("verified", made.BagVerified),
    ("started", made.InfusionStarted),
    ("ended", made.InfusionEnded),
    ("disposed", made.BagDisposed),
)


@dataclass(frozen=True, slots=True)
class Chain:
    """A participant's product as it now stands. Mappings are in the order of the facts."""

    participant: str
    collections: Mapping[int, Collection]
    batches: Mapping[str, Batch]
    bags: Mapping[str, Bag]
    courses: tuple[Course, ...]

    def collection(self, identifier: str) -> Collection | None:
        """A collection by its name."""
        return next((found for found in self.collections.values() if found.id == identifier), None)

    def batch_of(self, number: int) -> Batch | None:
        """The batch that grew from a collection."""
        return next((batch for batch in self.batches.values() if batch.collection == number), None)

    def course_of(self, batch: str) -> Course | None:
        """The course that a batch became."""
        return next((course for course in self.courses if course.batch == batch), None)

    @property
    def live(self) -> tuple[Batch, ...]:
        """The cultures that are not closed."""
        return tuple(batch for batch in self.batches.values() if not batch.closed)

    @property
    def unseeded(self) -> tuple[Collection, ...]:
        """Collections that may still become a culture."""
        seeded = {batch.collection for batch in self.batches.values()}
        return tuple(
            one
            for one in self.collections.values()
            if one.collected and one.verdict != "rejected" and one.number not in seeded
        )

    @property
    def last_collected(self) -> Collection | None:
        """The collection with the highest number that took place."""
        done = [one for one in self.collections.values() if one.collected]
        return max(done, key=lambda one: one.number) if done else None


def chain(study: Study, facts: Facts) -> Chain:
    """The chain of one participant; remembered until a further fact of the product is there."""
    return _remembered(_Same(study), _Same(facts), sum(len(facts.of(kind)) for kind in KINDS))


class _Same:
    """A key that is equal only to itself: a study and a history are large, and a history only grows."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.it is self.it


@lru_cache(maxsize=256)
def _remembered(study: _Same, facts: _Same, count: int) -> Chain:
    return _folded(study.it, facts.it)


def _folded(study: Study, facts: Facts) -> Chain:
    product = study.product
    assert product is not None, "a study without a product has no chain"
    zone = study.time_zone
    collections = _collections(facts, zone)
    results: dict[str, list[Fact[made.UnitTested]]] = {}
    for fact in facts.of(made.UnitTested):
        results.setdefault(fact.body.unit, []).append(fact)
    numbers = {
        fact.body.batch: one.number
        for fact in facts.of(made.BatchSeeded)
        for one in collections.values()
        if one.id == fact.body.collection
    }
    bags = _bags(facts, zone, product, numbers, results)
    batches = _batches(facts, zone, numbers, bags, results)
    return Chain(
        participant=participant_number(facts),
        collections=MappingProxyType(collections),
        batches=MappingProxyType(batches),
        bags=MappingProxyType(bags),
        courses=_courses(facts, zone, product, batches, bags),
    )


def _collections(facts: Facts, zone: str) -> dict[int, Collection]:
    found: dict[int, dict[str, Any]] = {}
    for booked in facts.of(made.CollectionBooked):
        found.setdefault(booked.body.number, {}).update(id=booked.body.collection, booked=booked)
    for refused in facts.of(made.CollectionRefused):
        steps = found.setdefault(refused.body.number, {})
        steps["refusals"] = (*steps.get("refusals", ()), refused)
    number_of: dict[str, int] = {}
    for done in facts.of(made.Collected):
        number_of[done.body.collection] = done.body.number
        found.setdefault(done.body.number, {}).update(id=done.body.collection, collected=done, day=done.day(zone))
    for received in facts.of(made.CollectionReceived):
        steps = found[number_of[received.body.collection]]
        steps["received"] = (*steps.get("received", ()), received)
    return {number: Collection(number=number, **found[number]) for number in sorted(found)}


def _bags(
    facts: Facts,
    zone: str,
    product: Product,
    numbers: Mapping[str, int],
    results: Mapping[str, Sequence[Fact[made.UnitTested]]],
) -> dict[str, Bag]:
    steps: dict[str, dict[str, Any]] = {}
    serials: dict[tuple[str, int], int] = {}
    for fact in facts.of(made.BagFormulated):
        body = fact.body
        serial = serials[(body.batch, body.harvest)] = serials.get((body.batch, body.harvest), 0) + 1
        steps[body.bag] = {"formulated": fact, "serial": serial}
    for name, kind in _BAG_STEPS:
        for step in facts.of(kind):
            steps[step.body.bag][name] = step
    shelf = timedelta(hours=product.shelf.hours)
    return {
        bag: Bag(
            id=bag,
            batch=known["formulated"].body.batch,
            collection=numbers.get(known["formulated"].body.batch, 0),
            harvest=known["formulated"].body.harvest,
            day=known["formulated"].day(zone),
            expires=known["formulated"].moment() + shelf,
            tests=tuple(results.get(bag, ())),
            **known,
        )
        for bag, known in steps.items()
    }


def _batches(
    facts: Facts,
    zone: str,
    numbers: Mapping[str, int],
    bags: Mapping[str, Bag],
    results: Mapping[str, Sequence[Fact[made.UnitTested]]],
) -> dict[str, Batch]:
    tests: dict[str, list[Fact[made.BatchTested]]] = {}
    for test in facts.of(made.BatchTested):
        tests.setdefault(test.body.batch, []).append(test)
    closed = {fact.body.batch: fact for fact in facts.of(made.BatchClosed)}
    filled: dict[str, list[Bag]] = {}
    for bag in bags.values():
        filled.setdefault(bag.batch, []).append(bag)
    return {
        fact.body.batch: Batch(
            id=fact.body.batch,
            collection=numbers.get(fact.body.batch, 0),
            seeded=fact,
            day=fact.day(zone),
            tests=tuple(tests.get(fact.body.batch, ())),
            results=tuple(results.get(fact.body.batch, ())),
            bags=tuple(filled.get(fact.body.batch, ())),
            closed=closed.get(fact.body.batch),
        )
        for fact in facts.of(made.BatchSeeded)
    }


def _courses(
    facts: Facts, zone: str, product: Product, batches: Mapping[str, Batch], bags: Mapping[str, Bag]
) -> tuple[Course, ...]:
    given: dict[str, list[Infusion]] = {}
    for fact in facts.of(made.InfusionStarted):
        bag = bags[fact.body.bag]
        given.setdefault(bag.batch, []).append(Infusion(bag, fact, bag.ended, fact.day(zone)))
    courses = [
        Course(number, batch, batches[batch].collection, tuple(infusions), "giving")
        for number, (batch, infusions) in enumerate(given.items(), start=1)
    ]
    return tuple(
        replace(course, state=_state(product, batches[course.batch], course, course is courses[-1]))
        for course in courses
    )


def _state(product: Product, batch: Batch, course: Course, newest: bool) -> CourseState:
    days = len(product.courses.infusion_days)
    complete = {one.day for one in course.infusions if one.ended} >= set(range(1, days + 1))
    running = any(one.ended is None for one in course.infusions)
    if running or (newest and not complete and not batch.closed):
        return "giving"
    return "given" if share_given(days, batch, course.infusions) * 100 >= product.limits.given_if_percent else "partial"


def share_given(days: int, batch: Batch, infusions: Iterable[Infusion]) -> Fraction:
    """The share of a course's intended volume that went in, of all its days.

    The intention is the planned volume of a begun bag and the filled volume of one that was never begun; a day without any
    bag counts like the average of the others.
    """
    planned: dict[int, Fraction] = {}
    given = Fraction(0)
    for one in infusions:
        planned[one.day] = planned.get(one.day, Fraction(0)) + Fraction(one.started.body.planned_ml)
        given += Fraction(one.ended.body.volume_ml) if one.ended else 0
    for bag in batch.bags:
        if not bag.started and bag.harvest not in planned:
            planned[bag.harvest] = Fraction(bag.formulated.body.volume_ml)
    intended = sum(planned.values(), Fraction(0))
    if not intended:
        return Fraction(0)
    return given / (intended / len(planned) * max(days, len(planned)))
