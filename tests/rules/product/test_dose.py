"""Vectors D1-D4 and the endotoxin rule, by hand; the cases of others are in tests/validation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from equipoise.facts import product as made
from equipoise.rules.product import (
    Counts,
    cells_in,
    chain,
    dose,
    endotoxin,
    judge_dose,
    most_ml,
    remaining_cells,
)
from equipoise.rules.product.dose import estimate_bags
from tests.rules.product.cells import Trail, at, changed, ended

LEAST, MOST = 1_000_000_000, 2_000_000_000
D1 = Counts(Decimal(100), 21_000_000, Decimal(92), Decimal(88), Decimal(6))
A1 = date(2026, 6, 1)
I1 = date(2026, 6, 15)


def test_d1_the_cells_of_a_bag_by_population() -> None:
    cells = dose(D1)
    assert cells.total_nucleated == 2_100_000_000
    assert cells.viable == 1_932_000_000
    assert cells.viable_nk == 1_700_160_000
    assert cells.viable_t == 115_920_000
    assert round(cells.per_kg(Decimal(62)).viable_nk) == 27_421_935
    assert judge_dose(cells.total_nucleated, LEAST, MOST).place == "above"
    assert judge_dose(cells.viable, LEAST, MOST).place == "within"
    assert judge_dose(cells.viable_nk, LEAST, MOST).place == "within"


def test_a_count_that_straddles_a_limit_is_borderline_but_its_point_decides() -> None:
    verdict = judge_dose(Fraction(1_950_000_000), LEAST, MOST)
    assert (verdict.place, verdict.borderline) == ("within", True)
    assert not judge_dose(Fraction(1_500_000_000), LEAST, MOST).borderline


D2 = ((18_000_000, 93, 86), (17_500_000, 92, 88), (19_000_000, 91, 90))


@pytest.mark.parametrize(
    ("population", "place", "cells"),
    [
        ("viable_nk", "within", 1_765_016_000),
        ("viable", "above", 2_005_200_000),
        ("total_nucleated", "above", 2_180_000_000),
    ],
)
def test_d2_three_harvests_are_one_course(population: str, place: str, cells: int) -> None:
    trail = Trail(study=changed(dose={"population": population}))
    trail.collect(1, A1)
    for harvest, (concentration, viable, nk) in enumerate(D2, start=1):
        counts = {"concentration_per_ml": concentration, "viability_pct": Decimal(viable), "nk_pct": Decimal(nk)}
        trail.fill(1, harvest, date(2026, 6, 14 + harvest), **counts)
    batch = next(iter(chain(trail.study, trail.history).batches.values()))
    filled = ((bag, bag.formulated.body.volume_ml) for bag in batch.bags)
    verdict = judge_dose(estimate_bags(trail.study, filled), LEAST, MOST)
    assert verdict.place == place
    assert verdict.cells == cells


def test_d3_what_day_one_gave_is_missing_on_the_next_days() -> None:
    trail = begun(D1, D1.volume_ml)
    bag = trail.fill(1, 2, date(2026, 6, 16), **as_filled(D1))
    state = chain(trail.study, trail.history)
    assert remaining_cells(trail.study, state, state.bags[bag]) == 299_840_000
    assert most_ml(trail.study, state, state.bags[bag]) == Decimal("17.6")


def test_d3_per_infusion_day_each_bag_is_a_dose_of_its_own() -> None:
    trail = begun(D1, D1.volume_ml, changed(dose={"per": "infusion_day"}))
    bag = trail.fill(1, 2, date(2026, 6, 16), **as_filled(D1))
    state = chain(trail.study, trail.history)
    assert most_ml(trail.study, state, state.bags[bag]) == Decimal(100)


def test_d4_the_last_bag_is_drawn_down_to_what_the_course_leaves() -> None:
    trail = begun(Counts(Decimal(60), 13_000_000, Decimal(100), Decimal(100)), Decimal(60))
    trail.infuse_again(2, Counts(Decimal(60), 20_000_000, Decimal(100), Decimal(100)), Decimal(37))
    bag = trail.fill(1, 3, date(2026, 6, 17), **as_filled(Counts(Decimal(60), 12_000_000, Decimal(100), Decimal(100))))
    state = chain(trail.study, trail.history)
    assert [one.ended.body.cells_given for one in state.courses[0].infusions if one.ended] == [780_000_000, 740_000_000]
    assert remaining_cells(trail.study, state, state.bags[bag]) == 480_000_000
    assert most_ml(trail.study, state, state.bags[bag]) == Decimal("40.0")


def test_more_than_the_dose_leaves_is_refused() -> None:
    trail = begun(D1, D1.volume_ml)
    bag = trail.fill(1, 2, date(2026, 6, 16), **as_filled(D1))
    trail.bring(bag, date(2026, 6, 16))
    start = made.InfusionStarted(bag=bag, course=1, day=2, planned_ml=Decimal(18))
    assert trail.ask(start, at(date(2026, 6, 16), 12)) == ["over-dose"]
    enough = made.InfusionStarted(bag=bag, course=1, day=2, planned_ml=Decimal("17.6"))
    assert trail.ask(enough, at(date(2026, 6, 16), 12)) == []


def test_the_dose_given_is_computed_from_the_volume_and_from_nothing_else() -> None:
    trail = begun(D1, None)
    bag = next(iter(chain(trail.study, trail.history).bags))
    claimed = made.InfusionEnded(
        bag=bag, course=1, day=1, volume_ml=Decimal(80), minutes=60, completed=False, cells_given=1_700_160_000
    )
    assert trail.ask(claimed, at(I1, 13)) == ["dose-not-computed"]
    assert cells_in(trail.study, chain(trail.study, trail.history).bags[bag], Decimal(80)) == 1_360_128_000


@pytest.mark.parametrize(
    ("eu_per_ml", "ml", "minutes", "shown", "within"),
    [
        ("1.2", 100, 30, "1.94", True),
        ("2.0", 100, 30, "3.23", True),
        ("4.9", 100, 30, "7.90", False),
        ("4.9", 100, 120, "3.95", True),
        ("4.9", 40, 30, "3.16", True),
    ],
)
def test_endotoxin_counts_per_kilogram_and_hour(
    eu_per_ml: str, ml: int, minutes: int, shown: str, within: bool
) -> None:
    found = endotoxin(Decimal(eu_per_ml), Decimal(ml), Decimal(62), minutes)
    assert f"{float(found.eu_per_kg_h):.2f}" == shown
    assert found.within is within


class Dosed(Trail):
    """A course whose harvests have other counts."""

    def infuse_again(self, harvest: int, counts: Counts, volume: Decimal | None) -> None:
        day = date(2026, 6, 14 + harvest)
        bag = self.fill(1, harvest, day, **as_filled(counts))
        self.bring(bag, day)
        planned = counts.volume_ml if volume is None else volume
        start = made.InfusionStarted(bag=bag, course=1, day=harvest, planned_ml=planned)
        self.do(start, at(day, 12), "nie")
        if volume is not None:
            self.do(ended(self, bag, 1, harvest, volume), at(day, 13), "nie")


def begun(counts: Counts, volume: Decimal | None, study: Any = None) -> Dosed:
    """A course whose first bag was given, or is running if no volume is given."""
    trail = Dosed(study=study) if study else Dosed()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.infuse_again(1, counts, volume)
    return trail


def as_filled(counts: Counts) -> dict[str, Any]:
    return {
        "volume_ml": counts.volume_ml,
        "concentration_per_ml": counts.concentration_per_ml,
        "viability_pct": counts.viability_pct,
        "nk_pct": counts.nk_pct,
    }
