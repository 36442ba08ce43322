"""The allocation written a second time, from docs/reference/randomisation.md alone, and run against the product's."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from fractions import Fraction
from itertools import count, islice
from math import lcm
from random import Random
from typing import Any

import pytest
from scipy.stats import chi2

from equipoise.facts.randomisation import Randomised
from equipoise.rules.randomisation import (
    Allocation,
    Levels,
    OpenList,
    allocate,
    describe,
    procedure,
    scheme,
    scheme_hash,
)
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


def coin(counts: list[int], figures: dict[str, Any]) -> list[Fraction]:
    """Efron 1971, section 2: p for the arm with fewer, 1/2 where there are as many."""
    if counts[0] == counts[1]:
        return [Fraction(1, 2)] * 2
    favoured = counts.index(min(counts))
    return [
        Fraction(figures["probability"]) if arm == favoured else 1 - Fraction(figures["probability"]) for arm in (0, 1)
    ]


def stick(counts: list[int], figures: dict[str, Any]) -> list[Fraction]:
    """Soares and Wu 1983: toss a fair coin unless the imbalance is at its limit."""
    if max(counts) - min(counts) == figures["tolerance"]:
        return [Fraction(count == min(counts)) for count in counts]
    return [Fraction(1, 2)] * 2


def drawn_from_an_urn(counts: list[int], figures: dict[str, Any]) -> list[Fraction]:
    """Wei 1978: the urn is filled ball by ball, as it would be on a table."""
    balls = [figures["urn"]["alpha"]] * len(counts)
    for arm, given in enumerate(counts):
        for _ in range(given):
            for other in range(len(counts)):
                balls[other] += figures["urn"]["beta"] if other != arm else 0
    return [Fraction(ball, sum(balls)) if sum(balls) else Fraction(1, len(balls)) for ball in balls]


WRITTEN_TWICE: dict[str, tuple[str, Any, list[dict[str, Any]]]] = {
    "biased_coin": ("coin", coin, [{"probability": "2/3"}, {"probability": "3/4"}]),
    "big_stick": ("stick", stick, [{"tolerance": 1}, {"tolerance": 3}]),
    "urn": ("urn", drawn_from_an_urn, [{"urn": {"alpha": 0, "beta": 1}}, {"urn": {"alpha": 2, "beta": 3}}]),
}


@pytest.mark.parametrize("method", WRITTEN_TWICE)
def test_procedures_of_counts_written_twice_allocate_alike(method: str):
    kind, chances_of, several = WRITTEN_TWICE[method]
    chance = Random(f"twice {method}")
    for figures in several:
        plan = altered(randomisation=PLAN["randomisation"] | {"method": method} | figures)
        key = chance.randbytes(32)
        names = list(plan.arms)
        counts: dict[str, list[int]] = {}
        for number, fact in enumerate(run(plan, [chance.choice(LEVELS) for _ in range(60)], key), start=1):
            here = counts.setdefault(text(fact.body.levels), [0, 0])
            part = chances_of(here, figures)
            whole = lcm(*(share.denominator for share in part))
            value = below(numbers(key, [plan.id, "", "main", scheme_hash(plan), kind, "", number]), whole)
            arm = 0 if value < part[0] * whole else 1
            assert fact.body.arm == names[arm]
            here[arm] += 1


def every_sequence(length: int, arms: int, chances_of: Any) -> dict[tuple[int, ...], tuple[Fraction, Fraction]]:
    """Each sequence with its chance, and the guesses that Blackwell and Hodges's onlooker gets right in it on average."""
    found: dict[tuple[int, ...], tuple[Fraction, Fraction]] = {}
    for sequence in itertools.product(range(arms), repeat=length):
        likely, right = Fraction(1), Fraction(0)
        for place, arm in enumerate(sequence):
            before = [sequence[:place].count(each) for each in range(arms)]
            likely *= chances_of(before)[arm]
            rarest = [each for each in range(arms) if before[each] == min(before)]
            right += Fraction(arm in rarest, len(rarest))
        if likely:
            found[sequence] = likely, right
    return found


