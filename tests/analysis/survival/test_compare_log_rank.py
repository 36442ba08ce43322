from __future__ import annotations

import pytest

from equipoise.analysis.survival import LogRankStatus, compare_log_rank, read_observations


def test_a_comparison_small_enough_to_do_by_hand() -> None:
    """Day 1: control dies of 4 at risk (2 treated): E 1/2, V 1/4. Day 2: treated of 3 (2): E 2/3, V 2/9."""
    data = read_observations([1, 2, 3, 3], [1, 1, 0, 0], ["c", "t", "c", "t"], ("c", "t"))
    result = compare_log_rank(data)
    assert result.observed == (1.0, 1.0)
    assert result.expected[1] == pytest.approx(1 / 2 + 2 / 3)
    assert result.variance == pytest.approx(1 / 4 + 2 / 9)
    assert result.z == pytest.approx((1 - 7 / 6) / (17 / 36) ** 0.5)


def test_z_below_zero_means_fewer_events_in_the_second_arm() -> None:
    data = read_observations([1, 2, 3, 9, 9, 9], [1, 1, 1, 0, 0, 1], ["c", "c", "c", "t", "t", "t"], ("c", "t"))
    result = compare_log_rank(data)
    assert result.z is not None
    assert result.z < 0
    assert result.p_second_better is not None
    assert result.p_second_better < 0.5


def test_without_events_there_is_no_test() -> None:
    result = compare_log_rank(read_observations([1, 2], [0, 0], ["c", "t"], ("c", "t")))
    assert result.status is LogRankStatus.NO_EVENTS
    assert (result.chi_square, result.p_two_sided, result.z, result.p_second_better) == (None, None, None, None)
    assert (result.observed, result.expected) == ((0.0, 0.0), (0.0, 0.0))


def test_with_one_arm_empty_there_is_no_contrast() -> None:
    result = compare_log_rank(read_observations([1, 2], [1, 1], ["c", "c"], ("c", "t")))
    assert result.status is LogRankStatus.NO_CONTRAST
    assert result.n == (2, 0)
    assert result.observed == (2.0, 0.0)


def test_with_everybody_censored_on_day_zero_there_is_no_test() -> None:
    result = compare_log_rank(read_observations([0, 0], [0, 0], ["c", "t"], ("c", "t")))
    assert result.status is LogRankStatus.NO_EVENTS


def test_nobody_at_all_is_an_answer() -> None:
    assert compare_log_rank(read_observations([], [], [], ("c", "t"))).status is LogRankStatus.NO_EVENTS
    assert compare_log_rank(read_observations([], [], [], ("c", "t", "u")), stratified=True).chi_square is None


def test_when_everybody_has_the_event_on_one_day_nothing_is_learned() -> None:
    """With all at risk dying at once the hypergeometric variance is 0: the arms did not differ and could not."""
    result = compare_log_rank(read_observations([5, 5, 5], [1, 1, 1], ["c", "t", "t"], ("c", "t")))
    assert result.status is LogRankStatus.NO_CONTRAST
    assert result.observed == pytest.approx(result.expected)


def test_of_three_arms_an_empty_one_costs_no_degree_of_freedom() -> None:
    days, events, arms = [1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 1, 0], ["c", "t", "c", "t", "c", "t"]
    two = compare_log_rank(read_observations(days, events, arms, ("c", "t")))
    three = compare_log_rank(read_observations(days, events, arms, ("c", "empty", "t")))
    assert three.degrees_of_freedom == 1
    assert three.chi_square == pytest.approx(two.chi_square)
    assert three.z is None


def test_arms_that_never_meet_in_a_stratum_are_not_compared() -> None:
    data = read_observations([1, 2, 3, 4], [1, 1, 1, 1], ["c", "c", "t", "t"], ("c", "t"), ["x", "x", "y", "y"])
    assert compare_log_rank(data, stratified=True).status is LogRankStatus.NO_CONTRAST
    assert compare_log_rank(data).status is LogRankStatus.TESTED


def test_one_stratum_gives_the_unstratified_answer() -> None:
    data = read_observations([1, 2, 3, 4], [1, 0, 1, 1], ["c", "t", "c", "t"], ("c", "t"))
    assert compare_log_rank(data, stratified=True) == compare_log_rank(data)


def test_the_result_carries_its_convention_in_both_languages() -> None:
    data = read_observations([1, 2, 3], [1, 0, 1], ["c", "t", "t"], ("c", "t"), [1, 2, 2])
    words = compare_log_rank(data, stratified=True).convention.words
    assert (words.en, words.zh) == ("stratified log-rank test (2 strata)", "分层 log-rank 检验（2 层）")
    assert "(0, 1)" in compare_log_rank(data, gamma=1.0).convention.words.en
