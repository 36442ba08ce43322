from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from equipoise.facts import product as made
from equipoise.facts.study import ActRefused
from equipoise.rules.product import bag_id, chain
from tests.rules.product.cells import Trail, at, changed, ended

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
BAG = bag_id("P001", 1, 1)


def ready() -> Trail:
    """The first bag lies verified beside its participant at noon, and the next collection is made."""
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.bring(trail.fill(1, 1, I1), I1)
    return trail


def start(bag: str = BAG, course: int = 1, day: int = 1, ml: int = 40) -> made.InfusionStarted:
    return made.InfusionStarted(bag=bag, course=course, day=day, planned_ml=Decimal(ml))


def test_a_verified_bag_may_begin_within_half_an_hour() -> None:
    trail = ready()
    assert trail.ask(start(), at(I1, 12)) == []
    assert trail.ask(start(), at(I1, 12, 20)) == []
    assert trail.ask(start(), at(I1, 12, 21)) == ["verification-too-old"]


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        ({"arm_receives_product": False}, "other-arm"),
        ({"consent_in_force": False}, "no-consent"),
        ({"alive": False}, "dead"),
        ({"progressed": True}, "progressed"),
        ({"unacceptable_toxicity": True}, "toxicity"),
        ({"withdrawn": True}, "withdrawn"),
        ({"ended": True}, "treatment-ended"),
        ({"holds": frozenset({"infusion"})}, "held-infusion"),
    ],
)
def test_who_may_not_be_treated_is_not_infused(standing: dict[str, object], code: str) -> None:
    assert ready().ask(start(), at(I1, 12), **standing) == [code]


def test_a_hold_on_collections_does_not_stop_an_infusion() -> None:
    assert ready().ask(start(), at(I1, 12), holds=frozenset({"collection"})) == []


def test_an_unconfirmed_dose_blocks_real_people_and_not_a_rehearsal() -> None:
    trail = Trail(study=changed(dose={"confirmed": False}))
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.bring(trail.fill(1, 1, I1), I1)
    assert trail.ask(start(), at(I1, 12)) == ["dose-unconfirmed"]
    assert trail.ask(start(), at(I1, 12), real=False) == []


def test_a_wristband_of_someone_else_stops_the_chain() -> None:
    trail = ready()
    other = made.BagVerified(bag=BAG, wristband="P002", second="mei")
    assert trail.ask(other, at(I1, 11, 55), "nie") == ["wristband-mismatch"]
    alone = made.BagVerified(bag=BAG, wristband="P001", second="nie")
    assert trail.ask(alone, at(I1, 11, 55), "nie") == ["same-person"]


def test_no_bag_is_infused_before_its_release() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.fill(1, 1, I1)
    assert trail.ask(start(), at(I1, 12)) == ["not-released", "not-received", "not-verified"]


def test_a_bag_that_was_called_back_is_not_infused() -> None:
    trail = ready()
    trail.do(made.BagRejected(bag=BAG, attributes=("appearance",)), at(I1, 11, 55), "qin")
    assert trail.ask(start(), at(I1, 12)) == ["rejected"]


def test_an_expired_bag_is_not_infused() -> None:
    trail = ready()
    late = I1 + timedelta(days=1)
    trail.add(made.BagVerified(bag=BAG, wristband="P001", second="mei"), at(late, 7, 50), "nie")
    assert "expired" not in trail.ask(start(), at(late, 7, 59))
    assert "expired" in trail.ask(start(), at(late, 8))


def test_on_the_first_day_the_due_collection_comes_first() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.bring(trail.fill(1, 1, I1), I1)
    assert trail.ask(start(), at(I1, 12)) == ["collection-comes-first"]
    trail.do(made.CollectionRefused(number=2, day=I1.isoformat()), at(I1, 11, 55), "dr")
    assert trail.ask(start(), at(I1, 12)) == []


def test_a_refusal_of_another_day_does_not_count() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.do(made.CollectionRefused(number=2, day="2026-06-14"), at(I1, 7), "dr")
    trail.bring(trail.fill(1, 1, I1), I1)
    assert trail.ask(start(), at(I1, 12)) == ["collection-comes-first"]


def test_two_hours_of_rest_lie_between_collection_and_infusion() -> None:
    late = Late()
    late.collect(1, A1)
    late.book_and_collect_late(2, I1)
    late.bring(late.fill(1, 1, I1), I1)
    (reason,) = late.reasons(start(), at(I1, 12))
    assert reason.code == "rest-after-collection"
    assert (
        reason.says.en == "The collection was less than 2 hours ago: the infusion may begin on 15 June 2026 at 12:15."
    )
    assert reason.says.zh == "距采集结束不足 2 小时：2026年6月15日 12:15 起方可输注。"
    assert late.ask(start(), at(I1, 12, 15)) == []


class Late(Trail):
    def book_and_collect_late(self, number: int, day: date) -> None:
        self.book(number, day)
        name = chain(self.study, self.history).collections[number].id
        done = made.Collected(
            collection=name, number=number, second="bo", volume_ml=Decimal(180), mononuclear_cells=5 * 10**9
        )
        self.do(done, at(day, 10, 15))


@pytest.mark.parametrize(
    ("act", "codes"),
    [
        (start(course=2), ["wrong-course"]),
        (start(course=7), ["no-such-course", "wrong-course"]),
        (start(day=2), ["wrong-day"]),
        (start(ml=41), ["over-dose"]),
        (start(ml=0), ["not-positive"]),
        (start(bag="P001-B01-H1-9-X"), ["unknown-bag"]),
    ],
)
def test_course_day_and_volume_are_those_of_the_bag(act: made.InfusionStarted, codes: list[str]) -> None:
    assert ready().ask(act, at(I1, 12)) == codes


