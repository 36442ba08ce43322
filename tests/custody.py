"""The invariants of identity and custody, computed from bare facts alone: nothing here uses the rules that should hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.facts import Fact
from equipoise.protocol.model import Product, Study

Facts = list[Fact[Any]]


def broken(study: Study, facts: Iterable[Fact[Any]]) -> list[str]:
    """Every invariant that a ledger breaks, in words; none if all hold."""
    assert study.product is not None
    people: dict[str, Facts] = defaultdict(list)
    for fact in facts:
        if fact.subject:
            people[fact.subject].append(fact)
    return [f"{name}: {words}" for name, own in people.items() for words in _of_one(study, study.product, name, own)]


def _of_one(study: Study, product: Product, name: str, facts: Facts) -> Iterator[str]:
    zone = ZoneInfo(study.time_zone)
    yield from _bags(product, name, facts, zone)
    yield from _starts(study, product, facts, zone)
    yield from _courses(product, facts, zone)
    yield from _cultures(product, facts)
    yield from _doses(product, facts)
    yield from _two_people(facts)


def _bags(product: Product, name: str, facts: Facts, zone: ZoneInfo) -> Iterator[str]:
    """Released before started, two distinct people at the bedside within 30 minutes, right wristband, not expired."""
    for start in _all(facts, "infusion.started"):
        bag = start.body.bag
        before = [fact for fact in facts if fact.seq < start.seq and getattr(fact.body, "bag", "") == bag]
        kinds = [fact.body.KIND for fact in before]
        if "bag.released" not in kinds or "bag.rejected" in kinds[kinds.index("bag.released") :]:
            yield f"{bag} was started without a standing release"
        if kinds.count("infusion.started"):
            yield f"{bag} was started twice"
        checks = [fact for fact in before if fact.body.KIND == "bag.verified"]
        if not checks or start.moment() - checks[-1].moment() > timedelta(minutes=30):
            yield f"{bag} was started without a fresh bedside check"
        elif checks[-1].body.wristband != name or checks[-1].body.second in ("", checks[-1].actor):
            yield f"{bag}: the bedside check does not name this participant and two people"
        filled = next(fact for fact in before if fact.body.KIND == "bag.formulated")
        if start.moment() - filled.moment() > timedelta(hours=product.shelf.hours):
            yield f"{bag} had expired"
        if _day(filled, zone) != _day(start, zone):
            yield f"{bag} was not infused on the day of its harvest"
        makers = {filled.actor, filled.body.operator_two}
        releases = [fact for fact in before if fact.body.KIND == "bag.released"]
        if releases and releases[-1].actor in makers:
            yield f"{bag} was released by one of its makers"


def _starts(study: Study, product: Product, facts: Facts, zone: ZoneInfo) -> Iterator[str]:
    """Randomised to a product arm, consent in force, alive; on the first day the next collection came first."""
    arms = [fact.body.arm for fact in facts if fact.body.KIND == "participant.randomised"]
    for start in _all(facts, "infusion.started"):
        earlier = [fact for fact in facts if fact.seq < start.seq]
        if not arms or not study.arms[arms[0]].cell_product:
            yield "infused in an arm without the product"
        if not any(fact.body.KIND == "consent.signed" for fact in earlier):
            yield "infused without consent"
        if any(fact.body.KIND == "consent.withdrawn" and "treatment" in fact.body.scopes for fact in earlier):
            yield "infused after the treatment was withdrawn"
        if start.body.day != 1 or start.body.course >= product.courses.number or _last_one(product, facts, start):
            continue
        wanted = _number(facts, start.body.bag) + 1
        done = [
            fact
            for fact in earlier
            if fact.body.KIND in ("collection.done", "collection.refused") and fact.body.number >= wanted
        ]
        on_the_day = [fact for fact in done if _day(fact, zone) <= _day(start, zone)]
        if not on_the_day:
            yield f"course {start.body.course} began before collection {wanted} was made or refused"
        rest = timedelta(hours=product.limits.rest_before_infusion_hours)
        for fact in on_the_day:
            if fact.body.KIND == "collection.done" and start.moment() - fact.moment() < rest:
                yield f"course {start.body.course} began without rest after the collection"


def _courses(product: Product, facts: Facts, zone: ZoneInfo) -> Iterator[str]:
    """At most the planned courses, at most the planned days of each, one bag set a day: the bags of one harvest."""
    days: dict[int, dict[date, set[tuple[str, int]]]] = defaultdict(lambda: defaultdict(set))
    filled = {fact.body.bag: fact.body for fact in _all(facts, "bag.formulated")}
    for start in _all(facts, "infusion.started"):
        bag = filled[start.body.bag]
        days[start.body.course][_day(start, zone)].add((bag.batch, bag.harvest))
    if len(days) > product.courses.number:
        yield f"{len(days)} courses"
    for course, found in days.items():
        if len(found) > len(product.courses.infusion_days) or any(len(sets) > 1 for sets in found.values()):
            yield f"course {course}: {dict(found)}"
        harvests = [one for sets in found.values() for one in sets]
        if len(set(harvests)) != len(harvests) or len({batch for batch, _ in harvests}) > 1:
            yield f"course {course}: {harvests}"


def _cultures(product: Product, facts: Facts) -> Iterator[str]:
    """Never more live cultures than the product allows; harvests at their age."""
    live: set[str] = set()
    seeded: dict[str, datetime] = {}
    for fact in facts:
        if fact.body.KIND == "batch.seeded":
            live.add(fact.body.batch)
            seeded[fact.body.batch] = fact.moment()
            if len(live) > product.culture.live_at_most:
                yield f"{len(live)} live cultures at fact {fact.seq}"
        elif fact.body.KIND == "batch.closed":
            live.discard(fact.body.batch)
        elif fact.body.KIND == "bag.formulated":
            age = (fact.moment() - seeded[fact.body.batch]).days
            if fact.body.batch not in live or age > product.culture.latest_harvest_day:
                yield f"{fact.body.bag} was harvested at {age} days, or from a closed culture"


def _doses(product: Product, facts: Facts) -> Iterator[str]:
    """The cells of a course, added up from the volumes that went in, stay at or below the most."""
    given: dict[int, Fraction] = defaultdict(Fraction)
    filled = {fact.body.bag: fact.body for fact in _all(facts, "bag.formulated")}
    for end in _all(facts, "infusion.ended"):
        bag = filled[end.body.bag]
        share = Fraction(bag.viability_pct) / 100 * Fraction(bag.nk_pct) / 100
        cells = Fraction(end.body.volume_ml) * bag.concentration_per_ml * share
        if abs(cells - end.body.cells_given) > 1:
            yield f"{end.body.bag}: {cells} cells by hand, {end.body.cells_given} in the ledger"
        if not 0 <= end.body.volume_ml <= bag.volume_ml:
            yield f"{end.body.bag}: {end.body.volume_ml} mL from {bag.volume_ml}"
        given[end.body.course] += cells
    for course, cells in given.items():
        if product.dose.per == "course" and cells > product.dose.most:
            yield f"course {course}: {cells} cells"


def _two_people(facts: Facts) -> Iterator[str]:
    for fact in facts:
        second = getattr(fact.body, "second", None) or getattr(fact.body, "operator_two", None)
        if second is not None and second == fact.actor:
            yield f"fact {fact.seq}: {second} checked himself"
        if fact.body.KIND == "bag.labelled" and fact.body.printed != fact.body.used + fact.body.destroyed:
            yield f"{fact.body.bag}: labels do not add up"


def _all(facts: Facts, kind: str) -> Facts:
    return [fact for fact in facts if kind == fact.body.KIND]


def _day(fact: Fact[Any], zone: ZoneInfo) -> date:
    return fact.moment().astimezone(zone).date()


def _last_one(product: Product, facts: Facts, start: Fact[Any]) -> bool:
    """Whether no collection is allowed after the one that this bag comes from: one a course and one for
    each product lost in manufacture, up to the most; none whose course would come too late."""
    limits = product.limits
    earlier = [fact for fact in facts if fact.seq < start.seq]
    lost = sum(fact.body.disposition in ("failed", "rejected") for fact in _all(earlier, "batch.closed"))
    lost += sum(fact.body.verdict == "rejected" for fact in _all(earlier, "collection.received"))
    if _number(facts, start.body.bag) >= min(product.courses.number + lost, limits.collections_at_most):
        return True
    first = _all(facts, "infusion.started")[0].moment()
    coming = start.moment() + timedelta(days=product.courses.interval_days)
    return limits.last_start_days is not None and (coming - first).days > limits.last_start_days


def _number(facts: Facts, bag: str) -> int:
    """The number of the collection that a bag comes from, followed back fact by fact."""
    batch = next(fact.body.batch for fact in _all(facts, "bag.formulated") if fact.body.bag == bag)
    collection = next(fact.body.collection for fact in _all(facts, "batch.seeded") if fact.body.batch == batch)
    number: int = next(
        fact.body.number for fact in _all(facts, "collection.done") if fact.body.collection == collection
    )
    return number
