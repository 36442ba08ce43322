from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.randomisation.chances import balls, biased_coin, big_stick, by_ratio, cards, urn

HALF = Fraction(1, 2)
counts = st.tuples(st.integers(0, 30), st.integers(0, 30))


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [(0, 0, HALF), (3, 3, HALF), (1, 0, Fraction(1, 3)), (0, 1, Fraction(2, 3)), (9, 4, Fraction(1, 3))],
)
def test_the_coin_favours_the_arm_that_is_behind(first: int, second: int, chance: Fraction):
    assert biased_coin({"a": first, "b": second}, Fraction(2, 3)) == {"a": chance, "b": 1 - chance}


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [(0, 0, HALF), (2, 0, HALF), (0, 2, HALF), (3, 0, Fraction(0)), (0, 3, Fraction(1)), (5, 2, Fraction(0))],
)
def test_the_stick_is_fair_until_the_tolerance_is_reached(first: int, second: int, chance: Fraction):
    assert big_stick({"a": first, "b": second}, 3) == {"a": chance, "b": 1 - chance}


@pytest.mark.parametrize(
    ("alpha", "beta", "inside", "chance"),
    [
        (0, 1, {"a": 1, "b": 3}, Fraction(1, 4)),
        (1, 1, {"a": 2, "b": 4}, Fraction(1, 3)),
        (2, 0, {"a": 2, "b": 2}, HALF),
    ],
)
def test_the_urn_holds_alpha_balls_and_beta_for_each_allocation_elsewhere(alpha, beta, inside, chance):
    assert balls({"a": 3, "b": 1}, alpha, beta) == inside
    assert urn({"a": 3, "b": 1}, alpha, beta) == {"a": chance, "b": 1 - chance}


def test_an_empty_urn_is_fair():
    assert urn({"a": 0, "b": 0, "c": 0}, 0, 1) == dict.fromkeys("abc", Fraction(1, 3))


def test_a_ratio_and_what_is_left_of_a_block_are_shares():
    assert by_ratio({"a": 2, "b": 1}) == {"a": Fraction(2, 3), "b": Fraction(1, 3)}
    assert cards({"a": 0, "b": 2}) == {"a": 0, "b": 1}


@pytest.mark.parametrize("three", [lambda of: biased_coin(of, HALF), lambda of: big_stick(of, 2)])
def test_what_is_defined_for_two_arms_is_refused_for_three(three):
    with pytest.raises(ValueError, match="two arms"):
        three({"a": 0, "b": 0, "c": 0})


@given(counts, st.fractions(HALF, 1, max_denominator=20), st.integers(1, 5), st.integers(0, 3), st.integers(1, 3))
def test_chances_add_up_to_one_and_exchange_with_the_arms(pair, heads, tolerance, alpha, beta):
    forth, back = {"a": pair[0], "b": pair[1]}, {"a": pair[1], "b": pair[0]}
    for told, mirrored in (
        (biased_coin(forth, heads), biased_coin(back, heads)),
        (big_stick(forth, tolerance), big_stick(back, tolerance)),
        (urn(forth, alpha, beta), urn(back, alpha, beta)),
    ):
        assert sum(told.values()) == 1
        assert told["a"] == mirrored["b"]
