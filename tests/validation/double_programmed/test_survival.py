"""The estimators against a naive second implementation, on random small trials full of ties."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from equipoise.analysis.survival import (
    CoxStatus,
    LogRankStatus,
    Observations,
    Ties,
    compare_log_rank,
    estimate_kaplan_meier,
    fit_cox,
    read_observations,
    read_survival,
)
from tests.validation.double_programmed import naive_survival as naive

people = some.lists(
    some.tuples(some.integers(0, 12), some.integers(0, 1), some.integers(0, 1)), min_size=1, max_size=25
)


def observed(rows: list[naive.Person]) -> Observations:
    return read_observations(
        [row[0] for row in rows], [row[1] for row in rows], [str(row[2]) for row in rows], ("0", "1")
    )


@given(people)
def test_kaplan_meier_equals_the_product_of_fractions(rows: list[naive.Person]) -> None:
    for arm, curve in enumerate(estimate_kaplan_meier(observed(rows))):
        own = [row for row in rows if row[2] == arm]
        for day in range(14):
            point = read_survival(curve, day)
            survival, greenwood = naive.survival_after(own, day), naive.greenwood_sum(own, day)
            assert point.survival == pytest.approx(float(survival), abs=1e-13)
            assert point.at_risk == sum(1 for row in own if row[0] >= day)
            if greenwood is None:
                assert point.standard_error is None
            else:
                assert point.standard_error == pytest.approx(float(survival) * sqrt(greenwood), abs=1e-13)


@given(people)
def test_log_rank_equals_the_sum_of_fractions(rows: list[naive.Person]) -> None:
    result = compare_log_rank(observed(rows))
    count, expected, variance = naive.log_rank(rows)
    assert result.observed[1] == count
    assert result.expected[1] == pytest.approx(float(expected), abs=1e-12)
    assert result.variance == pytest.approx(float(variance), abs=1e-12)
    if variance:
        assert result.status is LogRankStatus.TESTED
        assert result.z == pytest.approx(float(count - expected) / sqrt(variance), abs=1e-9)
    else:
        assert result.chi_square is None


@settings(deadline=None)
@given(people, some.sampled_from(["efron", "breslow"]))
def test_cox_equals_a_bisected_score(rows: list[naive.Person], ties: str) -> None:
    fit = fit_cox(observed(rows), ties=Ties(ties))
    beta = naive.cox_beta(rows, ties)
    if beta is None:
        assert fit.status is not CoxStatus.ESTIMATED
        assert fit.beta is None
        assert fit.ratio is None
        return
    assert fit.status is CoxStatus.ESTIMATED
    assert fit.beta == pytest.approx(beta, abs=1e-8)
    assert fit.log_likelihood[0] == pytest.approx(naive.cox_log_likelihood(rows, 0.0, ties), abs=1e-10)
    assert fit.log_likelihood[1] == pytest.approx(naive.cox_log_likelihood(rows, beta, ties), abs=1e-10)
