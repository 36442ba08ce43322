"""When the next collection and the next infusions are due: how a delay moves the rest of the way.

The record fixes the nominal cycle: collection k+1 falls on the day of course k's first infusion, before it. What happens when a
day is missed is assumed; every limit stands in the `product.limits` part of the study file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from equipoise.facts import Facts
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Product, Study
from equipoise.rules.product.chain import Chain, chain
from equipoise.rules.product.units import LOST_IN_MANUFACTURE, Batch, Collection, Course


@dataclass(frozen=True, slots=True)
class NextCollection:
    """The collection that is due next: from the earliest to the latest day, best on the target."""

    number: int
    earliest: date
    target: date
    latest: date


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """A collection and the infusions that its product is meant for; `done` says that the collection took place."""

    collection: int
    collection_day: date
    infusion_days: tuple[date, ...]
    done: bool


def collections_planned(study: Study, chain: Chain) -> int:
    """How many collections the participant may have: one a course, and one more for each product lost in manufacture."""
    product = _product(study)
    lost = sum(batch.disposition in LOST_IN_MANUFACTURE for batch in chain.batches.values())
    lost += sum(one.verdict == "rejected" for one in chain.collections.values())
    return min(product.courses.number + lost, product.limits.collections_at_most)


def next_collection(study: Study, facts: Facts) -> NextCollection | None:
    """The next collection with its days; None where none is due any more, or before randomisation."""
    product = _product(study)
    state = chain(study, facts)
    last = state.last_collected
    if last is None:
        return _first(study, facts)
    if last.number >= collections_planned(study, state) or _prospects(state) >= product.courses.number:
        return None
    batch = state.batch_of(last.number)
    if last.verdict == "rejected" or (batch is not None and batch.closed and not batch.begun):
        return _after_loss(study, facts, state, last, batch)
    course = state.course_of(batch.id) if batch else None
    if course is not None:
        return _after_refusal(product, state, last, course)
    return _on_course_day(product, last)


def infusion_days(study: Study, chain: Chain, batch: Batch, on: date) -> tuple[date, ...]:
    """The days on which a batch is, or was, to be infused: nominal, moved by a delay, fixed once it has begun."""
    product = _product(study)
    course = chain.course_of(batch.id)
    if course is not None:
        return tuple(course.day_one + timedelta(days=offset) for offset in product.courses.infusion_days)
    start = max(first_infusion_window(study, chain, batch)[1], on)
    return tuple(start + timedelta(days=offset) for offset in product.courses.infusion_days)


def first_infusion_window(study: Study, chain: Chain, batch: Batch) -> tuple[date, date, date]:
    """Earliest, nominal and latest day of a batch's first infusion, by the day of its collection and the age of the culture."""
    return _window(study, chain.collections[batch.collection].day or batch.day, batch.day)


@lru_cache(maxsize=4096)
def _window(study: Study, collected: date, seeded: date) -> tuple[date, date, date]:
    """The same from the two days that it counts from: they stay, and it is asked for whenever anything happens."""
    product = _product(study)
    culture = product.culture
    nominal = collected + timedelta(days=product.courses.interval_days)
    earliest = max(seeded + timedelta(days=culture.earliest_harvest_day), nominal - timedelta(days=1))
    latest = min(
        seeded + timedelta(days=culture.days + product.limits.hold_days),
        nominal + timedelta(product.limits.hold_days),
    )
    return min(earliest, latest), min(max(nominal, earliest), latest), latest


def plan(study: Study, facts: Facts, on: date) -> tuple[PlannedCourse, ...]:
    """Every collection that took place or is still due, with its infusion days, as things stand on a day."""
    return tuple(_planned(study, facts, on))


def _planned(study: Study, facts: Facts, on: date) -> Iterator[PlannedCourse]:
    product = _product(study)
    state = chain(study, facts)
    offsets = product.courses.infusion_days
    for one in state.collections.values():
        batch = state.batch_of(one.number)
        if one.day is None or (batch is not None and batch.closed and not batch.begun) or one.verdict == "rejected":
            continue
        nominal = one.day + timedelta(days=product.courses.interval_days)
        days = (
            infusion_days(study, state, batch, on)
            if batch
            else tuple(nominal + timedelta(offset) for offset in offsets)
        )
        yield PlannedCourse(one.number, one.day, days, done=True)
    coming = next_collection(study, facts)
    if coming is None:
        return
    day = max(coming.target, on)
    for ahead in range(product.courses.number - _prospects(state)):
        number = coming.number + ahead
        if number > collections_planned(study, state):
            return
        first = day + timedelta(days=product.courses.interval_days)
        yield PlannedCourse(number, day, tuple(first + timedelta(days=offset) for offset in offsets), done=False)
        day = first + timedelta(days=product.courses.next_collection_day or 0)


