from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.protocol.model import Boundary
from equipoise.rules.safety import (
    bayes_boundary,
    beta_above,
    boundary,
    boundary_of,
    chance_to_stop,
    crossed,
    expected_participants,
)
from tests.rules.example import PLAN, altered, study

TABLES = {
    "0.05": "2 in 2-4; 3 in 5-11; 4 in 12-19; 5 in 20-29; 6 in 30-41; 7 in 42-52; 8 in 53-60",
    "0.10": "2 in 2-2; 3 in 3-5; 4 in 6-9; 5 in 10-14; 6 in 15-20; 7 in 21-26; 8 in 27-32; 9 in 33-38; 10 in 39-45; "
    "11 in 46-52; 12 in 53-58; 13 in 59-60",
    "0.20": "3 in 3-3; 4 in 4-5; 5 in 6-8; 6 in 9-10; 7 in 11-13; 8 in 14-17; 9 in 18-20; 10 in 21-23; 11 in 24-27; "
    "12 in 28-30; 13 in 31-34; 14 in 35-37; 15 in 38-41; 16 in 42-44; 17 in 45-48; 18 in 49-52; 19 in 53-56; 20 in 57-60",
}
CHANCES = {
    "0.05": {".05": .049, ".10": .381, ".15": .783, ".20": .957},
    "0.10": {".10": .049, ".15": .258, ".20": .610, ".25": .872, ".30": .973},
    "0.20": {".20": .050, ".25": .187, ".30": .454, ".35": .742, ".40": .919},
}  # fmt: skip


@pytest.mark.parametrize("rate", TABLES)
def test_the_boundary_for_sixty_is_the_tabulated_one(rate: str):
    found = boundary(rate, "0.05", 60)
    assert "; ".join(f"{limit} in {first}-{last}" for limit, first, last in found.steps()) == TABLES[rate]
    assert found.stop_chance <= Fraction("0.05")


@pytest.mark.parametrize("rate", CHANCES)
def test_the_chance_to_stop_is_the_tabulated_one(rate: str):
    limits = boundary(rate, "0.05", 60).limits
    found = {true: round(float(chance_to_stop(limits, Fraction(true))), 3) for true in CHANCES[rate]}
    assert found == CHANCES[rate]


def test_the_expected_number_treated_is_the_tabulated_one():
    limits = boundary("0.10", "0.05", 60).limits
    found = [
        round(float(expected_participants(limits, Fraction(true)))) for true in (".10", ".15", ".20", ".25", ".30")
    ]
    assert found == [58, 52, 40, 28, 20]


@settings(max_examples=20)
@given(st.integers(1, 40), st.integers(1, 20), st.integers(1, 12))
def test_the_chance_to_stop_stays_allowed_and_grows_with_the_true_rate(percent: int, allowed: int, people: int):
    found = boundary(Fraction(percent, 100), Fraction(allowed, 100), people)
    assert found.stop_chance <= Fraction(allowed, 100)
    assert chance_to_stop(found.limits, Fraction(percent + 10, 100)) >= found.stop_chance
    assert found.limits == tuple(sorted(found.limits, key=lambda limit: limit or 0))


@pytest.mark.parametrize(
    ("treated", "toxic", "stops"), [(0, 0, 0), (1, 1, 0), (2, 2, 1), (5, 2, 0), (5, 3, 1), (80, 13, 1)]
)
def test_the_study_stops_at_the_boundary_and_not_before(treated: int, toxic: int, stops: int):
    reason = crossed(study(), treated, toxic)
    assert (reason is not None) == bool(stops)
    if reason is not None:
        assert f"{toxic} of {treated}" in reason.says.en
        assert reason.protocol == "safety.boundary"


BAYES = "4 in 4-7; 5 in 8-13; 6 in 14-19; 7 in 20-26; 8 in 27-32; 9 in 33-39; 10 in 40-46; 11 in 47-53; 12 in 54-60"


