"""A method of allocation as a walk from state to state, so that what it does on average can be counted exactly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from equipoise.rules.randomisation import chances
from equipoise.rules.randomisation.minimise import probabilities, scores

State = Hashable
Counts = tuple[int, ...]
Step = tuple[int, Fraction, State]
"""Arm (its place in the ratio), chance, and the state after it."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """Where the walk begins, where it can go from a state, and how many participants each arm has there.

    `hidden`: an onlooker of an open trial sees the counts and not the state, because the size of the open block is not known.
    """

    ratio: Counts
    start: State
    steps: Callable[[State], Sequence[Step]]
    counts: Callable[[State], Counts]
    hidden: bool = False


def simple(ratio: Sequence[int]) -> Procedure:
    """Complete randomisation by ratio."""
    fixed = tuple(chances.by_ratio(_named(ratio)).values())
    return _by_counts(ratio, lambda _: fixed)


def biased_coin(heads: Fraction) -> Procedure:
    """Efron's biased coin (1971) for two equal arms."""
    return _by_counts((1, 1), lambda counts: tuple(chances.biased_coin(_named(counts), heads).values()))


def big_stick(tolerance: int) -> Procedure:
    """The big stick (Soares and Wu 1983) for two equal arms."""
    return _by_counts((1, 1), lambda counts: tuple(chances.big_stick(_named(counts), tolerance).values()))


def urn(alpha: int, beta: int, arms: int = 2) -> Procedure:
    """Wei's urn UD(alpha, beta) (1978) for equal arms."""
    return _by_counts((1,) * arms, lambda counts: tuple(chances.urn(_named(counts), alpha, beta).values()))


def minimisation(imbalance: str, preferred_chance: Fraction, ratio: Sequence[int]) -> Procedure:
    """Minimisation of one margin that all participants share: what Pocock and Simon's rule does to the whole trial by itself."""
    ratios = _named(ratio)

    def of(counts: Counts) -> tuple[Fraction, ...]:
        marks = scores({"all": _named(counts)}, ratios, {"all": 1}, imbalance)
        return tuple(probabilities(marks, ratios, preferred_chance).values())

    return _by_counts(ratio, of)


def permuted_blocks(sizes: Sequence[int], ratio: Sequence[int]) -> Procedure:
    """Permuted blocks of one size, or of sizes each drawn with the same chance (hidden from those who look on).

    ValueError unless every size is a multiple of the ratio's sum.
    """
    share = sum(ratio)
    if not sizes or any(size <= 0 or size % share for size in sizes):
        raise ValueError(f"each block size must be a multiple of {share}")
    full = [tuple(size // share * part for part in ratio) for size in sizes]
    none = (0,) * len(ratio)

    def steps(state: State) -> list[Step]:
        counts, left = _pair(state)
        if any(left):
            return [
                (arm, chance, (_more(counts, arm, 1), _more(left, arm, -1)))
                for arm, chance in enumerate(chances.cards(_named(left)).values())
                if chance
            ]
        return [
            (arm, chance / len(full), (_more(counts, arm, 1), _more(block, arm, -1)))
            for block in full
            for arm, chance in enumerate(chances.cards(_named(block)).values())
        ]

    return Procedure(tuple(ratio), (none, none), steps, lambda state: _pair(state)[0], hidden=len(set(sizes)) > 1)


def walk(procedure: Procedure, length: int) -> Iterator[tuple[Mapping[State, int], int]]:
    """After 0, 1, 2 … allocations: each state with its weight, and the sum of all weights. Whole numbers, hence exact."""
    now: dict[State, int] = {procedure.start: 1}
    whole = 1
    yield now, whole
    for _ in range(length):
        onward = {state: procedure.steps(state) for state in now}
        common = lcm(*{chance.denominator for steps in onward.values() for _, chance, _ in steps})
        after: dict[State, int] = {}
        for state, weight in now.items():
            for _, chance, there in onward[state]:
                part = weight * (chance.numerator * (common // chance.denominator))
                if part:
                    after[there] = after.get(there, 0) + part
        now, whole = after, whole * common
        yield now, whole


def _by_counts(ratio: Sequence[int], chances_of: Callable[[Counts], Sequence[Fraction]]) -> Procedure:
    remembered = lru_cache(maxsize=4096)(chances_of)

    def steps(state: State) -> list[Step]:
        counts = _whole(state)
        return [(arm, chance, _more(counts, arm, 1)) for arm, chance in enumerate(remembered(counts)) if chance]

    return Procedure(tuple(ratio), (0,) * len(ratio), steps, _whole)


@lru_cache(maxsize=4096)
def _named(counts: Sequence[int]) -> Mapping[str, int]:
    return {str(arm): count for arm, count in enumerate(counts)}


def _more(counts: Counts, arm: int, change: int) -> Counts:
    return (*counts[:arm], counts[arm] + change, *counts[arm + 1 :])


def _whole(state: State) -> Counts:
    assert isinstance(state, tuple)
    return state


def _pair(state: State) -> tuple[Counts, Counts]:
    assert isinstance(state, tuple)
    counts, left = state
    return counts, left