def _product(study: Study) -> Product:
    assert study.product is not None, "a study without a product has no chain"
    return study.product


def _prospects(state: Chain) -> int:
    """Courses given, being given, or still in hand."""
    waiting = sum(not batch.begun for batch in state.live)
    return len(state.courses) + waiting + len(state.unseeded)


def _first(study: Study, facts: Facts) -> NextCollection | None:
    randomised = facts.first(Randomised)
    if randomised is None:
        return None
    product = _product(study)
    day = randomised.day(study.time_zone)
    least, most = product.limits.first_after_randomisation_days
    earliest = day + timedelta(days=least)
    window = [earliest + timedelta(days=more) for more in range(most - least + 1)]
    weekdays = product.capacity.collection_weekdays
    target = next((one for one in window if not weekdays or one.isoweekday() in weekdays), earliest)
    latest = (
        day + timedelta(days=max(most, product.limits.latest_recollection_days or 0))
        if _refused(facts, study)
        else window[-1]
    )
    return NextCollection(1, earliest, target, latest)


def _refused(facts: Facts, study: Study) -> bool:
    first = chain(study, facts).collections.get(1)
    return first is not None and bool(first.refusals)


def _on_course_day(product: Product, last: Collection) -> NextCollection:
    """Nothing is lost and the course has not begun: together with its first infusion."""
    assert last.day is not None
    target = last.day + timedelta(days=product.courses.interval_days + (product.courses.next_collection_day or 0))
    latest = target + timedelta(days=product.limits.hold_days)
    return NextCollection(last.number + 1, target - timedelta(days=1), target, latest)


def _after_refusal(product: Product, state: Chain, last: Collection, course: Course) -> NextCollection:
    """The course went ahead without it: a retry, some days after the course's last infusion."""
    length = timedelta(days=product.courses.infusion_days[-1])
    over = max(course.last_day, course.day_one + length)
    earliest = over + timedelta(days=product.limits.retry_after_infusion_days)
    within = product.limits.retry_within_days
    latest = over + timedelta(days=within) if within is not None else _last_start(product, state, earliest)
    return NextCollection(last.number + 1, earliest, earliest, max(earliest, latest))


def _after_loss(
    study: Study, facts: Facts, state: Chain, last: Collection, batch: Batch | None
) -> NextCollection | None:
    """The product was lost: on the planned day if that is still to come, otherwise as soon as the participant is fit."""
    product = _product(study)
    assert last.day is not None
    lost = batch.closed if batch is not None and batch.closed else last.received[-1]
    earliest = lost.day(study.time_zone)
    if state.courses:
        length = timedelta(days=product.courses.infusion_days[-1])
        over = max(state.courses[-1].last_day, state.courses[-1].day_one + length)
        earliest = max(earliest, over + timedelta(days=product.limits.retry_after_infusion_days))
        latest = _last_start(product, state, earliest)
        target = max(earliest, min(last.day + timedelta(days=product.courses.interval_days), latest))
        return NextCollection(last.number + 1, earliest, target, max(target, latest))
    randomised = facts.first(Randomised)
    start = randomised.day(study.time_zone) if randomised else last.day
    most = product.limits.first_after_randomisation_days[1]
    latest = start + timedelta(days=product.limits.latest_recollection_days or most + product.courses.interval_days)
    earliest = max(earliest, last.day + timedelta(days=1))
    return NextCollection(last.number + 1, earliest, earliest, latest) if earliest <= latest else None


def _last_start(product: Product, state: Chain, earliest: date) -> date:
    """The last day of a collection whose course would still begin within the gap and within the whole time allowed."""
    if not state.courses:
        return earliest
    ends = [state.courses[-1].first_day + timedelta(days=product.limits.gap_days[1])]
    if product.limits.last_start_days is not None:
        ends.append(state.courses[0].first_day + timedelta(days=product.limits.last_start_days))
    return min(ends) - timedelta(days=product.courses.interval_days)
