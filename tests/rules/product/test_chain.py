from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from equipoise.facts import History
from equipoise.facts import product as made
from equipoise.rules.product import against_capacity, against_randomising, bag_id, batch_id, capacity, chain, custody
from tests.rules.product.cells import Trail, at, changed, ended

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)


def given() -> Trail:
    trail = Trail()
    trail.collect(1, A1)
    trail.give(1, I1, 1)
    return trail


def test_the_same_facts_give_the_same_chain() -> None:
    trail = given()
    again = History("P001", trail.history.facts)
    assert chain(trail.study, again) == chain(trail.study, trail.history)
    assert chain(trail.study, again) is chain(trail.study, again)


def test_a_collection_grows_into_a_batch_and_a_batch_into_bags() -> None:
    state = chain(given().study, given().history)
    assert [one.state for one in state.collections.values()] == ["accepted", "accepted"]
    assert [(batch.id, batch.state) for batch in state.batches.values()] == [
        (batch_id("P001", 1), "closed"),
        (batch_id("P001", 2), "growing"),
    ]
    assert [bag.state for bag in state.bags.values()] == ["infused"] * 3
    assert state.batches[batch_id("P001", 1)].age(I1) == 14


def test_a_course_is_given_from_eighty_per_cent_of_its_intended_volume() -> None:
    assert [(course.number, course.state) for course in chain(given().study, given().history).courses] == [(1, "given")]


def test_a_course_of_two_days_is_partial() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.infuse(1, 1, I1, 1)
    trail.infuse(1, 2, I1 + timedelta(days=1), 1)
    assert chain(trail.study, trail.history).courses[0].state == "giving"
    trail.do(made.BatchClosed(batch=batch_id("P001", 1), disposition="given"), at(I1 + timedelta(days=3)))
    assert chain(trail.study, trail.history).courses[0].state == "partial"


def test_a_batch_with_an_unaccounted_bag_is_not_closed() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    bag = trail.fill(1, 1, I1)
    trail.bring(bag, I1)
    trail.do(made.InfusionStarted(bag=bag, course=1, day=1, planned_ml=Decimal(40)), at(I1, 12), "nie")
    trail.do(ended(trail, bag, 1, 1, Decimal(25)), at(I1, 13), "nie")
    closing = made.BatchClosed(batch=batch_id("P001", 1), disposition="given")
    assert trail.ask(closing, at(I1, 15)) == ["bag-unsettled"]
    wrong = made.BagDisposed(bag=bag, volume_ml=Decimal(25), second="bo")
    assert trail.ask(wrong, at(I1, 14)) == ["volume-does-not-agree"]
    trail.do(made.BagDisposed(bag=bag, volume_ml=Decimal(15), second="bo"), at(I1, 14))
    assert trail.ask(closing, at(I1, 15)) == []


def test_the_chain_of_identity_runs_from_the_vein_to_the_vein() -> None:
    trail = given()
    state = chain(trail.study, trail.history)
    steps = custody(state, state.bags[bag_id("P001", 1, 1)])
    assert [step.act for step in steps] == [
        "collection.booked",
        "collection.done",
        "collection.received",
        "batch.seeded",
        "bag.formulated",
        "bag.labelled",
        "unit.tested",
        "unit.tested",
        "bag.released",
        "bag.dispatched",
        "bag.received",
        "bag.verified",
        "infusion.started",
        "infusion.ended",
        "batch.closed",
    ]
    verified = steps[11]
    assert (verified.people, verified.place) == (("nie", "mei"), "ward")
    assert steps[10].temperature_c == (Decimal(4), Decimal(6))
    assert [step.happened for step in steps] == sorted(step.happened for step in steps)


def test_a_day_counts_its_incubators_collections_and_infusions() -> None:
    trail = Trail()
    trail.collect(1, A1)
    chains = [chain(trail.study, trail.history)]
    first, later = capacity(trail.study, chains, A1), capacity(trail.study, chains, I1)
    assert (first.incubator_places, first.collections, first.infusions) == (1, 1, 0)
    assert (later.incubator_places, later.collections, later.infusions) == (1, 0, 1)
    assert capacity(trail.study, chains, date(2026, 6, 18)).incubator_places == 0


def test_a_booking_wants_all_its_later_places_or_none() -> None:
    trail = Trail(study=changed(capacity={"incubator_places": 1, "infusions_a_day": 1}))
    trail.collect(1, A1)
    chains = [chain(trail.study, trail.history)]
    reasons = against_capacity(trail.study, chains, date(2026, 6, 2))
    assert [reason.code for reason in reasons] == ["no-incubator-places", "no-infusions-a-day"]
    assert against_capacity(trail.study, [], date(2026, 6, 2)) == ()


def test_randomising_waits_for_a_place_in_the_days_of_a_first_collection() -> None:
    """Window of 0 to 6 days; the one incubator place is held for 16 days from the collection on 1 June."""
    trail = Trail(study=changed(capacity={"incubator_places": 1}))
    trail.collect(1, A1)
    chains = [chain(trail.study, trail.history)]
    (reason,) = against_randomising(trail.study, chains, [], A1)
    assert (reason.code, reason.protocol) == ("no-collection-slot", "randomisation.requires")
    assert reason.remedy is not None
    assert reason.remedy.en == "The next free day is 18 June 2026: randomise from 12 June 2026 on."
    assert against_randomising(trail.study, chains, [], date(2026, 6, 11)) != ()
    assert against_randomising(trail.study, chains, [], date(2026, 6, 12)) == ()


def test_who_is_allocated_and_not_booked_yet_takes_a_place_first() -> None:
    study = changed(capacity={"collections_a_day": 1}, limits={"first_after_randomisation_days": [0, 1]})
    first = (date(2026, 6, 1), date(2026, 6, 2))
    assert against_randomising(study, [], [first], first[0]) == ()
    assert [one.code for one in against_randomising(study, [], [first, first], first[0])] == ["no-collection-slot"]
    assert against_randomising(study, [], [first, first], date(2026, 6, 2)) == ()


def test_a_laboratory_without_any_place_names_no_next_day() -> None:
    (reason,) = against_randomising(changed(capacity={"incubator_places": 0}), [], [], A1)
    assert reason.remedy is None
