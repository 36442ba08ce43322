"""Who enters a study with one arm is not drawn; a list that begins or ends with an amendment is proven for those who were."""

from __future__ import annotations

import msgspec
import pytest

from equipoise.rules.randomisation import Levels, enter, verify
from tests.rules.example import study
from tests.rules.randomisation.test_allocate import KEY, LEVELS, run
from tests.rules.randomisation.test_verify import promise


def one_arm():
    plan = study()
    return plan.model_copy(update={"arms": dict(list(plan.arms.items())[:1])})


def test_the_next_place_of_one_arm_needs_no_key_and_tells_no_draw():
    found = enter(one_arm(), "main", run(study(), [*LEVELS][:2]), Levels({}, ()))
    assert (found.arm, found.sequence, found.draw, found.inputs, found.scores) == ("cells", 3, {}, {}, {})


def test_a_study_of_several_arms_is_never_entered_without_a_draw():
    with pytest.raises(ValueError, match="too many values"):
        enter(study(), "main", (), Levels({}, ()))


def test_who_entered_under_a_version_with_one_arm_is_counted_and_not_accused():
    facts = run(study(), [*LEVELS] * 2)
    first, *others = facts
    body = msgspec.structs.replace(first.body, arm="cells", draw={}, inputs={}, scores={})
    entered = first._replace(body=body, protocol="0.9", seq=1)
    committed = promise()._replace(seq=2)
    late = [fact._replace(seq=fact.seq + 100) for fact in others]
    found = verify(study(), committed, [entered, *late], KEY, single=("0.9",))
    assert not [one for one in found if one.seq == 1]
    accused = verify(study(), committed, [entered, *late], KEY)
    assert [one.code for one in accused if one.seq == 1][:1] == ["before_commitment"]
