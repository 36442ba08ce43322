from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from equipoise.validation.about.randomisation import ABOUT
from equipoise.validation.cases import CaseFault
from equipoise.validation.kinds.randomisation import KINDS
from tests.rules.randomisation.test_sequence import REFERENCE

VECTORS: dict[str, Any] = json.loads(REFERENCE.read_text("utf-8").split("```json\n")[1].split("```")[0])
COIN = {"procedure": "biased_coin", "p": "2/3", "n": 4}


def ask(kind: str, **given: Any) -> Any:
    return KINDS[f"randomisation.{kind}"](given)


def test_every_kind_says_what_it_is_about():
    assert set(KINDS) == set(ABOUT)


def test_a_chance_may_be_written_as_a_fraction_or_a_decimal():
    assert ask("balance", **COIN | {"p": Decimal("0.75")}) == ask("balance", **COIN | {"p": "3/4"})


def test_balance_tells_the_chances_of_all_differences():
    found = ask("balance", **COIN)
    assert found["p_absolute_difference"] == {"0": Fraction(16, 27), "2": Fraction(10, 27), "4": Fraction(1, 27)}
    assert found["p_absolute_difference_at_most"]["3"] == Fraction(26, 27)
    assert found["p_absolute_difference_at_least"]["1"] == Fraction(11, 27)
    assert found["p_count_arm_1"] == found["p_count_arm_2"][::-1]


@pytest.mark.parametrize(
    ("given", "counts", "chances"),
    [
        ({"procedure": "urn", "alpha": 1, "beta": 2, "arms": 3}, [2, 0, 1], ["3/15", "7/15", "5/15"]),
        ({"procedure": "big_stick", "limit": 2}, [2, 0], ["0", "1"]),
        ({"procedure": "biased_coin", "p": "2/3"}, [2, 0], ["1/3", "2/3"]),
        ({"procedure": "simple", "ratio": [2, 1]}, [9, 0], ["2/3", "1/3"]),
    ],
)
def test_the_chances_of_the_next_follow_from_the_counts(given: Any, counts: list[int], chances: list[str]):
    assert ask("chances", **given, counts=counts) == {"probabilities": [Fraction(one) for one in chances]}


def test_minimisation_tells_the_chances_where_a_probability_is_given():
    counts = {"sex": {"F": {"a": 1, "b": 0}}}
    given = {"arms": ["a", "b"], "imbalance": "range", "counts": counts, "participant": {"sex": "F"}}
    found = ask("minimisation", **given, probability="3/5")
    assert found["preferred"] == ["b"]
    assert found["probabilities"] == {"a": Fraction(2, 5), "b": Fraction(3, 5)}
    assert "probabilities" not in ask("minimisation", **given)


def test_a_level_that_nobody_had_counts_as_nobody_and_weights_may_be_decimal():
    found = ask(
        "minimisation",
        arms=["a", "b"],
        imbalance="range",
        counts={"sex": {}},
        participant={"sex": "F"},
        weights={"sex": Decimal("0.5")},
    )
    assert found["scores"] == {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def test_the_published_vectors_can_be_asked_as_cases():
    key = VECTORS["key"]
    assert ask("commitment", key=key) == {"commitment": VECTORS["commitment"]}
    for one in VECTORS["draws"]:
        assert ask("draws", key=key, stream=one["stream"], below=one["below"]) == {"values": one["values"]}
    block = VECTORS["block"]
    given = {name: block[name] for name in ("name", "stratum", "sizes", "ratios")}
    assert ask("blocks", key=key, n=len(block["arms"]), **given) == {"arms": block["arms"]}


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("balance", {"procedure": "coin", "n": 3}, "procedure"),
        ("balance", {"procedure": "biased_coin", "n": 3}, "p"),
        ("balance", COIN | {"p": "1/3"}, "p"),
        ("balance", COIN | {"p": "5/4"}, "p"),
        ("balance", COIN | {"p": "x"}, "p"),
        ("balance", COIN | {"p": True}, "p"),
        ("balance", COIN | {"arms": 3}, "arms"),
        ("balance", COIN | {"ratio": [2, 1]}, "arms"),
        ("balance", COIN | {"n": 0}, "n"),
        ("balance", COIN | {"n": 10**9}, "n"),
        ("balance", {"procedure": "simple", "n": 200, "arms": 6}, "n"),
        ("balance", {"procedure": "simple", "n": 3, "arms": 1}, "arms"),
        ("balance", {"procedure": "urn", "alpha": 0, "beta": 0, "n": 3}, "alpha"),
        ("balance", {"procedure": "urn", "alpha": 1, "beta": 1, "n": 3, "ratio": [2, 1]}, "ratio"),
        ("balance", {"procedure": "big_stick", "limit": 0, "n": 3}, "limit"),
        ("predictability", {"procedure": "permuted_block", "block": 5}, "block"),
        ("block_sequences", {"block": 0}, "block"),
        ("chances", {"procedure": "permuted_block", "block": 4, "counts": [0, 0]}, "counts"),
        ("chances", {"procedure": "simple", "counts": [0]}, "counts"),
        ("minimisation", {"arms": ["a"], "imbalance": "range", "counts": {}, "participant": {}}, "ratio"),
        ("draws", {"key": "00", "stream": [], "below": [2]}, "key"),
        ("draws", {"key": "00" * 32, "stream": [], "below": [0]}, "below"),
        ("blocks", {"key": "00" * 32, "n": 1, "name": [], "sizes": [3], "ratios": {"a": 1, "b": 1}}, "block"),
    ],
)
def test_a_case_that_cannot_be_asked_is_told_the_field(kind: str, given: dict[str, Any], field: str):
    with pytest.raises(CaseFault) as told:
        ask(kind, **given)
    assert told.value.says.en.startswith(f"given.{field}")
    assert told.value.says.zh.startswith(f"given.{field}")
