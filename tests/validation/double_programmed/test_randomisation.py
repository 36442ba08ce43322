"""The allocation written a second time, from docs/reference/randomisation.md alone, and run against the product's."""

from __future__ import annotations

import hashlib
import hmac
import json
from fractions import Fraction
from itertools import count, islice
from math import lcm
from random import Random
from typing import Any

import pytest

from equipoise.rules.randomisation import Levels, allocate, scheme, scheme_hash
from tests.rules.example import PLAN, altered
from tests.rules.randomisation.test_allocate import LEVELS, run


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def numbers(key: bytes, stream: list[Any]):
    for counter in count():
        block = hmac.new(key, text(stream).encode() + b"\x00" + counter.to_bytes(8, "big"), hashlib.sha256).digest()
        for start in range(0, 32, 8):
            yield int.from_bytes(block[start : start + 8], "big")


def below(source: Any, limit: int) -> int:
    for number in source:
        if number < 2**64 // limit * limit:
            return number % limit
    raise AssertionError


def blocks(key: bytes, name: list[str], stratum: str, sizes: list[int], ratio: dict[str, int]):
    """All arms of a stratum, block after block, without end."""
    for number in count(1):
        source = numbers(key, [*name, "block", stratum, number])
        size = sizes[below(source, len(sizes))]
        cards = [arm for arm in ratio for _ in range(size * ratio[arm] // sum(ratio.values()))]
        for last in reversed(range(1, size)):
            other = below(source, last + 1)
            cards[last], cards[other] = cards[other], cards[last]
        yield from cards


def minimised(
    key: bytes, name: list[str], before: list[tuple[str, dict[str, str]]], levels: dict[str, str], plan: Any
) -> str:
    ratio, marks = plan["ratio"], {}
    for arm in ratio:
        marks[arm] = Fraction(0)
        for factor, weight in plan["weights"].items():
            now = {each: Fraction(sum(a == each and v[factor] == levels[factor] for a, v in before)) for each in ratio}
            if plan["imbalance"] == "sum":
                marks[arm] += weight * now[arm] / ratio[arm]
                continue
            now[arm] += 1
            shares = [now[each] / ratio[each] for each in ratio]
            mean = sum(shares) / len(shares)
            spread = {
                "range": max(shares) - min(shares),
                "variance": sum((share - mean) ** 2 for share in shares) / (len(shares) - 1),
            }
            marks[arm] += weight * spread[plan["imbalance"]]
    best = [arm for arm in ratio if marks[arm] == min(marks.values())]
    part = {arm: Fraction(0) for arm in ratio}
    for first in best:  # as if one of the best had been drawn by ratio, and had its own chance for itself
        drawn = Fraction(ratio[first], sum(ratio[arm] for arm in best))
        left = (1 - Fraction(plan["probability"])) / (sum(ratio.values()) - min(ratio.values()))
        for arm in ratio:
            own = 1 - left * (sum(ratio.values()) - ratio[first]) if arm == first else left * ratio[arm]
            part[arm] += drawn * own
    whole = lcm(*(part[arm].denominator for arm in ratio))
    value = below(numbers(key, [*name, "min", "", len(before) + 1]), whole)
    for arm in ratio:
        value -= int(part[arm] * whole)
        if value < 0:
            return arm
    raise AssertionError


def arms(ratio: dict[str, int]) -> dict[str, Any]:
    return {arm: PLAN["arms"]["control"] | {"ratio": share} for arm, share in ratio.items()}


@pytest.mark.parametrize("imbalance", ["range", "variance", "sum"])
@pytest.mark.parametrize("ratio", [{"a": 1, "b": 1}, {"a": 2, "b": 1, "c": 1}])
def test_minimisation_written_twice_allocates_alike(imbalance: str, ratio: dict[str, int]):
    chance = Random(20260522)
    factors = {
        name: factor | {"weight": weight}
        for weight, (name, factor) in enumerate(PLAN["randomisation"]["factors"].items(), 1)
    }
    plan = altered(
        arms=arms(ratio),
        randomisation={"method": "minimisation", "factors": factors, "imbalance": imbalance, "probability": "7/10"},
    )
    key = chance.randbytes(32)
    told = {"ratio": ratio, "weights": {"stage": 1, "activity": 2}, "imbalance": imbalance, "probability": "7/10"}
    name = [plan.id, "", "main", scheme_hash(plan)]
    before: list[tuple[str, dict[str, str]]] = []
    for fact in run(plan, [chance.choice(LEVELS) for _ in range(60)], key):
        assert fact.body.arm == minimised(key, name, before, fact.body.levels, told)
        before.append((fact.body.arm, fact.body.levels))


@pytest.mark.parametrize("ratio", [{"a": 1, "b": 1}, {"a": 2, "b": 1, "c": 1}])
def test_permuted_blocks_written_twice_allocate_alike(ratio: dict[str, int]):
    chance = Random(20260523)
    plan = altered(
        arms=arms(ratio), randomisation=PLAN["randomisation"] | {"method": "permuted_blocks", "blocks": [4, 8]}
    )
    key = chance.randbytes(32)
    facts = run(plan, [chance.choice(LEVELS) for _ in range(90)], key)
    for levels in LEVELS:
        theirs = [fact.body.arm for fact in facts if fact.body.levels == levels]
        stream = blocks(key, [plan.id, "", "main", scheme_hash(plan)], text(levels), [4, 8], ratio)
        assert theirs == list(islice(stream, len(theirs)))


def test_the_scheme_hash_written_twice_is_the_same():
    plan = altered(randomisation=PLAN["randomisation"] | {"method": "permuted_blocks", "blocks": [4, 8]})
    whole = scheme(plan) | {"blocks": [4, 8]}
    assert scheme_hash(plan) == hashlib.sha256(text(whole).encode()).hexdigest()


def test_simple_randomisation_written_twice_is_the_same():
    plan = altered(arms=arms({"a": 2, "b": 1}), randomisation={"method": "simple"})
    key = bytes(32)
    for environment in ("", "real", "training", "rehearsal"):
        value = below(numbers(key, [plan.id, environment, "main", scheme_hash(plan), "simple", "", 1]), 3)
        assert allocate(plan, "main", [], Levels({}), key, environment=environment).arm == "aab"[value]
