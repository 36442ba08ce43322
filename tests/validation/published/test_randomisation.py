"""Allocation procedures against the shared reference cases: minimisation scores, block sequences, how well blocks are guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from equipoise.rules.randomisation import probabilities, scores
from equipoise.rules.randomisation._sequence import Blocks

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "randomisation.json"
BOOK: dict[str, Any] = json.loads(CASES.read_text("utf-8")) if CASES.exists() else {"cases": []}


def cases(kind: str) -> list[Any]:
    """The shared cases of one kind, or one skipped case that says what is missing."""
    found = [pytest.param(case, id=case["id"]) for case in BOOK["cases"] if case["kind"] == f"randomisation.{kind}"]
    absent = pytest.mark.skip(reason=f"{kind}: the shared reference cases (randomisation.json) are not on this machine")
    return found or [pytest.param(None, id=kind, marks=absent)]


@pytest.mark.parametrize("case", cases("minimisation"))
def test_minimisation_scores_as_the_reference(case: Mapping[str, Any]):
    given = case["given"]
    counts = {factor: given["counts"][factor][level] for factor, level in given["participant"].items()}
    ratios = dict(zip(given["arms"], given["ratio"], strict=True))
    marks = scores(counts, ratios, given["weights"], given["imbalance"])
    assert {arm: float(mark) for arm, mark in marks.items()} == pytest.approx(case["expect"]["scores"], abs=1e-9)
    chances = probabilities(marks, ratios, Fraction(1))
    assert sorted(arm for arm, chance in chances.items() if chance) == sorted(case["expect"]["preferred"])


@pytest.mark.parametrize("case", cases("block_sequences"))
def test_as_many_block_sequences_as_the_reference_counts(case: Mapping[str, Any]):
    given = case["given"]
    ratios = {f"arm{number}": ratio for number, ratio in enumerate(given["ratio"])}
    seen = {
        tuple(
            Blocks(number.to_bytes(32, "big"), ["t"], "", [given["block"]], ratios).arm(place)
            for place in range(given["block"])
        )
        for number in range(60 * case["expect"]["sequences"])
    }
    assert len(seen) == case["expect"]["sequences"]


def orders(left: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Every order of the cards of a block."""
    if not any(left.values()):
        yield ()
    for arm, count in left.items():
        if count:
            for rest in orders({**left, arm: count - 1}):
                yield (arm, *rest)


def guesses(sequence: tuple[str, ...], arms: list[str]) -> Fraction:
    """Expected correct guesses of who always names the arm that has been rarer so far (Blackwell and Hodges 1957)."""
    total = Fraction(0)
    for place, arm in enumerate(sequence):
        so_far = [sequence[:place].count(each) for each in arms]
        rarest = [each for each, count in zip(arms, so_far, strict=True) if count == min(so_far)]
        total += Fraction(arm in rarest, len(rarest))
    return total


@pytest.mark.parametrize("case", cases("predictability"))
def test_blocks_are_guessed_as_often_as_the_reference_says(case: Mapping[str, Any]):
    half = case["given"]["block"] // 2
    every = list(orders({"a": half, "b": half}))
    mean = sum((guesses(order, ["a", "b"]) for order in every), Fraction(0)) / len(every)
    assert float(mean) == pytest.approx(case["expect"]["expected_correct_guesses_per_block"], abs=1e-9)
