from __future__ import annotations

from equipoise.analysis.figures.palette import CONTROL, EXPERIMENTAL, colour_arms


def test_control_and_experimental_arm_keep_their_colours_in_any_order() -> None:
    assert colour_arms([True, False]) == (CONTROL, EXPERIMENTAL)
    assert colour_arms([False, True]) == (EXPERIMENTAL, CONTROL)


def test_a_third_arm_is_green_and_further_arms_follow_the_list() -> None:
    assert colour_arms([False, False, True]) == (EXPERIMENTAL, "#009e73", CONTROL)
    assert len(set(colour_arms([True, *[False] * 5]))) == 6


def test_the_list_starts_again_when_it_is_used_up() -> None:
    assert len(colour_arms([False] * 9)) == 9
