"""Estimators against numbers printed in papers and books, typed here with their source."""

from __future__ import annotations

import pytest

from equipoise.analysis import (
    Adjustment,
    Graph,
    Proportion,
    Spending,
    SpendingKind,
    adjust,
    clopper_pearson,
    compare_exactly,
    compare_ranks,
    compare_rates,
    compare_stratified_tables,
    conditional_power,
    decide_in_graph,
    efficacy_boundaries,
    estimate_rate,
    fallback,
    fixed_sequence,
    miettinen_nurminen,
    newcombe,
    wilson,
)
from equipoise.simulation.design import (
    Classical,
    design_by_spending,
    design_classically,
    design_with_futility,
    detectable_hazard_ratio,
    freedman_events,
    schoenfeld_events,
)


@pytest.mark.parametrize(
    ("a", "m", "b", "n", "mee", "miettinen", "hybrid"),
    [
        (56, 70, 48, 80, (0.0533, 0.3377), (0.0528, 0.3382), (0.0524, 0.3339)),
        (9, 10, 3, 10, (0.1821, 0.8370), (0.1700, 0.8406), (0.1705, 0.8090)),
        (6, 7, 2, 7, (0.0544, 0.8478), (0.0342, 0.8534), (0.0582, 0.8062)),
        (5, 56, 0, 29, (-0.0313, 0.1926), (-0.0326, 0.1933), (-0.0381, 0.1926)),
        (0, 10, 0, 20, (-0.1611, 0.2775), (-0.1658, 0.2844), (-0.1611, 0.2775)),
    ],
)
def test_newcombes_examples_have_the_printed_limits(
    a: int,
    m: int,
    b: int,
    n: int,
    mee: tuple[float, float],
    miettinen: tuple[float, float],
    hybrid: tuple[float, float],
) -> None:
    """Newcombe, Stat Med 1998; 17: 873-890, table II, methods 5, 6 and 10."""
    second, first = Proportion(a, m), Proportion(b, n)
    assert miettinen_nurminen(second, first, variance_factor=False) == pytest.approx(mee, abs=6e-5)
    assert miettinen_nurminen(second, first) == pytest.approx(miettinen, abs=6e-5)
    assert newcombe(second, first) == pytest.approx(hybrid, abs=6e-5)


