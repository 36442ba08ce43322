from __future__ import annotations

from fractions import Fraction

import pytest

from equipoise.protocol import builtin
from equipoise.protocol.load import load_versions
from equipoise.protocol.model import Study
from equipoise.rules.randomisation.describe import balance, predictability
from equipoise.rules.randomisation.procedure import biased_coin, big_stick, permuted_blocks, simple, urn
from equipoise.simulation.allocation import Report, simulate
from tests.rules.example import PLAN, altered

ONE_STRATUM = {
    "simple": ({"method": "simple"}, simple((1, 1))),
    "permuted_blocks": ({"method": "permuted_blocks", "blocks": [4, 6]}, permuted_blocks([4, 6], (1, 1))),
    "biased_coin": ({"method": "biased_coin", "probability": "2/3"}, biased_coin(Fraction(2, 3))),
    "urn": ({"method": "urn", "urn": {"alpha": 0, "beta": 1}}, urn(0, 1)),
    "big_stick": ({"method": "big_stick", "tolerance": 3}, big_stick(3)),
}


def one_stratum(method: str) -> Study:
    return altered(randomisation=ONE_STRATUM[method][0])


@pytest.mark.parametrize("method", ONE_STRATUM)
def test_many_lists_show_what_is_counted_exactly(method: str) -> None:
    """1000 lists of 16: differences and guesses lie within five standard errors of the exact figures."""
    runs, length = 1000, 16
    found = simulate(one_stratum(method), length, runs, 20260522)
    exact = ONE_STRATUM[method][1]
    for limit, share in found.overall_at_most.items():
        wanted = float(balance(exact, length).at_most(limit))
        assert abs(share - wanted) <= 5 * (wanted * (1 - wanted) / runs) ** 0.5 + 1e-12
    guesses = predictability(exact, length)
    assert found.guessed_overall == pytest.approx(float(guesses.rate), abs=0.015)
    if found.foreseen is not None and found.certain is not None:
        assert found.foreseen == pytest.approx(float(guesses.rate), abs=0.01)
        assert found.certain == pytest.approx(float(guesses.certain / length), abs=0.01)


def test_the_same_seed_gives_the_same_report_and_another_one_another() -> None:
    study = one_stratum("simple")
    assert simulate(study, 30, 20, 7) == simulate(study, 30, 20, 7)
    assert simulate(study, 30, 20, 7) != simulate(study, 30, 20, 8)


def test_levels_come_from_the_priors_of_the_study_file() -> None:
    study = load_versions(builtin.folder("NCT03410368"))[0].study
    assert study is not None
    found = simulate(study, 40, 5, 1)
    assert found.levels_from == "drawn"
    assert found.shares["stage"]["LD"] == pytest.approx(0.35, abs=0.07)
    assert all(sum(shares.values()) == pytest.approx(1) for shares in found.shares.values())
    evenly = simulate(study, 40, 5, 1, evenly=True)
    assert evenly.levels_from == "even"
    assert set(evenly.shares["response"].values()) == {0.5}


def test_strata_and_margins_are_looked_at_each_by_itself() -> None:
    blocks = altered(randomisation=PLAN["randomisation"] | {"method": "permuted_blocks", "blocks": [4]})
    found: Report = simulate(blocks, 40, 50, 3, evenly=True)
    assert found.strata.most <= 2
    assert found.foreseen is None
    assert set(found.margins) == {"stage", "activity"}
    assert found.guessed_in_stratum > found.guessed_overall


@pytest.mark.parametrize(("participants", "runs"), [(0, 1), (1, 0)])
def test_nothing_to_report_is_a_programmer_error(participants: int, runs: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        simulate(one_stratum("simple"), participants, runs, 1)


def test_two_to_one_is_counted_by_share() -> None:
    arms = {"a": PLAN["arms"]["control"] | {"ratio": 2}, "b": PLAN["arms"]["control"]}
    found = simulate(altered(arms=arms, randomisation={"method": "permuted_blocks", "blocks": [3]}), 6, 20, 1)
    assert found.overall.most == 0
