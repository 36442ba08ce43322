"""Endotoxin asks for a slower infusion: as a condition of the release, and on the day by volume and weight."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from equipoise.facts import product as made
from equipoise.rules.product import chain, endotoxin, slowest_needed
from tests.rules.product.cells import Trail, at, released

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)


def filled(eu: str = "4.9", ml: int = 100) -> tuple[Trail, str]:
    """A hundred millilitres with 4.9 EU/mL for 62 kg: 7.90 EU/kg in the hour, 94.8 minutes needed."""
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    bag = trail.fill(1, 1, I1, volume_ml=Decimal(ml), concentration_per_ml=7_000_000)
    trail.do(made.UnitTested(unit=bag, attribute="endotoxin", value=eu), at(I1, 9, 5), "cai")
    return trail, bag


def as_condition(trail: Trail, bag: str, minutes: int) -> made.BagReleased:
    plain = released(trail, bag)
    fields = {name: getattr(plain, name) for name in plain.__struct_fields__}
    return made.BagReleased(**fields | {"minutes_at_least": minutes})


@pytest.mark.parametrize(
    ("minutes", "codes"), [(0, ["endotoxin_rate-fails"]), (94, ["endotoxin_rate-fails"]), (95, [])]
)
def test_a_bag_is_released_under_the_condition_that_it_runs_long_enough(minutes: int, codes: list[str]) -> None:
    trail, bag = filled()
    assert trail.ask(as_condition(trail, bag, minutes), at(I1, 9, 30), "qin") == codes


def test_the_infusion_is_planned_as_long_as_the_release_asks() -> None:
    trail, bag = filled()
    trail.do(as_condition(trail, bag, 120), at(I1, 9, 30), "qin")
    trail.do(made.BagDispatched(bag=bag, temperature_c=Decimal(5)), at(I1, 11))
    trail.do(made.BagReceived(bag=bag, lowest_c=Decimal(4), highest_c=Decimal(6)), at(I1, 11, 30), "nie")
    trail.do(made.BagVerified(bag=bag, wristband="P001", second="mei"), at(I1, 11, 50), "nie")

    def start(minutes: int) -> list[str]:
        act = made.InfusionStarted(bag=bag, course=1, day=1, planned_ml=Decimal(100), planned_minutes=minutes)
        return trail.ask(act, at(I1, 12), "nie")

    assert start(0) == ["too-fast"]
    assert start(119) == ["too-fast"]
    assert start(120) == []


@pytest.mark.parametrize(
    ("ml", "kg", "minutes"), [("63.3", 62, 61), ("63.2", 62, 0), ("100", 62, 95), ("100", 31, 190)]
)
def test_the_minutes_needed_follow_volume_and_weight(ml: str, kg: int, minutes: int) -> None:
    """Limit 5 x 62 kg = 310 EU an hour = 63.265 mL at 4.9 EU/mL."""
    trail, bag = filled()
    state = chain(trail.study, trail.history)
    assert slowest_needed(trail.study, state, state.bags[bag], Decimal(kg), Decimal(ml)) == minutes


def test_without_weight_or_result_no_rate_is_known() -> None:
    trail, bag = filled()
    state = chain(trail.study, trail.history)
    assert slowest_needed(trail.study, state, state.bags[bag], None, Decimal(100)) == 0


def test_a_lower_repeat_does_not_allow_a_faster_infusion() -> None:
    trail, bag = filled()
    trail.do(made.UnitTested(unit=bag, attribute="endotoxin", value="0.1"), at(I1, 9, 10), "cai")
    state = chain(trail.study, trail.history)
    assert slowest_needed(trail.study, state, state.bags[bag], Decimal(62), Decimal(100)) == 95


def test_an_hour_is_the_least_that_counts_and_the_limit_itself_is_within() -> None:
    assert endotoxin(Decimal(5), Decimal(62), Decimal(62), 1).eu_per_kg_h == 5
    assert endotoxin(Decimal(5), Decimal(62), Decimal(62), 59).within
    assert endotoxin(Decimal(5), Decimal(62), Decimal(62), 60).shortest_minutes == 0
    assert endotoxin(Decimal(5), Decimal(62), Decimal(62), 61).eu_per_kg_h < 5
    assert not endotoxin(Decimal(5), Decimal("62.1"), Decimal(62), 60).within


@pytest.mark.parametrize(
    ("printed", "used", "destroyed", "archived", "codes"),
    [
        (4, 2, 1, 1, []),
        (3, 2, 1, 1, ["labels-do-not-agree"]),
        (4, 2, 1, 0, ["labels-do-not-agree"]),
        (1, 0, 1, 0, ["labels-do-not-agree"]),
        (2, 2, 1, -1, ["labels-do-not-agree"]),
        (1, 1, 0, 0, []),
    ],
)
def test_every_printed_label_is_used_destroyed_or_archived(
    printed: int, used: int, destroyed: int, archived: int, codes: list[str]
) -> None:
    trail, bag = filled()
    state = chain(trail.study, trail.history)
    assert state.bags[bag].labelled is not None
    other = Trail()
    other.collect(1, A1)
    other.do(state.bags[bag].formulated.body, at(I1, 8))
    act = made.BagLabelled(bag=bag, printed=printed, used=used, destroyed=destroyed, archived=archived, second="bo")
    assert other.ask(act, at(I1, 8, 20)) == codes
