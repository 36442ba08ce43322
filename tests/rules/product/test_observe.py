"""Watching an infusion: when vital signs are due, and what contradicts a reading or a reaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest

from equipoise.facts import product as made
from equipoise.protocol.model import Study
from equipoise.rules.product import SignDue, bag_id, chain, signs_due, signs_wanted
from equipoise.values.text import Text
from tests.rules.example import PLAN, altered, item, t
from tests.rules.product.cells import PRODUCT, Trail, at

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
NOON = at(I1, 12)
BAG = bag_id("P001", 1, 1)
POINTS = {
    "BEFORE": {"after": "start", "minutes": -15},
    "P15": {"after": "start", "minutes": 15},
    "P60": {"after": "start", "minutes": 60},
    "END": {"after": "end", "minutes": 0},
    "H1": {"after": "end", "minutes": 60, "late_after": 15},
}


@lru_cache
def watched() -> Study:
    """The small study with an infusion form whose vital signs have five time points."""
    group = {
        "name": t("Signs"),
        "rows": {point: t(point) for point in POINTS},
        "items": {"AT": item("text"), "PULSE": item("integer", least=25, most=250)},
    }
    form = {"name": t("Infusion"), "domain": "EC", "items": {"NOTE": item("text")}, "groups": {"VS": group}}
    forms = {**PLAN["forms"], "forms": {**PLAN["forms"]["forms"], "INF": form}}
    product = PRODUCT | {"forms": {"infusion": "INF"}, "bedside": {"signs": "VS", "times": POINTS}}
    return altered(product=product, forms=forms)


@pytest.fixture
def trail() -> Trail:
    """A bag on the ward, verified ten minutes before noon."""
    trail = Trail(study=watched())
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.bring(trail.fill(1, 1, I1), I1)
    return trail


def start(trail: Trail, when: datetime = NOON) -> None:
    trail.do(made.InfusionStarted(bag=BAG, course=1, day=1, planned_ml=Decimal(40)), when, "nie")


def end(trail: Trail, when: datetime) -> None:
    body = made.InfusionEnded(
        bag=BAG, course=1, day=1, volume_ml=Decimal(40), minutes=50, completed=True, cells_given=575_856_000
    )
    trail.do(body, when, "nie")


def states(trail: Trail, when: datetime) -> dict[str, str]:
    return {one.point: one.state for one in due(trail, when)}


def due(trail: Trail, when: datetime) -> tuple[SignDue, ...]:
    return signs_due(trail.study, chain(trail.study, trail.history).bags[BAG], when)


def signs(point: str, **more: Any) -> made.VitalSignsTaken:
    return made.VitalSignsTaken(**{"bag": BAG, "point": point, "signs": {"PULSE": "80"}} | more)


def reaction(action: str, grade: int = 2, seen: str = "Chills") -> made.ReactionNoted:
    return made.ReactionNoted(bag=BAG, grade=grade, seen=seen, action=action)


def test_before_the_start_only_the_reading_before_it_is_due(trail: Trail) -> None:
    assert states(trail, NOON) == {"BEFORE": "due", "P15": "open", "P60": "open", "END": "open", "H1": "open"}


@pytest.mark.parametrize(
    ("minutes", "state"), [(0, "coming"), (9, "coming"), (10, "due"), (15, "due"), (25, "due"), (26, "late")]
)
def test_a_reading_is_due_from_five_minutes_before_and_late_ten_minutes_after(
    trail: Trail, minutes: int, state: str
) -> None:
    start(trail)
    assert states(trail, NOON + timedelta(minutes=minutes))["P15"] == state


def test_a_reading_is_not_waited_for_once_the_next_is_due(trail: Trail) -> None:
    start(trail)
    found = states(trail, NOON + timedelta(minutes=60))
    assert (found["BEFORE"], found["P15"], found["P60"]) == ("missed", "missed", "due")


def test_a_late_reading_says_by_how_much(trail: Trail) -> None:
    start(trail)
    trail.do(signs("P15"), NOON + timedelta(minutes=40), "nie")
    taken = next(one for one in due(trail, NOON + timedelta(minutes=41)) if one.point == "P15")
    assert (taken.state, taken.late_by) == ("done", timedelta(minutes=25))


def test_a_time_point_after_the_end_of_a_short_infusion_is_not_asked(trail: Trail) -> None:
    start(trail)
    end(trail, NOON + timedelta(minutes=50))
    found = states(trail, NOON + timedelta(minutes=55))
    assert (found["P60"], found["END"], found["H1"]) == ("skipped", "due", "coming")


@pytest.mark.parametrize(
    ("point", "code"), [("P15", "too-early-for-point"), ("H1", "too-early-for-point"), ("X", "no-such-point")]
)
def test_a_reading_at_a_point_that_has_not_come_is_refused(trail: Trail, point: str, code: str) -> None:
    assert trail.ask(signs(point), NOON, "nie") == [code]


def test_the_same_point_is_not_taken_twice_and_never_without_a_value(trail: Trail) -> None:
    trail.do(signs("BEFORE"), NOON, "nie")
    start(trail)
    assert trail.ask(signs("BEFORE"), NOON, "nie") == ["already-taken"]
    assert trail.ask(signs("P15", signs={}), NOON, "nie") == ["no-signs"]


def test_before_it_begins_they_may_be_taken_again_and_the_newest_counts(trail: Trail) -> None:
    trail.do(signs("BEFORE"), NOON - timedelta(minutes=30), "nie")
    assert trail.ask(signs("BEFORE"), NOON, "nie") == []
    trail.do(signs("BEFORE"), NOON, "nie")
    taken = next(one.taken for one in due(trail, NOON) if one.point == "BEFORE")
    assert taken is not None and taken.moment() == NOON


def test_a_reaction_needs_a_running_infusion_and_words(trail: Trail) -> None:
    assert trail.ask(reaction("stop"), NOON, "nie") == ["not-started"]
    start(trail)
    assert trail.ask(reaction("stop", seen=" "), NOON, "nie") == ["nothing-seen"]
    assert trail.ask(reaction("faster"), NOON, "nie") == ["no-such-reaction"]
    assert trail.ask(reaction("slow", grade=6), NOON, "nie") == ["no-such-reaction"]
    assert trail.ask(reaction("resume"), NOON, "nie") == ["not-paused"]


def test_what_was_paused_may_run_again_and_what_was_stopped_may_not(trail: Trail) -> None:
    start(trail)
    trail.do(reaction("pause"), NOON + timedelta(minutes=5), "nie")
    assert chain(trail.study, trail.history).bags[BAG].is_paused
    trail.do(reaction("resume", grade=1), NOON + timedelta(minutes=20), "nie")
    assert not chain(trail.study, trail.history).bags[BAG].is_paused
    trail.do(reaction("stop", grade=3), NOON + timedelta(minutes=25), "nie")
    assert trail.ask(reaction("resume"), NOON + timedelta(minutes=30), "nie") == ["already-stopped"]


def test_after_the_end_a_reaction_is_noted_but_changes_nothing(trail: Trail) -> None:
    start(trail)
    end(trail, NOON + timedelta(minutes=50))
    late = NOON + timedelta(minutes=80)
    assert trail.ask(reaction("slow"), late, "nie") == ["already-ended"]
    assert trail.ask(reaction("continue"), late, "nie") == []


def test_a_study_without_such_a_form_asks_for_no_vital_signs() -> None:
    plain = Trail()
    plain.collect(1, A1)
    bag = plain.fill(1, 1, I1)
    assert signs_due(plain.study, chain(plain.study, plain.history).bags[bag], NOON) == ()


def test_the_scanned_bag_is_the_one_of_the_order(trail: Trail) -> None:
    other = made.BagVerified(bag=BAG, wristband="P001", second="mei", ordered="P001-B01-H2-1-X")
    assert trail.ask(other, NOON, "nie") == ["other-bag"]


def test_a_bag_of_yesterday_is_not_verified_today(trail: Trail) -> None:
    tomorrow = at(I1 + timedelta(days=1), 7)
    check = made.BagVerified(bag=BAG, wristband="P001", second="mei", ordered=BAG)
    assert "not-its-day" in trail.ask(check, tomorrow, "nie")
    assert Text(
        "This bag was filled on 15 June 2026, for that day.", "该制品袋于 2026年6月15日 分装，仅供当日使用。"
    ) in [reason.says for reason in trail.reasons(check, tomorrow, "nie")]


def wanted(trail: Trail, when: datetime) -> list[tuple[str, str, str, datetime | None]]:
    return [(bag.id, one.point, one.state, one.due) for bag, one in signs_wanted(trail.study, trail.history, when)]


def test_who_is_infused_is_watched_from_reading_to_reading_until_the_last_is_over(trail: Trail) -> None:
    def minutes(n: int) -> datetime:
        return NOON + timedelta(minutes=n)

    assert wanted(trail, minutes(-1)) == [], "not begun: the bedside check asks for it"
    start(trail)
    assert wanted(trail, minutes(1)) == [(BAG, "BEFORE", "late", minutes(-15))]
    assert wanted(trail, minutes(12)) == [(BAG, "P15", "due", minutes(15))], "an older one cannot be caught up"
    assert wanted(trail, minutes(26)) == [(BAG, "P15", "late", minutes(15))]
    trail.do(signs("P15"), minutes(27), "nie")
    assert wanted(trail, minutes(28)) == [(BAG, "P60", "coming", minutes(60))]
    end(trail, minutes(50))
    trail.do(signs("END"), minutes(51), "nie")
    assert wanted(trail, minutes(52)) == [(BAG, "H1", "coming", minutes(110))]
    assert wanted(trail, minutes(110 + 16)) == [(BAG, "H1", "late", minutes(110))]
    assert wanted(trail, minutes(110 + 121)) == []
    assert wanted(trail, minutes(60 * 25)) == []


def test_a_study_without_vital_signs_watches_nobody() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.bring(trail.fill(1, 1, I1), I1)
    start(trail)
    assert wanted(trail, NOON + timedelta(minutes=15)) == []
