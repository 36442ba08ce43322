"""What every survival estimator answers when the data say little: a value and a status, never a fault or a silent NaN."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pytest

from equipoise.analysis import (
    LogRankStatus,
    MeanStatus,
    MilestoneStatus,
    Observations,
    RegressionStatus,
    Ties,
    check_proportional_hazards,
    combine_log_ranks,
    compare_incidence,
    compare_milestone,
    compare_restricted_means,
    estimate_follow_up,
    estimate_incidence,
    estimate_subgroups,
    fit_cox,
    fit_cox_regression,
    fit_fine_gray,
    measure_concordance,
    read_competing,
    read_incidence,
    read_observations,
    weigh_log_ranks,
)

POOR = {
    "nobody at all": ([], [], ""),
    "nobody in the second arm": ([3, 5, 8], [1, 0, 1], "ccc"),
    "nobody in the first arm": ([3, 5, 8], [1, 0, 1], "ttt"),
    "no events": ([3, 5, 8, 9], [0, 0, 0, 0], "ctct"),
    "all censored on day 0": ([0, 0, 0, 0], [0, 0, 0, 0], "ctct"),
    "everybody has the event on day 0": ([0, 0, 0, 0], [1, 1, 1, 1], "ctct"),
    "everybody has the event on one day": ([7, 7, 7, 7], [1, 1, 1, 1], "ctct"),
    "one person": ([4], [1], "t"),
    "one of each": ([4, 4], [1, 1], "ct"),
    "events in one arm only": ([1, 2, 9, 9], [1, 1, 0, 0], "cctt"),
    "one event, the last": ([1, 2, 3, 9], [0, 0, 0, 1], "ctct"),
}


def trial(name: str) -> Observations:
    days, events, arms = POOR[name]
    return read_observations(days, events, list(arms), ("c", "t"))


def numbers(value: Any) -> list[float]:
    """Every float anywhere in a result."""
    if isinstance(value, float):
        return [value]
    if isinstance(value, np.ndarray):
        return [float(one) for one in value.ravel()]
    if isinstance(value, (tuple, list)):
        return [one for part in value for one in numbers(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [one for name in value.__dataclass_fields__ for one in numbers(getattr(value, name))]
    return []


@pytest.mark.parametrize("name", POOR)
def test_no_estimator_answers_with_a_silent_nan_or_infinity(name: str) -> None:
    data = trial(name)
    results: list[Any] = [
        weigh_log_ranks(data),
        weigh_log_ranks(data, stratified=True),
        combine_log_ranks(data),
        compare_restricted_means(data, 5),
        compare_milestone(data, 5),
        estimate_follow_up(data),
        fit_cox_regression(data, {"arm": data.arm_of, "x": np.arange(data.n)}),
        check_proportional_hazards(data, {"arm": data.arm_of}),
        measure_concordance(data, np.zeros(data.n)),
        estimate_subgroups(data, {"sex": ["f", None] * (data.n // 2) + ["m"] * (data.n % 2)}),
        *(fit_cox(data, ties=ties) for ties in Ties),
    ]
    for result in results:
        assert not [one for one in numbers(result) if isnan(one) or abs(one) == float("inf")], result


@pytest.mark.parametrize("name", POOR)
def test_competing_risks_answer_in_words_too(name: str) -> None:
    days, events, arms = POOR[name]
    for cause in (1, 2):
        data = read_competing(days, [cause * event for event in events], list(arms), ("c", "t"))
        results: list[Any] = [compare_incidence(data, 1), fit_fine_gray(data, {"arm": data.everybody.arm_of}, 1)]
        results += [read_incidence(curve, 3) for curve in estimate_incidence(data)]
        for result in results:
            assert not [one for one in numbers(result) if isnan(one) or abs(one) == float("inf")], result


def test_the_word_says_what_is_missing() -> None:
    assert combine_log_ranks(trial("no events")).status is LogRankStatus.NO_EVENTS
    assert combine_log_ranks(trial("nobody in the second arm")).status is LogRankStatus.NO_CONTRAST
    assert compare_restricted_means(trial("nobody in the first arm"), 5).status is MeanStatus.NOBODY
    assert compare_restricted_means(trial("no events"), 50).status is MeanStatus.BEYOND_FOLLOW_UP
    assert compare_milestone(trial("nobody in the first arm"), 5).status is MilestoneStatus.NOBODY
    assert compare_milestone(trial("no events"), 5).status is MilestoneStatus.NO_ERROR
    assert compare_milestone(trial("everybody has the event on one day"), 7).status is MilestoneStatus.NO_ERROR
    data = trial("events in one arm only")
    fit = fit_cox_regression(data, {"arm": data.arm_of})
    assert (fit.status, fit.concerns, fit.beta) == (RegressionStatus.MONOTONE, ("arm",), None)
    collinear = fit_cox_regression(data, {"arm": data.arm_of, "again": data.arm_of * 2})
    assert (collinear.status, collinear.concerns) == (RegressionStatus.NO_CONTRAST, ("again",))


def test_without_events_the_restricted_mean_is_the_horizon_and_has_no_spread() -> None:
    found = compare_restricted_means(trial("no events"), 8)
    assert [arm.mean for arm in found.arms] == [8.0, 8.0]
    assert [arm.standard_error for arm in found.arms] == [0.0, 0.0]
    assert (found.difference.estimate, found.difference.p) == (0.0, None)
    assert found.lost_ratio.estimate is None


def test_after_everybody_had_the_event_the_mean_goes_on_at_zero() -> None:
    found = compare_restricted_means(trial("everybody has the event on one day"), 20)
    assert [arm.mean for arm in found.arms] == [7.0, 7.0]


def test_a_milestone_beyond_follow_up_is_named() -> None:
    assert compare_milestone(trial("one event, the last"), 20).beyond_follow_up == ("c", "t")
