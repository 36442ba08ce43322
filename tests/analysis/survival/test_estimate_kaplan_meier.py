from __future__ import annotations

import numpy as np
import pytest

from equipoise.analysis.survival import (
    ConfidenceType,
    CurveConvention,
    SurvivalCurve,
    estimate_kaplan_meier,
    find_quantile,
    read_observations,
    read_survival,
)


def one_arm(days: list[int], events: list[int], convention: CurveConvention | None = None) -> SurvivalCurve:
    (curve,) = estimate_kaplan_meier(read_observations(days, events, ["all"] * len(days), ("all",)), convention)
    return curve


def test_an_event_comes_before_a_censoring_of_the_same_day() -> None:
    curve = one_arm([10, 10, 20, 20], [1, 0, 0, 0])
    assert curve.survival.tolist() == [0.75, 0.75]
    assert curve.at_risk.tolist() == [4, 2]


def test_without_events_the_curve_stays_at_one_and_no_median_is_reached() -> None:
    curve = one_arm([5, 9, 9], [0, 0, 0])
    assert curve.survival.tolist() == [1.0, 1.0]
    assert curve.standard_error.tolist() == [0.0, 0.0]
    assert find_quantile(curve).day is None
    assert find_quantile(curve).lower is None


def test_everybody_censored_on_day_zero_is_a_curve_of_one_point() -> None:
    curve = one_arm([0, 0, 0], [0, 0, 0])
    assert (curve.n, curve.event_count, curve.last_day) == (3, 0, 0)
    assert read_survival(curve, 0).survival == 1.0
    assert read_survival(curve, 0).at_risk == 3
    assert read_survival(curve, 1).at_risk == 0


def test_an_event_on_day_zero_lowers_the_curve_at_once() -> None:
    curve = one_arm([0, 7], [1, 0])
    assert read_survival(curve, 0).survival == 0.5


def test_an_arm_without_anybody_keeps_its_place_with_an_empty_curve() -> None:
    data = read_observations([3, 4], [1, 1], ["a", "a"], ("a", "b"))
    _, empty = estimate_kaplan_meier(data)
    assert (empty.arm, empty.n, empty.last_day) == ("b", 0, None)
    assert read_survival(empty, 100).survival == 1.0
    assert find_quantile(empty).day is None


def test_nobody_at_all_is_an_answer() -> None:
    curves = estimate_kaplan_meier(read_observations([], [], [], ("a", "b")))
    assert [curve.n for curve in curves] == [0, 0]


def test_where_everybody_had_the_event_the_error_has_no_value() -> None:
    curve = one_arm([4, 4, 4], [1, 1, 1])
    point = read_survival(curve, 4)
    assert point.survival == 0.0
    assert (point.standard_error, point.lower, point.upper) == (None, None, None)
    assert find_quantile(curve).day == 4.0


def test_a_curve_that_ends_level_at_one_half_has_its_median_in_the_middle_of_the_end() -> None:
    assert find_quantile(one_arm([10, 20, 30, 50], [1, 1, 0, 0])).day == 35.0


@pytest.mark.parametrize("confidence", list(ConfidenceType))
def test_limits_enclose_the_curve_and_stay_between_zero_and_one(confidence: ConfidenceType) -> None:
    chance = np.random.default_rng(1)
    days = chance.integers(1, 60, 50).tolist()
    curve = one_arm(days, chance.integers(0, 2, 50).tolist(), CurveConvention(confidence))
    known = ~np.isnan(curve.lower)
    assert np.all(curve.lower[known] <= curve.survival[known])
    assert np.all(curve.upper[known] >= curve.survival[known])
    assert curve.lower[known].min() >= 0
    assert curve.upper[known].max() <= 1


def test_a_wider_level_gives_wider_limits() -> None:
    days, events = [3, 5, 8, 12, 20], [1, 1, 0, 1, 0]
    narrow, wide = (one_arm(days, events, CurveConvention(level=level)) for level in (0.8, 0.99))
    assert wide.lower[0] < narrow.lower[0]


def test_the_curve_carries_its_convention_in_both_languages() -> None:
    words = one_arm([3], [1], CurveConvention(ConfidenceType.LOG_LOG, 0.9)).convention.words
    assert "90% CI on the log-log scale" in words.en
    assert "90% 置信区间按 log-log 变换" in words.zh


def test_a_share_outside_zero_and_one_is_a_programming_fault() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        find_quantile(one_arm([3], [1]), 1.0)
