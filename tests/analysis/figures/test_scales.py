from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from equipoise.analysis.figures.scales import Scale, even_ticks, finite, log_ticks, say_number


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [
        (0, 100, 5, (0, 20, 40, 60, 80, 100)),
        (-0.5, 4.3, 8, (-1, 0, 1, 2, 3, 4, 5)),
        (-0.3, 0.6, 6, (-0.4, -0.2, 0, 0.2, 0.4, 0.6)),
        (79, 96, 5, (75, 80, 85, 90, 95, 100)),
        (7, 7, 2, (7, 7.5, 8)),
    ],
)
def test_even_ticks_are_round(low: float, high: float, most: int, ticks: tuple[float, ...]) -> None:
    assert even_ticks(low, high, most) == ticks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.5, 2, (0.5, 1, 2)),
        (0.13, 8, (0.1, 0.2, 0.5, 1, 2, 5, 10)),
        (95, 1200, (50, 100, 200, 500, 1000, 2000)),
        (0.02, 40, (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)),
        (1, 1, (1, 2)),
    ],
)
def test_logarithmic_ticks_are_round(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert log_ticks(low, high, 9) == ticks


@given(some.floats(-1e6, 1e6), some.floats(-1e6, 1e6), some.integers(2, 10))
def test_even_ticks_hold_both_ends_and_are_few(one: float, other: float, most: int) -> None:
    low, high = round(min(one, other), 3), round(max(one, other), 3)
    ticks = even_ticks(low, high, most)
    assert ticks[0] <= low + 1e-6 * abs(low)
    assert ticks[-1] >= high - 1e-6 * abs(high)
    assert list(ticks) == sorted(set(ticks))
    assert len(ticks) <= most + 3


@given(some.floats(1e-6, 1e6), some.floats(1e-6, 1e6))
def test_logarithmic_ticks_hold_both_ends(one: float, other: float) -> None:
    ticks = log_ticks(min(one, other), max(one, other))
    assert ticks[0] <= min(one, other) * 1.000001
    assert ticks[-1] >= max(one, other) * 0.999999
    assert list(ticks) == sorted(set(ticks))


def test_a_value_beyond_the_axis_stands_at_its_edge() -> None:
    scale = Scale(0.1, 10, 100, 300, logarithmic=True)
    assert [scale.place(value) for value in (0, 0.1, 1, 10, 1e9)] == pytest.approx([100, 100, 200, 300, 300])
    assert not scale.holds(0.05)


def test_numbers_are_printed_with_a_true_minus_sign() -> None:
    assert [say_number(-12.5), say_number(1200), say_number(-0.1, 2)] == ["−12.5", "1,200", "−0.10"]


def test_what_is_absent_or_not_a_number_is_not_drawn() -> None:
    assert [finite(None), finite(float("nan")), finite(float("inf")), finite(0.0)] == [None, None, None, 0.0]
