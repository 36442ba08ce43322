"""One allocation: an arm, and everything that was used to find it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import Any

from equipoise.facts import Fact
from equipoise.facts.randomisation import Randomised
from equipoise.ledger.codec import canonical
from equipoise.protocol.model import Study
from equipoise.rules.randomisation._sequence import Draws, block_arm
from equipoise.rules.randomisation.minimise import counted, probabilities, scores
from equipoise.rules.randomisation.scheme import ratios, scheme_hash
from equipoise.rules.randomisation.stratify import Levels

Previous = Sequence[Fact[Randomised]]


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


def allocate(
    study: Study, list_name: str, previous: Previous, levels: Levels, key: bytes, *, environment: str = ""
) -> Allocation:
    """The next allocation of a list, from the facts before it and the sealed key: asked twice, it answers the same.

    `previous` are the earlier allocations; those of other lists are passed over. ValueError if the levels are not known.
    """
    if levels.reasons:
        raise ValueError("a participant whose level of a factor is not known cannot be allocated")
    return decided(study, list_name, before(list_name, previous), levels.levels, key, environment)


def before(list_name: str, previous: Previous) -> Previous:
    """The allocations of one list; a slot once used stays used, marked in error or not (Yelland 2015)."""
    return [fact for fact in previous if fact.body.list == list_name]


def decided(
    study: Study, list_name: str, previous: Previous, levels: Mapping[str, str], key: bytes, environment: str
) -> Allocation:
    """The allocation that follows these earlier ones on their list."""
    digest = scheme_hash(study)
    name = (study.id, environment, list_name, digest)
    method = _BY_METHOD[study.randomisation.method]
    return method(study, previous, dict(levels), key, name, {"scheme": digest})


def _by_blocks(
    study: Study, previous: Previous, levels: dict[str, str], key: bytes, name: tuple[str, ...], inputs: dict[str, Any]
) -> Allocation:
    alike = [
        fact.body
        for fact in previous
        if fact.body.levels == levels and fact.body.inputs.get("scheme") == inputs["scheme"]
    ]
    arms = ratios(study)
    stratum = canonical(levels) if levels else ""
    arm = block_arm(key, name, stratum, len(alike), study.randomisation.blocks, arms)
    counts = {each: sum(body.arm == each for body in alike) for each in arms}
    return Allocation(
        arm,
        len(previous) + 1,
        inputs | {"stratum": stratum, "counts": counts},
        {},
        {"kind": "block", "stratum": stratum},
    )


def _by_chance(
    study: Study, previous: Previous, levels: dict[str, str], key: bytes, name: tuple[str, ...], inputs: dict[str, Any]
) -> Allocation:
    arms = ratios(study)
    whole = sum(arms.values())
    chances = {arm: Fraction(ratio, whole) for arm, ratio in arms.items()}
    counts = {each: sum(fact.body.arm == each for fact in previous) for each in arms}
    return _drawn("simple", chances, {}, len(previous) + 1, inputs | {"counts": counts}, key, name)


def _by_minimisation(
    study: Study, previous: Previous, levels: dict[str, str], key: bytes, name: tuple[str, ...], inputs: dict[str, Any]
) -> Allocation:
    plan, arms = study.randomisation, ratios(study)
    counts = counted(levels, ((fact.body.arm, fact.body.levels) for fact in previous), arms)
    weights = {factor: plan.factors[factor].weight for factor in levels}
    marks = scores(counts, arms, weights, plan.imbalance)
    chances = probabilities(marks, arms, Fraction(plan.probability))
    return _drawn("min", chances, marks, len(previous) + 1, inputs | {"counts": counts}, key, name)


def _drawn(
    kind: str,
    chances: Mapping[str, Fraction],
    marks: Mapping[str, Fraction],
    sequence: int,
    inputs: dict[str, Any],
    key: bytes,
    name: tuple[str, ...],
) -> Allocation:
    """The arm on whose share of the whole a draw falls; shares lie in the order in which the scheme names the arms."""
    whole = lcm(*(chance.denominator for chance in chances.values()))
    value = Draws(key, (*name, kind, "", sequence)).below(whole)
    ends = accumulate(int(chance * whole) for chance in chances.values())
    chosen = next(arm for arm, end in zip(chances, ends, strict=True) if value < end)
    draw = {
        "kind": kind,
        "probabilities": {arm: str(chance) for arm, chance in chances.items()},
        "below": whole,
        "value": value,
    }
    return Allocation(chosen, sequence, inputs, {arm: str(mark) for arm, mark in marks.items()}, draw)


_BY_METHOD = {"simple": _by_chance, "permuted_blocks": _by_blocks, "minimisation": _by_minimisation}
