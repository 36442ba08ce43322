"""ICANS by the tables of the ASTCT consensus (Lee et al. 2019, tables 4 to 6), row by row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.safety import ICE_PARTS, IcansSigns, icans, ice_score

WELL: dict[str, Any] = {"ice": 10, "consciousness": "awake", "seizure": "none", "motor": False, "oedema": "none"}


def grade(**signs: Any) -> int | None:
    return icans(IcansSigns(**{**WELL, **signs})).grade


@pytest.mark.parametrize(("ice", "expected"), [(10, 0), (9, 1), (7, 1), (6, 2), (3, 2), (2, 3), (1, 3), (0, 3)])
def test_the_ice_score_has_its_bands(ice: int, expected: int):
    assert grade(ice=ice) == expected


def test_a_score_of_zero_is_four_only_where_nobody_wakes_the_participant():
    assert grade(ice=0, consciousness="awake") == 3
    assert grade(ice=0, consciousness="unarousable") == 4
    assert grade(ice=None, consciousness="unarousable") == 4
    assert grade(ice=0, consciousness=None) is None


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ({"consciousness": "to_voice"}, 2),
        ({"consciousness": "to_touch"}, 3),
        ({"seizure": "resolved"}, 3),
        ({"seizure": "prolonged"}, 4),
        ({"motor": True}, 4),
        ({"oedema": "focal"}, 3),
        ({"oedema": "diffuse"}, 4),
        ({"ice": 8, "oedema": "focal"}, 3),
        ({"ice": 2, "seizure": "resolved"}, 3),
    ],
)
def test_the_gravest_sign_decides(sign: dict[str, Any], expected: int):
    assert grade(**sign) == expected


def test_a_sign_with_another_cause_does_not_count():
    assert grade(consciousness="to_touch", ice=8, other_cause=frozenset({"consciousness"})) == 1


def test_what_is_not_known_is_unknown_where_it_could_be_graver():
    assert grade(ice=None) is None
    assert grade(ice=None, seizure="resolved") == 3  # awake: the score gives three at most
    assert grade(motor=None, seizure="resolved") is None
    assert grade(motor=None, seizure="prolonged") == 4


@pytest.mark.parametrize(("capd", "expected"), [(0, 0), (1, 1), (8, 1), (9, 3), (32, 3)])
def test_under_twelve_years_the_delirium_score_takes_its_place(capd: int, expected: int):
    assert grade(ice=None, capd=capd) == expected


def test_the_five_parts_make_ten():
    assert ice_score(ICE_PARTS) == 10
    assert ice_score({**ICE_PARTS, "naming": 0}) == 7


@pytest.mark.parametrize("parts", [{"orientation": 4}, {**ICE_PARTS, "orientation": 5}, {**ICE_PARTS, "memory": 1}])
def test_an_impossible_score_is_a_programmer_error(parts: dict[str, int]):
    with pytest.raises(ValueError, match="ICE"):
        ice_score(parts)


@pytest.mark.parametrize("score", [{"ice": 11}, {"ice": -1}, {"ice": None, "capd": 33}])
def test_a_score_outside_its_scale_is_a_programmer_error(score: dict[str, Any]):
    with pytest.raises(ValueError, match="score"):
        grade(**score)


def test_death_of_it_is_grade_five():
    assert grade(fatal=True) == 5


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_lower_score_never_lowers_the_grade(one: int, other: int):
    worse, better = sorted((one, other))
    low, high = grade(ice=better), grade(ice=worse)
    assert low is not None and high is not None and low <= high


def test_one_below_nothing_is_no_score():
    with pytest.raises(ValueError, match="CAPD"):
        icans(IcansSigns(**{**WELL, "ice": None, "capd": -1}))
    with pytest.raises(ValueError, match="ICE"):
        ice_score({**ICE_PARTS, "naming": -1})


@pytest.mark.parametrize("left", ["ice", "consciousness", "seizure", "motor", "oedema"])
def test_one_absent_sign_beside_explained_ones_is_no_syndrome(left: str):
    explained = frozenset({"ice", "consciousness", "seizure", "motor", "oedema"} - {left})
    assert grade(other_cause=explained) == 0
