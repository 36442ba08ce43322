"""A list as it stands after some allocations: counts kept as they come, and the next allocation from them and the sealed key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import Any, Final

from equipoise.facts.randomisation import Randomised
from equipoise.ledger.codec import canonical
from equipoise.protocol.model import Study
from equipoise.rules.randomisation._sequence import Blocks, Draws
from equipoise.rules.randomisation.chances import balls, biased_coin, big_stick, by_ratio, urn
from equipoise.rules.randomisation.minimise import probabilities, scores
from equipoise.rules.randomisation.scheme import ratios, scheme_hash

Levels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Allocation:
    """The arm and its sequence number on the list, with inputs, scores, chances and draw as the fact keeps them.

    Of a permuted block only what everybody can count is kept: size, place and shuffle stay with the key.
    """

    arm: str
    sequence: int
    inputs: dict[str, Any]
    scores: dict[str, str]
    draw: dict[str, Any]


class OpenList:
    """One list of one study in one environment. `next` tells an allocation and changes nothing; `add` counts one in."""

    def __init__(self, study: Study, name: str, key: bytes, environment: str = "") -> None:
        self._plan = study.randomisation
        self._arms = ratios(study)
        self._key = key
        self._digest = scheme_hash(study)
        self._stream = (study.id, environment, name, self._digest)
        self._weights = {name: factor.weight for name, factor in self._plan.factors.items()}
        self._length = 0
        self._all = self._none()
        self._margins: dict[tuple[str, str], dict[str, int]] = {}
        self._strata: dict[str, dict[str, int]] = {}
        self._blocks: dict[str, Blocks] = {}
        self._names: dict[tuple[tuple[str, str], ...], str] = {}

    def add(self, body: Randomised) -> None:
        """Count an allocation in: one that was later marked as made in error counts too, its slot stays used (Yelland 2015)."""
        self._length += 1
        if body.arm not in self._arms:
            return
        self._all[body.arm] += 1
        for margin in body.levels.items():
            self._margins.setdefault(margin, self._none())[body.arm] += 1
        if body.inputs.get("scheme") == self._digest:
            self._strata.setdefault(self._stratum(body.levels), self._none())[body.arm] += 1

    def next(self, levels: Levels) -> Allocation:
        """The next allocation, for a participant of these levels."""
        return _BY_METHOD[self._plan.method](self, levels)

    def _by_blocks(self, levels: Levels) -> Allocation:
        stratum = self._stratum(levels)
        counts = self._in_stratum(stratum)
        blocks = self._blocks.get(stratum)
        if blocks is None:
            blocks = Blocks(self._key, self._stream, stratum, self._plan.blocks, self._arms)
            self._blocks[stratum] = blocks
        arm = blocks.arm(sum(counts.values()))
        inputs = {"scheme": self._digest, "stratum": stratum, "counts": counts}
        return Allocation(arm, self._length + 1, inputs, {}, {"kind": "block", "stratum": stratum})

    def _by_chance(self, levels: Levels) -> Allocation:
        return self._drawn("simple", by_ratio(self._arms), {}, {"counts": dict(self._all)})

    def _by_minimisation(self, levels: Levels) -> Allocation:
        counts = {factor: dict(self._margins.get((factor, level)) or self._none()) for factor, level in levels.items()}
        marks = scores(counts, self._arms, self._weights, self._plan.imbalance)
        chances = probabilities(marks, self._arms, Fraction(self._plan.probability))
        return self._drawn("min", chances, {arm: str(mark) for arm, mark in marks.items()}, {"counts": counts})

    def _by_coin(self, levels: Levels) -> Allocation:
        inputs, counts = self._stratum_before(levels)
        return self._drawn("coin", biased_coin(counts, Fraction(self._plan.probability)), _ahead(counts), inputs)

    def _by_urn(self, levels: Levels) -> Allocation:
        inputs, counts = self._stratum_before(levels)
        alpha, beta = (self._plan.urn.alpha, self._plan.urn.beta) if self._plan.urn is not None else (0, 0)
        inside = {arm: str(number) for arm, number in balls(counts, alpha, beta).items()}
        return self._drawn("urn", urn(counts, alpha, beta), inside, inputs)

    def _by_stick(self, levels: Levels) -> Allocation:
        inputs, counts = self._stratum_before(levels)
        return self._drawn("stick", big_stick(counts, self._plan.tolerance or 1), _ahead(counts), inputs)

    def _drawn(
        self, kind: str, chances: Mapping[str, Fraction], marks: dict[str, str], inputs: dict[str, Any]
    ) -> Allocation:
        """The arm on whose share of the whole a draw falls; shares lie in the order in which the scheme names the arms."""
        sequence = self._length + 1
        whole = lcm(*(chance.denominator for chance in chances.values()))
        value = Draws(self._key, (*self._stream, kind, "", sequence)).below(whole)
        ends = accumulate(chance.numerator * (whole // chance.denominator) for chance in chances.values())
        chosen = next(arm for arm, end in zip(chances, ends, strict=True) if value < end)
        draw = {
            "kind": kind,
            "probabilities": {arm: str(chance) for arm, chance in chances.items()},
            "below": whole,
            "value": value,
        }
        return Allocation(chosen, sequence, {"scheme": self._digest, **inputs}, marks, draw)

    def _stratum_before(self, levels: Levels) -> tuple[dict[str, Any], dict[str, int]]:
        stratum = self._stratum(levels)
        counts = self._in_stratum(stratum)
        return {"stratum": stratum, "counts": counts}, counts

    def _in_stratum(self, stratum: str) -> dict[str, int]:
        return dict(self._strata.get(stratum) or self._none())

    def _stratum(self, levels: Levels) -> str:
        """The stratum's name: the canonical JSON of its levels, empty where there is no factor."""
        seen = tuple(levels.items())
        name = self._names.get(seen)
        if name is None:
            name = self._names[seen] = canonical(dict(levels)) if levels else ""
        return name

    def _none(self) -> dict[str, int]:
        return dict.fromkeys(self._arms, 0)


def _ahead(counts: Mapping[str, int]) -> dict[str, str]:
    """By how many each arm is ahead of the other."""
    whole = sum(counts.values())
    return {arm: str(2 * count - whole) for arm, count in counts.items()}


_BY_METHOD: Final[Mapping[str, Callable[[OpenList, Levels], Allocation]]] = {
    "simple": OpenList._by_chance,
    "permuted_blocks": OpenList._by_blocks,
    "minimisation": OpenList._by_minimisation,
    "biased_coin": OpenList._by_coin,
    "urn": OpenList._by_urn,
    "big_stick": OpenList._by_stick,
}
