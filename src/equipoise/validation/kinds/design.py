"""Cases of designs: group-sequential boundaries, conditional power, events and sample sizes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import inf, log
from typing import Any

from equipoise.analysis.sequential import Spending, conditional_power, hazard_ratio_drift, trend_drift
from equipoise.simulation.design import (
    Accrual,
    Classical,
    Hazards,
    SurvivalPlan,
    compare_two_shares,
    design_by_spending,
    design_classically,
    design_with_futility,
    expect_events,
    freedman_events,
    lachin_foulkes,
    schoenfeld_events,
    schoenfeld_people,
)
from equipoise.validation.cases import Found, Given, Kind
from equipoise.validation.read_columns import parameters_of
from equipoise.validation.read_given import (
    as_number,
    fault,
    read_choice,
    read_flag,
    read_list,
    read_number,
    read_object,
    read_whole,
)
from equipoise.validation.read_spending import read_spending

MONTHS = 12


def _spending(given: Given) -> Found:
    parameters = parameters_of(given)
    rule = read_spending(parameters)
    alpha, sides = _alpha(parameters), read_whole(parameters, "sided", 1)
    if sides not in (1, 2):
        raise fault("parameters.sided", "is 1 or 2", "只能为 1 或 2")
    fractions = _timing(parameters)
    design = design_by_spending(fractions, alpha=alpha, power=_power(parameters), spending=rule, sides=sides)
    limits = [_finite(limit) for limit in design.upper]
    return {
        "z": limits,
        "z_rpact": limits,
        "p_nominal": design.nominal_p,
        "spend_cum": [rule.spent(alpha, fraction) for fraction in fractions],
        "inflation": design.inflation,
        "info": fractions,
        "en_h1": design.expected_information_h1,
        "en_h0": design.expected_information_h0,
        "crossing_h1": design.above_h1,
        "crossing_h0": design.above_h0,
    }


def _classical(given: Given) -> Found:
    parameters = parameters_of(given)
    kind = Classical(read_choice(parameters, "type", tuple(Classical)))
    looks, power = read_whole(parameters, "k"), float(read_number(parameters, "power", Decimal("0.9")))
    alpha = float(read_number(parameters, "alpha_two_sided", Decimal("0.05")))
    _check(alpha, power, looks)
    design = design_classically(looks, kind, alpha=alpha, power=power)
    return {
        "z": design.upper,
        "C": design.upper[-1],
        "inflation": design.inflation,
        "asn_h1": design.expected_information_h1,
        "asn_h0": design.expected_information_h0,
    }


def _futility(given: Given) -> Found:
    parameters = parameters_of(given)
    lower = read_object(parameters, "lower")
    design = design_with_futility(
        _timing(parameters),
        alpha=_alpha(parameters),
        power=_power(parameters),
        spending=_rule(parameters.get("upper", "LDOF")),
        futility=_rule(lower),
        binding=read_flag(parameters, "binding", False),
    )
    return {
        "upper": [_finite(limit) for limit in design.upper],
        "lower": [_finite(limit) for limit in design.lower],
        "inflation": design.inflation,
        "p_upper_h1": design.above_h1,
        "p_lower_h1": design.below_h1,
        "p_upper_h0": design.above_h0,
        "p_lower_h0": design.below_h0,
        "en_h1": design.expected_information_h1,
        "en_h0": design.expected_information_h0,
    }


def _conditional_power(given: Given) -> Found:
    parameters = parameters_of(given)
    events, total = _positive(parameters, "events"), _positive(parameters, "total")
    if not events < total:
        raise fault("parameters.events", "is fewer than total", "应少于 total")
    z, alpha = float(read_number(parameters, "z")), _alpha(parameters)
    fraction, ratio = events / total, _positive(parameters, "ratio", Decimal(1))
    design = hazard_ratio_drift(_hazard_ratio(parameters, "design_hr"), total, ratio=ratio)
    return {
        "info": fraction,
        "cp_current_trend": conditional_power(z, fraction, trend_drift(z, fraction), alpha=alpha),
        "cp_design": conditional_power(z, fraction, design, alpha=alpha),
        "cp_null": conditional_power(z, fraction, 0.0, alpha=alpha),
    }


def _events_required(given: Given) -> Found:
    parameters = parameters_of(given)
    hr, power = _hazard_ratio(parameters, "hr"), _power(parameters)
    alpha = float(read_number(parameters, "alpha_one_sided", Decimal("0.025")))
    _check(alpha, power, 1)
    ratio = _positive(parameters, "ratio_arm1_to_arm0", Decimal(1))
    schoenfeld = schoenfeld_events(hr, alpha=alpha, power=power, ratio=ratio)
    freedman = freedman_events(hr, alpha=alpha, power=power, ratio=ratio)
    return {
        "schoenfeld": schoenfeld,
        "freedman": freedman,
        "rpact_schoenfeld": schoenfeld,
        "rpact_freedman": freedman,
    }


def _sample_size_survival(given: Given) -> Found:
    parameters = parameters_of(given)
    plan = SurvivalPlan(
        log(2) / _positive(parameters, "median_control"),
        _hazard_ratio(parameters, "hr"),
        _positive(parameters, "accrual"),
        float(read_number(parameters, "follow_up")),
        _dropout(parameters),
        _positive(parameters, "ratio", Decimal(1)),
    )
    alpha, power = _alpha(parameters), _power(parameters)
    one, other = lachin_foulkes(plan, alpha=alpha, power=power), schoenfeld_people(plan, alpha=alpha, power=power)
    return {
        "nSurvival_n": one.people,
        "nSurvival_events": one.events,
        "nSurv_n": one.people,
        "nSurv_d": one.events,
        "rpact_n": other.people,
        "rpact_events": other.events,
    }


def _expected_events(given: Given) -> Found:
    parameters = parameters_of(given)
    control, hr = log(2) / _positive(parameters, "median_control"), _hazard_ratio(parameters, "hr")
    delay = float(read_number(parameters, "delay", Decimal(0)))
    ends, ratios = ((delay, inf), (1.0, hr)) if delay > 0 else ((inf,), (hr,))
    accrual = Accrual(
        _positive(parameters, "n"),
        _positive(parameters, "accrual"),
        _dropout(parameters),
        _positive(parameters, "ratio", Decimal(1)),
    )
    times = [float(as_number(one, "parameters.times")) for one in read_list(parameters, "times")]
    if not times or min(times) <= 0:
        raise fault("parameters.times", "write times above 0", "请写大于 0 的时间")
    found = [expect_events(accrual, Hazards(ends, (control,) * len(ends)), ratios, time) for time in times]
    return {
        "events": [one.events for one in found],
        "ahr": [one.average_hazard_ratio for one in found],
        "info": [one.information for one in found],
        "info0": [one.information_null for one in found],
    }


def _sample_size_rates(given: Given) -> Found:
    parameters = parameters_of(given)
    shares = [float(read_number(parameters, name)) for name in ("p1", "p2")]
    if not all(0 < share < 1 for share in shares) or shares[0] == shares[1]:
        raise fault("parameters.p1", "p1 and p2 differ and lie between 0 and 1", "p1 与 p2 应不同，且介于 0 与 1 之间")
    ratio = _positive(parameters, "ratio", Decimal(1))
    found = compare_two_shares(*shares, alpha=_alpha(parameters), power=_power(parameters), ratio=ratio)
    return {"gsDesign_nBinomial": found.people, "rpact": found.people}


def _timing(parameters: Mapping[str, Any]) -> list[float]:
    timing = parameters.get("timing", "equal")
    if timing == "equal":
        looks = read_whole(parameters, "k")
        if looks < 1:
            raise fault("parameters.k", "is 1 or more", "应不小于 1")
        return [look / looks for look in range(1, looks + 1)]
    if not isinstance(timing, list) or not timing:
        raise fault("parameters.timing", "write equal or a list of fractions", "请写 equal 或信息比例列表")
    found = [float(as_number(one, "parameters.timing")) for one in timing]
    if found != sorted(set(found)) or found[0] <= 0 or found[-1] > 1:
        raise fault("parameters.timing", "rises from above 0 to 1", "应从大于 0 递增至 1")
    return found


def _rule(found: Any) -> Spending:
    """A spending function by its name, or as {sf, par}."""
    if isinstance(found, Mapping):
        return read_spending(found, "sf")
    return read_spending({"sf": found}, "sf")


def _alpha(parameters: Mapping[str, Any]) -> float:
    alpha = float(read_number(parameters, "alpha", Decimal("0.025")))
    if not 0 < alpha < 0.5:
        raise fault("parameters.alpha", "lies between 0 and .5", "应介于 0 与 0.5 之间")
    return alpha


def _power(parameters: Mapping[str, Any]) -> float:
    beta = float(read_number(parameters, "beta", Decimal("0.1")))
    if not 0 < beta < 0.95:
        raise fault("parameters.beta", "lies between 0 and .95", "应介于 0 与 0.95 之间")
    return 1 - beta


def _check(alpha: float, power: float, looks: int) -> None:
    if not 0 < alpha < 0.5 or not alpha < power < 1 or looks < 1:
        raise fault(
            "parameters",
            "alpha below .5, power above alpha, k 1 or more",
            "alpha 应小于 0.5，power 应大于 alpha，k 不小于 1",
        )


def _positive(parameters: Mapping[str, Any], name: str, default: Decimal | None = None) -> float:
    value = float(read_number(parameters, name) if default is None else read_number(parameters, name, default))
    if not value > 0:
        raise fault(f"parameters.{name}", "is above 0", "应大于 0")
    return value


def _hazard_ratio(parameters: Mapping[str, Any], name: str) -> float:
    value = _positive(parameters, name)
    if value == 1:
        raise fault(f"parameters.{name}", "differs from 1", "不能等于 1")
    return value


def _dropout(parameters: Mapping[str, Any]) -> float:
    """The monthly hazard of a share lost in a year."""
    share = float(read_number(parameters, "annual_dropout", Decimal(0)))
    if not 0 <= share < 1:
        raise fault("parameters.annual_dropout", "lies between 0 and 1", "应介于 0 与 1 之间")
    return -log(1 - share) / MONTHS


def _finite(value: float) -> float | None:
    return None if abs(value) == inf else value


KINDS: Mapping[str, Kind] = {
    "design.gs_spending": _spending,
    "design.gs_classical": _classical,
    "design.gs_futility": _futility,
    "design.conditional_power": _conditional_power,
    "design.events_required": _events_required,
    "design.expected_events_ahr": _expected_events,
    "design.sample_size_survival": _sample_size_survival,
    "design.sample_size_rates": _sample_size_rates,
}
"""Kind -> what the design finds."""
