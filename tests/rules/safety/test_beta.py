from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.rules.safety import beta_above
from equipoise.rules.safety.beta import _series


def test_one_and_nine_is_a_power_by_hand():
    assert beta_above(Fraction(1, 10), Fraction(1), Fraction(9)) == Fraction(9, 10) ** 9


def test_a_flat_prior_is_the_rest_of_the_line():
    assert beta_above(Fraction(3, 10), Fraction(1), Fraction(1)) == Fraction(7, 10)


def test_certainties_at_the_ends():
    assert beta_above(Fraction(0), Fraction(1, 2), Fraction(1, 2)) == 1
    assert beta_above(Fraction(1), Fraction(2), Fraction(2)) == 0


def test_one_half_and_one_half_is_the_arcsine_law():
    assert float(beta_above(Fraction(1, 4), Fraction(1, 2), Fraction(1, 2))) == pytest.approx(2 / 3, abs=1e-15)


@pytest.mark.parametrize(
    ("rate", "first", "second", "upper"),
    [
        ("3/10", "5/2", "7/3", 0.8305754999752505),
        ("9/10", "1/2", "1/2", 0.20483276469913342),
        ("1/10", "61/2", "81/2", 0.9999999999996381),
    ],
)
def test_other_parameters_agree_with_scipy(rate: str, first: str, second: str, upper: float):
    assert float(beta_above(Fraction(rate), Fraction(first), Fraction(second))) == pytest.approx(upper, abs=1e-14)


@settings(max_examples=40)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 99))
def test_the_series_and_the_exact_sum_agree_to_forty_digits(first: int, second: int, percent: int):
    rate = Fraction(percent, 100)
    exact = beta_above(rate, Fraction(first), Fraction(second))
    assert abs(Fraction(_series(rate, Fraction(first), Fraction(second))) - exact) < Fraction(1, 10**40)


@given(st.integers(1, 12), st.integers(1, 12))
def test_whole_parameters_are_the_binomial_sum_written_out(first: int, second: int):
    rate, trials = Fraction(1, 5), first + second - 1
    mass = [comb(trials, hits) * rate**hits * (1 - rate) ** (trials - hits) for hits in range(first)]
    assert beta_above(rate, Fraction(first), Fraction(second)) == sum(mass)


def test_the_tail_falls_as_the_rate_rises():
    tails = [beta_above(Fraction(percent, 100), Fraction(5, 2), Fraction(9)) for percent in range(0, 101, 5)]
    assert all(one >= other for one, other in pairwise(tails))
