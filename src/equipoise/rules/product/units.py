"""The units of the chain as the facts make them: a collection grows into a batch, a batch is harvested into bags.

Every step is the fact itself, so whatever is said about a unit can name its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from equipoise.facts import Body, Fact
from equipoise.facts import product as made
from equipoise.values.dates import days_between

CollectionState = Literal["planned", "booked", "refused", "collected", "accepted", "quarantined", "rejected"]
BatchState = Literal["growing", "giving", "closed"]
BagState = Literal[
    "formulated",
    "labelled",
    "released",
    "rejected",
    "dispatched",
    "received",
    "verified",
    "infusing",
    "infused",
    "disposed",
]
CourseState = Literal["giving", "given", "partial"]

LOST_IN_MANUFACTURE = frozenset({"failed", "rejected"})
"""Dispositions of a batch whose cause lies in manufacturing: a further collection may replace it."""


class Collection(msgspec.Struct, frozen=True):
    """A collection by its number, which is not the number of a course."""

    number: int
    id: str = ""
    booked: Fact[made.CollectionBooked] | None = None
    refusals: tuple[Fact[made.CollectionRefused], ...] = ()
    collected: Fact[made.Collected] | None = None
    day: date | None = None
    received: tuple[Fact[made.CollectionReceived], ...] = ()

    @property
    def verdict(self) -> str:
        """The newest verdict of the cell laboratory, empty before there is one."""
        return self.received[-1].body.verdict if self.received else ""

    @property
    def state(self) -> CollectionState:
        """Where the collection stands."""
        if self.received:
            verdict = self.verdict
            return "accepted" if verdict == "accepted" else "quarantined" if verdict == "quarantined" else "rejected"
        if self.collected:
            return "collected"
        newest_refusal = self.refusals[-1].seq if self.refusals else 0
        if self.booked and self.booked.seq > newest_refusal:
            return "booked"
        return "refused" if self.refusals else "planned"


class Bag(msgspec.Struct, frozen=True):
    """A filled bag and everything that happened to it. `expires` counts from its formulation."""

    id: str
    batch: str
    collection: int
    harvest: int
    serial: int
    formulated: Fact[made.BagFormulated]
    day: date
    expires: datetime
    labelled: Fact[made.BagLabelled] | None = None
    tests: tuple[Fact[made.UnitTested], ...] = ()
    released: Fact[made.BagReleased] | None = None
    rejected: Fact[made.BagRejected] | None = None
    dispatched: Fact[made.BagDispatched] | None = None
    received: Fact[made.BagReceived] | None = None
    excursion: Fact[made.ExcursionDecided] | None = None
    verified: Fact[made.BagVerified] | None = None
    started: Fact[made.InfusionStarted] | None = None
    signs: tuple[Fact[made.VitalSignsTaken], ...] = ()
    reactions: tuple[Fact[made.ReactionNoted], ...] = ()
    ended: Fact[made.InfusionEnded] | None = None
    disposed: Fact[made.BagDisposed] | None = None
    supported: tuple[Fact[made.ExceptionSigned], ...] = ()

    @property
    def state(self) -> BagState:
        """The furthest step; a rejected bag stays rejected until it is destroyed."""
        if self.disposed and not self.ended:
            return "disposed"
        if self.started:
            return "infused" if self.ended else "infusing"
        if self.rejected:
            return "rejected"
        return self._readiness

    @property
    def _readiness(self) -> BagState:
        if self.verified:
            return "verified"
        if self.received:
            return "received"
        if self.dispatched:
            return "dispatched"
        if self.released:
            return "released"
        return "labelled" if self.labelled else "formulated"

    @property
    def steps(self) -> tuple[Fact[Body], ...]:
        """All its facts in ledger order, results included."""
        single = (
            self.formulated, self.labelled, self.released, self.rejected, self.dispatched, self.received, self.excursion,
            self.verified, self.started, self.ended, self.disposed,
        )  # fmt: skip
        return tuple(sorted((*(step for step in single if step), *self.tests, *self.supported), key=_seq))

    @property
    def is_paused(self) -> bool:
        """Whether the infusion stands still after a reaction."""
        changes = [fact.body.action for fact in self.reactions if fact.body.action in ("pause", "resume", "stop")]
        return self.started is not None and self.ended is None and changes[-1:] in (["pause"], ["stop"])

    @property
    def left_ml(self) -> Decimal:
        """What is still in the bag or was not accounted for."""
        given = self.ended.body.volume_ml if self.ended else Decimal(0)
        destroyed = self.disposed.body.volume_ml if self.disposed else Decimal(0)
        return self.formulated.body.volume_ml - given - destroyed

    def is_usable(self) -> bool:
        """Whether it may still come to be infused: not rejected, not begun, not destroyed."""
        unfit = self.excursion is not None and not self.excursion.body.usable
        return not (self.rejected or self.started or self.disposed or unfit)


class Batch(msgspec.Struct, frozen=True):
    """A culture, from seeding until it is closed."""

    id: str
    collection: int
    seeded: Fact[made.BatchSeeded]
    day: date
    tests: tuple[Fact[made.BatchTested], ...] = ()
    results: tuple[Fact[made.UnitTested], ...] = ()
    bags: tuple[Bag, ...] = ()
    closed: Fact[made.BatchClosed] | None = None

    @property
    def disposition(self) -> str:
        """How it ended, empty while it is live."""
        return self.closed.body.disposition if self.closed else ""

    @property
    def begun(self) -> bool:
        """Whether any of it was infused."""
        return any(bag.started for bag in self.bags)

    @property
    def state(self) -> BatchState:
        """Growing, being given, or closed."""
        if self.closed:
            return "closed"
        return "giving" if self.begun else "growing"

    def age(self, on: date) -> int:
        """The age of the culture in days; day 0 is its seeding."""
        return (on - self.day) // timedelta(days=1)

    def operators(self) -> frozenset[str]:
        """Everybody who had a hand in making it: they may not release its bags."""
        people = {self.seeded.actor, self.seeded.body.second, *(test.actor for test in self.tests)}
        for bag in self.bags:
            people |= {bag.formulated.actor, bag.formulated.body.operator_two}
            if bag.labelled:
                people |= {bag.labelled.actor, bag.labelled.body.second}
        return frozenset(people)


class Infusion(msgspec.Struct, frozen=True):
    """One bag that ran, or is running, on a day of a course."""

    bag: Bag
    started: Fact[made.InfusionStarted]
    ended: Fact[made.InfusionEnded] | None
    on: date

    @property
    def day(self) -> int:
        """Its day in the course, from 1."""
        return self.started.body.day


class Course(msgspec.Struct, frozen=True):
    """The infusions of one batch. `number` is the order of courses given."""

    number: int
    batch: str
    collection: int
    infusions: tuple[Infusion, ...]
    state: CourseState

    @property
    def first_day(self) -> date:
        """The day on which it began."""
        return self.infusions[0].on

    @property
    def last_day(self) -> date:
        """The newest day on which it was given."""
        return self.infusions[-1].on

    @property
    def day_one(self) -> date:
        """The day that counts as its day 1, also where its first bag was lost and it began on day 2."""
        return self.first_day - timedelta(days=self.infusions[0].day - 1)

    @property
    def cells(self) -> int:
        """Cells given so far, in the population that the study file counts."""
        return sum(infusion.ended.body.cells_given for infusion in self.infusions if infusion.ended)


@dataclass(frozen=True, slots=True)
class Chain:
    """A participant's product as it now stands. Mappings are in the order of the facts."""

    participant: str
    collections: Mapping[int, Collection]
    batches: Mapping[str, Batch]
    bags: Mapping[str, Bag]
    courses: tuple[Course, ...]
    out_of_specification: tuple[Fact[made.UnitTested], ...] = ()
    """Every result outside its limit, also those that an investigation set aside later."""
    assessed: Mapping[int, tuple[Fact[made.ResultAssessed], ...]] = field(default_factory=dict)
    """The phases of investigation by the ledger number of their result."""
    called_back: Mapping[int, tuple[Fact[made.CallBackStepTaken], ...]] = field(default_factory=dict)
    settled: Mapping[int, Fact[made.CallBackSettled]] = field(default_factory=dict)

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
    def days_infused(self) -> int:
        """On how many days an infusion ended."""
        return len({infusion.on for course in self.courses for infusion in course.infusions if infusion.ended})

    def vein_to_vein(self, course: Course) -> int | None:
        """Days from the collection to the first infusion of its course; None where nothing says when it was collected."""
        collection = self.collections.get(course.collection)
        if collection is None or collection.day is None:
            return None
        return days_between(collection.day, course.first_day)

    @property
    def invalid(self) -> frozenset[int]:
        """Results that count no more: an investigation showed a fault of the test."""
        if not self.assessed:
            return frozenset()
        found = ((number, phases[-1].body.finding) for number, phases in self.assessed.items())
        return frozenset(number for number, finding in found if finding == "assignable")

    def may_resume(self, result: int) -> bool:
        """Whether it was settled that the participant's other products go on after this result."""
        decision = self.settled.get(result)
        return decision is not None and decision.body.resume

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


def _seq(fact: Fact[Body]) -> int:
    return fact.seq
