"""Cases of survival estimates: curves, tests, hazard ratios, restricted means, competing risks, subgroups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from equipoise.analysis.competing import (
    CensoringTies,
    compare_incidence,
    estimate_incidence,
    fit_fine_gray,
    read_incidence,
)
from equipoise.analysis.regression import (
    TimeScale,
    check_proportional_hazards,
    estimate_subgroups,
    fit_cox_regression,
    measure_concordance,
)
from equipoise.analysis.survival import (
    FOUR_WEIGHTS,
    ConfidenceType,
    Contrast,
    CurveConvention,
    HazardRatio,
    RestrictedMean,
    Ties,
    combine_log_ranks,
    compare_log_rank,
    compare_milestone,
    compare_restricted_means,
    estimate_follow_up,
    estimate_kaplan_meier,
    find_quantile,
    fit_cox,
    read_survival,
    weigh_log_ranks,
)
from equipoise.validation.cases import Found, Given, Kind
from equipoise.validation.read_columns import observe, observe_causes, parameters_of, read_level, read_rows
from equipoise.validation.read_given import (
    as_number,
    fault,
    need,
    read_choice,
    read_flag,
    read_list,
    read_number,
    read_whole,
    read_words,
)

BASIC = ("time", "status", "arm")
WEIGHTS = "left-continuous pooled KM"


def _curves(given: Given) -> Found:
    parameters = parameters_of(given)
    rows = read_rows(given, BASIC)
    scale = ConfidenceType(read_choice(parameters, "conf_type", tuple(ConfidenceType), "log"))
    curves = estimate_kaplan_meier(observe(rows, two_arms=False), CurveConvention(scale, read_level(parameters)))
    times = _numbers(parameters, "times", [])
    points = [read_survival(curve, time) for curve in curves for time in times]
    found: dict[str, Any] = {
        "arms": [curve.arm for curve in curves],
        "n": [curve.n for curve in curves],
        "events": [curve.event_count for curve in curves],
        "surv": [point.survival for point in points],
        "se": [point.standard_error for point in points],
        "lower": [point.lower for point in points],
        "upper": [point.upper for point in points],
        "n_risk": [point.at_risk for point in points],
        "left_out": rows.left_out,
    }
    for name, share in (("median", 0.5), ("q25", 0.25), ("q75", 0.75)):
        quantiles = [find_quantile(curve, share) for curve in curves]
        found |= {
            name: [one.day for one in quantiles],
            f"{name}_lcl": [one.lower for one in quantiles],
            f"{name}_ucl": [one.upper for one in quantiles],
        }
    return found


def _follow_up(given: Given) -> Found:
    parameters = parameters_of(given)
    scale = ConfidenceType(read_choice(parameters, "conf_type", tuple(ConfidenceType), "log"))
    data = observe(read_rows(given, BASIC), two_arms=False)
    found = estimate_follow_up(data, CurveConvention(scale, read_level(parameters)))
    return {"n": found.n, "median_follow_up": found.median, "lcl": found.lower, "ucl": found.upper}


def _log_rank(given: Given) -> Found:
    data = observe(read_rows(given, BASIC), two_arms=False)
    found = compare_log_rank(data)
    return {
        "status": found.status.value,
        "obs": found.observed,
        "exp": found.expected,
        "var": found.variance if len(data.arms) == 2 else found.covariance,
        "chisq": found.chi_square,
        "df": found.degrees_of_freedom,
        "z": found.z,
        "p_two_sided": found.p_two_sided,
        "p_one_sided_arm1_better": found.p_second_better,
        "peto_prentice_chisq_rho1": compare_log_rank(data, rho=1.0).chi_square,
    }


def _log_rank_stratified(given: Given) -> Found:
    data = observe(read_rows(given, BASIC, ("stratum",)), stratified=True, two_arms=False)
    found = compare_log_rank(data, stratified=True)
    return {
        "status": found.status.value,
        "strata": data.strata,
        "obs": found.observed,
        "exp": found.expected,
        "var": found.variance if len(data.arms) == 2 else found.covariance,
        "chisq": found.chi_square,
        "df": found.degrees_of_freedom,
        "z": found.z,
        "p": found.p_two_sided,
    }


def _weighted(given: Given) -> Found:
    parameters = parameters_of(given)
    read_choice(parameters, "weights", (WEIGHTS,), WEIGHTS)
    found = weigh_log_ranks(observe(read_rows(given, BASIC)), _weights(parameters))
    return {
        "status": found.status.value,
        "U": found.difference,
        "z": found.z,
        "cov": found.covariance,
        "corr": found.correlation,
        "p_two_sided": found.p_two_sided,
    }


def _weighted_stratified(given: Given) -> Found:
    parameters = parameters_of(given)
    weight = float(read_number(parameters, "rho", Decimal(0))), float(read_number(parameters, "gamma", Decimal(0)))
    found = weigh_log_ranks(observe(read_rows(given, BASIC, ("stratum",)), stratified=True), [weight], stratified=True)
    return {
        "status": found.status.value,
        "U": found.difference[0],
        "V": found.covariance[0][0],
        "z": found.z[0],
        "p_two_sided": found.p_two_sided[0],
    }


def _max_combo(given: Given) -> Found:
    parameters = parameters_of(given)
    stratified = read_flag(parameters, "stratified", False)
    data = observe(read_rows(given, BASIC, ("stratum",) if stratified else ()), stratified=stratified)
    found = combine_log_ranks(data, _weights(parameters), stratified=stratified)
    return {
        "status": found.status.value,
        "z": found.tests.z,
        "z_min": found.z_smallest,
        "p_one_sided_arm1_better": found.p_second_better,
        "p_two_sided": found.p_two_sided,
    }


def _cox(given: Given) -> Found:
    parameters = parameters_of(given)
    return _ratio(fit_cox(observe(read_rows(given, BASIC)), ties=_ties(parameters), level=read_level(parameters)))


def _cox_stratified(given: Given) -> Found:
    parameters = parameters_of(given)
    data = observe(read_rows(given, BASIC, ("stratum",)), stratified=True)
    return _ratio(fit_cox(data, ties=_ties(parameters), level=read_level(parameters), stratified=True))


def _ratio(fit: HazardRatio) -> dict[str, Any]:
    return {
        "status": fit.status.value,
        "beta": fit.beta,
        "se": fit.standard_error,
        "hr": fit.ratio,
        "ci": None if fit.lower is None else [fit.lower, fit.upper],
        "lr": fit.likelihood_ratio_chi_square,
        "wald": fit.wald_chi_square,
        "score": fit.score_chi_square,
        "loglik": fit.log_likelihood,
        "p_wald": fit.p_wald,
    }


def _cox_adjusted(given: Given) -> Found:
    parameters = parameters_of(given)
    names = _names(parameters, ["arm", "age"])
    stratified = read_flag(parameters, "stratified", False)
    rows = read_rows(given, (*BASIC, *names), ("stratum",) if stratified else ())
    data = observe(rows, stratified=stratified)
    covariates = rows.covariates(names, data.arm_of)
    ties = _ties(parameters)
    if ties is Ties.EXACT:
        raise fault(
            "parameters.ties", "is efron or breslow with several covariates", "多个协变量时只能为 efron 或 breslow"
        )
    fit = fit_cox_regression(data, covariates, ties=ties, level=read_level(parameters), stratified=stratified)
    scale = TimeScale(read_choice(parameters, "transform", tuple(TimeScale), "km"))
    check = check_proportional_hazards(data, covariates, ties=ties, stratified=stratified, scale=scale)
    concordance = None
    if fit.beta is not None:
        concordance = measure_concordance(data, fit.linear_predictor, stratified=stratified).index
    return {
        "status": fit.status.value,
        "rows": [*fit.names, "GLOBAL"],
        "beta": fit.beta,
        "se": fit.standard_error,
        "hr": fit.ratio,
        "ci": fit.interval(),
        "lr": fit.likelihood_ratio_chi_square,
        "wald": fit.wald_chi_square,
        "score": fit.score_chi_square,
        "loglik": fit.log_likelihood,
        "concordance": concordance,
        "zph_chisq": [*check.chi_square, check.global_chi_square],
        "zph_p": [*check.p, check.global_p],
        "left_out": rows.left_out,
    }


def _cox_robust(given: Given) -> Found:
    parameters = parameters_of(given)
    cluster = read_words(parameters, "cluster", None)
    rows = read_rows(given, BASIC if cluster is None else (*BASIC, cluster))
    data = observe(rows)
    fit = fit_cox_regression(
        data,
        {"arm": data.arm_of},
        ties=_ties(parameters),
        level=read_level(parameters),
        clusters=None if cluster is None else rows.columns[cluster],
    )
    limits = fit.interval(robust=True)
    return {
        "status": fit.status.value,
        "beta": None if fit.beta is None else fit.beta[0],
        "se": None if fit.standard_error is None else fit.standard_error[0],
        "robust_se": None if fit.robust_error is None else fit.robust_error[0],
        "robust_ci": None if limits is None else limits[0],
    }


def _restricted_means(given: Given) -> Found:
    parameters = parameters_of(given)
    horizon = float(read_number(parameters, "tau"))
    if not horizon > 0:
        raise fault("parameters.tau", "is above 0", "应大于 0")
    found = compare_restricted_means(observe(read_rows(given, BASIC)), horizon, level=read_level(parameters))
    return {
        "status": found.status.value,
        "arm0": _mean(found.arms[0]),
        "arm1": _mean(found.arms[1]),
        "diff": _contrast(found.difference),
        "ratio": _contrast(found.ratio),
        "rmtl_ratio": _contrast(found.lost_ratio),
    }


def _mean(arm: RestrictedMean) -> list[float | None]:
    return [arm.mean, arm.standard_error, arm.lower, arm.upper]


def _contrast(one: Contrast) -> list[float | None]:
    return [one.estimate, one.lower, one.upper, one.p]


def _milestone(given: Given) -> Found:
    parameters = parameters_of(given)
    time = float(read_number(parameters, "time"))
    found = compare_milestone(observe(read_rows(given, BASIC)), time, level=read_level(parameters))
    return {
        "status": found.status.value,
        "surv": [arm.survival for arm in found.arms],
        "diff": found.difference,
        "se": found.standard_error,
        "ci": None if found.lower is None else [found.lower, found.upper],
        "z": found.z,
        "p": found.p,
    }


def _cumulative_incidence(given: Given) -> Found:
    parameters = parameters_of(given)
    data = observe_causes(read_rows(given, ("time", "cr", "arm")))
    curves = estimate_incidence(data)
    times = _numbers(parameters, "times", [])
    points = [[read_incidence(curve, time, level=read_level(parameters)) for time in times] for curve in curves]
    tests = [compare_incidence(data, cause) for cause in data.causes]
    return {
        "rows": [f"{curve.arm} {curve.cause}" for curve in curves],
        "events": [curve.event_count for curve in curves],
        "est": [[point.incidence for point in row] for row in points],
        "var": [[point.variance for point in row] for row in points],
        "gray_status": [test.status.value for test in tests],
        "gray_stat": [test.chi_square for test in tests],
        "gray_p": [test.p for test in tests],
        "gray_df": [test.degrees_of_freedom for test in tests],
    }


def _fine_gray(given: Given) -> Found:
    parameters = parameters_of(given)
    names = _names(parameters, ["arm"])
    rows = read_rows(given, ("time", "cr", "arm", *names))
    data = observe_causes(rows)
    if "arm" in names and len(data.everybody.arms) > 2:
        raise fault("data.arm", "holds two arms at most where it is a covariate", "作为协变量时最多两组")
    covariates = rows.covariates(names, data.everybody.arm_of)
    cause, level = read_whole(parameters, "failcode", 1), read_level(parameters)
    fit = fit_fine_gray(data, covariates, cause, level=level)
    other = fit_fine_gray(data, covariates, cause, censoring=CensoringTies.AFTER_EVENTS, level=level)
    return {
        "status": fit.status.value,
        "beta": fit.beta,
        "se": fit.standard_error,
        "hr": fit.ratio,
        "ci": fit.interval,
        "p": fit.p_wald,
        "beta_survival_finegray_breslow": other.beta,
        "left_out": rows.left_out,
    }


def _subgroups(given: Given) -> Found:
    parameters = parameters_of(given)
    name = read_words(parameters, "factor", "stratum")
    rows = read_rows(given, BASIC, (name,))
    levels = [None if one is None else str(one) for one in rows.columns[name]]
    found = estimate_subgroups(observe(rows), {name: levels}, ties=_ties(parameters), level=read_level(parameters))
    (factor,) = found.factors
    fits = [row.hazard_ratio for row in factor.rows]
    return {
        "levels": [row.level for row in factor.rows],
        "n": [row.n for row in factor.rows],
        "events": [row.events for row in factor.rows],
        "medians": [row.medians for row in factor.rows],
        "status": [fit.status.value for fit in fits],
        "hr": [fit.ratio for fit in fits],
        "ci": [None if fit.lower is None else [fit.lower, fit.upper] for fit in fits],
        "interaction_chisq": factor.chi_square,
        "interaction_df": factor.degrees_of_freedom,
        "interaction_p": factor.p_interaction,
    }


def _weights(parameters: Mapping[str, Any]) -> list[tuple[float, float]]:
    found = read_list(parameters, "rho_gamma", None)
    if found is None:
        return list(FOUR_WEIGHTS)
    pairs = []
    for place, pair in enumerate(found):
        if not isinstance(pair, list) or len(pair) != 2:
            raise fault(f"parameters.rho_gamma.{place}", "write [rho, gamma]", "请写 [rho, gamma]")
        rho, gamma = (float(as_number(one, f"parameters.rho_gamma.{place}")) for one in pair)
        if rho < 0 or gamma < 0:
            raise fault(f"parameters.rho_gamma.{place}", "is 0 or more", "不能小于 0")
        pairs.append((rho, gamma))
    if not pairs:
        raise fault("parameters.rho_gamma", "write at least one [rho, gamma]", "请至少写一个 [rho, gamma]")
    return pairs


def _ties(parameters: Mapping[str, Any]) -> Ties:
    return Ties(read_choice(parameters, "ties", tuple(Ties), "efron"))


def _names(parameters: Mapping[str, Any], default: list[str]) -> list[str]:
    found = read_list(parameters, "covariates", default)
    if not found or not all(isinstance(one, str) for one in found):
        raise fault("parameters.covariates", "write names of columns", "请写列名")
    return list(found)


def _numbers(parameters: Mapping[str, Any], name: str, default: Any = None) -> list[float]:
    values: Iterable[Any] = need(parameters, name) if default is None else read_list(parameters, name, default)
    return [float(as_number(value, f"parameters.{name}")) for value in values]


KINDS: Mapping[str, Kind] = {
    "statistics.km": _curves,
    "statistics.follow_up": _follow_up,
    "statistics.logrank": _log_rank,
    "statistics.logrank_stratified": _log_rank_stratified,
    "statistics.weighted_logrank": _weighted,
    "statistics.weighted_logrank_stratified": _weighted_stratified,
    "statistics.maxcombo": _max_combo,
    "statistics.cox": _cox,
    "statistics.cox_stratified": _cox_stratified,
    "statistics.cox_adjusted": _cox_adjusted,
    "statistics.cox_robust": _cox_robust,
    "statistics.rmst": _restricted_means,
    "statistics.milestone": _milestone,
    "statistics.cumulative_incidence": _cumulative_incidence,
    "statistics.fine_gray": _fine_gray,
    "statistics.subgroups": _subgroups,
}
"""Kind -> what the estimators find."""
