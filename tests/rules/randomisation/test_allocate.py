from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.facts import Fact
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.randomisation import Levels, allocate, scheme, scheme_hash
from equipoise.values.reason import Reason
from equipoise.values.text import same
from tests.rules.example import PLAN, altered, fact, study

KEY = bytes(range(32))
LEVELS = ({"stage": "LD", "activity": "high"}, {"stage": "ED", "activity": "high"}, {"stage": "ED", "activity": "low"})


def run(plan: Study, people: list[dict[str, str]], key: bytes = KEY) -> list[Fact[Randomised]]:
    """The facts of a list to which these people were allocated, one after the other."""
    facts: list[Fact[Randomised]] = []
    for place, levels in enumerate(people, start=1):
        given_arm = allocate(plan, "main", facts, Levels(levels), key)
        body = Randomised(
            list="main",
            sequence=given_arm.sequence,
            arm=given_arm.arm,
            levels=levels,
            inputs=given_arm.inputs,
            scores=given_arm.scores,
            draw=given_arm.draw,
            rests_on=(),
        )
        facts.append(fact(body, seq=place + 1, subject=f"P{place}"))
    return facts


def by_method(method: str, **more: Any) -> Study:
    return altered(randomisation=PLAN["randomisation"] | {"method": method} | more)


def test_the_sequence_counts_from_one_without_gaps():
    assert [each.body.sequence for each in run(study(), [LEVELS[0]] * 4)] == [1, 2, 3, 4]


def test_the_first_allocation_is_a_tie_by_ratio():
    first = allocate(study(), "main", [], Levels(LEVELS[0]), KEY)
    assert first.draw["probabilities"] == {"cells": "1/2", "control": "1/2"}
    assert first.scores == {"cells": "2", "control": "2"}
    assert first.inputs["counts"] == {"stage": {"cells": 0, "control": 0}, "activity": {"cells": 0, "control": 0}}


def test_minimisation_prefers_the_other_arm_next():
    facts = run(study(), [LEVELS[0]])
    other = "control" if facts[0].body.arm == "cells" else "cells"
    assert allocate(study(), "main", facts, Levels(LEVELS[0]), KEY).draw["probabilities"][other] == "4/5"


def test_asked_twice_it_answers_the_same():
    facts = run(study(), [LEVELS[1]] * 5)
    assert allocate(study(), "main", facts, Levels(LEVELS[2]), KEY) == allocate(
        study(), "main", facts, Levels(LEVELS[2]), KEY
    )


def test_another_list_or_environment_draws_anew():
    plan = by_method("simple")
    values = {
        allocate(plan, name, [], Levels({}), KEY, environment=where).draw["value"]
        for name in "abcdefgh"
        for where in ("live", "rehearsal")
    }
    assert len(values) == 2


def test_allocations_of_another_list_are_passed_over():
    facts = run(study(), [LEVELS[0]] * 3)
    assert allocate(study(), "second", facts, Levels(LEVELS[0]), KEY).sequence == 1


def test_an_unknown_level_is_a_programmer_error_here():
    with pytest.raises(ValueError, match="not known"):
        allocate(study(), "main", [], Levels({}, (Reason("factor_unknown", same("?")),)), KEY)


def test_a_block_keeps_its_size_and_place_to_itself():
    plan = by_method("permuted_blocks", blocks=[4, 6])
    facts = run(plan, [LEVELS[0]] * 3)
    for each in facts:
        assert set(each.body.draw) == {"kind", "stratum"}
        assert set(each.body.inputs) == {"scheme", "stratum", "counts"}
    assert "4" not in str(scheme(plan)["blocks"])


def test_another_size_of_blocks_is_another_scheme():
    assert scheme_hash(by_method("permuted_blocks", blocks=[4])) != scheme_hash(
        by_method("permuted_blocks", blocks=[6])
    )


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.lists(st.sampled_from(LEVELS), min_size=1, max_size=40))
def test_every_stratum_is_balanced_at_the_end_of_each_block(key: bytes, people: list[dict[str, str]]):
    plan = by_method("permuted_blocks", blocks=[4])
    facts = run(plan, people, key)
    for levels in LEVELS:
        arms = [each.body.arm for each in facts if each.body.levels == levels]
        for start in range(0, len(arms) - 3, 4):
            assert Counter(arms[start : start + 4]) == {"cells": 2, "control": 2}