@pytest.mark.parametrize(
    ("x", "n", "exact", "score"),
    [
        (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
        (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1684), (0.0, 0.1611)),
        (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
    ],
)
def test_one_share_has_the_printed_limits(
    x: int, n: int, exact: tuple[float, float], score: tuple[float, float]
) -> None:
    """Newcombe, Stat Med 1998; 17: 857-872, table I."""
    assert clopper_pearson(Proportion(x, n)) == pytest.approx(exact, abs=6e-5)
    assert wilson(Proportion(x, n)) == pytest.approx(score, abs=6e-5)


def test_the_lady_tasting_tea() -> None:
    """Fisher 1935; conditional odds ratio 6.408 (.314, 309.4), one-sided p .2429: R, example of fisher.test."""
    found = compare_exactly([(3, 1, 1, 3)])
    assert found.p == pytest.approx(0.4857, abs=5e-5)
    assert found.p_central == pytest.approx(2 * 0.2429, abs=1e-4)
    assert found.odds_ratio == pytest.approx(6.408, abs=2e-3)
    assert compare_exactly([(3, 1, 1, 3)], level=0.9).lower == pytest.approx(0.3136, abs=1e-4)  # one-sided .95


def test_penicillin_in_rabbits_has_the_printed_common_odds_ratio() -> None:
    """Agresti, Categorical Data Analysis, 2002, section 6.3.2; R, example of mantelhaen.test."""
    rabbits = [(0, 6, 0, 5), (3, 3, 0, 6), (6, 0, 2, 4), (5, 1, 6, 0), (2, 0, 5, 0)]
    found = compare_stratified_tables(rabbits)
    assert found.chi_square_corrected == pytest.approx(3.9286, abs=5e-5)
    assert found.odds_ratio == pytest.approx(7.0, abs=1e-9)
    assert found.exact.p == pytest.approx(0.03994, abs=5e-5)
    assert found.exact.odds_ratio == pytest.approx(10.361, abs=5e-3)


def test_permeability_has_the_printed_rank_sum() -> None:
    """Hollander & Wolfe 1973, p. 69: permeability of the chorioamnion at term and at 12 to 26 weeks; one-sided p .1272."""
    term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    found = compare_ranks(term, [1.15, 0.88, 0.90, 0.74, 1.21])
    assert (found.u, found.p_exact) == (35, pytest.approx(2 * 0.1272, abs=1e-4))


def test_counts_over_time_have_the_printed_ratio() -> None:
    """R, example of poisson.test: 137 in 24.19893; 11 in 800 and 6+8+7 in 1083+1050+878."""
    found = compare_rates(11, 800, 21, 1083 + 1050 + 878)
    assert found.ratio == pytest.approx(1.971488, abs=5e-6)
    assert (found.lower, found.upper) == pytest.approx((0.8584264, 4.2772659), abs=5e-5)
    assert found.p == pytest.approx(0.07967, abs=5e-5)
    assert (estimate_rate(137, 24.19893).lower, estimate_rate(137, 24.19893).upper) == pytest.approx(
        (4.753125, 6.692709), abs=5e-6
    )


def test_a_graph_hands_on_what_it_rejects() -> None:
    """Bretz et al., Stat Med 2009; 28: 586-604, the Holm procedure as a graph equals Holm's adjusted p values."""
    p = [0.01, 0.04, 0.03]
    holm = Graph(("a", "b", "c"), (1 / 3,) * 3, ((0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)))
    assert decide_in_graph(holm, p).adjusted == pytest.approx(adjust(p, Adjustment.HOLM))
    assert decide_in_graph(fixed_sequence(("a", "b", "c")), p).adjusted == pytest.approx((0.01, 0.04, 0.04))
    found = decide_in_graph(fallback(("a", "b"), (0.8, 0.2)), [0.03, 0.004], alpha=0.025)
    assert (found.adjusted, found.order) == (pytest.approx((0.0375, 0.02)), ("b",))


@pytest.mark.parametrize(
    ("kind", "looks", "constant", "inflation"),
    [
        (Classical.OBRIEN_FLEMING, 2, 1.977, 1.007),
        (Classical.OBRIEN_FLEMING, 3, 2.004, 1.016),
        (Classical.OBRIEN_FLEMING, 5, 2.040, 1.026),
        (Classical.OBRIEN_FLEMING, 10, 2.087, None),
        (Classical.POCOCK, 2, 2.178, 1.100),
        (Classical.POCOCK, 3, 2.289, 1.151),
        (Classical.POCOCK, 5, 2.413, 1.207),
        (Classical.POCOCK, 10, 2.555, None),
    ],
)
def test_classical_boundaries_are_those_of_jennison_and_turnbull(
    kind: Classical, looks: int, constant: float, inflation: float | None
) -> None:
    """Jennison & Turnbull 2000, tables 2.1 to 2.4, alpha .05, power .9."""
    design = design_classically(looks, kind)
    assert design.upper[-1] == pytest.approx(constant, abs=6e-4)
    assert inflation is None or design.inflation == pytest.approx(inflation, abs=6e-4)


def test_spending_boundaries_are_as_published() -> None:
    """Lan & DeMets 1983; values of gsDesign and rpact to six digits."""
    four = [0.25, 0.5, 0.75, 1.0]
    fleming, pocock = Spending(), Spending(SpendingKind.POCOCK)
    assert efficacy_boundaries(0.025, four, fleming) == pytest.approx(
        (4.332634, 2.963132, 2.359044, 2.014090), abs=1e-6
    )
    assert efficacy_boundaries(0.025, four, pocock) == pytest.approx((2.368328, 2.367524, 2.358168, 2.350036), abs=1e-6)
    hwang = Spending(SpendingKind.HWANG_SHIH_DECANI, -4)
    assert efficacy_boundaries(0.025, [0.5, 1], hwang) == pytest.approx((2.749966, 1.981131), abs=1e-6)
    assert efficacy_boundaries(0.025, [0.05, 1], fleming)[0] == pytest.approx(9.96, abs=5e-3)


def test_futility_costs_information_and_spares_the_efficacy_limit() -> None:
    futility = Spending(SpendingKind.HWANG_SHIH_DECANI, -2)
    design = design_with_futility([0.5, 1.0], futility=futility)
    assert design.upper == pytest.approx(design_by_spending([0.5, 1.0]).upper)
    assert (design.lower[0], design.inflation) == pytest.approx((0.406378, 1.037711), abs=1e-6)
    assert design.lower[-1] == design.upper[-1]
    assert sum(design.above_h1) == pytest.approx(0.9) and sum(design.below_h1) == pytest.approx(0.1)
    assert sum(design_with_futility([0.5, 1.0], futility=futility, binding=True).above_h0) == pytest.approx(0.025)


def test_two_sided_spending_holds_its_error() -> None:
    design = design_by_spending([0.3, 0.6, 1.0], alpha=0.05, sides=2)
    assert 2 * sum(design.above_h0) == pytest.approx(0.05, abs=1e-9)
    assert design.above_h0 == pytest.approx(design.below_h0)


@pytest.mark.parametrize(("hr", "events"), [(0.403, 39), (0.5, 66), (0.6, 121), (0.7, 247), (0.85, 1189)])
def test_events_are_schoenfelds(hr: float, events: int) -> None:
    """Schoenfeld, Biometrika 1981; 68: 316-319: one-sided .025, power .8, rounded up at the end."""
    found = schoenfeld_events(hr)
    assert events - 1 < found <= events
    assert freedman_events(hr) > found
    assert detectable_hazard_ratio(found) == pytest.approx(hr)


def test_conditional_power_at_the_end_of_the_road() -> None:
    """Lan & Wittes 1988: under no effect the B-value stays where it is, so at the critical value the chance is one half."""
    assert conditional_power(1.959964 / 0.5**0.5, 0.5, 0.0) == pytest.approx(0.5, abs=1e-6)
