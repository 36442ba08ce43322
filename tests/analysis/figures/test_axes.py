from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from equipoise.analysis.figures.axes import MONTHS, nice_ticks


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (0, (0, 1)),
        (0.4, (0, 1)),
        (5, (0, 1, 2, 3, 4, 5)),
        (13.5, (0, 2, 4, 6, 8, 10, 12, 14)),
        (20, (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20)),
        (31, (0, 6, 12, 18, 24, 30, 36)),
        (100, (0, 12, 24, 36, 48, 60, 72, 84, 96, 108)),
    ],
)
def test_months_are_counted_in_the_steps_a_clinician_expects(largest: float, ticks: tuple[int, ...]) -> None:
    assert nice_ticks(largest, 10, MONTHS.steps) == ticks


def test_without_preferred_steps_they_are_one_two_or_five_times_a_power_of_ten() -> None:
    assert nice_ticks(430, 5) == (0, 100, 200, 300, 400, 500)


@given(some.floats(0, 1e7), some.integers(2, 12))
def test_ticks_reach_the_largest_value_and_are_few(largest: float, most: int) -> None:
    ticks = nice_ticks(largest, most, MONTHS.steps)
    assert ticks[0] == 0
    assert ticks[-1] >= largest
    assert len(ticks) <= most + 2