def test_the_bayesian_boundary_for_sixty_is_the_tabulated_one():
    found = bayes_boundary("0.10", ("1", "9"), "0.98", 60, first_look=3)
    assert "; ".join(f"{limit} in {first}-{last}" for limit, first, last in found.steps()) == BAYES
    chances = [round(float(chance_to_stop(found.limits, Fraction(rate))), 3) for rate in (".10", ".20", ".30")]
    assert chances == [0.038, 0.629, 0.979]


def test_a_certainty_of_95_stops_wrongly_in_nearly_a_tenth():
    found = bayes_boundary("0.10", ("1", "9"), "0.95", 60, first_look=3)
    assert round(float(found.stop_chance), 3) == 0.097


def test_the_certainty_is_exceeded_at_the_limit_and_not_one_below():
    found = bayes_boundary("0.10", ("1/2", "9/2"), "0.98", 30)
    for treated, limit in enumerate(found.limits, start=1):
        if limit is not None:
            prior = Fraction(1, 2), Fraction(9, 2)
            above = [beta_above(Fraction(1, 10), prior[0] + n, prior[1] + treated - n) for n in (limit - 1, limit)]
            assert above[0] <= Fraction(98, 100) < above[1]


def test_before_the_first_look_nothing_stops():
    assert boundary("0.10", "0.05", 20, 5).limits[:4] == (None, None, None, None)
    assert boundary("0.10", "0.05", 20, 5).limits[4] is not None


def test_a_bayesian_boundary_of_the_study_file_stops_too():
    plan = altered(
        safety={
            **PLAN["safety"],
            "boundary": {
                "rate": "0.10", "participants": 60, "method": "bayes", "prior": ["1", "9"], "certainty": "0.98", "first_look": 3,
            },
        }
    )  # fmt: skip
    assert crossed(plan, 3, 3) is None
    assert crossed(plan, 7, 4) is not None
    assert crossed(plan, 8, 4) is None


@pytest.mark.parametrize("left_out", ["prior", "certainty", "stop_chance"])
def test_a_boundary_without_its_parameters_is_a_programmer_error(left_out: str):
    parts = {"rate": "0.10", "participants": 60, "prior": ["1", "9"], "certainty": "0.98", "stop_chance": "0.05"}
    del parts[left_out]
    method = "pocock" if left_out == "stop_chance" else "bayes"
    with pytest.raises(ValueError, match="boundary"):
        boundary_of(Boundary.model_validate({**parts, "method": method}))


def test_a_chance_that_is_just_allowed_is_used_up():
    assert boundary("0.10", "0.10", 1).limits == (1,)
    assert boundary("0.10", "0.099", 1).limits == (None,)


def test_a_certainty_that_is_just_reached_is_not_exceeded():
    """After a flat prior and one toxicity in one treated, Pr(rate > 1/2) is 3/4; after two in two it is 7/8."""
    assert bayes_boundary("1/2", ("1", "1"), "0.75", 1).limits == (None,)
    assert bayes_boundary("1/2", ("1", "1"), "0.7499", 1).limits == (1,)


def test_the_first_look_of_a_bayesian_boundary_may_stop():
    assert bayes_boundary("1/2", ("1", "1"), "0.75", 3, 1).limits == (None, 2, 3)
    assert bayes_boundary("1/2", ("1", "1"), "0.75", 3, 2).limits == (None, 2, 3)
    assert bayes_boundary("1/2", ("1", "1"), "0.75", 3, 3).limits == (None, None, 3)


def test_the_first_participant_may_stop_the_trial_and_nobody_treated_never_does():
    rare = altered(safety={**PLAN["safety"], "boundary": {"rate": "0.001", "stop_chance": "0.05", "participants": 10}})
    reason = crossed(rare, 1, 1)
    assert reason is not None
    assert "1 of 1" in reason.says.en
    assert crossed(rare, 0, 10) is None
