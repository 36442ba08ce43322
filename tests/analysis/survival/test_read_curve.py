from __future__ import annotations

import pytest

from equipoise.analysis.survival import estimate_kaplan_meier, find_quantile, read_observations, read_survival


def test_survival_is_read_as_a_step_function_that_is_carried_on_after_the_last_day() -> None:
    (curve,) = estimate_kaplan_meier(read_observations([10, 20, 30], [1, 0, 0], ["all"] * 3, ("all",)))
    assert read_survival(curve, 9).survival == 1.0
    assert read_survival(curve, 10).survival == pytest.approx(2 / 3)
    assert read_survival(curve, 20).at_risk == 2
    assert read_survival(curve, 21).at_risk == 1
    assert read_survival(curve, 999).survival == pytest.approx(2 / 3)
    assert read_survival(curve, 999).at_risk == 0


def test_a_product_of_fractions_that_is_one_half_counts_as_one_half() -> None:
    """(9/10)(8/9)…(5/6) is 1/2, in binary arithmetic a hair away from it."""
    days = list(range(1, 11))
    (curve,) = estimate_kaplan_meier(read_observations(days, [1] * 10, ["all"] * 10, ("all",)))
    assert find_quantile(curve).day == 5.5