def test_three_arms_two_to_one_to_one_come_out_by_ratio():
    arms = {name: PLAN["arms"]["control"] | {"ratio": ratio} for name, ratio in (("a", 2), ("b", 1), ("c", 1))}
    plan = altered(arms=arms, randomisation={"method": "permuted_blocks", "blocks": [4, 8]})
    assert Counter(each.body.arm for each in run(plan, [{}] * 24)) == {"a": 12, "b": 6, "c": 6}


STRATIFIED = {
    "biased_coin": {"probability": "2/3"},
    "urn": {"urn": {"alpha": 0, "beta": 1}},
    "big_stick": {"tolerance": 2},
    "permuted_blocks": {"blocks": [4]},
}


@pytest.mark.parametrize("method", STRATIFIED)
def test_each_stratum_is_counted_by_itself(method: str):
    plan = by_method(method, **STRATIFIED[method])
    facts = run(plan, [LEVELS[0]] * 7)
    alone = allocate(plan, "main", facts, Levels(LEVELS[1]), KEY)
    assert alone.inputs["counts"] == {"cells": 0, "control": 0}
    assert alone.sequence == 8
    same_stratum = allocate(plan, "main", facts, Levels(LEVELS[0]), KEY)
    assert sum(same_stratum.inputs["counts"].values()) == 7


def test_a_biased_coin_keeps_by_how_many_an_arm_is_ahead_and_what_follows():
    plan = by_method("biased_coin", probability="2/3")
    facts = run(plan, [LEVELS[0]])
    ahead = facts[0].body.arm
    behind = "control" if ahead == "cells" else "cells"
    second = allocate(plan, "main", facts, Levels(LEVELS[0]), KEY)
    assert facts[0].body.draw["probabilities"] == {"cells": "1/2", "control": "1/2"}
    assert second.draw["probabilities"] == {ahead: "1/3", behind: "2/3"}
    assert second.scores == {ahead: "1", behind: "-1"}
    assert second.draw["kind"] == "coin"


def test_an_urn_keeps_its_balls_and_may_have_three_arms():
    arms = dict.fromkeys("abc", PLAN["arms"]["control"])
    plan = altered(arms=arms, randomisation={"method": "urn", "urn": {"alpha": 1, "beta": 3}})
    facts = run(plan, [{}])
    drawn = facts[0].body.arm
    second = allocate(plan, "main", facts, Levels({}), KEY)
    assert second.scores == {arm: "1" if arm == drawn else "4" for arm in "abc"}
    assert second.draw["probabilities"] == {arm: "1/9" if arm == drawn else "4/9" for arm in "abc"}


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.integers(1, 4), st.integers(1, 60))
def test_a_big_stick_never_lets_a_stratum_pass_its_tolerance(key: bytes, tolerance: int, number: int):
    ahead = 0
    for each in run(by_method("big_stick", tolerance=tolerance), [LEVELS[0]] * number, key):
        if abs(ahead) == tolerance:
            assert each.body.draw["probabilities"][each.body.arm] == "1"
        ahead += 1 if each.body.arm == "cells" else -1
        assert abs(ahead) <= tolerance


@pytest.mark.parametrize(
    ("more", "other"),
    [
        ({"method": "biased_coin", "probability": "2/3"}, {"method": "biased_coin", "probability": "3/4"}),
        ({"method": "urn", "urn": {"alpha": 0, "beta": 1}}, {"method": "urn", "urn": {"alpha": 1, "beta": 1}}),
        ({"method": "big_stick", "tolerance": 2}, {"method": "big_stick", "tolerance": 3}),
    ],
)
def test_another_figure_is_another_scheme(more: dict[str, Any], other: dict[str, Any]):
    assert scheme_hash(by_method(**more)) != scheme_hash(by_method(**other))
