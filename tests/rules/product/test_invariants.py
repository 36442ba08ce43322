"""Random walks over the product graph: whatever the checks allow, no invariant of custody is ever broken.

The walk proposes every kind of act with right and wrong people, days, numbers and volumes; what is not refused becomes a fact. The
invariants are then computed from the bare facts, without the code under test.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from equipoise.facts import Body, Fact
from equipoise.facts import product as made
from equipoise.rules.product import (
    Standing,
    against,
    bag_id,
    batch_id,
    cells_in,
    chain,
    collection_id,
    most_ml,
    next_collection,
)
from tests.rules.product.cells import GOES_ON, Trail, at, changed, ended, released

PEOPLE = ("anna", "bo", "cai", "qin", "nie", "mei")
MAKERS, QUALITY, NURSES = ("anna", "bo", "cai"), ("qin", "qiu"), ("nie", "mei")
ACTED_BY = {
    made.BagReleased: QUALITY,
    made.BagRejected: QUALITY,
    made.ExcursionDecided: QUALITY,
    made.BagReceived: NURSES,
    made.BagVerified: NURSES,
    made.InfusionStarted: NURSES,
    made.InfusionEnded: NURSES,
}
ZONE = "Asia/Shanghai"
STANDINGS = (
    Standing(arm_receives_product=True, consent_in_force=False, weight_kg=Decimal(62)),
    Standing(arm_receives_product=True, consent_in_force=True, progressed=True, weight_kg=Decimal(62)),
    Standing(arm_receives_product=True, consent_in_force=True, holds=frozenset({"infusion", "collection"})),
)


class Walk:
    """One random walk: the facts it made, and where the participant stood at each of them."""

    def __init__(self, chance: random.Random, study: Any = None) -> None:
        self.chance = chance
        self.trail = Trail(study=study) if study else Trail()
        self.now: datetime = at(date(2026, 6, 1), 7)
        self.standings: dict[int, Standing] = {}

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        standing = self.chance.choice(STANDINGS) if self.chance.random() < 0.05 else GOES_ON
        offers = list(self.offers())
        self.chance.shuffle(offers)
        for act in offers:
            actor = self.chance.choice(PEOPLE if self.chance.random() < 0.05 else ACTED_BY.get(type(act), MAKERS))
            when = self.now - timedelta(minutes=self.chance.choice((0, 0, 0, 0, 90)))
            if not against(self.trail.study, self.trail.history, when, actor, act, standing):
                self.standings[self.trail.add(act, when, actor).seq] = standing
                if self.chance.random() < 0.4:
                    break
        self.now += self.pause()

    def pause(self) -> timedelta:
        """Minutes while a bag or a collection waits, otherwise hours until the morning of a later day."""
        state = chain(self.trail.study, self.trail.history)
        if any(bag.expires > self.now and (bag.is_usable() or not bag.ended) for bag in state.bags.values()):
            return timedelta(minutes=self.chance.choice((5, 10, 20, 40)))
        if state.unseeded:
            return timedelta(hours=1)
        booked = [one.booked.body.day for one in state.collections.values() if one.booked and not one.collected]
        if made_on(self.now).isoformat() in booked and (self.now + timedelta(hours=8)).hour < 11:
            return timedelta(hours=1)
        return at(made_on(self.now), 7) + timedelta(days=self.chance.choice((1, 1, 1, 1, 1, 2))) - self.now

    def offers(self) -> Iterator[Body]:
        yield from self.collections()
        state = chain(self.trail.study, self.trail.history)
        for batch in state.batches.values():
            yield from self.cultures(batch.id, batch.collection)
        for bag in state.bags.values():
            yield from self.bag(bag.id)

    def second(self) -> str:
        return self.chance.choice(PEOPLE if self.chance.random() < 0.05 else MAKERS)

    def right(self, value: Any, *wrong: Any) -> Any:
        """Mostly the right value."""
        return self.chance.choice(wrong) if self.chance.random() < 0.06 else value

    def collections(self) -> Iterator[Body]:
        due = next_collection(self.trail.study, self.trail.history)
        number = self.right(due.number if due else 1, 1, 2, 9)
        name = collection_id("P001", number)
        today = made_on(self.now)
        day = today if due is None or today >= due.target else due.target
        known = chain(self.trail.study, self.trail.history).collections.get(number)
        if (
            known is None
            or known.booked is None
            or known.booked.body.day < today.isoformat()
            or self.chance.random() < 0.01
        ):
            yield made.CollectionBooked(collection=name, number=number, day=self.right(day, today).isoformat())
        yield made.Collected(
            collection=name, number=number, second=self.second(), volume_ml=Decimal(180), mononuclear_cells=5 * 10**9
        )
        if self.chance.random() < 0.03:
            yield made.CollectionRefused(number=number, day=today.isoformat())
        for one in chain(self.trail.study, self.trail.history).collections.values():
            verdict = self.right("accepted", "quarantined", "rejected")
            yield made.CollectionReceived(collection=one.id, verdict=verdict, temperature_c=Decimal(20))
            yield made.BatchSeeded(batch=batch_id("P001", one.number), collection=one.id, second=self.second())

    def cultures(self, batch: str, number: int) -> Iterator[Body]:
        state = chain(self.trail.study, self.trail.history)
        harvest = self.right(1 + max((bag.harvest for bag in state.batches[batch].bags), default=0), 1, 2, 3)
        yield made.BagFormulated(
            bag=bag_id("P001", number, harvest, self.right(1, 2)),
            batch=batch,
            harvest=harvest,
            volume_ml=Decimal(40),
            concentration_per_ml=self.right(18_000_000, 30_000_000, 3_000_000),
            viability_pct=Decimal(self.right(93, 75, 60)),
            nk_pct=Decimal(86),
            t_cell_pct=Decimal(6),
            operator_two=self.second(),
        )
        age = state.batches[batch].age(made_on(self.now))
        if self.chance.random() < 0.05:
            yield made.BatchTested(batch=batch, culture_day=age, total_cells=10**9, viability_pct=Decimal(90))
        last = state.batches[batch].begun and all(bag.ended or bag.disposed for bag in state.batches[batch].bags)
        if (last and age > 16) or age > 18 or self.chance.random() < 0.002:
            yield made.BatchClosed(batch=batch, disposition=self.chance.choice(("given", "missed", "failed")))

    def bag(self, bag: str) -> Iterator[Body]:
        state = chain(self.trail.study, self.trail.history)
        one = state.bags[bag]
        yield made.BagLabelled(bag=bag, printed=self.right(3, 4), used=2, destroyed=1, second=self.second())
        tested = {test.body.attribute for test in one.tests}
        if "appearance" not in tested:
            yield made.UnitTested(unit=bag, attribute="appearance", value=self.right("no clumps", "clumps"))
        if "endotoxin" not in tested:
            yield made.UnitTested(unit=bag, attribute="endotoxin", value=self.right("0.5", "0.8", "6"))
        if one.day + timedelta(days=14) <= made_on(self.now) and "sterility" not in tested:
            yield made.UnitTested(unit=bag, attribute="sterility", value=self.right("no growth", "no growth", "growth"))
        yield released(self.trail, bag, self.right("conditional", "full", "exceptional"))
        yield made.BagDispatched(bag=bag, temperature_c=Decimal(self.right(5, 12)))
        minutes = self.right(0, 40)
        yield made.BagReceived(
            bag=bag, lowest_c=Decimal(3), highest_c=Decimal(9 if minutes else 6), minutes_outside=minutes
        )
        yield made.ExcursionDecided(bag=bag, usable=self.chance.random() < 0.5)
        yield made.BagVerified(bag=bag, wristband=self.right("P001", "P002"), second=self.chance.choice(NURSES))
        course = state.course_of(one.batch)
        number = self.right(course.number if course else len(state.courses) + 1, 1, 2, 7)
        yield made.InfusionStarted(
            bag=bag,
            course=number,
            day=self.right(one.harvest, 1, 2, 3),
            planned_ml=self.right(most_ml(self.trail.study, state, one), Decimal(40), Decimal(20)),
        )
        if one.started:
            volume = self.right(one.started.body.planned_ml, Decimal(10))
            yield ended(self.trail, bag, one.started.body.course, one.started.body.day, volume)
        if self.chance.random() < 0.02 or one.ended or one.rejected or one.expires < self.now:
            yield made.BagDisposed(bag=bag, volume_ml=self.right(one.left_ml, Decimal(40)), second=self.second())
        if self.chance.random() < 0.01:
            yield made.BagRejected(bag=bag, attributes=("appearance",))


def made_on(moment: datetime) -> date:
    return (moment + timedelta(hours=8)).date()


# --- the invariants, from the bare facts -----------------------------------------------------------------------------


def of(facts: list[Fact[Any]], kind: type[Any]) -> list[Fact[Any]]:
    return [fact for fact in facts if isinstance(fact.body, kind)]


def check(walk: Walk) -> None:
    facts = [fact for fact in walk.trail.history.facts if type(fact.body).__module__.endswith("product")]
    check_people(facts)
    check_cultures(facts)
    check_harvests(facts)
    check_labels_and_volumes(facts)
    for started in of(facts, made.InfusionStarted):
        before = [fact for fact in facts if fact.seq < started.seq]
        check_start(walk, started, before)
    check_courses(facts)


def check_people(facts: list[Fact[Any]]) -> None:
    """Two distinct people; and who releases had no hand in the culture, before or after (invariants 1 and 3)."""
    operators: dict[str, set[str]] = defaultdict(set)
    batch_of = {fact.body.bag: fact.body.batch for fact in of(facts, made.BagFormulated)}
    for fact in facts:
        body = fact.body
        second = getattr(body, "second", None) or getattr(body, "operator_two", None)
        assert second != fact.actor
        if isinstance(body, made.BatchSeeded | made.BatchTested | made.BagFormulated):
            operators[body.batch] |= {fact.actor, second or fact.actor}
        if isinstance(body, made.BagLabelled):
            operators[batch_of[body.bag]] |= {fact.actor, body.second}
    for fact in of(facts, made.BagReleased):
        assert fact.actor not in operators[batch_of[fact.body.bag]]


def check_cultures(facts: list[Fact[Any]]) -> None:
    """Never more than two live cultures, each from an accepted collection (invariant 9)."""
    live: set[str] = set()
    accepted: set[str] = set()
    for fact in facts:
        if isinstance(fact.body, made.CollectionReceived):
            (accepted.add if fact.body.verdict == "accepted" else accepted.discard)(fact.body.collection)
        if isinstance(fact.body, made.BatchSeeded):
            assert fact.body.collection in accepted
            live.add(fact.body.batch)
            assert len(live) <= 2
        if isinstance(fact.body, made.BatchClosed):
            live.remove(fact.body.batch)


def check_harvests(facts: list[Fact[Any]]) -> None:
    """Culture age at harvest 1 within 13..16 days, no harvest after day 18 (invariant 10)."""
    seeded = {fact.body.batch: fact.day(ZONE) for fact in of(facts, made.BatchSeeded)}
    for fact in of(facts, made.BagFormulated):
        age = (fact.day(ZONE) - seeded[fact.body.batch]).days
        assert 13 <= age <= 18
        assert fact.body.harvest > 1 or age <= 16


def check_labels_and_volumes(facts: list[Fact[Any]]) -> None:
    """Labels printed = used + destroyed; volume = given + destroyed, within two per cent (invariant 5)."""
    for fact in of(facts, made.BagLabelled):
        assert fact.body.printed == fact.body.used + fact.body.destroyed
    filled = {fact.body.bag: fact.body.volume_ml for fact in of(facts, made.BagFormulated)}
    given = {fact.body.bag: fact.body.volume_ml for fact in of(facts, made.InfusionEnded)}
    for fact in of(facts, made.BagDisposed):
        bag = fact.body.bag
        assert abs(filled[bag] - given.get(bag, 0) - fact.body.volume_ml) <= filled[bag] * Decimal("0.02")


def check_start(walk: Walk, started: Fact[Any], before: list[Fact[Any]]) -> None:
    body, moment = started.body, started.moment()
    mine = [fact for fact in before if getattr(fact.body, "bag", None) == body.bag]
    filled = of(mine, made.BagFormulated)[0]
    assert of(mine, made.BagReleased)
    assert of(mine, made.BagReceived)
    assert not of(mine, made.BagRejected)
    assert not of(mine, made.BagDisposed)
    assert not of(mine, made.InfusionStarted)
    assert moment < filled.moment() + timedelta(hours=24)
    check_verification(mine, moment)
    for received in of(mine, made.BagReceived):
        decisions = of(mine, made.ExcursionDecided)
        assert received.body.minutes_outside <= 30 or (decisions and decisions[-1].body.usable)
    standing = walk.standings[started.seq]
    assert standing.goes_on
    assert "infusion" not in standing.holds
    assert body.day == filled.body.harvest
    check_collection_first(walk, started, filled, before)
    check_dose(walk, started, filled, before)


def check_verification(mine: list[Fact[Any]], moment: datetime) -> None:
    """Bedside check by two distinct people within 30 minutes, of the right wristband (invariants 1 and 2)."""
    verified = of(mine, made.BagVerified)[-1]
    assert timedelta(0) <= moment - verified.moment() <= timedelta(minutes=30)
    assert verified.body.wristband == "P001"
    assert verified.actor != verified.body.second


def check_collection_first(walk: Walk, started: Fact[Any], filled: Fact[Any], before: list[Fact[Any]]) -> None:
    """The due collection was made or refused before a course's first infusion, and at least two hours ago (invariant 8)."""
    number = {one.body.batch: one.body.collection for one in of(before, made.BatchSeeded)}[filled.body.batch]
    own = next(fact for fact in of(before, made.Collected) if fact.body.collection == number)
    for fact in of(before, made.Collected):
        assert fact.moment() + timedelta(hours=2) <= started.moment()
    batch_of = {fact.body.bag: fact.body.batch for fact in of(before, made.BagFormulated)}
    begun = {batch_of[fact.body.bag] for fact in of(before, made.InfusionStarted)}
    if filled.body.batch in begun:
        return
    following = own.body.number + 1
    collected = any(fact.body.number >= following for fact in of(before, made.Collected))
    day = started.day(ZONE).isoformat()
    refused = any((fact.body.number, fact.body.day) == (following, day) for fact in of(before, made.CollectionRefused))
    lost = sum(fact.body.disposition in ("failed", "rejected") for fact in of(before, made.BatchClosed))
    lost += sum(fact.body.verdict == "rejected" for fact in of(before, made.CollectionReceived))
    courses = walk.trail.study.product.courses.number  # type: ignore[union-attr]
    last = following > min(courses + lost, 8) or len(begun) + 1 >= courses
    assert collected or refused or last


