from __future__ import annotations

from math import exp, inf, sqrt

import pytest

from equipoise.analysis import Ending, Spending, SpendingKind, cross, efficacy_boundaries, infer_finally, repeated_p
from equipoise.analysis.survival.distributions import normal_probability


def test_with_one_look_the_final_answer_is_the_ordinary_one() -> None:
    found = infer_finally([2.2], [80], [1.0])
    se = 2 / sqrt(80)
    assert found.p == pytest.approx(normal_probability(-2.2))
    assert found.median_unbiased == pytest.approx(exp(-2.2 * se), rel=1e-9)
    assert (found.lower, found.upper) == pytest.approx(
        (exp(-(2.2 + 1.959964) * se), exp(-(2.2 - 1.959964) * se)), rel=1e-6
    )
    assert found.repeated_p[0] == pytest.approx(found.p, rel=1e-6)


def test_an_early_stop_is_judged_at_its_look() -> None:
    found = infer_finally([3.1, 3.0], [40, 80], [0.5, 1.0])
    assert (found.ending, found.final_look) == (Ending.REJECTED, 0)
    assert found.p == pytest.approx(normal_probability(-3.1))


def test_a_trial_that_goes_on_has_no_final_answer_but_repeated_ones() -> None:
    found = infer_finally([1.0], [40], [0.5], last_planned=False)
    assert (found.ending, found.final_look, found.p, found.median_unbiased) == (Ending.ONGOING, None, None, None)
    assert found.repeated_lower[0] is not None and 0 < found.repeated_p[0] <= 0.5


def test_the_estimate_lies_within_its_interval_and_the_p_agrees_with_it() -> None:
    for last in (0.4, 1.2, 1.9685, 2.6):
        found = infer_finally([0.9, last], [45, 90], [0.5, 1.0])
        assert found.lower is not None and found.median_unbiased is not None and found.upper is not None
        assert found.lower < found.median_unbiased < found.upper
        assert found.p is not None and (found.p < 0.025) == (found.upper < 1)


def test_looks_that_are_close_together_or_near_the_end_still_spend_exactly() -> None:
    fractions = [0.3, 0.3001, 0.7, 0.999, 1.0]
    for spending in (Spending(), Spending(SpendingKind.POCOCK), Spending(SpendingKind.HWANG_SHIH_DECANI, -4)):
        limits = efficacy_boundaries(0.025, fractions, spending)
        assert sum(cross(fractions, [-inf] * 5, limits, 0.0).above) == pytest.approx(0.025, abs=1e-9)


def test_a_look_that_may_spend_nothing_has_no_limit() -> None:
    table = Spending(SpendingKind.TABLE, table=((0.5, 0.0), (1.0, 1.0)))
    assert efficacy_boundaries(0.025, [0.5, 1.0], table) == pytest.approx((inf, 1.959964), abs=1e-6)
    found = infer_finally([1.0, 2.5], [40, 80], [0.5, 1.0], spending=table)
    assert found.repeated_lower[0] is None and found.p == pytest.approx(normal_probability(-2.5))


def test_more_events_than_planned_use_what_was_counted() -> None:
    """The second look came with 100 instead of 90 events: all the error is spent, the correlation is that of the counts."""
    planned = efficacy_boundaries(0.025, [0.5, 1.0], Spending())
    overrun = efficacy_boundaries(0.025, [0.5, 1.0], Spending(), [45, 100])
    assert overrun[0] == planned[0] and overrun[1] > planned[1]


def test_every_spending_function_spends_all_and_nothing_more() -> None:
    for kind in SpendingKind:
        spending = Spending(kind, 2.0, ((0.4, 0.3), (1.0, 1.0)))
        assert spending.spent(0.05, 0.0) == 0.0
        assert spending.spent(0.05, 1.0) == pytest.approx(0.05)
        assert spending.spent(0.05, 1.7) == pytest.approx(0.05)


def test_a_repeated_p_is_the_alpha_whose_boundary_was_met() -> None:
    limits = efficacy_boundaries(0.01, [0.5, 1.0], Spending())
    assert repeated_p(limits, [0.5, 1.0], Spending(), [0.5, 1.0]) == pytest.approx((0.01, 0.01), rel=1e-6)


def test_looks_that_bring_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="rises from look to look"):
        efficacy_boundaries(0.025, [0.5, 0.5, 1.0], Spending())
