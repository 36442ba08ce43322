"""What the worklist of the product says on the last moment and on the first one after it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from equipoise.facts import product as made
from equipoise.rules.product import Due, Standing, bag_id, batch_id, chain, due, next_collection
from tests.rules.product.cells import PRODUCT, Trail, at, changed, collected, ended

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
BAG, BATCH = bag_id("P001", 1, 1), batch_id("P001", 1)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def listed(trail: Trail, day: date, hour: int = 9, minute: int = 0, standing: Standing | None = None) -> list[Due]:
    return list(due(trail.study, trail.history, at(day, hour, minute), standing))


def acts(trail: Trail, day: date, *when: int) -> list[str]:
    return [one.act for one in listed(trail, day, *when)]


def cultured(**parts: Any) -> Trail:
    trail = Trail(study=changed(**parts))
    trail.collect(1, A1)
    return trail


def test_the_first_collection_is_due_through_its_last_day() -> None:
    """From randomisation on 29 May to day 6 after it, 4 June."""
    trail = Trail()
    last = date(2026, 6, 4)
    assert [(one.act, one.latest) for one in listed(trail, last)] == [("book", last)]
    assert listed(trail, last + days(1)) == []
    trail.book(1, last)
    assert acts(trail, last) == ["collect"]


def test_a_sample_is_seeded_until_its_last_moment_and_then_discarded() -> None:
    trail = Trail()
    trail.book(1, A1)
    trail.do(collected(1), at(A1, 9))
    name = chain(trail.study, trail.history).collections[1].id
    accepted = made.CollectionReceived(collection=name, verdict="accepted", temperature_c=Decimal(20))
    trail.do(accepted, at(A1, 9, 30))
    tomorrow = A1 + days(1)
    assert "seed" in acts(trail, tomorrow, 9, 0)
    assert "discard" not in acts(trail, tomorrow, 9, 0)
    assert "discard" in acts(trail, tomorrow, 9, 1)
    assert "seed" not in acts(trail, tomorrow, 9, 1)


def test_a_bag_is_used_before_it_expires_and_destroyed_from_then_on() -> None:
    """Filled at eight, it lasts twenty-four hours."""
    trail = cultured()
    trail.fill(1, 1, I1)
    tomorrow = I1 + days(1)
    assert "release" in acts(trail, tomorrow, 7, 59)
    assert "dispose" in acts(trail, tomorrow, 8, 0)
    assert not {"release", "dispatch"} & set(acts(trail, tomorrow, 8, 0))
    trail.release(BAG, I1)
    assert "dispatch" in acts(trail, tomorrow, 7, 59)
    assert "dispatch" not in acts(trail, tomorrow, 8, 0)
    assert "dispose" in acts(trail, tomorrow, 8, 0)


def test_a_control_that_was_made_is_no_longer_due() -> None:
    trail = cultured()
    control = made.BatchTested(batch=BATCH, culture_day=7, total_cells=10**9, viability_pct=Decimal(90))
    trail.do(control, at(A1 + days(7)))
    found = [(one.latest - A1).days for one in listed(trail, A1 + days(7)) if one.act == "control"]
    assert found == [10, 12]


def test_the_first_harvest_is_due_through_its_last_day() -> None:
    """Two days after the nominal day; then the culture has missed its days."""
    trail = cultured()
    assert "harvest" in acts(trail, I1 + days(2))
    assert "close" not in acts(trail, I1 + days(2))
    assert "harvest" not in acts(trail, I1 + days(3))
    assert "close" in acts(trail, I1 + days(3))


def test_a_culture_that_was_begun_is_harvested_on_even_after_the_last_day_of_its_first_harvest() -> None:
    trail = cultured()
    trail.fill(1, 1, I1 + days(2))
    later = [one for one in listed(trail, I1 + days(3)) if one.act == "harvest"]
    assert [(one.unit, one.earliest) for one in later] == [(bag_id("P001", 1, 2), I1 + days(3))]


def test_after_the_last_harvest_none_is_due() -> None:
    trail = cultured()
    for harvest in (1, 2):
        trail.fill(1, harvest, I1 + days(harvest - 1))
    assert "harvest" in acts(trail, I1 + days(1), 12)
    trail.fill(1, 3, I1 + days(2))
    assert "harvest" not in acts(trail, I1 + days(2), 12)


def test_while_a_call_back_waits_a_collection_is_received_and_not_seeded() -> None:
    trail = cultured()
    trail.book(2, I1)
    trail.do(collected(2), at(I1, 8))
    trail.infuse(1, 1, I1, 1)
    trail.add(made.UnitTested(unit=BAG, attribute="sterility", value="growth", final=False), at(I1, 14), "cai")
    assert "receive" in acts(trail, I1, 15)
    name = chain(trail.study, trail.history).collections[2].id
    trail.add(made.CollectionReceived(collection=name, verdict="accepted", temperature_c=Decimal(20)), at(I1, 15))
    assert not {"receive", "seed"} & set(acts(trail, I1, 16))


@pytest.mark.parametrize(("per", "unit"), [("bag", BAG), ("batch", BATCH)])
def test_a_result_is_asked_for_of_the_unit_that_it_stands_for(per: str, unit: str) -> None:
    trail = cultured(
        release={
            "appearance": PRODUCT["release"]["appearance"] | {"per": per},
            "sterility": PRODUCT["release"]["sterility"] | {"per": per},
        }
    )
    trail.do(made_first(), at(I1, 8))
    trail.do(made.BagLabelled(bag=BAG, printed=3, used=2, destroyed=1, second="bo"), at(I1, 8, 20))
    wanted = {one.unit: one.what for one in listed(trail, I1, 8, 30) if one.act == "test"}
    assert wanted[unit] == (("appearance", "endotoxin") if per == "bag" else ("appearance",))
    assert per == "bag" or wanted[BAG] == ("endotoxin",)


def made_first() -> made.BagFormulated:
    from_cells = {"volume_ml": Decimal(40), "concentration_per_ml": 18_000_000, "viability_pct": Decimal(93)}
    return made.BagFormulated(
        bag=BAG, batch=BATCH, harvest=1, nk_pct=Decimal(86), t_cell_pct=Decimal(6), operator_two="bo", **from_cells
    )


@pytest.mark.parametrize(("per", "units"), [("bag", [BAG, bag_id("P001", 1, 2)]), ("batch", [BATCH])])
def test_a_reading_is_due_of_each_bag_or_once_of_the_culture(per: str, units: list[str]) -> None:
    trail = cultured(release={"sterility": PRODUCT["release"]["sterility"] | {"per": per}})
    for harvest in (1, 2):
        day = I1 + days(harvest - 1)
        trail.release(trail.fill(1, harvest, day), day)
    assert [one.unit for one in listed(trail, I1 + days(1), 12) if one.act == "read"] == units


def test_one_reading_stands_for_all_bags_of_a_culture_only_where_it_is_one_of_the_culture() -> None:
    for per, left in (("bag", [bag_id("P001", 1, 2)]), ("batch", [])):
        trail = cultured(release={"sterility": PRODUCT["release"]["sterility"] | {"per": per}})
        for harvest in (1, 2):
            day = I1 + days(harvest - 1)
            trail.release(trail.fill(1, harvest, day), day)
        trail.add(made.UnitTested(unit=BAG, attribute="sterility", value="no growth"), at(I1 + days(1), 12), "cai")
        assert [one.unit for one in listed(trail, I1 + days(1), 13) if one.act == "read"] == left


def given(harvests: int) -> Trail:
    trail = cultured()
    trail.collect(2, I1, hour=7)
    for harvest in range(1, harvests + 1):
        trail.infuse(1, harvest, I1 + days(harvest - 1), 1)
    return trail


def closings(trail: Trail, day: date, hour: int = 15) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.unit, one.what) for one in listed(trail, day, hour) if one.act == "close" and one.unit == BATCH]


def test_a_course_is_closed_after_its_last_day_or_after_its_last_harvest() -> None:
    two = given(2)
    assert closings(two, I1 + days(1)) == []
    assert closings(two, I1 + days(2)) == []
    assert closings(two, I1 + days(3)) == [(BATCH, ("given",))]
    assert closings(given(3), I1 + days(2)) == [(BATCH, ("given",))]


def rejected(harvests: int) -> Trail:
    trail = cultured()
    for harvest in range(1, harvests + 1):
        day = I1 + days(harvest - 1)
        bag = trail.fill(1, harvest, day)
        trail.add(made.BagRejected(bag=bag, attributes=("appearance",)), at(day, 10), "qin")
        trail.add(made.BagDisposed(bag=bag, volume_ml=Decimal(40), second="bo"), at(day, 11))
    return trail


def test_a_culture_of_which_every_harvest_was_rejected_is_closed_so() -> None:
    assert closings(rejected(2), I1 + days(2)) == []
    assert closings(rejected(3), I1 + days(2)) == [(BATCH, ("rejected",))]


def test_a_collection_that_was_lost_is_repeated_through_the_last_day_and_not_after_it() -> None:
    """Fourteen days after randomisation, 12 June, at the latest, and not on the day of the collection itself."""
    for lost_on, left in ((date(2026, 6, 12), True), (date(2026, 6, 13), False)):
        trail = cultured()
        trail.add(made.BatchClosed(batch=BATCH, disposition="failed"), at(lost_on, 9))
        coming = next_collection(trail.study, trail.history)
        assert (coming is not None) is left
        assert coming is None or (coming.number, coming.earliest, coming.latest) == (2, lost_on, date(2026, 6, 12))


def test_no_more_products_are_made_than_courses_can_be_given() -> None:
    """A product begun and then lost counts as a course; the one in hand is the second of two."""
    trail = Trail(study=changed(courses={"number": 2}))
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.infuse(1, 1, I1, 1)
    trail.add(made.BatchClosed(batch=BATCH, disposition="failed"), at(I1 + days(1), 9))
    assert next_collection(trail.study, trail.history) is None


def test_a_bag_of_the_day_may_be_split_and_both_parts_given() -> None:
    trail = cultured()
    trail.collect(2, I1, hour=7)
    trail.infuse(1, 1, I1, 1)
    second = bag_id("P001", 1, 1, 2)
    body = made.BagFormulated(
        **{name: getattr(made_first(), name) for name in made_first().__struct_fields__} | {"bag": second}
    )
    trail.add(body, at(I1, 8, 5))
    act = made.InfusionStarted(bag=second, course=1, day=1, planned_ml=Decimal(10))
    found = trail.ask(act, at(I1, 14), "nie")
    assert not {"day-out-of-order", "one-harvest-a-day"} & set(found)
    assert ended(trail, second, 1, 1, Decimal(10)).cells_given > 0
