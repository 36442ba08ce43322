"""Results do not depend on the order of people, the unit of time, or a stratum that everybody shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from equipoise.analysis import (
    Observations,
    Ties,
    check_proportional_hazards,
    combine_log_ranks,
    compare_incidence,
    compare_log_rank,
    compare_milestone,
    compare_restricted_means,
    fit_cox,
    fit_cox_regression,
    fit_fine_gray,
    measure_concordance,
    read_competing,
    read_observations,
    weigh_log_ranks,
)

SIZE = 90
CHANCE = np.random.default_rng(20)
DAYS, EVENTS, ARMS = CHANCE.integers(1, 40, SIZE), CHANCE.integers(0, 2, SIZE), CHANCE.integers(0, 2, SIZE)
AGE, STRATA = CHANCE.normal(60, 9, SIZE).round(), CHANCE.integers(0, 3, SIZE)
CAUSES = np.where(EVENTS, CHANCE.integers(1, 3, SIZE), 0)
ORDER = CHANCE.permutation(SIZE)
SAME = np.arange(SIZE)


def people(order: Any = SAME, scale: float = 1, strata: Any = STRATA) -> Observations:
    return read_observations(
        DAYS[order] * scale, EVENTS[order], ARMS[order], ("c", "t"), strata[order].tolist(), whole_days=False
    )


def covariates(order: Any = SAME) -> dict[str, Any]:
    return {"arm": ARMS[order], "age": AGE[order]}


ANSWERS: dict[str, Callable[[Observations, Any, float], Any]] = {
    "weighted": lambda data, order, scale: weigh_log_ranks(data, stratified=True).z,
    "max-combo": lambda data, order, scale: (combine_log_ranks(data).p_two_sided, combine_log_ranks(data).z_smallest),
    "rmst": lambda data, order, scale: compare_restricted_means(data, 30 * scale).difference.p,
    "milestone": lambda data, order, scale: compare_milestone(data, 15 * scale).z,
    "exact Cox": lambda data, order, scale: fit_cox(data, ties=Ties.EXACT, stratified=True).beta,
    "regression": lambda data, order, scale: fit_cox_regression(data, covariates(order), stratified=True).beta,
    "robust": lambda data, order, scale: fit_cox_regression(data, covariates(order)).robust_error,
    "proportional hazards": lambda data, order, scale: check_proportional_hazards(data, covariates(order)).chi_square,
    "concordance": lambda data, order, scale: measure_concordance(data, AGE[order], stratified=True).index,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_neither_the_order_of_people_nor_the_unit_of_time_matters(name: str) -> None:
    first = ANSWERS[name](people(), SAME, 1)
    assert first is not None
    assert ANSWERS[name](people(ORDER), ORDER, 1) == pytest.approx(first, rel=1e-9)
    assert ANSWERS[name](people(scale=0.1), SAME, 0.1) == pytest.approx(first, rel=1e-9)
    assert ANSWERS[name](people(scale=30), SAME, 30) == pytest.approx(first, rel=1e-9)


def test_competing_risks_depend_on_neither_either() -> None:
    answers = []
    for order, scale in ((SAME, 1.0), (ORDER, 1.0), (SAME, 0.1)):
        data = read_competing(DAYS[order] * scale, CAUSES[order], ARMS[order], ("c", "t"), whole_days=False)
        fit = fit_fine_gray(data, covariates(order), 1)
        assert fit.beta is not None and fit.standard_error is not None
        answers.append([compare_incidence(data, 1).chi_square, *fit.beta, *fit.standard_error])
    assert answers[1] == pytest.approx(answers[0], rel=1e-9)
    assert answers[2] == pytest.approx(answers[0], rel=1e-9)


def test_one_stratum_is_no_stratum() -> None:
    data = people(strata=np.zeros(SIZE, dtype=int))
    assert weigh_log_ranks(data, stratified=True).z == weigh_log_ranks(data).z
    assert fit_cox(data, stratified=True).beta == fit_cox(data).beta
    assert fit_cox_regression(data, covariates(), stratified=True).beta == fit_cox_regression(data, covariates()).beta
    assert combine_log_ranks(data, stratified=True).p_two_sided == combine_log_ranks(data).p_two_sided
    competing = read_competing(DAYS, CAUSES, ARMS, ("c", "t"))
    assert compare_incidence(competing, 1, stratified=True).chi_square == compare_incidence(competing, 1).chi_square


def test_the_arm_alone_gives_the_same_model_in_both_ways() -> None:
    for ties in (Ties.EFRON, Ties.BRESLOW):
        one, other = fit_cox(people(), ties=ties), fit_cox_regression(people(), {"arm": ARMS}, ties=ties)
        assert other.beta == pytest.approx((one.beta,), abs=1e-10)
        assert other.standard_error == pytest.approx((one.standard_error,), rel=1e-10)
        assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-12)
        assert other.score_chi_square == pytest.approx(one.score_chi_square, rel=1e-10)


def test_without_ties_the_three_treatments_agree() -> None:
    data = read_observations(np.arange(SIZE) + 1, EVENTS, ARMS, ("c", "t"))
    betas = [fit_cox(data, ties=ties).beta for ties in Ties]
    assert betas[1] == pytest.approx(betas[0], abs=1e-9)
    assert betas[2] == pytest.approx(betas[0], abs=1e-9)


def test_without_a_second_cause_fine_and_gray_is_cox_by_breslow() -> None:
    data = read_competing(DAYS, EVENTS, ARMS, ("c", "t"))
    fit, cox = fit_fine_gray(data, covariates(), 1), fit_cox_regression(people(), covariates(), ties=Ties.BRESLOW)
    assert fit.beta == pytest.approx(cox.beta, abs=1e-9)
    assert fit.standard_error == pytest.approx(cox.robust_error, rel=1e-9)


def test_the_plain_weight_is_the_log_rank_test() -> None:
    plain = weigh_log_ranks(people(), [(0.0, 0.0)])
    assert plain.z[0] == pytest.approx(compare_log_rank(people()).z)
    assert combine_log_ranks(people(), [(0.0, 0.0)]).p_second_better == pytest.approx(plain.p_second_better[0])


def test_max_combo_of_one_weight_twice_is_that_weight() -> None:
    once, twice = (combine_log_ranks(people(), [(0.0, 1.0)] * times) for times in (1, 2))
    assert twice.p_two_sided == pytest.approx(once.p_two_sided, rel=1e-7)


def test_times_computed_in_two_ways_tie() -> None:
    months = read_observations([0.1 + 0.2, 0.3, 0.4], [1, 1, 0], ["c", "t", "t"], ("c", "t"), whole_days=False)
    assert np.unique(months.days).size == 2


def test_an_efron_regression_of_ten_thousand_has_no_matrix_a_person() -> None:
    chance = np.random.default_rng(1)
    data = read_observations(chance.integers(1, 300, 10_000), chance.integers(0, 2, 10_000), ["a"] * 10_000, ("a", "b"))
    x = {f"x{place}": chance.normal(0, 1, 10_000) for place in range(4)}
    assert fit_cox_regression(data, x).beta is not None
