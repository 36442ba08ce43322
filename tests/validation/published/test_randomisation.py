"""Allocation procedures against the shared reference cases and the numbers that papers print."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from equipoise.rules.randomisation import describe, procedure
from equipoise.validation.find_kinds import find_kinds
from equipoise.validation.read_cases import read_cases
from equipoise.validation.run import run

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "randomisation.json"


def shared() -> list[Any]:
    """The shared cases, or one skipped case that says what is missing."""
    if CASES.exists():
        return [pytest.param(case["id"], id=case["id"]) for case in json.loads(CASES.read_text("utf-8"))["cases"]]
    absent = pytest.mark.skip(reason="the shared reference cases (randomisation.json) are not on this machine")
    return [pytest.param("", id="randomisation", marks=absent)]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    return {one.case.id: one for one in run([read_cases(CASES.read_bytes(), CASES.name)], find_kinds())}


@pytest.mark.parametrize("case", shared())
def test_a_reference_case_agrees(case: str, outcomes: dict[str, Any]):
    assert outcomes[case].result == "agrees", outcomes[case].differences


@pytest.mark.parametrize(
    ("size", "right"),
    [(2, "3/2"), (4, "17/6"), (6, "41/10"), (8, "373/70"), (10, "823/126")],
)
def test_a_block_of_2b_is_guessed_as_blackwell_and_hodges_say(size: int, right: str):
    """Blackwell and Hodges 1957: b + 2^(2b-1)/C(2b,b) - 1/2 right guesses on average."""
    found = describe.predictability(procedure.permuted_blocks([size], (1, 1)), size)
    assert found.correct == Fraction(right)


def test_efrons_coin_of_two_thirds_is_balanced_half_the_time():
    """Efron 1971: for 2/3 the chance of balance tends to 1/2 at even numbers, the guesses to 5/8."""
    walk = procedure.biased_coin(Fraction(2, 3))
    assert float(describe.balance(walk, 120).balanced) == pytest.approx(0.500003, abs=5e-7)
    assert float(describe.predictability(walk, 120).rate) == pytest.approx(0.6236, abs=5e-5)


@pytest.mark.parametrize(("least", "chance"), [(12, 0.3153), (20, 0.08241)])
def test_complete_randomisation_drifts_as_the_binomial_says(least: int, chance: float):
    found = describe.balance(procedure.simple((1, 1)), 120)
    assert float(1 - found.at_most(least - 1)) == pytest.approx(chance, abs=5e-5)


@pytest.mark.parametrize("length", [1, 2, 5, 10, 30])
def test_the_urn_with_beta_alone_has_the_variance_that_wei_says(length: int):
    """UD(0, 1): E[D(n)^2] = 4/3, 10/6 ... by D(n+1)^2 = D(n)^2 (1 - 2/n) + 1 (Wei 1978; Rosenberger and Lachin 2016, 3.7)."""
    square = Fraction(1)
    for before in range(1, length):
        square = square * (1 - Fraction(2, before)) + 1
    assert describe.balance(procedure.urn(0, 1), length).expected_square == square


@pytest.mark.parametrize("tolerance", [1, 2, 3, 5])
def test_the_big_stick_never_passes_its_tolerance_and_settles_as_soares_and_wu_say(tolerance: int):
    """Soares and Wu 1983: in the long run every difference inside the limits has 1/(2b) of the time, the limits half of it."""
    late = describe.balance(procedure.big_stick(tolerance), 400)
    assert late.at_most(tolerance) == 1
    inside = Fraction(1, tolerance)
    for apart, chance in late.differences.items():
        expected = inside * (2 if 0 < apart < tolerance else 1)
        assert float(chance) == pytest.approx(float(expected), abs=1e-6)
