"""What a course holds and gave, by bag, by day and in all: vectors D1 and D2 of the domain brief."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from equipoise.facts import product as made
from equipoise.rules.product import CourseAccount, account, bag_id, chain
from tests.rules.product.cells import Trail, at, changed, ended

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
D2 = ((18_000_000, 93, 86), (17_500_000, 92, 88), (19_000_000, 91, 90))


def begun(given: Decimal = Decimal(40)) -> tuple[Trail, CourseAccount]:
    """D2: the first day given as far as `given`, the second whole, the third filled only."""
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    for harvest, (concentration, viable, nk) in enumerate(D2, start=1):
        day = date(2026, 6, 14 + harvest)
        counts = {"concentration_per_ml": concentration, "viability_pct": Decimal(viable), "nk_pct": Decimal(nk)}
        bag = trail.fill(1, harvest, day, **counts)
        if harvest == 3:
            break
        trail.bring(bag, day)
        planned = given if harvest == 1 else Decimal(40)
        start = made.InfusionStarted(bag=bag, course=1, day=harvest, planned_ml=Decimal(40))
        trail.do(start, at(day, 12), "nie")
        trail.do(ended(trail, bag, 1, harvest, planned), at(day, 13), "nie")
    state = chain(trail.study, trail.history)
    return trail, account(trail.study, next(iter(state.batches.values())))


def test_each_bag_each_day_and_the_course_in_every_population() -> None:
    _, found = begun()
    assert [one.filled["viable_nk"].cells for one in found.bags] == [575_856_000, 566_720_000, 622_440_000]
    assert [one.filled["viable"].cells for one in found.days] == [669_600_000, 644_000_000, 691_600_000]
    assert found.course.filled["total_nucleated"].cells == 2_180_000_000
    assert found.course.filled["viable"].cells == 2_005_200_000
    assert found.course.filled["viable_nk"].cells == 1_765_016_000


def test_what_was_given_is_judged_in_the_declared_population_and_period() -> None:
    trail, found = begun()
    assert found.course.given["viable_nk"].cells == 575_856_000 + 566_720_000
    assert [verdict.place for verdict in found.verdicts.values()] == ["within"]
    batch = next(iter(chain(trail.study, trail.history).batches.values()))
    by_day = account(changed(dose={"per": "infusion_day", "least": 570_000_000}), batch)
    assert {day: verdict.place for day, verdict in by_day.verdicts.items()} == {
        "1": "within",
        "2": "below",
        "3": "below",
    }
    in_all = account(changed(dose={"population": "total_nucleated", "most": 1_400_000_000}), batch)
    assert [verdict.place for verdict in in_all.verdicts.values()] == ["above"]


def test_a_partial_infusion_gives_what_its_volume_holds() -> None:
    _, found = begun(Decimal("12.5"))
    assert found.days[0].given["viable_nk"].cells == 575_856_000 * 125 // 400
    assert found.bags[2].given["viable_nk"].cells == 0


def test_a_rejected_bag_is_told_and_not_counted() -> None:
    trail, _ = begun()
    rejected = made.BagRejected(bag=bag_id("P001", 1, 3), attributes=("appearance",))
    trail.do(rejected, at(date(2026, 6, 17), 10), "qin")
    state = chain(trail.study, trail.history)
    found = account(trail.study, next(iter(state.batches.values())))
    assert len(found.bags) == 3
    assert [one.name for one in found.days] == ["1", "2"]
    assert found.course.filled["viable_nk"].cells == 575_856_000 + 566_720_000
