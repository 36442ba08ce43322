"""The propagation rules and the worked dates: randomised on Friday 2026-05-29, first collection on Monday 06-01."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from equipoise.facts import product as made
from equipoise.rules.product import batch_id, chain, collection_id, next_collection, plan
from tests.rules.product.cells import Trail, at, collected

A1 = date(2026, 6, 1)


def day(words: str) -> date:
    return date.fromisoformat(f"2026-{words}")


def test_the_worked_dates_follow_from_the_first_collection() -> None:
    trail = Trail()
    trail.collect(1, A1)
    found = [
        (one.collection_day.strftime("%m-%d"), one.infusion_days[0].strftime("%m-%d")) for one in planned(trail, A1)
    ]
    assert found == [
        ("06-01", "06-15"),
        ("06-15", "06-29"),
        ("06-29", "07-13"),
        ("07-13", "07-27"),
        ("07-27", "08-10"),
        ("08-10", "08-24"),
    ]
    assert planned(trail, A1)[-1].infusion_days[-1] == day("08-26")


def test_before_any_collection_the_first_preferred_weekday_is_the_target() -> None:
    due = next_collection(Trail().study, Trail().history)
    assert due is not None
    assert (due.number, due.earliest, due.target, due.latest) == (1, day("05-29"), A1, day("06-04"))


def test_v1_a_fever_of_two_days_moves_the_chain_by_two_days() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.give(1, day("06-15"), 1)
    trail.give(2, day("07-01"), 2)
    rest = planned(trail, day("07-03"))
    assert [one.collection_day for one in rest][2] == day("07-01")
    assert [one.infusion_days[0] for one in rest][2] == day("07-15")
    assert rest[-1].infusion_days == (day("08-26"), day("08-27"), day("08-28"))


def test_v2_a_longer_delay_loses_the_product_and_five_courses_remain() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.give(1, day("06-15"), 1)
    trail.do(made.BatchClosed(batch=batch_id("P001", 2), disposition="missed"), at(day("07-02")))
    rest = planned(trail, day("07-06"))
    assert [one.collection for one in rest] == [1, 3, 4, 5, 6]
    assert rest[1].collection_day == day("07-06")
    assert rest[1].infusion_days[0] == day("07-20")
    assert rest[-1].infusion_days == (day("08-31"), day("09-01"), day("09-02"))
    trail.collect(3, day("07-06"))
    trail.give(3, day("07-20"), 2)
    courses = chain(trail.study, trail.history).courses
    assert [(course.number, course.collection) for course in courses] == [(1, 1), (2, 3)]
    assert (courses[1].first_day - courses[0].first_day).days == 35


def test_a_product_lost_in_manufacture_is_replaced_by_a_further_collection() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.give(1, day("06-15"), 1)
    trail.do(made.BatchClosed(batch=batch_id("P001", 2), disposition="failed"), at(day("06-25")))
    due = next_collection(trail.study, trail.history)
    assert due is not None
    assert (due.number, due.target) == (3, day("06-29"))
    assert [one.collection for one in planned(trail, day("06-25"))] == [1, 3, 4, 5, 6, 7]


def test_a_refused_collection_is_retried_three_days_after_the_last_infusion() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.do(made.CollectionRefused(number=2, day="2026-06-15"), at(day("06-15")))
    trail.give(1, day("06-15"), 1, collect_next=False)
    due = next_collection(trail.study, trail.history)
    assert due is not None
    assert (due.number, due.earliest, due.latest) == (2, day("06-20"), day("07-01"))


def test_six_courses_leave_nothing_to_collect() -> None:
    trail = Trail()
    trail.collect(1, A1)
    for number in range(1, 7):
        trail.give(number, A1 + timedelta(days=14 * number), number, collect_next=number < 6)
    state = chain(trail.study, trail.history)
    assert next_collection(trail.study, trail.history) is None
    assert [course.state for course in state.courses] == ["given"] * 6
    assert state.live == ()
    assert len(state.bags) == 18


def test_a_collection_number_that_does_not_exist_is_said_so() -> None:
    trail = Trail()
    booking = made.CollectionBooked(collection=collection_id("P001", 9), number=9, day="2026-06-01")
    assert trail.ask(booking, at(A1)) == ["no-such-collection"]
    reason = trail.reasons(booking, at(A1))[0]
    assert "no collection 9" in reason.says.en
    assert "第 9 次" in reason.says.zh


def test_a_collection_outside_its_days_is_refused_with_the_days() -> None:
    trail = Trail()
    trail.collect(1, A1)
    early = made.CollectionBooked(collection=collection_id("P001", 2), number=2, day="2026-06-10")
    reasons = trail.reasons(early, at(A1))
    assert [reason.code for reason in reasons] == ["outside-window"]
    assert reasons[0].remedy is not None
    assert "14 June 2026 to 17 June 2026" in reasons[0].remedy.en
    assert "2026年6月14日至2026年6月17日" in reasons[0].remedy.zh


def test_a_third_live_culture_is_never_begun() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, day("06-15"))
    assert "too-many-cultures" in trail.ask(collected(3), at(day("06-29")))


def test_a_collection_never_follows_the_infusion_of_its_day() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.do(made.CollectionRefused(number=2, day="2026-06-15"), at(day("06-15"), 7))
    trail.infuse(1, 1, day("06-15"), 1)
    assert {"after-infusion", "outside-window"} <= set(trail.ask(collected(2), at(day("06-15"), 15)))


def test_a_collection_rejected_on_arrival_may_be_repeated_at_once() -> None:
    trail = Trail()
    trail.book(1, A1)
    trail.do(collected(1), at(A1))
    received = made.CollectionReceived(
        collection=collection_id("P001", 1), verdict="rejected", temperature_c=Decimal(31)
    )
    trail.do(received, at(A1, 10))
    due = next_collection(trail.study, trail.history)
    assert due is not None
    assert (due.number, due.earliest, due.latest) == (2, day("06-02"), day("06-12"))


def planned(trail: Trail, on: date):  # type: ignore[no-untyped-def]
    return plan(trail.study, trail.history, on)
