"""The further estimators against statsmodels (BSD), SciPy (BSD) and lifelines (MIT), which this project did not write."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import concordance_index, restricted_mean_survival_time
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from equipoise.analysis import (
    Adjustment,
    Observations,
    Proportion,
    Ties,
    adjust,
    boschloo,
    clopper_pearson,
    compare_exactly,
    compare_means,
    compare_ranks,
    compare_rates,
    compare_restricted_means,
    compare_shares,
    compare_stratified_tables,
    estimate_incidence,
    fit_cox_regression,
    measure_concordance,
    newcombe,
    read_competing,
    read_observations,
    wilson,
)
from equipoise.analysis.survival.normal_rectangle import normal_rectangle

TABLES = [(3, 9, 7, 5), (20, 30, 11, 37), (1, 14, 6, 9), (12, 3, 4, 11)]


def simulated(seed: int, n: int = 200) -> Observations:
    chance = np.random.default_rng(seed)
    group = chance.integers(0, 2, n)
    event, censored = chance.exponential(90 * 1.4**group), chance.exponential(200, n)
    strata = chance.integers(0, 3, n).tolist()
    return read_observations(np.ceil(np.minimum(event, censored)), event <= censored, group, ("0", "1"), strata)


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("ties", [Ties.EFRON, Ties.BRESLOW])
@pytest.mark.parametrize("seed", range(3))
def test_a_regression_agrees_with_statsmodels(seed: int, ties: Ties, stratified: bool) -> None:
    data = simulated(seed)
    chance = np.random.default_rng(seed + 100)
    x = np.column_stack((data.arm_of, chance.normal(60, 9, data.n), chance.integers(0, 3, data.n)))
    theirs = PHReg(
        data.days, x, data.events.astype(int), ties=ties.value, strata=data.stratum_of if stratified else None
    ).fit(disp=False, tol=1e-12)
    ours = fit_cox_regression(
        data, {"arm": x[:, 0], "age": x[:, 1], "stage": x[:, 2]}, ties=ties, stratified=stratified
    )
    assert ours.beta == pytest.approx(theirs.params, rel=1e-5, abs=1e-7)
    assert ours.standard_error == pytest.approx(theirs.bse, rel=1e-5)
    assert ours.log_likelihood[1] == pytest.approx(theirs.llf, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_concordance_agrees_with_lifelines(seed: int) -> None:
    data = simulated(seed)
    score = np.random.default_rng(seed).integers(0, 20, data.n).astype(float)
    theirs = concordance_index(data.days, -score, data.events)
    assert measure_concordance(data, score).index == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_restricted_means_agree_with_lifelines(seed: int) -> None:
    data = simulated(seed)
    for number, arm in enumerate(compare_restricted_means(data, 120).arms):
        own = data.arm_of == number
        curve = KaplanMeierFitter().fit(data.days[own], data.events[own])
        assert arm.mean == pytest.approx(restricted_mean_survival_time(curve, t=120), rel=1e-9)


def test_cumulative_incidence_agrees_with_lifelines() -> None:
    data, chance = simulated(4), np.random.default_rng(4)
    cause = np.where(data.events, chance.integers(1, 3, data.n), 0)
    days = np.argsort(np.argsort(data.days, kind="stable"), kind="stable") + 1  # lifelines jitters tied times
    ours = estimate_incidence(read_competing(days, cause, ["all"] * data.n, ("all",)))
    for curve in ours:
        theirs = AalenJohansenFitter(calculate_variance=False).fit(days, cause, event_of_interest=curve.cause)
        values = theirs.cumulative_density_.iloc[:, 0].loc[curve.days].to_numpy()
        assert curve.incidence == pytest.approx(values, abs=1e-10)


@pytest.mark.parametrize("table", TABLES)
def test_shares_agree_with_statsmodels_and_scipy(table: tuple[int, int, int, int]) -> None:
    """Score limits are not compared: statsmodels misses Newcombe's printed examples, which ours meet."""
    a, b, c, d = table
    second, first = Proportion(a, a + b), Proportion(c, c + d)
    assert clopper_pearson(second) == pytest.approx(proportion_confint(a, a + b, method="beta"), abs=1e-10)
    assert wilson(second) == pytest.approx(proportion_confint(a, a + b, method="wilson"), abs=1e-10)
    assert newcombe(second, first) == pytest.approx(
        confint_proportions_2indep(a, a + b, c, c + d, method="newcomb"), abs=1e-10
    )
    matrix = np.array([[a, b], [c, d]])
    exact = compare_exactly([table])
    assert exact.p == pytest.approx(stats.fisher_exact(matrix).pvalue, rel=1e-9)
    conditional = stats.contingency.odds_ratio(matrix)
    limits = conditional.confidence_interval()
    assert exact.odds_ratio == pytest.approx(conditional.statistic, rel=1e-6)
    assert (exact.lower, exact.upper) == pytest.approx((limits.low, limits.high), rel=1e-6)
    for corrected in (False, True):
        theirs = stats.chi2_contingency(matrix, correction=corrected)
        assert compare_shares(second, first, corrected=corrected).chi_square == pytest.approx(theirs.statistic)


