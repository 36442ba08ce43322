"""Cases of counts, ranks, rates, several p values and the final answer of a group-sequential trial."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from equipoise.analysis.comparisons import (
    Adjustment,
    Graph,
    adjust,
    compare_means,
    compare_ranks,
    compare_rates,
    decide_in_graph,
)
from equipoise.analysis.proportions import (
    Proportion,
    Table,
    boschloo,
    clopper_pearson,
    compare_exactly,
    compare_shares,
    compare_stratified_tables,
    miettinen_nurminen,
    newcombe,
    wilson,
)
from equipoise.analysis.regression import fit_linear_model, indicator_columns
from equipoise.analysis.sequential import infer_finally
from equipoise.validation.cases import Found, Given, Kind
from equipoise.validation.read_columns import parameters_of, read_level, read_rows
from equipoise.validation.read_given import (
    as_number,
    fault,
    read_choice,
    read_flag,
    read_list,
    read_number,
    read_whole,
    read_words,
)
from equipoise.validation.read_spending import read_spending

R_GRID = 100
MOST_FOR_BOSCHLOO = 400
ORDERS = ("column-major 2x2", "row-major 2x2")
DIRECTIONS = ("negative z favours arm1", "positive z favours arm1")


def _binary(given: Given) -> Found:
    parameters = parameters_of(given)
    level = read_level(parameters)
    one, two = _proportion(parameters, "1"), _proportion(parameters, "2")
    table = (one.events, one.n - one.events, two.events, two.n - two.events)
    printed = compare_exactly([table], level=level, as_printed=True)
    exact = compare_exactly([table], level=level)
    plain, corrected = compare_shares(one, two), compare_shares(one, two, corrected=True)
    small = one.n + two.n <= MOST_FOR_BOSCHLOO
    return {
        "clopper_pearson_1": clopper_pearson(one, level=level),
        "clopper_pearson_2": clopper_pearson(two, level=level),
        "wilson_1": wilson(one, level=level),
        "wilson_2": wilson(two, level=level),
        "diff": None if one.share is None or two.share is None else one.share - two.share,
        "newcombe": newcombe(one, two, level=level),
        "miettinen_nurminen": miettinen_nurminen(one, two, level=level, variance_factor=False, as_printed=True),
        "miettinen_nurminen_1985": miettinen_nurminen(one, two, level=level),
        "fisher_p": printed.p,
        "fisher_or": printed.odds_ratio,
        "fisher_or_ci": [printed.lower, printed.upper],
        "fisher_or_exact": exact.odds_ratio,
        "fisher_or_ci_exact": [exact.lower, exact.upper],
        "fisher_midp": printed.p_mid,
        "fisher_central_p": printed.p_central,
        "fisher_blaker_p": printed.p_blaker,
        "boschloo_p": boschloo(one, two, grid=R_GRID) if small else None,
        "boschloo_p_exact": boschloo(one, two) if small else None,
        "chisq": plain.chi_square,
        "chisq_p": plain.p,
        "yates_chisq": corrected.chi_square,
        "yates_p": corrected.p,
    }


def _stratified_tables(given: Given) -> Found:
    parameters = parameters_of(given)
    by_column = read_choice(parameters, "order", ORDERS, ORDERS[0]) == ORDERS[0]
    tables = [_table(row, place, by_column) for place, row in enumerate(read_list(parameters, "tables"))]
    if not tables:
        raise fault("parameters.tables", "write at least one table", "请至少写一个四格表")
    level = read_level(parameters)
    found = compare_stratified_tables(tables, level=level, as_printed=True)
    exact = compare_stratified_tables(tables, level=level).exact
    return {
        "chisq": found.chi_square,
        "p": found.p,
        "chisq_corrected": found.chi_square_corrected,
        "p_corrected": found.p_corrected,
        "common_or": found.odds_ratio,
        "or_ci": None if found.lower is None else [found.lower, found.upper],
        "exact_p": found.exact.p,
        "exact_or": found.exact.odds_ratio,
        "exact_ci": [found.exact.lower, found.exact.upper],
        "exact_or_exact": exact.odds_ratio,
        "exact_ci_exact": [exact.lower, exact.upper],
    }


def _ranks(given: Given) -> Found:
    parameters = parameters_of(given)
    a, b = _numbers(parameters, "a"), _numbers(parameters, "b")
    ranks, means = compare_ranks(a, b), compare_means(a, b, level=read_level(parameters))
    return {
        "W": ranks.u,
        "exact_p": ranks.p_exact,
        "asym_z": ranks.z,
        "asym_p": ranks.p,
        "welch_t": means.t,
        "welch_df": means.degrees_of_freedom,
        "welch_p": means.p,
        "welch_ci": None if means.lower is None else [means.lower, means.upper],
    }


def _linear_model(given: Given) -> Found:
    parameters = parameters_of(given)
    response, level = read_words(parameters, "response", "y"), read_level(parameters)
    names = read_list(parameters, "covariates", ["arm"])
    if not names or not all(isinstance(one, str) for one in names):
        raise fault("parameters.covariates", "write names of columns", "请写列名")
    rows = read_rows(given, [response or "y", *names])
    columns: dict[str, Any] = {}
    for name in names:
        codes = any(isinstance(one, str) for one in rows.columns[name])
        columns |= (
            indicator_columns(name, [str(one) for one in rows.columns[name]]) if codes else {name: rows.numbers(name)}
        )
    if not columns:
        raise fault("parameters.covariates", "have one level only", "只有一个水平")
    found = fit_linear_model(rows.numbers(response or "y"), columns, level=level)
    return {
        "status": found.status.value,
        "rows": found.names,
        "n": found.n,
        "df": found.degrees_of_freedom,
        "intercept": found.intercept,
        "beta": found.estimate,
        "se": found.standard_error,
        "p": found.p,
        "ci": found.limits,
        "sigma": found.residual_error,
        "left_out": rows.left_out,
    }


def _rates(given: Given) -> Found:
    parameters = parameters_of(given)
    values: list[Any] = []
    for group in ("1", "2"):
        events, time = read_whole(parameters, f"events{group}"), read_number(parameters, f"time{group}")
        if events < 0 or time < 0 or (events and not time):
            raise fault(f"parameters.events{group}", "is 0 or more, with time at risk", "应不小于 0，且有暴露时间")
        values += [events, float(time)]
    found = compare_rates(*values, level=read_level(parameters))
    return {
        "rate1": found.first.rate,
        "ci1": [found.first.lower, found.first.upper],
        "rate2": found.second.rate,
        "ci2": [found.second.lower, found.second.upper],
        "ratio": found.ratio,
        "ratio_ci": [found.lower, found.upper],
        "p": found.p,
    }


def _multiplicity(given: Given) -> Found:
    p = _p_values(parameters_of(given))
    return {method.value: adjust(p, method) for method in Adjustment}


def _graph(given: Given) -> Found:
    parameters = parameters_of(given)
    p = _p_values(parameters)
    names = tuple(f"H{place}" for place in range(1, len(p) + 1))
    weights, moves = _numbers(parameters, "weights"), read_list(parameters, "moves")
    rows = tuple(
        tuple(float(as_number(one, f"parameters.moves.{place}")) for one in row) if isinstance(row, list) else ()
        for place, row in enumerate(moves)
    )
    try:
        graph = Graph(names, tuple(weights), rows)
    except ValueError as wrong:
        raise fault("parameters.moves", str(wrong), f"权重或转移矩阵不符合要求（{wrong}）") from None
    found = decide_in_graph(graph, p, alpha=float(read_number(parameters, "alpha", Decimal("0.025"))))
    return {"adjusted": found.adjusted, "rejected": found.rejected, "order": found.order}


def _final_inference(given: Given) -> Found:
    parameters = parameters_of(given)
    z, events = _numbers(parameters, "logrank_z"), _numbers(parameters, "events")
    fractions = _numbers(parameters, "info")
    sign = 1 if read_choice(parameters, "direction", DIRECTIONS, DIRECTIONS[0]) == DIRECTIONS[1] else -1
    if not len(z) == len(events) == len(fractions):
        raise fault("parameters.logrank_z", "is as long as info and events", "长度应与 info、events 相同")
    found = infer_finally(
        [sign * value for value in z],
        events,
        fractions,
        alpha=float(read_number(parameters, "alpha", Decimal("0.025"))),
        spending=read_spending(parameters),
        ratio=float(read_number(parameters, "ratio", Decimal(1))),
        last_planned=read_flag(parameters, "last_planned", bool(fractions) and fractions[-1] >= 1),
    )

    def at_the_end(value: float | None) -> list[float | None]:
        return [value if look == found.final_look else None for look in range(len(z))]

    return {
        "status": found.ending.value,
        "stage_z": z,
        "boundaries": [_finite(limit) for limit in found.boundaries],
        "rci_lower": found.repeated_lower,
        "rci_upper": found.repeated_upper,
        "repeated_p": found.repeated_p,
        "final_p": at_the_end(found.p),
        "final_ci_lower": at_the_end(found.lower),
        "final_ci_upper": at_the_end(found.upper),
        "median_unbiased_hr": at_the_end(found.median_unbiased),
    }


def _proportion(parameters: Mapping[str, Any], group: str) -> Proportion:
    events, n = read_whole(parameters, f"x{group}"), read_whole(parameters, f"n{group}")
    if not 0 <= events <= n:
        raise fault(f"parameters.x{group}", f"lies between 0 and n{group}", f"应介于 0 与 n{group} 之间")
    return Proportion(events, n)


def _table(row: Any, place: int, by_column: bool) -> Table:
    name = f"parameters.tables.{place}"
    if not isinstance(row, list) or len(row) != 4:
        raise fault(name, "write four counts", "请写四个频数")
    counts = [as_number(one, name) for one in row]
    if any(one < 0 or one != int(one) for one in counts):
        raise fault(name, "write counts of 0 or more", "频数应为不小于 0 的整数")
    a, b, c, d = (int(one) for one in counts)
    return (a, c, b, d) if by_column else (a, b, c, d)


def _p_values(parameters: Mapping[str, Any]) -> list[float]:
    p = _numbers(parameters, "p")
    if not all(0 <= value <= 1 for value in p):
        raise fault("parameters.p", "lies between 0 and 1", "应介于 0 与 1 之间")
    return p


def _numbers(parameters: Mapping[str, Any], name: str) -> list[float]:
    return [float(as_number(one, f"parameters.{name}")) for one in read_list(parameters, name)]


def _finite(value: float) -> float | None:
    return None if abs(value) == float("inf") else value


KINDS: Mapping[str, Kind] = {
    "statistics.binary": _binary,
    "statistics.cmh": _stratified_tables,
    "statistics.wilcoxon": _ranks,
    "statistics.linear_model": _linear_model,
    "statistics.exposure_adjusted_rate": _rates,
    "statistics.multiplicity": _multiplicity,
    "statistics.graph": _graph,
    "statistics.gs_final_inference": _final_inference,
}
"""Kind -> what the estimators find."""
