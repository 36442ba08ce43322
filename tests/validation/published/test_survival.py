"""Survival estimates against published numbers: the shared reference cases (R), and papers' data sets typed here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from equipoise.analysis.survival import (
    ConfidenceType,
    CoxStatus,
    CurveConvention,
    Observations,
    Ties,
    compare_log_rank,
    estimate_follow_up,
    estimate_kaplan_meier,
    find_quantile,
    fit_cox,
    read_observations,
    read_survival,
)

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "statistics.json"
BOOK: dict[str, Any] = json.loads(CASES.read_text("utf-8")) if CASES.exists() else {"cases": [], "datasets": {}}
ARMS = ("0", "1")


def cases(kind: str) -> list[Any]:
    """The shared cases of one kind, or one skipped case that says what is missing."""
    found = [pytest.param(case, id=case["id"]) for case in BOOK["cases"] if case["kind"] == f"statistics.{kind}"]
    absent = pytest.mark.skip(reason=f"{kind}: the shared reference values (statistics.json) are not on this machine")
    return found or [pytest.param(None, id=kind, marks=absent)]


def observed(case: dict[str, Any]) -> Observations:
    columns = BOOK["datasets"][case["given"]["data"]]["columns"]
    arms = [str(arm) for arm in columns["arm"]]
    return read_observations(columns["time"], columns["status"], arms, ARMS, columns["stratum"])


def assert_agrees(case: dict[str, Any], got: dict[str, Any]) -> None:
    """Every expected entry is met within the relative or the absolute tolerance; a missing entry fails."""
    tolerance = case["tolerance"]
    for name, want in case["expect"].items():
        expected = want if isinstance(want, list) else [want]
        answers = got[name] if isinstance(want, list) else [got[name]]
        assert len(answers) == len(expected), name
        for answer, value in zip(answers, expected, strict=True):
            if value is None or answer is None:
                assert answer is value, (name, answer, value)
                continue
            allowed = max(tolerance["absolute"], tolerance["relative"] * abs(value))
            assert abs(answer - value) <= allowed, (name, answer, value)


@pytest.mark.parametrize("case", cases("km"))
def test_kaplan_meier_agrees_with_r(case: dict[str, Any]) -> None:
    parameters = case["given"]["parameters"]
    convention = CurveConvention(ConfidenceType(parameters["conf_type"]))
    curves = estimate_kaplan_meier(observed(case), convention)
    median, quarter, three = ([find_quantile(curve, share) for curve in curves] for share in (0.5, 0.25, 0.75))
    points = [read_survival(curve, day) for curve in curves for day in parameters["times"]]
    assert_agrees(
        case,
        {
            "n": [curve.n for curve in curves],
            "events": [curve.event_count for curve in curves],
            "median": [q.day for q in median],
            "median_lcl": [q.lower for q in median],
            "median_ucl": [q.upper for q in median],
            "q25": [q.day for q in quarter],
            "q25_lcl": [q.lower for q in quarter],
            "q25_ucl": [q.upper for q in quarter],
            "q75": [q.day for q in three],
            "surv": [point.survival for point in points],
            "se": [point.standard_error for point in points],
            "lower": [point.lower for point in points],
            "upper": [point.upper for point in points],
            "n_risk": [point.at_risk for point in points],
        },
    )


@pytest.mark.parametrize("case", cases("follow_up"))
def test_follow_up_agrees_with_r(case: dict[str, Any]) -> None:
    follow_up = estimate_follow_up(observed(case))
    assert_agrees(case, {"median_follow_up": follow_up.median, "lcl": follow_up.lower, "ucl": follow_up.upper})


@pytest.mark.parametrize("case", cases("logrank"))
def test_log_rank_agrees_with_r(case: dict[str, Any]) -> None:
    result = compare_log_rank(observed(case))
    assert_agrees(
        case,
        {
            "obs": result.observed,
            "exp": result.expected,
            "var": result.variance,
            "chisq": result.chi_square,
            "z": result.z,
            "p_two_sided": result.p_two_sided,
            "p_one_sided_arm1_better": result.p_second_better,
            "peto_prentice_chisq_rho1": compare_log_rank(observed(case), rho=1.0).chi_square,
        },
    )


@pytest.mark.parametrize("case", cases("logrank_stratified"))
def test_stratified_log_rank_agrees_with_r(case: dict[str, Any]) -> None:
    result = compare_log_rank(observed(case), stratified=True)
    assert_agrees(
        case,
        {
            "chisq": result.chi_square,
            "obs": result.observed,
            "exp": result.expected,
            "var": result.variance,
            "p": result.p_two_sided,
        },
    )


@pytest.mark.parametrize("case", cases("weighted_logrank"))
def test_weighted_log_rank_agrees_with_r(case: dict[str, Any]) -> None:
    weights = case["given"]["parameters"]["rho_gamma"]
    results = [compare_log_rank(observed(case), rho=rho, gamma=gamma) for rho, gamma in weights]
    for row, (result, z) in enumerate(zip(results, case["expect"]["z"], strict=True)):
        assert result.z == pytest.approx(z, rel=1e-8)
        assert result.variance == pytest.approx(case["expect"]["cov"][row][row], rel=1e-8)


@pytest.mark.parametrize("case", [*cases("cox"), *cases("cox_stratified")])
def test_cox_agrees_with_r(case: dict[str, Any]) -> None:
    stratified = case["kind"] == "statistics.cox_stratified"
    fit = fit_cox(observed(case), ties=Ties(case["given"]["parameters"]["ties"]), stratified=stratified)
    assert fit.status is CoxStatus.ESTIMATED
    assert_agrees(
        case,
        {
            "beta": fit.beta,
            "se": fit.standard_error,
            "hr": fit.ratio,
            "ci": [fit.lower, fit.upper],
            "lr": fit.likelihood_ratio_chi_square,
            "wald": fit.wald_chi_square,
            "score": fit.score_chi_square,
            "loglik": fit.log_likelihood,
        },
    )


# Data sets typed from print; expected values as printed there.

FREIREICH_TREATED = (
    (6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1),
    (17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0),
)  # fmt: skip
FREIREICH_PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
EMBURY_MAINTAINED = (
    (9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0),
)  # fmt: skip
EMBURY_NOT = (
    (5, 1), (5, 1), (8, 1), (8, 1), (12, 1), (16, 0), (23, 1), (27, 1), (30, 1), (33, 1), (43, 1), (45, 1),
)  # fmt: skip


def two_arms(control: tuple[tuple[int, int], ...], treated: tuple[tuple[int, int], ...]) -> Observations:
    rows = [*control, *treated]
    groups = ["control"] * len(control) + ["treated"] * len(treated)
    return read_observations([day for day, _ in rows], [event for _, event in rows], groups, ("control", "treated"))


@pytest.fixture
def freireich() -> Observations:
    """Weeks in remission on placebo or 6-mercaptopurine: Freireich et al., Blood 1963; 21: 699-716 (Gehan 1965)."""
    return two_arms(tuple((week, 1) for week in FREIREICH_PLACEBO), FREIREICH_TREATED)


@pytest.fixture
def embury() -> Observations:
    """Weeks in remission with and without maintenance: Embury et al. 1977; Miller, Survival Analysis, 1981."""
    return two_arms(EMBURY_NOT, EMBURY_MAINTAINED)


def test_the_first_example_of_kaplan_and_meier_is_exact() -> None:
    """Kaplan & Meier, JASA 1958; 53: 457-481: deaths at .8 3.1 5.4 9.2, losses at 1.0 2.7 7.0 12.1."""
    everybody = ["all"] * 8
    data = read_observations([8, 31, 54, 92, 10, 27, 70, 121], [1, 1, 1, 1, 0, 0, 0, 0], everybody, ("all",))
    (curve,) = estimate_kaplan_meier(data)
    steps = [read_survival(curve, day).survival for day in (8, 31, 54, 92)]
    assert steps == pytest.approx([7 / 8, 7 / 10, 21 / 40, 21 / 80], abs=1e-15)


def test_remission_on_6_mercaptopurine_has_the_printed_curve(freireich: Observations) -> None:
    """Klein & Moeschberger, Survival Analysis, 2003, table 4.1."""
    _, treated = estimate_kaplan_meier(freireich)
    points = [read_survival(treated, week) for week in (6, 7, 10, 13, 16, 22, 23)]
    assert [round(point.survival, 3) for point in points] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [round(point.standard_error or 0, 3) for point in points] == [
        0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135,
    ]  # fmt: skip


def test_remission_has_the_printed_medians_and_log_rank(freireich: Observations) -> None:
    """Medians 8 and 23 weeks; log-rank 16.79, expected 10.75 and 19.25: R survival, survdiff (MASS::gehan)."""
    assert [find_quantile(curve).day for curve in estimate_kaplan_meier(freireich)] == [8, 23]
    result = compare_log_rank(freireich)
    assert result.observed == (21, 9)
    assert [round(value, 2) for value in result.expected] == [10.75, 19.25]
    assert round(result.variance, 3) == 6.257
    assert round(result.chi_square or 0, 2) == 16.79


@pytest.mark.parametrize(("ties", "beta", "error"), [(Ties.BRESLOW, -1.509, 0.410), (Ties.EFRON, -1.572, 0.412)])
def test_remission_has_the_printed_hazard_ratio(freireich: Observations, ties: Ties, beta: float, error: float) -> None:
    """R survival, coxph on the same 42 children (MASS::gehan)."""
    fit = fit_cox(freireich, ties=ties)
    assert fit.beta == pytest.approx(beta, abs=5e-4)
    assert fit.standard_error == pytest.approx(error, abs=5e-4)


def test_maintenance_chemotherapy_has_the_printed_answers(embury: Observations) -> None:
    """Medians 23 and 31, chi-square 3.40, p .0653, beta .9155 (SE .5119): Therneau, survival package, aml."""
    assert [find_quantile(curve).day for curve in estimate_kaplan_meier(embury)] == [23, 31]
    result = compare_log_rank(embury)
    assert [round(value, 2) for value in result.expected] == [7.31, 10.69]
    assert round(result.chi_square or 0, 1) == 3.4
    assert round(result.p_two_sided or 0, 4) == 0.0653
    fit = fit_cox(embury)
    assert round(fit.beta or 0, 4) == -0.9155
    assert round(fit.standard_error or 0, 4) == 0.5119


@pytest.mark.parametrize(
    ("level", "day", "lower"),
    [(13 / 14, 1, 1), (6 / 7, 3.5, 1), (2 / 3, 6, 1), (1 / 2, 9, 6), (9 / 35, 9.5, 6), (1 / 10, None, 9)],
)
def test_a_level_stretch_gives_its_middle(level: float, day: float | None, lower: float) -> None:
    """The survival package's own check of its quantiles (tests/quantile.R): before, on and after level stretches."""
    data = read_observations([9, 1, 1, 6, 6, 8, 10], [1, 1, 0, 1, 1, 0, 0], ["all"] * 7, ("all",))
    (curve,) = estimate_kaplan_meier(data)
    quantile = find_quantile(curve, 1 - level)
    assert (quantile.day, quantile.lower, quantile.upper) == (day, lower, None)
