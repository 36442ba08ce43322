"""The further estimators against naive second implementations, on random small trials full of ties."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from equipoise.analysis import (
    Adjustment,
    CoxStatus,
    FineGrayStatus,
    MeanStatus,
    Observations,
    RegressionStatus,
    Ties,
    adjust,
    compare_exactly,
    compare_means,
    compare_ranks,
    compare_restricted_means,
    estimate_incidence,
    fit_cox,
    fit_cox_regression,
    fit_fine_gray,
    measure_concordance,
    read_competing,
    read_incidence,
    read_observations,
    weigh_log_ranks,
)
from tests.validation.double_programmed import naive_estimators as naive
from tests.validation.double_programmed.naive_survival import Person

people = some.lists(
    some.tuples(some.integers(0, 12), some.integers(0, 1), some.integers(0, 1)), min_size=1, max_size=22
)
few = some.lists(some.tuples(some.integers(0, 5), some.integers(0, 1), some.integers(0, 1)), min_size=2, max_size=9)
caused = some.lists(some.tuples(some.integers(0, 9), some.integers(0, 2), some.integers(0, 1)), min_size=2, max_size=20)
values = some.lists(some.integers(0, 9), min_size=2, max_size=6)
FOUR = [(0, 0), (0, 1), (1, 0), (1, 1)]


def observed(rows: list[Person]) -> Observations:
    return read_observations(
        [row[0] for row in rows], [row[1] for row in rows], [str(row[2]) for row in rows], ("0", "1")
    )


@given(people)
def test_weighted_tests_equal_the_sums_of_fractions(rows: list[Person]) -> None:
    found = weigh_log_ranks(observed(rows), [(float(rho), float(gamma)) for rho, gamma in FOUR])
    difference, covariance = naive.weighted_moments(rows, FOUR)
    assert found.difference == pytest.approx(difference, abs=1e-11)
    assert np.array(found.covariance) == pytest.approx(np.array(covariance), abs=1e-11)


@settings(deadline=None)
@given(few)
def test_exact_ties_equal_every_choice_written_out(rows: list[Person]) -> None:
    fit = fit_cox(observed(rows), ties=Ties.EXACT)
    assert fit.log_likelihood[0] == pytest.approx(naive.exact_log_likelihood(rows, 0.0), abs=1e-10)
    if fit.status is CoxStatus.ESTIMATED:
        assert fit.beta is not None and fit.log_likelihood[1] is not None
        assert fit.log_likelihood[1] == pytest.approx(naive.exact_log_likelihood(rows, fit.beta), abs=1e-9)
        for aside in (-0.01, 0.01):
            assert naive.exact_log_likelihood(rows, fit.beta + aside) < fit.log_likelihood[1]


@settings(deadline=None)
@given(some.integers(0, 10_000))
def test_a_regression_is_a_top_of_the_likelihood_written_out(seed: int) -> None:
    chance = np.random.default_rng(seed)
    days, events = chance.integers(1, 12, 30), chance.integers(0, 2, 30)
    x, arm = chance.normal(0, 1, 30).round(1), chance.integers(0, 2, 30)
    data = read_observations(days, events, arm, ("0", "1"))
    fit = fit_cox_regression(data, {"arm": arm, "x": x})
    assume(fit.status is RegressionStatus.ESTIMATED)
    assert fit.beta is not None and fit.standard_error is not None and fit.log_likelihood[1] is not None
    rows = [(int(d), int(e), (float(a), float(z))) for d, e, a, z in zip(days, events, arm, x, strict=True)]
    assert fit.log_likelihood[1] == pytest.approx(naive.regression_log_likelihood(rows, list(fit.beta)), abs=1e-9)
    for place in (0, 1):
        step = [0.0, 0.0]
        step[place] = 1e-4
        sides = [
            naive.regression_log_likelihood(rows, [b + sign * s for b, s in zip(fit.beta, step, strict=True)])
            for sign in (-1, 1)
        ]
        assert (sides[1] - sides[0]) / 2e-4 == pytest.approx(0, abs=1e-5)


@given(people, some.integers(0, 1000))
def test_concordance_equals_every_pair(rows: list[Person], seed: int) -> None:
    score = np.random.default_rng(seed).integers(0, 5, len(rows)).astype(float)
    found = measure_concordance(observed(rows), score)
    pairs = naive.concordance([(row[0], row[1], float(s)) for row, s in zip(rows, score, strict=True)])
    assert (found.concordant, found.discordant, found.tied_scores) == pairs


@given(people, some.integers(1, 13))
def test_the_restricted_mean_is_the_area_day_by_day(rows: list[Person], horizon: int) -> None:
    for number, arm in enumerate(compare_restricted_means(observed(rows), horizon).arms):
        own = [row for row in rows if row[2] == number]
        if arm.status is MeanStatus.ESTIMATED:
            assert arm.mean == pytest.approx(float(naive.restricted_mean(own, horizon)), abs=1e-12)
        else:
            assert arm.mean is None


@given(caused)
def test_incidence_equals_the_sum_of_fractions_and_causes_add_up(rows: list[naive.Caused]) -> None:
    data = read_competing([r[0] for r in rows], [r[1] for r in rows], [str(r[2]) for r in rows], ("0", "1"))
    for curve in estimate_incidence(data):
        own = [row for row in rows if str(row[2]) == curve.arm]
        for day in range(10):
            point = read_incidence(curve, day)
            if own and day <= max(row[0] for row in own):
                assert point.incidence == pytest.approx(
                    float(naive.cumulative_incidence(own, curve.cause, day)), abs=1e-13
                )
            else:
                assert point.incidence is None


@settings(deadline=None)
@given(caused)
def test_fine_gray_is_a_root_of_the_score_written_out(rows: list[naive.Caused]) -> None:
    data = read_competing([r[0] for r in rows], [r[1] for r in rows], [str(r[2]) for r in rows], ("0", "1"))
    fit = fit_fine_gray(data, {"arm": [r[2] for r in rows]}, 1)
    if fit.status is FineGrayStatus.ESTIMATED:
        assert fit.beta is not None
        assert naive.fine_gray_score([(d, c, float(a)) for d, c, a in rows], 1, fit.beta[0]) == pytest.approx(
            0, abs=1e-7
        )
    else:
        assert fit.beta is None


@given(values, values)
def test_ranks_equal_every_regrouping(first: list[int], second: list[int]) -> None:
    found = compare_ranks(first, second)
    if found.p_exact is None:
        assert len(set(first + second)) == 1
    else:
        assert found.p_exact == pytest.approx(float(naive.rank_sum_p(first, second)), abs=1e-12)


@given(values, values)
def test_welch_equals_its_definition(first: list[int], second: list[int]) -> None:
    found, expected = compare_means(first, second), naive.welch(first, second)
    if expected is None:
        assert found.t is None
    else:
        assert (found.t, found.degrees_of_freedom) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(some.integers(0, 9), some.integers(0, 9), some.integers(0, 9), some.integers(0, 9))
def test_fishers_p_equals_the_sum_of_fractions(a: int, b: int, c: int, d: int) -> None:
    assert compare_exactly([(a, b, c, d)]).p == pytest.approx(float(naive.fisher_p(a, b, c, d)), abs=1e-12)


@given(some.lists(some.floats(0, 1), min_size=1, max_size=6))
def test_hommel_equals_closed_testing(p: list[float]) -> None:
    assert adjust(p, Adjustment.HOMMEL) == pytest.approx(naive.closed_simes(p), abs=1e-12)


def test_greenwood_gives_the_error_of_the_restricted_mean() -> None:
    """One arm, deaths at 1, 2 and 3 of four, worked by hand."""
    data = read_observations([1, 2, 3, 4], [1, 1, 1, 0], ["0"] * 4, ("0", "1"))
    (arm, _) = compare_restricted_means(data, 4).arms
    # S: .75 from 1, .5 from 2, .25 from 3: areas 1 + .75 + .5 + .25; ahead of 1, 2, 3: 1.5, .75, .25.
    variance = 1.5**2 / (4 * 3) + 0.75**2 / (3 * 2) + 0.25**2 / (2 * 1)
    assert arm.mean == pytest.approx(2.5)
    assert arm.standard_error == pytest.approx(sqrt(variance))
