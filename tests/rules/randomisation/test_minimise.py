from __future__ import annotations

from fractions import Fraction

import pytest

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


def test_tied_best_arms_share_the_preferred_chance_by_ratio():
    chances = probabilities(
        {"a": Fraction(0), "b": Fraction(0), "c": Fraction(2)}, {"a": 2, "b": 1, "c": 1}, Fraction(4, 5)
    )
    assert chances == {"a": Fraction(8, 15), "b": Fraction(4, 15), "c": Fraction(1, 5)}


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
