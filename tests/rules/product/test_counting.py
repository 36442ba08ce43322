"""The interval of a dose from what was counted; every expected value is worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.product import Counts, account, chain, dose, estimate, judge_dose
from equipoise.rules.product.counting import (
    concentration_factor,
    declared_error,
    independent,
    product_variance,
    root,
    share_factor,
    together,
)
from tests.rules.product.cells import Trail, changed

BILLION = 10**9
A1, I1 = date(2026, 6, 1), date(2026, 6, 15)


def counts(**more: Any) -> Counts:
    """A thousand million cells, half of them viable, half of those NK."""
    base: dict[str, Any] = {"counted": (200, 200), "viability_counted": 96, "flow_events": 96}
    return Counts(Decimal(100), 10_000_000, Decimal(50), Decimal(50), **(base | more))


def test_four_hundred_counted_cells_have_five_per_cent_of_error() -> None:
    found = estimate(counts(), "total_nucleated")
    assert (found.cells, found.deviation, found.declared) == (BILLION, 50_000_000, False)
    assert (found.low, found.high) == (902_000_000, 1_098_000_000)


def test_one_count_follows_poisson_and_so_do_replicates_that_agree() -> None:
    assert concentration_factor(1000, (400,)) == (1000, Fraction(1_000_000, 400))
    assert concentration_factor(1000, (200, 200)) == (1000, Fraction(1_000_000, 400))
    assert concentration_factor(1000, (210, 190)) == (1000, Fraction(1_000_000, 400))


def test_replicates_that_scatter_more_than_poisson_are_believed() -> None:
    """100 and 300: mean 200, variance 20,000, of the mean 10,000, relative 1/4: half of the value is its deviation."""
    assert concentration_factor(1000, (100, 300)) == (1000, Fraction(250_000))


def test_nothing_counted_is_no_count() -> None:
    assert concentration_factor(1000, ()) is None
    assert concentration_factor(1000, (0, 0)) is None


def test_a_share_of_a_hundred_per_cent_is_not_certain() -> None:
    """Ten of ten: (10 + 2) / (10 + 4) = 6/7; 6/7 x 1/7 / 14 = 6/686."""
    assert share_factor(Fraction(1), 10) == (1, Fraction(6, 686))


def test_errors_of_factors_combine_to_first_order() -> None:
    """96 cells, half: (48 + 2) / 100 = 1/2, variance 1/400. Viable: 10^18 (1/4 x 1/400 + 1/400) = 10^18 / 320."""
    found = estimate(counts(), "viable")
    assert found.cells == BILLION // 2
    assert found.variance == Fraction(BILLION**2, 320)
    natural_killers = estimate(counts(), "viable_nk")
    assert natural_killers.variance == Fraction(BILLION**2, 400) * (Fraction(1, 16) + Fraction(1, 4) + Fraction(1, 4))


def test_the_variance_of_a_product_of_two() -> None:
    assert product_variance([(Fraction(2), Fraction(3)), (Fraction(5), Fraction(7))]) == 3 * 25 + 7 * 4


@pytest.mark.parametrize(
    ("missing", "declared"),
    [
        ({"counted": ()}, {"total_nucleated", "viable", "viable_nk"}),
        ({"viability_counted": 0}, {"viable", "viable_nk"}),
        ({"flow_events": 0}, {"viable_nk"}),
        ({}, set()),
    ],
)
def test_the_declared_variation_is_used_only_where_a_count_is_missing_and_then_said(
    missing: dict[str, Any], declared: set[str]
) -> None:
    for population in ("total_nucleated", "viable", "viable_nk"):
        found = estimate(counts(**missing), population)
        assert found.declared is (population in declared)
        if found.declared:
            assert found.deviation == dose(counts()).of(population) / 10


def test_the_study_file_declares_the_variation() -> None:
    trail = Trail(study=changed(dose={"counting_variation": "0.2"}))
    trail.collect(1, A1)
    trail.fill(1, 1, I1)
    batch = next(iter(chain(trail.study, trail.history).batches.values()))
    found = account(trail.study, batch).course.filled["total_nucleated"]
    assert found.declared
    assert found.deviation == found.cells / 5


def test_more_counted_cells_take_a_dose_away_from_its_limit() -> None:
    """1.9 thousand million, limit 2: 400 counted cells leave 1.714 to 2.086, 40,000 leave 1.881 to 1.919."""
    nearly = {"viability_pct": Decimal(100), "nk_pct": Decimal(100)}
    few = estimate(Counts(Decimal(100), 19_000_000, **nearly, counted=(400,)), "total_nucleated")
    many = estimate(Counts(Decimal(100), 19_000_000, **nearly, counted=(20_000, 20_000)), "total_nucleated")
    assert judge_dose(few, BILLION, 2 * BILLION).borderline
    assert not judge_dose(many, BILLION, 2 * BILLION).borderline
    assert judge_dose(few, BILLION, 2 * BILLION).place == "within"


def test_a_limit_at_the_very_end_of_the_interval_is_not_straddled() -> None:
    found = estimate(counts(), "total_nucleated")
    assert not judge_dose(found, 902_000_000, 1_098_000_000).borderline
    assert judge_dose(found, 902_000_001, 1_098_000_000).borderline
    assert judge_dose(found, 902_000_000, 1_097_999_999).borderline


@pytest.mark.parametrize(("cells", "place"), [(999, "below"), (1000, "within"), (2000, "within"), (2001, "above")])
def test_the_limits_of_a_dose_belong_to_it(cells: int, place: str) -> None:
    assert judge_dose(Fraction(cells), 1000, 2000).place == place


def test_bags_of_one_count_err_together_and_harvests_err_apart() -> None:
    one = declared_error(Fraction(300), Fraction(1, 10))
    other = declared_error(Fraction(400), Fraction(1, 10))
    assert (together((one, other)).cells, together((one, other)).deviation) == (700, 70)
    assert (independent((one, other)).cells, independent((one, other)).deviation) == (700, 50)


def test_the_lower_end_is_never_below_zero() -> None:
    assert estimate(counts(counted=(1,)), "total_nucleated").low == 0


@given(st.fractions(min_value=0, max_value=10**20))
def test_a_root_is_good_to_a_millionth(square: Fraction) -> None:
    found = root(square)
    assert found**2 <= square < (found + Fraction(1, 10**6)) ** 2


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=5), st.integers(1, 5000), st.integers(1, 50_000))
def test_an_interval_holds_its_cells_and_narrows_for_fewer_factors(
    counted: list[int], scored: int, events: int
) -> None:
    found = counts(counted=tuple(counted), viability_counted=scored, flow_events=events)
    relative = [
        estimate(found, population).variance / estimate(found, population).cells ** 2
        for population in ("total_nucleated", "viable", "viable_nk")
    ]
    assert relative == sorted(relative)
    for population in ("total_nucleated", "viable", "viable_nk"):
        one = estimate(found, population)
        assert one.low <= one.cells <= one.high


def test_a_root_is_below_and_never_a_millionth_too_small() -> None:
    millionth = Fraction(1, 10**6)
    for square in range(2, 200):
        assert root(Fraction(square)) ** 2 <= square < (root(Fraction(square)) + millionth) ** 2
