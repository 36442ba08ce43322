from __future__ import annotations

import numpy as np
import pytest

from equipoise.analysis.survival import compare_log_rank, estimate_kaplan_meier, fit_cox, read_observations


def test_all_faults_of_the_columns_are_named_at_once() -> None:
    with pytest.raises(ValueError, match="differ in length") as caught:
        read_observations([3, -1, 2.5], [0, 2], ["control", "other", "control"], ("control", "treated"))
    words = str(caught.value)
    assert "days are whole numbers, 0 or more" in words
    assert "an event is 0 or 1" in words
    assert "not an arm of this comparison: other" in words


def test_times_given_as_events_are_refused() -> None:
    with pytest.raises(ValueError, match="an event is 0 or 1"):
        read_observations([1, 0, 1], [30, 40, 50], ["a", "a", "b"], ("a", "b"))


def test_arm_positions_outside_the_arms_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        read_observations([1, 2], [1, 1], np.array([0, 2]), ("a", "b"))


def test_a_missing_stratum_is_a_stratum_of_its_own() -> None:
    data = read_observations([1, 2, 3], [1, 1, 0], ["a", "b", "a"], ("a", "b"), ["limited", None, "limited"])
    assert data.strata == 2
    assert data.stratum_of.tolist() == [0, 1, 0]


def test_the_order_of_people_changes_nothing() -> None:
    chance = np.random.default_rng(3)
    days, events = chance.integers(0, 30, 80), chance.integers(0, 2, 80)
    arms, strata = chance.integers(0, 2, 80), chance.integers(0, 3, 80).tolist()
    shuffled = chance.permutation(80)
    first = read_observations(days, events, arms, ("a", "b"), strata)
    second = read_observations(
        days[shuffled], events[shuffled], arms[shuffled], ("a", "b"), [strata[i] for i in shuffled]
    )
    assert compare_log_rank(first, stratified=True) == compare_log_rank(second, stratified=True)
    assert fit_cox(first).beta == pytest.approx(fit_cox(second).beta, abs=1e-13)
    for one, other in zip(estimate_kaplan_meier(first), estimate_kaplan_meier(second), strict=True):
        assert one.survival.tolist() == other.survival.tolist()


def test_two_of_three_arms_can_be_compared_in_either_order() -> None:
    data = read_observations([5, 6, 7, 8], [1, 1, 1, 1], ["a", "b", "c", "c"], ("a", "b", "c"))
    pair = data.within(("c", "a"))
    assert pair.arms == ("c", "a")
    assert pair.days.tolist() == [5, 7, 8]
    assert pair.arm_of.tolist() == [1, 0, 0]


def test_very_long_times_are_sorted_instead_of_tabulated_with_the_same_answer() -> None:
    days, events, arms = np.array([1, 4, 4, 9]), [1, 0, 1, 1], ["a", "b", "a", "b"]
    short = compare_log_rank(read_observations(days, events, arms, ("a", "b")))
    long = compare_log_rank(read_observations(days * 10**9, events, arms, ("a", "b")))
    assert short == long


def test_columns_cannot_be_changed_afterwards() -> None:
    data = read_observations([5, 6], [1, 0], ["a", "b"], ("a", "b"))
    with pytest.raises(ValueError, match="read-only"):
        data.days[0] = 1
