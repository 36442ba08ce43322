"""Every limit of a result, a dose, a temperature and a course, on both sides and on the limit itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from equipoise.facts import product as made
from equipoise.protocol.model import Study
from equipoise.rules.product import (
    Line,
    bag_id,
    batch_id,
    call_backs,
    chain,
    drawable,
    next_collection,
    read_logger,
    release_verdicts,
    slowest_needed,
)
from equipoise.rules.product.counting import Estimate, together
from equipoise.rules.product.judge import number_of, place_of
from equipoise.rules.product.temperature import logger_faults
from tests.rules.product.cells import PRODUCT, Trail, at, changed, ended, line, study

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
BAG = bag_id("P001", 1, 1)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def product_of(plan: Study) -> Any:
    assert plan.product is not None
    return plan.product


def lines_of(trail: Trail, bag: str, kilograms: Decimal | None = Decimal(62)) -> dict[str, Line]:
    state = chain(trail.study, trail.history)
    return {one.attribute: one for one in release_verdicts(trail.study, state, state.bags[bag], kilograms)}


@pytest.mark.parametrize(
    ("words", "measured"),
    [("1E+15", True), ("1E+16", False), ("1E-15", True), ("1E-16", False), ("9" * 15, True), ("1." + "9" * 15, False)],
)
def test_a_number_has_fifteen_places_at_most(words: str, measured: bool) -> None:
    assert (number_of(words) is not None) is measured


def test_a_value_on_its_limit_is_within_unless_the_limit_is_strict() -> None:
    release = product_of(study()).release
    rate, endotoxin, viability = release["endotoxin_rate"], release["endotoxin"], release["viability"]
    assert [place_of(rate, Fraction(n)) for n in ("4.99", "5", "5.01")] == ["passes", "passes", "fails"]
    assert [place_of(endotoxin, Fraction(n)) for n in ("4.99", "5", "5.01")] == ["passes", "fails", "fails"]
    assert [place_of(viability, Fraction(n)) for n in ("80", "79.9", "70", "69.9")] == [
        "passes", "exceptional", "exceptional", "fails",
    ]  # fmt: skip


def test_what_one_count_says_alone_keeps_its_own_error() -> None:
    alone = Estimate(Fraction(3), Fraction(2), declared=False)
    assert together([alone]) == alone


def test_a_bag_is_drawn_to_what_the_dose_leaves_and_whole_where_that_is_all_of_it() -> None:
    assert drawable(Fraction(10), Fraction(0), Decimal(40)) == 40
    assert drawable(Fraction(10), Fraction(1), Decimal(40)) == 10
    assert drawable(Fraction("40.05"), Fraction(1), Decimal("40.05")) == Decimal("40.05")
    assert drawable(Fraction("40.04"), Fraction(1), Decimal("40.05")) == Decimal("40.0")


def per_day() -> Study:
    return changed(dose={"per": "infusion_day"})


@pytest.mark.parametrize(
    ("ml", "outcome"), [("50", "passes"), ("49.9", "exceptional"), ("25", "exceptional"), ("24.9", "fails")]
)
def test_a_dose_of_a_day_on_its_least_passes_and_on_its_exception_may_be_argued(ml: str, outcome: str) -> None:
    """Twenty million pure, viable cells a millilitre: fifty make the least dose, twenty-five what may be argued."""
    trail = Trail(study=per_day())
    trail.collect(1, A1)
    pure = {"concentration_per_ml": 20_000_000, "viability_pct": Decimal(100), "nk_pct": Decimal(100)}
    bag = trail.fill(1, 1, I1, volume_ml=Decimal(ml), **pure)
    assert lines_of(trail, bag)["dose"].outcome == outcome


@pytest.mark.parametrize(
    ("last_ml", "outcome"), [("40", "passes"), ("10", "exceptional"), ("8.35", "exceptional"), ("8.3", "fails")]
)
def test_the_last_harvest_is_judged_by_its_course_once_it_has_its_own_share(last_ml: str, outcome: str) -> None:
    """Two harvests of 300 million; the share of the third in what may be argued is 0.334 x 500 million, 8.35 mL."""
    trail = Trail()
    trail.collect(1, A1)
    pure = {"concentration_per_ml": 20_000_000, "viability_pct": Decimal(100), "nk_pct": Decimal(100)}
    for harvest, ml in ((1, "15"), (2, "15"), (3, last_ml)):
        bag = trail.fill(1, harvest, I1 + days(harvest - 1), volume_ml=Decimal(ml), **pure)
    assert lines_of(trail, bag)["dose"].outcome == outcome


@pytest.mark.parametrize(
    ("value", "final", "outcome"),
    [
        ("no growth", False, "awaited"),
        ("no growth", True, "passes"),
        ("growth", False, "fails"),
        ("growth", True, "fails"),
    ],
)
def test_a_preliminary_reading_clears_nothing_and_condemns_at_once(value: str, final: bool, outcome: str) -> None:
    trail = Trail()
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    trail.add(made.UnitTested(unit=bag, attribute="sterility", value=value, final=final), at(I1, 10), "cai")
    assert lines_of(trail, bag)["sterility"].outcome == outcome


def test_a_preliminary_result_before_release_is_a_result() -> None:
    trail = Trail()
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    test = made.UnitTested(unit=bag, attribute="appearance", value="no clumps", final=False)
    trail.add(test, at(I1, 10), "cai")
    assert lines_of(trail, bag)["appearance"].outcome == "passes"


def test_one_result_of_a_culture_stands_for_its_bags_only_where_the_study_file_says_so() -> None:
    for per, outcome in (("batch", "passes"), ("bag", "awaited")):
        trail = Trail(study=changed(release={"sterility": PRODUCT["release"]["sterility"] | {"per": per}}))
        trail.collect(1, A1)
        first = trail.fill(1, 1, I1)
        trail.add(made.UnitTested(unit=first, attribute="sterility", value="no growth"), at(I1, 10), "cai")
        second = trail.fill(1, 2, I1 + days(1))
        assert lines_of(trail, second)["sterility"].outcome == outcome


def test_the_rate_of_the_study_file_and_the_weight_decide_the_minutes() -> None:
    """Half an EU per millilitre in 40 mL is 20 EU: at 2.5 EU/kg/h and one kilogram eight hours, at 5 EU/kg/h four."""
    for most, minutes in (("2.5", 480), ("5", 240)):
        plan = changed(release={"endotoxin_rate": line(computed="endotoxin_rate", most=most, unit="EU/kg/h")})
        trail = Trail(study=plan)
        trail.collect(1, A1)
        bag = trail.fill(1, 1, I1)
        state = chain(plan, trail.history)
        needed = [slowest_needed(plan, state, state.bags[bag], Decimal(kg), Decimal(40)) for kg in ("1", "0", "-0.5")]
        assert needed == [minutes, 0, 0]
        rate = {kg: lines_of(trail, bag, Decimal(kg))["endotoxin_rate"].outcome for kg in ("62", "1", "0", "-0.5")}
        assert rate == {"62": "passes", "1": "fails", "0": "awaited", "-0.5": "awaited"}


@pytest.mark.parametrize(("degrees", "outside"), [("1.9", 1), ("2", 0), ("8", 0), ("8.1", 1)])
def test_one_reading_on_the_edge_of_the_range_is_inside(degrees: str, outside: int) -> None:
    assert read_logger(((0, Decimal(degrees)),), Decimal(2), Decimal(8)).minutes_outside == outside


@pytest.mark.parametrize(
    ("low", "high", "minutes", "agrees"),
    [
        ("2", "8", 0, True),
        ("2", "8", 1, False),
        ("1.9", "8", 0, False),
        ("1.9", "8", 1, True),
        ("2", "8.1", 0, False),
        ("2", "8.1", 1, True),
        ("2", "8", -1, False),
        ("5", "5", 0, True),
        ("6", "5", 0, False),
    ],
)
def test_a_logger_was_outside_if_and_only_if_its_extremes_were(low: str, high: str, minutes: int, agrees: bool) -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.fill(1, 1, I1)
    bag = chain(trail.study, trail.history).bags[BAG]
    act = made.BagReceived(bag=BAG, lowest_c=Decimal(low), highest_c=Decimal(high), minutes_outside=minutes)
    faults = [one.code for one in logger_faults(product_of(study()).shelf, act, bag, at(I1, 12))]
    assert faults == ([] if agrees else ["logger-contradicts"])


@pytest.mark.parametrize(("minute", "codes"), [(0, []), (-1, ["logger-out-of-order"])])
def test_a_series_begins_with_the_dispatch(minute: int, codes: list[str]) -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.fill(1, 1, I1)
    bag = chain(trail.study, trail.history).bags[BAG]
    readings = ((minute, Decimal(5)), (5, Decimal(5)))
    act = made.BagReceived(bag=BAG, lowest_c=Decimal(5), highest_c=Decimal(5), readings=readings)
    assert [one.code for one in logger_faults(product_of(study()).shelf, act, bag, at(I1, 12))] == codes


def course(*given: str) -> Any:
    """The first course after these volumes of forty millilitres each went in, one a day."""
    trail = Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    for harvest, ml in enumerate(given, start=1):
        day = I1 + days(harvest - 1)
        bag = trail.fill(1, harvest, day)
        trail.bring(bag, day)
        begun = made.InfusionStarted(bag=bag, course=1, day=harvest, planned_ml=Decimal(40))
        trail.do(begun, at(day, 12), "nie")
        trail.do(ended(trail, bag, 1, harvest, Decimal(ml)), at(day, 13), "nie")
    return chain(trail.study, trail.history).courses[0]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (("40", "40"), "giving"),
        (("40", "40", "40"), "given"),
        (("32", "32", "32"), "given"),
        (("32", "32", "31.9"), "partial"),
    ],
)
def test_a_course_of_all_its_days_is_given_from_eighty_per_cent(given: tuple[str, ...], state: str) -> None:
    assert course(*given).state == state


def test_bags_are_counted_within_their_harvest() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.fill(1, 1, I1)
    trail.fill(1, 2, I1 + days(1))
    assert [bag.serial for bag in chain(trail.study, trail.history).bags.values()] == [1, 1]


def test_after_the_last_collection_that_is_allowed_none_is_due() -> None:
    trail = Trail(study=changed(limits={"collections_at_most": 1}))
    trail.collect(1, A1)
    assert next_collection(trail.study, trail.history) is None


@pytest.mark.parametrize(("reaches", "whole"), [("bag", "batch"), ("batch", "batch"), ("participant", "participant")])
def test_a_finding_in_the_culture_itself_reaches_all_of_it_at_least(reaches: str, whole: str) -> None:
    trail = Trail(study=changed(release={"sterility": PRODUCT["release"]["sterility"] | {"reach": reaches}}))
    trail.collect(1, A1)
    trail.add(made.UnitTested(unit=batch_id("P001", 1), attribute="sterility", value="growth"), at(I1, 8), "cai")
    (found,) = call_backs(trail.study, chain(trail.study, trail.history))
    assert found.reach == whole
    assert found.infused == ()
    assert found.is_call_back is (whole == "participant"), "nobody was given anything: the bags alone fail"
    assert replace(found, infused=(BAG,)).is_call_back