@pytest.mark.parametrize("table", TABLES[:1] + TABLES[2:])
def test_boschloo_agrees_with_scipy(table: tuple[int, int, int, int]) -> None:
    """SciPy's one-sided tests, doubled; its search over the common share is coarse, so never above ours by much."""
    a, b, c, d = table
    matrix = np.array([[a, c], [b, d]])
    theirs = min(stats.boschloo_exact(matrix, side, n=256).pvalue for side in ("less", "greater"))
    assert boschloo(Proportion(a, a + b), Proportion(c, c + d)) == pytest.approx(min(2 * theirs, 1), rel=1e-3)


def test_strata_of_tables_agree_with_statsmodels() -> None:
    theirs = StratifiedTable([np.array([[a, b], [c, d]]) for a, b, c, d in TABLES])
    ours = compare_stratified_tables(TABLES)
    assert ours.odds_ratio == pytest.approx(theirs.oddsratio_pooled)
    assert (ours.lower, ours.upper) == pytest.approx(theirs.oddsratio_pooled_confint())
    assert ours.chi_square == pytest.approx(theirs.test_null_odds(correction=False).statistic)
    assert ours.chi_square_corrected == pytest.approx(theirs.test_null_odds(correction=True).statistic)


@pytest.mark.parametrize("seed", range(4))
def test_ranks_and_means_agree_with_scipy(seed: int) -> None:
    chance = np.random.default_rng(seed)
    a, b = chance.normal(0, 1, 9), chance.normal(0.5, 2, 12)
    ours = compare_ranks(a, b)
    theirs = stats.mannwhitneyu(a, b, method="exact")
    assert (ours.u, ours.p_exact) == pytest.approx((theirs.statistic, theirs.pvalue))
    tied_a, tied_b = chance.integers(0, 5, 40), chance.integers(1, 6, 50)
    normal = stats.mannwhitneyu(tied_a, tied_b, method="asymptotic", use_continuity=False)
    assert compare_ranks(tied_a, tied_b).p == pytest.approx(normal.pvalue)
    welch, means = stats.ttest_ind(a, b, equal_var=False), compare_means(a, b)
    assert (means.t, means.p, means.degrees_of_freedom) == pytest.approx((welch.statistic, welch.pvalue, welch.df))
    interval = welch.confidence_interval()
    assert (means.lower, means.upper) == pytest.approx((interval.low, interval.high))


def test_rates_agree_with_scipy() -> None:
    found = compare_rates(9, 120.0, 17, 80.0)
    binomial = stats.binomtest(9, 26, 120 / 200)
    interval = binomial.proportion_ci(method="exact")
    assert found.p == pytest.approx(binomial.pvalue)
    assert (found.lower, found.upper) == pytest.approx(
        tuple(share / (1 - share) * 80 / 120 for share in (interval.low, interval.high))
    )
    assert (found.first.lower, found.first.upper) == pytest.approx(
        (stats.chi2.ppf(0.025, 18) / 2 / 120, stats.chi2.ppf(0.975, 20) / 2 / 120)
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Adjustment.BONFERRONI, "bonferroni"),
        (Adjustment.HOLM, "holm"),
        (Adjustment.HOCHBERG, "simes-hochberg"),
        (Adjustment.HOMMEL, "hommel"),
        (Adjustment.BENJAMINI_HOCHBERG, "fdr_bh"),
        (Adjustment.BENJAMINI_YEKUTIELI, "fdr_by"),
    ],
)
def test_adjusted_p_values_agree_with_statsmodels(ours: Adjustment, theirs: str) -> None:
    p = np.random.default_rng(3).uniform(0, 0.2, 11)
    assert adjust(p.tolist(), ours) == pytest.approx(multipletests(p, method=theirs)[1])


@pytest.mark.parametrize("size", [2, 3, 4])
def test_normal_rectangles_agree_with_scipy(size: int) -> None:
    chance = np.random.default_rng(size)
    root = chance.normal(0, 1, (size, size))
    covariance = root @ root.T
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = stats.multivariate_normal(cov=correlation, abseps=1e-8, releps=1e-8, maxpts=4_000_000).cdf(
            [0.7] * size, lower_limit=[-1.1] * size, rng=np.random.default_rng(1)
        )
    assert normal_rectangle([-1.1] * size, [0.7] * size, correlation) == pytest.approx(float(theirs), abs=2e-5)
