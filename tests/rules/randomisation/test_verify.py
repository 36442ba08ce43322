from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.facts.randomisation import AllocationKeyCommitted, AllocationKeyRevealed, Randomised
from equipoise.rules.randomisation import OpenList, commitment, scheme, scheme_hash, verify
from tests.rules.example import fact, study
from tests.rules.randomisation.test_allocate import KEY, LEVELS, by_method, run

METHODS = {
    "minimisation": {},
    "simple": {},
    "permuted_blocks": {"blocks": [4, 6]},
    "biased_coin": {"probability": "2/3"},
    "urn": {"urn": {"alpha": 1, "beta": 2}},
    "big_stick": {"tolerance": 2},
}


def promise(plan=study(), key=KEY):  # noqa: B008 - frozen
    return fact(
        AllocationKeyCommitted(
            list="main", commitment=commitment(key), scheme=scheme(plan), scheme_hash=scheme_hash(plan)
        )
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_list_as_it_happened_agrees_with_its_recomputation(method: str):
    plan = by_method(method, **METHODS[method])
    assert verify(plan, promise(plan), run(plan, [*LEVELS] * 8), KEY) == ()


def test_facts_that_went_through_json_agree_as_well():
    facts = run(study(), [*LEVELS] * 4)
    again = [
        each._replace(body=msgspec.json.decode(msgspec.json.encode(each.body), type=type(each.body))) for each in facts
    ]
    assert verify(study(), promise(), again, KEY) == ()


def test_the_first_allocation_that_was_changed_is_named_first():
    facts = run(study(), [*LEVELS] * 4)
    body = facts[4].body
    other = "control" if body.arm == "cells" else "cells"
    facts[4] = facts[4]._replace(body=msgspec.structs.replace(body, arm=other))
    found = verify(study(), promise(), facts, KEY)
    assert (found[0].seq, found[0].sequence, found[0].code) == (facts[4].seq, 5, "other_arm")
    assert other in found[0].says.en
    assert other in found[0].says.zh


def test_a_gap_in_the_sequence_is_found():
    facts = run(study(), [*LEVELS])
    del facts[1]
    assert any(found.code == "other_sequence" for found in verify(study(), promise(), facts, KEY))


def test_another_key_than_the_committed_one_is_found():
    facts = run(study(), [*LEVELS] * 6)
    codes = [found.code for found in verify(study(), promise(), facts, bytes(32))]
    assert codes[0] == "other_key"


def test_another_scheme_than_the_committed_one_is_found():
    plan = by_method("minimisation", probability="9/10")
    assert verify(plan, promise(), [], KEY)[0].code == "other_scheme"


def revealed(key=KEY, seq=99):
    return fact(AllocationKeyRevealed(list="main", key=key.hex()), seq=seq)


def test_another_revealed_key_than_the_one_at_hand_is_found():
    facts = run(study(), [*LEVELS])
    assert verify(study(), promise(), facts, KEY, revealed=revealed()) == ()
    codes = [found.code for found in verify(study(), promise(), facts, KEY, revealed=revealed(bytes(32)))]
    assert codes == ["other_key_revealed"]


def test_an_allocation_after_the_reveal_or_before_the_promise_is_found():
    facts = run(study(), [*LEVELS])
    late = verify(study(), promise(), facts, KEY, revealed=revealed(seq=3))
    assert [(found.code, found.sequence) for found in late] == [("after_reveal", 3)]
    early = verify(study(), promise()._replace(seq=4), facts, KEY)
    assert [(found.code, found.sequence) for found in early] == [("before_commitment", 1), ("before_commitment", 2)]


def test_a_participant_who_was_allocated_twice_is_found():
    facts = run(study(), [*LEVELS])
    facts[2] = facts[2]._replace(subject=facts[0].subject)
    assert [(found.code, found.seq) for found in verify(study(), promise(), facts, KEY)] == [("allocated_twice", 4)]


@pytest.mark.parametrize("method", METHODS)
def test_a_long_list_agrees_and_its_last_allocation_is_still_checked(method: str):
    plan = by_method(method, **METHODS[method])
    facts = run_long(plan, 1000)
    assert verify(plan, promise(plan), facts, KEY) == ()
    body = facts[-1].body
    other = "control" if body.arm == "cells" else "cells"
    facts[-1] = facts[-1]._replace(body=msgspec.structs.replace(body, arm=other))
    assert [found.sequence for found in verify(plan, promise(plan), facts, KEY)] == [1000]


def test_an_amended_scheme_is_followed_from_its_commitment_on():
    old, new = by_method("biased_coin", probability="2/3"), by_method("minimisation", probability="9/10")
    first = run_long(old, 10)
    promised = promise(new)._replace(seq=12)
    so_far = OpenList(new, "main", KEY)
    for each in first:
        so_far.add(each.body)
    told = so_far.next(LEVELS[1])
    body = msgspec.structs.replace(
        first[0].body,
        sequence=11,
        arm=told.arm,
        levels=LEVELS[1],
        inputs=told.inputs,
        scores=told.scores,
        draw=told.draw,
    )
    facts = [*first, fact(body, 13, subject="P10")]
    assert verify(old, promise(old), facts, KEY, later=[(new, promised)]) == ()
    assert verify(old, promise(old), facts, KEY)[0].sequence == 11
    assert [one.code for one in verify(old, promise(old), first, KEY, later=[(old, promised)])] == ["other_scheme"]


def run_long(plan, number):
    """The facts of a long list, each participant of another level than the one before."""
    so_far = OpenList(plan, "main", KEY)
    facts = []
    for place in range(number):
        levels = LEVELS[place % len(LEVELS)]
        told = so_far.next(levels)
        body = Randomised(
            list="main",
            sequence=told.sequence,
            arm=told.arm,
            levels=levels,
            inputs=told.inputs,
            scores=told.scores,
            draw=told.draw,
            rests_on=(),
        )
        facts.append(fact(body, place + 2, subject=f"P{place}"))
        so_far.add(body)
    return facts


@settings(max_examples=25)
@given(
    st.sampled_from(sorted(METHODS)),
    st.binary(min_size=32, max_size=32),
    st.lists(st.sampled_from(LEVELS), min_size=1, max_size=25),
    st.data(),
)
def test_any_list_recomputes_and_any_single_change_of_an_arm_is_named(method, key, people, data):
    plan = by_method(method, **METHODS[method])
    facts = run(plan, people, key)
    assert verify(plan, promise(plan, key), facts, key) == ()
    place = data.draw(st.integers(0, len(facts) - 1))
    body = facts[place].body
    other = "control" if body.arm == "cells" else "cells"
    facts[place] = facts[place]._replace(body=msgspec.structs.replace(body, arm=other))
    assert verify(plan, promise(plan, key), facts, key)[0].sequence == place + 1
