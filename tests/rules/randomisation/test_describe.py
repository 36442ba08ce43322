from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.rules.randomisation.describe import balance, predictability, sequences
from equipoise.rules.randomisation.procedure import (
    Procedure,
    biased_coin,
    big_stick,
    minimisation,
    permuted_blocks,
    simple,
    urn,
    walk,
)

HALF = Fraction(1, 2)
PROCEDURES = {
    "simple": simple((1, 1)),
    "simple two to one": simple((2, 1)),
    "three arms": simple((1, 1, 2)),
    "coin": biased_coin(Fraction(2, 3)),
    "stick": big_stick(2),
    "urn": urn(1, 1),
    "urn of three": urn(0, 2, 3),
    "blocks": permuted_blocks([4], (1, 1)),
    "hidden blocks": permuted_blocks([4, 6], (1, 1)),
    "blocks two to one": permuted_blocks([3, 6], (2, 1)),
    "minimised": minimisation("range", Fraction(4, 5), (1, 1)),
    "minimised three": minimisation("variance", Fraction(3, 4), (2, 1, 1)),
}


@pytest.mark.parametrize("name", PROCEDURES)
@pytest.mark.parametrize("length", [1, 5, 12])
def test_all_chances_add_up_to_one(name: str, length: int):
    found = balance(PROCEDURES[name], length)
    assert sum(found.chances.values()) == 1
    assert sum(found.of_arm(0)) == 1
    assert found.at_most(length) == 1
    assert all(sum(counts) == length for counts in found.chances)


@pytest.mark.parametrize("name", PROCEDURES)
def test_each_step_of_a_walk_leaves_a_whole_that_its_weights_share(name: str):
    for now, whole in walk(PROCEDURES[name], 8):
        assert sum(now.values()) == whole


def test_two_fair_coins_are_balanced_half_the_time():
    found = balance(simple((1, 1)), 2)
    assert (found.balanced, found.differences) == (HALF, {0: HALF, 2: HALF})
    assert (found.expected_difference, found.expected_square) == (1, 2)
    assert found.of_arm(0) == [Fraction(1, 4), HALF, Fraction(1, 4)]


def test_balance_at_two_to_one_is_four_and_two():
    found = balance(permuted_blocks([3], (2, 1)), 6)
    assert found.chances == {(4, 2): 1}
    assert found.balanced == 1


def test_a_third_participant_under_efrons_coin_by_hand():
    """After A the coin gives B 2/3: AA 1/3, AB 2/3; then from AA again 1/3, from balance 1/2."""
    found = balance(biased_coin(Fraction(2, 3)), 3)
    assert found.differences == {1: Fraction(8, 9), 3: Fraction(1, 9)}


@pytest.mark.parametrize(
    ("name", "rate"),
    [("simple", HALF), ("simple two to one", Fraction(2, 3)), ("three arms", HALF)],
)
def test_nobody_guesses_simple_randomisation_better_than_by_the_larger_arm(name: str, rate: Fraction):
    found = predictability(PROCEDURES[name], 7)
    assert (found.rate, found.certain) == (rate, 0)


def test_a_block_of_four_is_certain_for_its_last_and_a_third_of_the_times_for_its_third():
    found = predictability(permuted_blocks([4], (1, 1)), 4)
    assert (found.correct, found.certain) == (Fraction(17, 6), 1 + Fraction(1, 3))


def test_hidden_sizes_are_guessed_worse_than_known_ones():
    hidden = predictability(permuted_blocks([4, 6], (1, 1)), 60)
    assert hidden.rate < predictability(permuted_blocks([4], (1, 1)), 60).rate


def test_a_size_named_twice_is_drawn_twice_as_often():
    once = balance(permuted_blocks([2, 4], (1, 1)), 2).balanced
    twice = balance(permuted_blocks([2, 4, 4], (1, 1)), 2).balanced
    assert once == HALF + HALF * Fraction(2, 3)
    assert twice == Fraction(1, 3) + Fraction(2, 3) * Fraction(2, 3)


def test_minimisation_of_one_margin_is_efrons_coin():
    coin, minimised = (
        balance(one, 20) for one in (biased_coin(Fraction(4, 5)), minimisation("range", Fraction(4, 5), (1, 1)))
    )
    assert coin.chances == minimised.chances


@pytest.mark.parametrize("imbalance", ["range", "variance", "sum"])
def test_the_first_under_minimisation_has_the_chances_of_the_ratio(imbalance: str):
    if imbalance == "sum":
        found = balance(minimisation(imbalance, Fraction(4, 5), (2, 1)), 1)
        assert found.chances == {(1, 0): Fraction(2, 3), (0, 1): Fraction(1, 3)}
    else:
        found = balance(minimisation(imbalance, Fraction(4, 5), (1, 1, 1)), 1)
        assert set(found.chances.values()) == {Fraction(1, 3)}


@pytest.mark.parametrize(
    ("name", "number", "equal"),
    [("blocks", 6, True), ("simple", 16, True), ("simple two to one", 16, False), ("coin", 16, False)],
)
def test_sequences_of_four_are_counted(name: str, number: int, equal: bool):
    found = sequences(PROCEDURES[name], 4)
    assert (found.number, found.equally_likely) == (number, equal)


def test_an_urn_that_never_adds_is_complete_randomisation():
    assert balance(urn(2, 0), 9).chances == balance(simple((1, 1)), 9).chances


@pytest.mark.parametrize("sizes", [[], [3], [0], [4, 5]])
def test_blocks_that_the_ratio_does_not_divide_are_refused(sizes: list[int]):
    with pytest.raises(ValueError, match="multiple of 2"):
        permuted_blocks(sizes, (1, 1))


@settings(max_examples=40)
@given(st.sampled_from(sorted(PROCEDURES)), st.integers(1, 14))
def test_guessing_is_never_worse_than_the_largest_share_nor_better_than_certain(name: str, length: int):
    one: Procedure = PROCEDURES[name]
    found = predictability(one, length)
    assert found.certain <= found.correct <= length
    if not one.hidden:
        assert found.rate >= Fraction(max(one.ratio), sum(one.ratio))