def check_dose(walk: Walk, started: Fact[Any], filled: Fact[Any], before: list[Fact[Any]]) -> None:
    """Given so far and planned never exceed the most (invariant 10)."""
    bags = {fact.body.bag: fact.body for fact in of(before, made.BagFormulated)}

    def cells(bag: str, volume: Decimal) -> Fraction:
        counts = bags[bag]
        share = Fraction(counts.viability_pct) * Fraction(counts.nk_pct) / 10_000
        return Fraction(volume) * counts.concentration_per_ml * share

    so_far = sum(
        cells(fact.body.bag, fact.body.volume_ml)
        for fact in of(before, made.InfusionEnded)
        if bags[fact.body.bag].batch == filled.body.batch
    )
    assert so_far + cells(started.body.bag, started.body.planned_ml) <= 2_000_000_000
    for fact in of(before, made.InfusionEnded):
        assert abs(fact.body.cells_given - cells(fact.body.bag, fact.body.volume_ml)) <= Fraction(1, 2)


def check_courses(facts: list[Fact[Any]]) -> None:
    """At most three infusion days a course, one harvest a day, six courses; a later course never goes back (invariant 11)."""
    batch_of = {fact.body.bag: fact.body.batch for fact in of(facts, made.BagFormulated)}
    days: dict[int, set[date]] = defaultdict(set)
    batches: dict[int, set[str]] = defaultdict(set)
    harvests: Counter[tuple[date, int, int]] = Counter()
    numbers = []
    for fact in of(facts, made.InfusionStarted):
        days[fact.body.course].add(fact.day(ZONE))
        batches[fact.body.course].add(batch_of[fact.body.bag])
        harvests[(fact.day(ZONE), fact.body.course, fact.body.day)] += 1
        numbers.append(fact.body.course)
    assert numbers == sorted(numbers)
    assert all(1 <= number <= 6 for number in numbers)
    assert all(len(found) <= 3 for found in days.values())
    assert all(len(found) == 1 for found in batches.values())
    assert len({day for day, _, _ in harvests}) == len(harvests)
    for earlier, later in pairwise(sorted(days)):
        assert 13 <= (min(days[later]) - min(days[earlier])).days <= 42


@given(st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_is_allowed_breaks_no_invariant(chance: random.Random) -> None:
    walk = Walk(random.Random(chance.getrandbits(32)))
    walk.run(120)
    check(walk)


def test_the_walk_does_reach_infusions() -> None:
    """A walk that never infuses would prove nothing."""
    started = 0
    for seed in range(4):
        walk = Walk(random.Random(seed))
        walk.run(350)
        check(walk)
        started += len(of(walk.trail.history.facts, made.InfusionStarted))
    assert started >= 10


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(40))
def test_long_walks_break_no_invariant(seed: int) -> None:
    walk = Walk(random.Random(seed), changed(culture={"live_at_most": 2}) if seed % 2 else None)
    walk.run(700)
    check(walk)


def test_every_bag_of_a_walk_says_its_cells_alike() -> None:
    walk = Walk(random.Random(7))
    walk.run(250)
    state = chain(walk.trail.study, walk.trail.history)
    for course in state.courses:
        for one in course.infusions:
            if one.ended:
                assert cells_in(walk.trail.study, one.bag, one.ended.body.volume_ml) == one.ended.body.cells_given
