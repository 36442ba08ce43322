from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from equipoise.facts import product as made
from equipoise.rules.product import Due, Standing, bag_id, batch_id, chain, collection_id, due
from tests.rules.product.cells import GOES_ON, RANDOMISED_ON, Trail, at, collected, ended

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
BAG = bag_id("P001", 1, 1)


def acts(trail: Trail, day: date, hour: int = 9, standing: Standing | None = None) -> list[tuple[str, str]]:
    return [(one.act, one.unit) for one in found(trail, day, hour, standing) if one.earliest <= day]


def found(trail: Trail, day: date, hour: int = 9, standing: Standing | None = None) -> tuple[Due, ...]:
    return due(trail.study, trail.history, at(day, hour), standing)


def test_after_randomisation_the_first_collection_is_to_be_booked() -> None:
    trail = Trail()
    assert [(one.act, one.role, one.latest) for one in found(trail, RANDOMISED_ON)] == [("book", "coordinator", A1)]
    trail.book(1, A1)
    assert [(one.act, one.role, one.latest) for one in found(trail, A1)] == [("collect", "apheresis_nurse", A1)]


def test_a_booking_that_no_longer_fits_is_made_again_and_a_lost_day_is_not_due() -> None:
    trail = Trail()
    trail.book(1, A1)
    assert [(one.act, one.latest) for one in found(trail, A1 + timedelta(days=1))] == [("book", date(2026, 6, 2))]
    assert found(trail, date(2026, 6, 5)) == ()


def test_a_collection_is_received_and_seeded_within_its_hours() -> None:
    trail = Trail()
    trail.book(1, A1)
    trail.do(collected(1), at(A1))
    assert ("receive", chain(trail.study, trail.history).collections[1].id) in acts(trail, A1)
    accepted = made.CollectionReceived(
        collection=collection_id("P001", 1), verdict="accepted", temperature_c=Decimal(20)
    )
    trail.do(accepted, at(A1, 10))
    seeding = [one for one in found(trail, A1, 11) if one.act == "seed"]
    assert [(one.unit, one.by) for one in seeding] == [(batch_id("P001", 1), at(A1 + timedelta(days=1)))]
    assert "discard" in [one.act for one in found(trail, A1 + timedelta(days=1), 10)]


def test_a_bag_goes_through_the_hands_of_four_roles() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    assert ("harvest", BAG) in acts(trail, I1)
    trail.fill(1, 1, I1)
    steps = [first(trail, "release")]
    trail.release(BAG, I1)
    steps.append(first(trail, "dispatch"))
    trail.do(made.BagDispatched(bag=BAG, temperature_c=Decimal(5)), at(I1, 11))
    steps.append(first(trail, "receive_bag"))
    trail.do(made.BagReceived(bag=BAG, lowest_c=Decimal(5), highest_c=Decimal(5)), at(I1, 11, 30))
    steps.append(first(trail, "infuse"))
    assert [step.role for step in steps] == ["quality_releaser", "cell_technician", "infusion_nurse", "infusion_nurse"]
    assert all(step.by == at(I1 + timedelta(days=1), 8) for step in steps)


def test_a_sterility_reading_is_due_fourteen_days_after_its_harvest() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.give(1, I1, 1)
    reading = [step for step in found(trail, date(2026, 6, 18)) if step.act == "read"]
    assert [(step.unit, step.latest) for step in reading] == [
        (bag_id("P001", 1, harvest), date(2026, 6, 28 + harvest)) for harvest in (1, 2)
    ] + [(bag_id("P001", 1, 3), date(2026, 7, 1))]


def test_who_stops_leaves_bags_to_destroy_and_a_culture_to_close() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.fill(1, 1, I1)
    stopped = replace(GOES_ON, progressed=True)
    assert acts(trail, I1, 10, stopped) == [("dispose", BAG), ("close", batch_id("P001", 2))]
    trail.do(made.BagDisposed(bag=BAG, volume_ml=Decimal(40), second="bo"), at(I1, 11))
    assert acts(trail, I1, 12, stopped) == [("close", batch_id("P001", 1)), ("close", batch_id("P001", 2))]
    orphaned = made.BatchClosed(batch=batch_id("P001", 2), disposition="orphaned")
    assert trail.ask(orphaned, at(I1, 13), progressed=True) == []


def test_a_culture_whose_days_have_passed_is_to_be_closed() -> None:
    trail = Trail()
    trail.collect(1, A1)
    assert ("close", batch_id("P001", 1)) not in acts(trail, date(2026, 6, 17))
    assert ("close", batch_id("P001", 1)) in acts(trail, date(2026, 6, 18))


def test_a_culture_is_controlled_on_its_days() -> None:
    trail = Trail()
    trail.collect(1, A1)
    controls = [step for step in found(trail, A1) if step.act == "control"]
    assert [(step.latest - A1).days for step in controls] == [4, 7, 10, 12]


def test_a_running_infusion_is_to_be_ended() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.bring(trail.fill(1, 1, I1), I1)
    trail.do(made.InfusionStarted(bag=BAG, course=1, day=1, planned_ml=Decimal(40)), at(I1, 12), "nie")
    assert ("end_infusion", BAG) in acts(trail, I1, 12)
    trail.do(ended(trail, BAG, 1, 1, Decimal(30)), at(I1, 13), "nie")
    assert ("dispose", BAG) in acts(trail, I1, 14)


def first(trail: Trail, act: str) -> Due:
    return next(step for step in found(trail, I1, 11) if step.act == act)


def test_a_harvest_that_slipped_moves_the_next_one_to_the_day_after_it() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.fill(1, 1, I1)
    trail.fill(1, 2, I1 + timedelta(days=2))
    due_then = {one.unit: one.earliest for one in found(trail, I1 + timedelta(days=2), 18) if one.act == "harvest"}
    assert due_then[bag_id("P001", 1, 3)] == I1 + timedelta(days=3)
