"""Every limit that an act of the product meets, on both sides and on the limit itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from equipoise.facts import History
from equipoise.facts import product as made
from equipoise.rules.product import against, against_capacity, bag_id, batch_id, capacity, chain, collection_id
from tests.rules.example import altered
from tests.rules.product.cells import (
    GOES_ON,
    PRODUCT,
    Trail,
    at,
    changed,
    collected,
    ended,
    formulated,
    released,
    seeded,
)

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
BAG = bag_id("P001", 1, 1)
START = made.InfusionStarted(bag=BAG, course=1, day=1, planned_ml=Decimal(40))


def days(count: int) -> timedelta:
    return timedelta(days=count)


def cultured() -> Trail:
    trail = Trail()
    trail.collect(1, A1)
    return trail


def at_the_bedside() -> Trail:
    trail = cultured()
    trail.collect(2, I1, hour=7)
    trail.bring(trail.fill(1, 1, I1), I1)
    return trail


def running() -> Trail:
    trail = at_the_bedside()
    trail.do(START, at(I1, 12), "nie")
    return trail


@pytest.mark.parametrize(("harvest", "exists"), [(0, False), (1, True), (3, True), (4, False)])
def test_a_culture_has_the_harvests_of_its_infusion_days(harvest: int, exists: bool) -> None:
    assert ("no-such-harvest" not in cultured().ask(formulated(1, harvest), at(I1, 8))) is exists


@pytest.mark.parametrize(("age", "fits"), [(12, False), (13, True), (16, True), (17, False)])
def test_the_first_harvest_falls_on_its_days_of_culture(age: int, fits: bool) -> None:
    assert ("culture-age" not in cultured().ask(formulated(1, 1), at(A1 + days(age), 8))) is fits


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"counted": (-1, 5)}, "not-positive"),
        ({"counted": (0, 5)}, ""),
        ({"viability_pct": Decimal("-0.5")}, "not-a-percentage"),
        ({"viability_pct": Decimal(0)}, ""),
        ({"viability_pct": Decimal("0.5")}, ""),
        ({"viability_pct": Decimal(100)}, ""),
        ({"viability_pct": Decimal("100.5")}, "not-a-percentage"),
        ({"volume_ml": Decimal("0.5")}, ""),
        ({"volume_ml": Decimal(0)}, "not-positive"),
    ],
)
def test_counts_shares_and_volumes_are_possible_ones(counts: dict[str, Any], code: str) -> None:
    found = cultured().ask(formulated(1, 1, **counts), at(I1, 8))
    assert [one for one in found if one in ("not-positive", "not-a-percentage")] == ([code] if code else [])


def booking(number: int) -> made.CollectionBooked:
    return made.CollectionBooked(collection=collection_id("P001", number), number=number, day="2026-06-15")


@pytest.mark.parametrize(
    ("number", "code"),
    [(0, "no-such-collection"), (6, "collection-not-due"), (7, "no-such-collection"), (1, "collection-made")],
)
def test_a_collection_is_one_of_the_way(number: int, code: str) -> None:
    assert code in cultured().ask(booking(number), at(A1, 15))


def test_the_first_collection_exists_before_anybody_is_randomised() -> None:
    found = against(Trail().study, History("P001"), at(A1), "anna", booking(1), GOES_ON)
    assert "collection-not-due" in [reason.code for reason in found]


def received(verdict: str) -> made.CollectionReceived:
    return made.CollectionReceived(collection=collection_id("P001", 1), verdict=verdict, temperature_c=Decimal(20))


def taken(*verdicts: str) -> Trail:
    """A collection on which the laboratory gave these verdicts."""
    trail = Trail()
    trail.book(1, A1)
    trail.do(collected(1), at(A1, 9))
    for place, verdict in enumerate(verdicts):
        trail.do(received(verdict), at(A1, 9, 30 + place))
    return trail


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        ("quarantined", "accepted", []),
        ("quarantined", "rejected", []),
        ("accepted", "rejected", []),
        ("accepted", "accepted", ["already-received"]),
        ("accepted", "quarantined", ["already-received"]),
        ("rejected", "rejected", ["already-received"]),
    ],
)
def test_a_verdict_may_be_followed_by_a_harder_one_alone(before: str, now: str, codes: list[str]) -> None:
    assert taken(before).ask(received(now), at(A1, 10)) == codes


@pytest.mark.parametrize(("verdict", "codes"), [("accepted", ["progressed"]), ("quarantined", []), ("rejected", [])])
def test_material_of_who_stopped_is_taken_in_and_not_accepted(verdict: str, codes: list[str]) -> None:
    assert taken().ask(received(verdict), at(A1, 10), progressed=True) == codes


def test_a_collection_stands_where_its_newest_step_put_it() -> None:
    def state(trail: Trail) -> str:
        return chain(trail.study, trail.history).collections[1].state

    assert [state(taken(*verdicts)) for verdicts in ((), ("accepted",), ("quarantined",), ("rejected",))] == [
        "collected", "accepted", "quarantined", "rejected",
    ]  # fmt: skip
    trail = Trail()
    trail.book(1, A1)
    assert state(trail) == "booked"
    trail.do(made.CollectionRefused(number=1, day=A1.isoformat()), at(A1, 8), "dr")
    assert state(trail) == "refused"
    trail.book(1, A1 + days(1))
    assert state(trail) == "booked"


@pytest.mark.parametrize(("minute", "codes"), [(0, []), (1, ["collection-too-old"])])
def test_a_collection_is_seeded_within_its_hours(minute: int, codes: list[str]) -> None:
    assert taken("accepted").ask(seeded(1), at(A1 + days(1), 9, minute)) == codes


def test_no_culture_is_seeded_beside_two_live_ones() -> None:
    trail = cultured()
    assert "too-many-cultures" not in trail.ask(seeded(2), at(I1, 8))
    trail.collect(2, I1, hour=7)
    assert "too-many-cultures" in trail.ask(seeded(3), at(I1, 8))


@pytest.mark.parametrize(("cells", "codes"), [(-1, ["not-positive"]), (0, []), (1, [])])
def test_a_control_may_find_no_cell_and_never_fewer(cells: int, codes: list[str]) -> None:
    control = made.BatchTested(batch=batch_id("P001", 1), culture_day=4, total_cells=cells, viability_pct=Decimal(90))
    assert cultured().ask(control, at(A1 + days(4))) == codes


@pytest.mark.parametrize(
    ("ml", "minutes", "codes"),
    [
        ("0", 60, []),
        ("0.5", 60, []),
        ("-0.5", 60, ["volume-does-not-agree"]),
        ("40", 1, []),
        ("40", 0, ["no-duration"]),
        ("40", -1, ["no-duration"]),
    ],
)
def test_an_infusion_ends_with_a_possible_volume_and_time(ml: str, minutes: int, codes: list[str]) -> None:
    trail = running()
    end = replace(ended(trail, BAG, 1, 1, Decimal(ml)), minutes=minutes)
    assert trail.ask(end, at(I1, 13)) == codes


@pytest.mark.parametrize(("ml", "codes"), [("0", ["dose-not-computed"]), ("0.5", ["dose-not-computed"]), ("-0.5", [])])
def test_cells_are_those_of_the_volume_where_there_can_be_one(ml: str, codes: list[str]) -> None:
    trail = running()
    end = replace(ended(trail, BAG, 1, 1, Decimal(ml)), cells_given=5)
    assert [code for code in trail.ask(end, at(I1, 13)) if code == "dose-not-computed"] == codes


@pytest.mark.parametrize(
    ("condition", "ml", "planned", "codes"),
    [
        (60, "40", 0, []),
        (61, "40", 60, ["too-fast"]),
        (61, "40", 61, []),
        (61, "1", 60, ["too-fast"]),
        (61, "0", 60, ["not-positive"]),
    ],
)
def test_a_release_slows_an_infusion_beyond_the_usual_hour(
    condition: int, ml: str, planned: int, codes: list[str]
) -> None:
    trail = cultured()
    trail.collect(2, I1, hour=7)
    bag = trail.fill(1, 1, I1)
    trail.do(replace(released(trail, bag), minutes_at_least=condition), at(I1, 9, 30), "qin")
    trail.do(made.BagDispatched(bag=bag, temperature_c=Decimal(5)), at(I1, 11))
    trail.do(made.BagReceived(bag=bag, lowest_c=Decimal(4), highest_c=Decimal(6)), at(I1, 11, 30), "nie")
    trail.do(made.BagVerified(bag=bag, wristband="P001", second="mei"), at(I1, 11, 50), "nie")
    act = made.InfusionStarted(bag=bag, course=1, day=1, planned_ml=Decimal(ml), planned_minutes=planned)
    assert trail.ask(act, at(I1, 12), "nie") == codes


@pytest.mark.parametrize(("kind", "codes"), [("full", []), ("conditional", ["nothing-awaited"])])
def test_a_release_is_full_where_nothing_is_awaited(kind: str, codes: list[str]) -> None:
    lines = {name: limit for name, limit in PRODUCT["release"].items() if name != "sterility"}
    trail = Trail(study=altered(product=PRODUCT | {"release": lines}))
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    assert trail.ask(released(trail, bag, kind), at(I1, 9, 30), "qin") == codes


@pytest.mark.parametrize(("degrees", "allowed"), [("1.9", False), ("2", True), ("8", True), ("8.1", False)])
def test_a_bag_leaves_within_its_range_of_temperature(degrees: str, allowed: bool) -> None:
    trail = cultured()
    bag = trail.fill(1, 1, I1)
    trail.release(bag, I1)
    codes = trail.ask(made.BagDispatched(bag=bag, temperature_c=Decimal(degrees)), at(I1, 11))
    assert codes == ([] if allowed else ["outside-temperature"])


def test_a_hold_on_manufacturing_stops_a_collection_and_no_infusion() -> None:
    held = frozenset({"manufacturing"})
    first = replace(booking(1), day=A1.isoformat())
    assert Trail().ask(first, at(A1, 7), holds=held) == ["held-manufacturing"]
    assert at_the_bedside().ask(START, at(I1, 12), holds=held) == []


@pytest.mark.parametrize(("course", "codes"), [(0, ["no-such-course", "wrong-course"]), (1, [])])
def test_courses_count_from_one(course: int, codes: list[str]) -> None:
    assert at_the_bedside().ask(replace(START, course=course), at(I1, 12)) == codes


def test_a_course_ends_within_its_days() -> None:
    trail = running()
    trail.do(ended(trail, BAG, 1, 1, Decimal(40)), at(I1, 13), "nie")
    second = trail.fill(1, 2, I1 + days(1))
    act = made.InfusionStarted(bag=second, course=1, day=2, planned_ml=Decimal(40))
    assert "course-too-long" not in trail.ask(act, at(I1 + days(5), 12))
    assert "course-too-long" in trail.ask(act, at(I1 + days(6), 12))


def test_a_course_begins_within_the_days_of_its_culture() -> None:
    trail = cultured()
    bag = trail.fill(1, 1, A1 + days(13))
    act = replace(START, bag=bag)
    found = {age: "culture-age" in trail.ask(act, at(A1 + days(age), 12)) for age in (12, 13, 16, 17)}
    assert found == {12: True, 13: False, 16: False, 17: True}


def test_the_next_course_keeps_its_gap_and_the_last_one_its_day() -> None:
    """Thirteen to forty-two days from first infusion to first infusion; no course begins after day 112 of the first."""
    trail = cultured()
    trail.give(1, I1, 1)
    bag = trail.fill(2, 1, I1 + days(14))
    act = made.InfusionStarted(bag=bag, course=2, day=1, planned_ml=Decimal(40))

    def asked(code: str, *after: int) -> list[bool]:
        return [code in trail.ask(act, at(I1 + days(day), 12)) for day in after]

    assert asked("gap-between-courses", 12, 13, 42, 43) == [True, False, False, True]
    assert asked("courses-too-long", 112, 113) == [False, True]


def test_a_culture_holds_its_place_up_to_its_last_harvest() -> None:
    trail = Trail(study=changed(capacity={"incubator_places": 1, "collections_a_day": 1}))
    trail.collect(1, A1)
    chains = [chain(trail.study, trail.history)]
    held = {day: capacity(trail.study, chains, A1 + days(day)).incubator_places for day in (0, 16, 17)}
    assert held == {0: 1, 16: 1, 17: 0}
    codes = {day: [one.code for one in against_capacity(trail.study, chains, A1 + days(day))] for day in (0, 16, 17)}
    assert codes == {0: ["no-collections-a-day", "no-incubator-places"], 16: ["no-incubator-places"], 17: []}


def test_a_booked_collection_takes_its_place_and_a_refused_one_gives_it_back() -> None:
    trail = Trail()
    trail.book(1, A1)
    assert capacity(trail.study, [chain(trail.study, trail.history)], A1).collections == 1
    trail.do(made.CollectionRefused(number=1, day=A1.isoformat()), at(A1, 8), "dr")
    assert capacity(trail.study, [chain(trail.study, trail.history)], A1).collections == 0
