from __future__ import annotations

import pytest

from equipoise.analysis import (
    Adjustment,
    Graph,
    Proportion,
    adjust,
    boschloo,
    clopper_pearson,
    compare_exactly,
    compare_means,
    compare_ranks,
    compare_rates,
    compare_shares,
    compare_stratified_tables,
    estimate_rate,
    miettinen_nurminen,
    newcombe,
    wilson,
)

NOBODY = Proportion(0, 0)


def test_nobody_has_no_share_and_every_share_is_possible() -> None:
    assert NOBODY.share is None
    assert clopper_pearson(NOBODY) == (0.0, 1.0)
    assert wilson(NOBODY) == (0.0, 1.0)
    assert newcombe(NOBODY, Proportion(1, 2)) is None
    assert miettinen_nurminen(Proportion(1, 2), NOBODY) is None
    assert compare_shares(NOBODY, Proportion(1, 2)).p is None


def test_none_or_all_with_the_event_still_have_limits_on_the_other_side() -> None:
    assert wilson(Proportion(0, 5))[0] == 0.0
    assert wilson(Proportion(5, 5))[1] == 1.0
    assert clopper_pearson(Proportion(5, 5))[1] == 1.0
    assert compare_shares(Proportion(5, 5), Proportion(3, 3)).chi_square is None
    assert miettinen_nurminen(Proportion(5, 5), Proportion(0, 3)) == pytest.approx((0.2756, 1.0), abs=2e-2)


@pytest.mark.parametrize("table", [(0, 4, 0, 5), (4, 0, 5, 0), (0, 0, 3, 4), (0, 0, 0, 0)])
def test_a_table_without_contrast_tells_nothing(table: tuple[int, int, int, int]) -> None:
    found = compare_exactly([table])
    assert (found.p, found.p_mid, found.p_blaker, found.odds_ratio, found.lower, found.upper) == (1, 1, 1, 0, 0, None)
    assert compare_stratified_tables([table]).p is None
    a, b, c, d = table
    assert boschloo(Proportion(a, a + b), Proportion(c, c + d)) == 1.0


def test_an_infinite_odds_ratio_is_none_and_keeps_its_lower_limit() -> None:
    found = compare_exactly([(4, 0, 1, 4)])
    assert found.odds_ratio is None and found.upper is None and found.lower > 0


def test_more_events_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        Proportion(4, 3)


def test_without_values_or_spread_nothing_is_tested() -> None:
    assert compare_ranks([], [1.0]).p is None
    assert compare_ranks([2, 2], [2]).p_exact is None
    assert compare_means([], [1.0]).difference is None
    assert compare_means([1.0], [2.0, 3.0]).p is None
    assert (compare_means([2, 2], [1, 1]).difference, compare_means([2, 2], [1, 1]).p) == (1.0, None)
    with pytest.raises(ValueError, match="leave missing ones out"):
        compare_ranks([1.0, float("nan")], [2.0])


def test_many_people_have_the_normal_p_only() -> None:
    found = compare_ranks(range(100), range(50, 150))
    assert found.p_exact is None and found.p is not None


def test_rates_without_events_or_time_say_what_can_be_said() -> None:
    assert estimate_rate(0, 10).lower == 0.0 and estimate_rate(0, 10).upper == pytest.approx(0.3689, abs=1e-4)
    assert estimate_rate(0, 0).rate is None
    none = compare_rates(0, 10, 0, 20)
    assert (none.ratio, none.lower, none.upper, none.p) == (None, 0.0, None, 1.0)
    one_sided = compare_rates(3, 10, 0, 20)
    assert one_sided.ratio is None and one_sided.upper is None and one_sided.lower is not None
    with pytest.raises(ValueError, match="need time at risk"):
        estimate_rate(2, 0)


def test_no_p_values_are_no_p_values() -> None:
    assert all(adjust([], method) == () for method in Adjustment)
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust([0.2, 1.2], Adjustment.HOLM)


def test_all_faults_of_a_graph_are_named() -> None:
    with pytest.raises(ValueError, match="hands nothing on to itself; weights"):
        Graph(("a", "b"), (0.7, 0.7), ((0.5, 0.5), (1.0, 0.0)))