def test_a_temperature_excursion_blocks_until_quality_decides() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    bag = trail.fill(1, 1, I1)
    trail.release(bag, I1)
    trail.do(made.BagDispatched(bag=bag, temperature_c=Decimal(5)), at(I1, 11))
    warm = made.BagReceived(bag=bag, lowest_c=Decimal(4), highest_c=Decimal("9.5"), minutes_outside=31)
    assert trail.ask(made.BagReceived(bag=bag, lowest_c=Decimal(4), highest_c=Decimal(9)), at(I1, 11, 30)) == [
        "logger-contradicts"
    ]
    trail.do(warm, at(I1, 11, 30), "nie")
    verify = made.BagVerified(bag=bag, wristband="P001", second="mei")
    assert trail.ask(verify, at(I1, 11, 50), "nie") == ["excursion-undecided"]
    trail.do(made.ExcursionDecided(bag=bag, usable=True), at(I1, 11, 45), "qin")
    assert trail.ask(verify, at(I1, 11, 50), "nie") == []


def test_growth_in_an_earlier_bag_stops_the_next_course() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.give(1, I1, 1)
    second = date(2026, 6, 29)
    trail.collect(3, second, hour=7)
    bag = trail.fill(2, 1, second)
    trail.bring(bag, second)
    act = made.InfusionStarted(bag=bag, course=2, day=1, planned_ml=Decimal(40))
    assert trail.ask(act, at(second, 12)) == ["earlier-bag-unread"]
    trail.do(made.UnitTested(unit=BAG, attribute="sterility", value="growth", final=False), at(second, 11, 55), "cai")
    assert trail.ask(act, at(second, 12)) == ["earlier-bag-failed"]


def test_two_cultures_of_one_person_are_never_confused() -> None:
    trail = ready()
    trail.do(start(), at(I1, 12), "nie")
    trail.do(ended(trail, BAG, 1, 1, Decimal(40)), at(I1, 13), "nie")
    other = made.BagFormulated(
        bag=bag_id("P001", 2, 1),
        batch=chain(trail.study, trail.history).batch_of(1).id,  # type: ignore[union-attr]
        harvest=2,
        volume_ml=Decimal(40),
        concentration_per_ml=18_000_000,
        viability_pct=Decimal(93),
        nk_pct=Decimal(86),
        t_cell_pct=Decimal(6),
        operator_two="bo",
    )
    reasons = trail.reasons(other, at(I1 + timedelta(days=1), 8))
    assert [reason.code for reason in reasons] == ["wrong-identifier"]
    assert reasons[0].remedy is not None
    assert bag_id("P001", 1, 2) in reasons[0].remedy.en


def test_only_one_harvest_is_given_on_a_day() -> None:
    trail = ready()
    trail.do(start(), at(I1, 12), "nie")
    trail.do(ended(trail, BAG, 1, 1, Decimal(40)), at(I1, 13), "nie")
    assert "harvest-out-of-order" in trail.ask(
        made.BagFormulated(
            bag=bag_id("P001", 1, 2),
            batch=chain(trail.study, trail.history).bags[BAG].batch,
            harvest=2,
            volume_ml=Decimal(40),
            concentration_per_ml=18_000_000,
            viability_pct=Decimal(93),
            nk_pct=Decimal(86),
            t_cell_pct=Decimal(6),
            operator_two="bo",
        ),
        at(I1, 14),
    )


def test_an_end_that_contradicts_its_bag_is_refused() -> None:
    trail = ready()
    assert trail.ask(ended(trail, BAG, 1, 1, Decimal(40)), at(I1, 12)) == ["not-started"]
    trail.do(start(), at(I1, 12), "nie")
    assert trail.ask(ended(trail, BAG, 1, 1, Decimal(41)), at(I1, 13)) == ["volume-does-not-agree"]
    assert trail.ask(ended(trail, BAG, 2, 1, Decimal(40)), at(I1, 13)) == ["wrong-course"]
    assert trail.ask(ended(trail, BAG, 1, 1, Decimal(40)), at(I1, 11, 59)) == ["before-its-step"]


def test_after_a_wrong_scan_the_two_people_compare_again() -> None:
    trail = ready()
    asked = {"bag": "P001-B09-H1-1-X", "ordered": BAG, "wristband": "P001"}
    trail.add(ActRefused(act="verify_bag", asked=asked, reasons=({"code": "other-bag"},)), at(I1, 11, 55), "nie")
    assert trail.ask(start(), at(I1, 12), "nie") == ["wrong-scan-since"]
    trail.do(made.BagVerified(bag=BAG, wristband="P001", second="mei", ordered=BAG), at(I1, 11, 58), "nie")
    assert trail.ask(start(), at(I1, 12), "nie") == []


@pytest.mark.parametrize("code", ["same-person", "expired"])
def test_a_refusal_for_another_cause_leaves_the_check_as_it_was(code: str) -> None:
    trail = ready()
    asked = {"bag": BAG, "ordered": BAG, "wristband": "P001"}
    trail.add(ActRefused(act="verify_bag", asked=asked, reasons=({"code": code},)), at(I1, 11, 55), "nie")
    assert trail.ask(start(), at(I1, 12), "nie") == []
