"""The estimators against lifelines (MIT), an independent package that this project did not write.

Its Cox model stops early (tolerance 1e-3 here), and its median has no midpoint rule, so medians are not compared.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test, multivariate_logrank_test

from equipoise.analysis.survival import (
    ConfidenceType,
    CurveConvention,
    Observations,
    compare_log_rank,
    estimate_kaplan_meier,
    fit_cox,
    fit_cox_to_number,
    read_observations,
)


def simulated(seed: int, arms: int = 2, n: int = 240) -> Observations:
    """Exponential event and censoring times in whole days, hazard falling with the arm's number."""
    chance = np.random.default_rng(seed)
    group = chance.integers(0, arms, n)
    event, censored = chance.exponential(90 * 1.4**group), chance.exponential(200, n)
    return read_observations(
        np.ceil(np.minimum(event, censored)), event <= censored, group, [str(arm) for arm in range(arms)]
    )


@pytest.mark.parametrize("seed", range(4))
def test_curves_and_log_log_limits_agree_with_lifelines(seed: int) -> None:
    data = simulated(seed)
    for arm, curve in enumerate(estimate_kaplan_meier(data, CurveConvention(ConfidenceType.LOG_LOG))):
        own = data.arm_of == arm
        theirs = KaplanMeierFitter().fit(data.days[own], data.events[own])
        assert theirs.survival_function_at_times(curve.days).to_numpy() == pytest.approx(curve.survival, abs=1e-10)
        limits = theirs.confidence_interval_.loc[curve.days]
        inside = (curve.survival > 0) & (curve.survival < 1)
        assert limits.iloc[:, 0].to_numpy()[inside] == pytest.approx(curve.lower[inside], abs=1e-8)
        assert limits.iloc[:, 1].to_numpy()[inside] == pytest.approx(curve.upper[inside], abs=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_the_log_rank_test_agrees_with_lifelines(seed: int) -> None:
    data = simulated(seed)
    first, second = data.arm_of == 0, data.arm_of == 1
    theirs = logrank_test(data.days[first], data.days[second], data.events[first], data.events[second])
    ours = compare_log_rank(data)
    assert ours.chi_square == pytest.approx(theirs.test_statistic, rel=1e-9)
    assert ours.p_two_sided == pytest.approx(theirs.p_value, rel=1e-9)


@pytest.mark.parametrize("arms", [3, 4])
def test_the_log_rank_test_of_several_arms_agrees_with_lifelines(arms: int) -> None:
    data = simulated(7, arms)
    theirs = multivariate_logrank_test(data.days, data.arm_of, data.events)
    ours = compare_log_rank(data)
    assert ours.degrees_of_freedom == arms - 1
    assert ours.chi_square == pytest.approx(theirs.test_statistic, rel=1e-8)
    assert ours.p_two_sided == pytest.approx(theirs.p_value, rel=1e-8)


@pytest.mark.parametrize("seed", range(2))
def test_the_hazard_ratio_agrees_with_lifelines(seed: int) -> None:
    data = simulated(seed)
    table = pd.DataFrame({"day": data.days, "event": data.events, "arm": data.arm_of})
    theirs = CoxPHFitter().fit(table, "day", "event")
    ours = fit_cox(data)
    assert ours.beta == pytest.approx(float(theirs.params_["arm"]), abs=1e-3)
    assert ours.standard_error == pytest.approx(float(theirs.standard_errors_["arm"]), abs=1e-3)


def test_the_effect_of_a_number_agrees_with_lifelines() -> None:
    data = simulated(11)
    age = np.random.default_rng(5).normal(60, 9, data.n).round(1)
    table = pd.DataFrame({"day": data.days, "event": data.events, "age": age})
    theirs = CoxPHFitter().fit(table, "day", "event")
    ours = fit_cox_to_number(data, age, "age")
    assert ours.beta == pytest.approx(float(theirs.params_["age"]), abs=1e-4)
    assert ours.standard_error == pytest.approx(float(theirs.standard_errors_["age"]), abs=1e-4)
