from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.randomisation import probabilities, scores
from equipoise.rules.randomisation.minimise import counted

EVEN = {"a": 1, "b": 1}
THREE = {"a": 1, "b": 1, "c": 1}


def test_kim_and_shin_2019_give_control_three_and_treatment_five():
    """Kim & Shin 2019 (PMC6547231), table 4: the fifteenth patient is female, 74, at site 2."""
    counts = {
        "site": {"control": 3, "treatment": 5},
        "sex": {"control": 3, "treatment": 3},
        "age": {"control": 3, "treatment": 3},
    }
    marks = scores(counts, {"control": 1, "treatment": 1}, {"site": 1, "sex": 1, "age": 1}, "range")
    assert marks == {"control": 3, "treatment": 5}


def test_variance_divides_by_one_less_than_the_arms():
    assert scores({"f": {"a": 5, "b": 9}}, EVEN, {"f": 1}, "variance") == {"a": Fraction(9, 2), "b": Fraction(25, 2)}


def test_the_sum_counts_what_the_arm_already_has():
    assert scores({"f": {"a": 5, "b": 9}, "g": {"a": 1, "b": 0}}, EVEN, {"f": 1, "g": 2}, "sum") == {"a": 7, "b": 9}


def test_counts_are_divided_by_the_ratio_so_two_to_one_is_balanced_at_four_and_two():
    marks = scores({"f": {"a": 3, "b": 2}}, {"a": 2, "b": 1}, {"f": 1}, "range")
    assert marks == {"a": 0, "b": Fraction(3, 2)}


def test_a_weight_multiplies_the_imbalance_of_its_factor():
    marks = scores({"f": {"a": 1, "b": 0}, "g": {"a": 0, "b": 1}}, EVEN, {"f": 3, "g": 1}, "range")
    assert marks == {"a": 6, "b": 2}


def test_the_preferred_arm_has_the_preferred_chance_and_the_others_share_the_rest():
    chances = probabilities({"a": Fraction(2), "b": Fraction(0), "c": Fraction(2)}, THREE, Fraction(3, 5))
    assert chances == {"a": Fraction(1, 5), "b": Fraction(3, 5), "c": Fraction(1, 5)}


def test_tied_best_arms_share_what_the_others_leave_as_if_their_order_had_been_drawn():
    """Pocock and Simon 1975: of three equal arms with chances 4/5, 1/10, 1/10, two tied ones have (4/5 + 1/10) / 2 each."""
    chances = probabilities({"a": Fraction(0), "b": Fraction(0), "c": Fraction(2)}, THREE, Fraction(4, 5))
    assert chances == {"a": Fraction(9, 20), "b": Fraction(9, 20), "c": Fraction(1, 10)}


def test_the_chance_is_that_of_the_smallest_arm_and_larger_arms_have_more():
    """Han, Enas and McEntegart 2009, two to one with 4/5: 4/5 for the smaller arm, 1 - (1/5)/2 for the larger."""
    two_to_one = {"a": 2, "b": 1}
    assert probabilities({"a": Fraction(1), "b": Fraction(0)}, two_to_one, Fraction(4, 5)) == {
        "a": Fraction(1, 5),
        "b": Fraction(4, 5),
    }
    assert probabilities({"a": Fraction(0), "b": Fraction(1)}, two_to_one, Fraction(4, 5)) == {
        "a": Fraction(9, 10),
        "b": Fraction(1, 10),
    }


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=5),
    st.fractions(Fraction(1, 2), 1, max_denominator=20),
)
def test_arms_preferred_as_often_as_their_ratio_says_are_allocated_as_it_says(shares: list[int], chance: Fraction):
    ratios = {f"arm{number}": share for number, share in enumerate(shares)}
    whole = sum(shares)
    expected = dict.fromkeys(ratios, Fraction(0))
    for preferred, share in ratios.items():
        marks = {arm: Fraction(arm != preferred) for arm in ratios}
        for arm, own in probabilities(marks, ratios, chance).items():
            expected[arm] += Fraction(share, whole) * own
    assert expected == {arm: Fraction(share, whole) for arm, share in ratios.items()}


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.fractions(Fraction(1, 2), 1, max_denominator=20),
)
def test_chances_add_up_to_one_and_a_preferred_arm_is_not_less_likely(shares, marks, chance):
    ratios = {f"arm{number}": share for number, share in enumerate(shares)}
    told = dict(zip(ratios, map(Fraction, marks), strict=False))
    chances = probabilities(told, ratios, chance)
    assert sum(chances.values()) == 1
    whole = sum(shares)
    for arm, own in chances.items():
        fair = Fraction(ratios[arm], whole)
        assert own >= fair if told[arm] == min(told.values()) else own <= fair


@pytest.mark.parametrize("ratios", [EVEN, {"a": 3, "b": 1}])
def test_a_tie_of_all_arms_is_simple_randomisation_by_ratio(ratios: dict[str, int]):
    whole = sum(ratios.values())
    chances = probabilities({"a": Fraction(1), "b": Fraction(1)}, ratios, Fraction(1))
    assert chances == {arm: Fraction(ratio, whole) for arm, ratio in ratios.items()}


def test_only_participants_of_the_same_level_are_counted():
    previous = [("a", {"sex": "F"}), ("b", {"sex": "M"}), ("a", {"sex": "0"})]
    assert counted({"sex": "F"}, previous, EVEN) == {"sex": {"a": 1, "b": 0}}
    assert counted({"sex": "0"}, previous, EVEN) == {"sex": {"a": 1, "b": 0}}


def test_one_woman_in_a_sends_the_next_woman_to_b():
    """The test of ttscience/unbiased: arms A and B, one factor, one F in A."""
    marks = scores(counted({"sex": "F"}, [("a", {"sex": "F"})], EVEN), EVEN, {"sex": 1}, "range")
    assert probabilities(marks, EVEN, Fraction(3, 5)) == {"a": Fraction(2, 5), "b": Fraction(3, 5)}