def in_blocks(size: int) -> Any:
    def chances_of(counts: list[int]) -> list[Fraction]:
        here = sum(counts) % size
        left = [size // 2 - (count - (sum(counts) - here) // 2) for count in counts]
        return [Fraction(max(0, each), size - here) for each in left]

    return chances_of


ENUMERATED = {
    "simple": (procedure.simple((1, 1)), 2, lambda counts: [Fraction(1, 2)] * 2),
    "coin": (procedure.biased_coin(Fraction(2, 3)), 2, lambda counts: coin(counts, {"probability": "2/3"})),
    "stick": (procedure.big_stick(2), 2, lambda counts: stick(counts, {"tolerance": 2})),
    "urn": (procedure.urn(1, 2), 2, lambda counts: drawn_from_an_urn(counts, {"urn": {"alpha": 1, "beta": 2}})),
    "urn of three": (
        procedure.urn(0, 1, 3),
        3,
        lambda counts: drawn_from_an_urn(counts, {"urn": {"alpha": 0, "beta": 1}}),
    ),
    "blocks of four": (procedure.permuted_blocks([4], (1, 1)), 2, in_blocks(4)),
}


@pytest.mark.parametrize("name", ENUMERATED)
@pytest.mark.parametrize("length", [1, 2, 5, 8])
def test_balance_and_guesses_agree_with_all_sequences_written_out(name: str, length: int):
    walk, arms, chances_of = ENUMERATED[name]
    written = every_sequence(length, arms, chances_of)
    assert sum(likely for likely, _ in written.values()) == 1
    outcomes: dict[tuple[int, ...], Fraction] = {}
    for sequence, (likely, _) in written.items():
        counts = tuple(sequence.count(arm) for arm in range(arms))
        outcomes[counts] = outcomes.get(counts, Fraction(0)) + likely
    assert describe.balance(walk, length).chances == outcomes
    assert describe.sequences(walk, length).number == len(written)
    if name != "simple":  # where every guess is as good, the convergence strategy is only one of them
        expected = sum(likely * right for likely, right in written.values())
        assert describe.predictability(walk, length).correct == expected


@pytest.mark.parametrize(
    ("method", "figures", "name"),
    [
        ("simple", {}, "simple"),
        ("biased_coin", {"probability": "2/3"}, "coin"),
        ("big_stick", {"tolerance": 2}, "stick"),
        ("urn", {"urn": {"alpha": 1, "beta": 2}}, "urn"),
        ("permuted_blocks", {"blocks": [4]}, "blocks of four"),
    ],
)
def test_the_sequences_that_keys_give_are_as_frequent_as_they_should_be(method: str, figures: Any, name: str):
    """Chi-square of 3000 lists of six, each of a key of its own, against all sequences written out; limit 1 in 10,000."""
    plan = altered(randomisation={"method": method} | figures)
    names, lists, length = list(plan.arms), 3000, 6
    seen: dict[tuple[int, ...], int] = {}
    for number in range(lists):
        key = hashlib.sha256(f"{method} {number}".encode()).digest()
        so_far = OpenList(plan, "main", key)
        arms_given = []
        for _ in range(length):
            told = so_far.next({})
            arms_given.append(names.index(told.arm))
            so_far.add(allocated(told))
        sequence = tuple(arms_given)
        seen[sequence] = seen.get(sequence, 0) + 1
    expected = {
        one: float(likely) * lists for one, (likely, _) in every_sequence(length, 2, ENUMERATED[name][2]).items()
    }
    assert set(seen) <= set(expected)
    common = {one: count for one, count in expected.items() if count >= 5}
    square = sum((seen.get(one, 0) - count) ** 2 / count for one, count in common.items())
    rare = sum(count for one, count in expected.items() if one not in common)
    if rare >= 5:
        square += (sum(count for one, count in seen.items() if one not in common) - rare) ** 2 / rare
    assert square < chi2.isf(1e-4, len(common) - (rare < 5))


@pytest.mark.parametrize("imbalance", ["range", "variance", "sum"])
def test_minimisation_prefers_as_often_as_its_probability_says(imbalance: str):
    """The draws of 2000 newcomers after one and the same history, against the chances of each arm; limit 1 in 10,000."""
    factors = PLAN["randomisation"]["factors"]
    ratio = {"a": 2, "b": 1, "c": 1}
    plan = altered(
        arms=arms(ratio),
        randomisation={"method": "minimisation", "factors": factors, "imbalance": imbalance, "probability": "7/10"},
    )
    history = run(plan, [LEVELS[place % 3] for place in range(10)], bytes(32))
    seen: dict[str, int] = dict.fromkeys(ratio, 0)
    chances: dict[str, Fraction] = {}
    for number in range(2000):
        told = allocate(plan, "main", history, Levels(LEVELS[1]), hashlib.sha256(f"m {number}".encode()).digest())
        seen[told.arm] += 1
        chances = {arm: Fraction(chance) for arm, chance in told.draw["probabilities"].items()}
    square = sum((seen[arm] - float(chance) * 2000) ** 2 / (float(chance) * 2000) for arm, chance in chances.items())
    assert square < chi2.isf(1e-4, 2)


def allocated(told: Allocation) -> Randomised:
    """The body of an allocation without levels."""
    return Randomised(
        list="main",
        sequence=told.sequence,
        arm=told.arm,
        levels={},
        inputs=told.inputs,
        scores={},
        draw={},
        rests_on=(),
    )
