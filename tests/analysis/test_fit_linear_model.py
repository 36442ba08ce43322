"""Least squares, by hand and against NumPy's own solver."""

from __future__ import annotations

import numpy as np
import pytest

from equipoise.analysis import LinearStatus, fit_linear_model, indicator_columns


def test_two_groups_give_the_difference_of_means_and_the_pooled_error():
    """1, 2, 3 and 4, 6, 8: means 2 and 6; squares within 2 and 8, so variance 10/4 and error sqrt(2.5 × 2/3)."""
    found = fit_linear_model([1, 2, 3, 4, 6, 8], {"arm": [0, 0, 0, 1, 1, 1]})
    assert found.estimate == (pytest.approx(4.0),)
    assert found.standard_error == (pytest.approx((2.5 * 2 / 3) ** 0.5),)
    assert found.degrees_of_freedom == 4
    assert found.intercept == pytest.approx(2.0)


def test_it_agrees_with_numpy_on_any_columns():
    draw = np.random.default_rng(1)
    x = draw.normal(size=(40, 3)) * [1, 1000, 0.001]
    y = x @ [1.0, 0.002, 500] + draw.normal(size=40)
    found = fit_linear_model(y, {str(place): x[:, place] for place in range(3)})
    wanted, *_ = np.linalg.lstsq(np.column_stack([np.ones(40), x]), y, rcond=None)
    assert np.allclose([found.intercept, *found.estimate], wanted)


def test_the_columns_of_a_factor_leave_out_the_reference():
    assert indicator_columns("site", ["B", "A", "B"]) == {"site = B": [1.0, 0.0, 1.0]}
    assert indicator_columns("site", ["B", "A", "B"], "B") == {"site = A": [0.0, 1.0, 0.0]}


@pytest.mark.parametrize(
    ("response", "columns", "status"),
    [
        ([1.0, 2.0], {"x": [0, 1]}, LinearStatus.TOO_FEW),
        ([], {"x": []}, LinearStatus.TOO_FEW),
        ([1, 2, 3, 4], {"x": [1, 1, 1, 1]}, LinearStatus.COLLINEAR),
        ([1, 2, 3, 4, 5], {"x": [1, 2, 3, 4, 5], "y": [2, 4, 6, 8, 10]}, LinearStatus.COLLINEAR),
    ],
)
def test_what_can_not_be_told_apart_has_no_estimate(response, columns, status):
    found = fit_linear_model(response, columns)
    assert (found.status, found.estimate, found.p) == (status, None, None)


def test_a_missing_value_is_refused():
    with pytest.raises(ValueError, match="x"):
        fit_linear_model([1, 2, 3], {"x": [1, np.nan, 2]})


def test_where_nothing_is_left_over_the_error_is_zero_and_nothing_is_not_a_number():
    found = fit_linear_model([5, 5, 5, 5], {"x": [0, 1, 2, 3]})
    assert found.estimate[0] == pytest.approx(0.0, abs=1e-12)
    assert np.isfinite(found.p[0])
