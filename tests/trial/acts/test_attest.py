from __future__ import annotations

import pytest

from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.person import Person
from tests.trial.acts.test_casebook import correction, entered
from tests.trial.stage import Stage, codes


def lock(level: str, number: str = "", target: str = "") -> act.Lock:
    return act.Lock(participant=number, level=level, target=target)


def signature(one: Person) -> visits.Signature:
    return visits.signatures(one.facts, "HX", "1")[0]


def test_a_signature_holds_until_the_form_is_corrected() -> None:
    stage = Stage.opened()
    number = entered(stage)
    stage.must("investigator", act.SignForm(participant=number, form="HX", instance="1", meaning="Reviewed"))
    assert signature(stage.one(number)).valid
    stage.must("coordinator", correction(number, {"KPS": 80}))
    assert not signature(stage.one(number)).valid


def test_a_signature_needs_its_meaning_and_the_right_role() -> None:
    stage = Stage.opened()
    number = entered(stage)
    command = act.SignForm(participant=number, form="HX", instance="1", meaning="")
    assert stage.refused("sub_investigator", command) == ["other_signature", "meaning_missing"]


def test_source_is_verified_item_by_item() -> None:
    stage = Stage.opened()
    number = entered(stage)
    verify = act.VerifySource(participant=number, form="HX", instance="1", items=("KPS",))
    stage.must("monitor", verify)
    for items in ((), ("KPS", "NOSUCH")):
        wrong = act.VerifySource(participant=number, form="HX", instance="1", items=items)
        assert stage.refused("monitor", wrong) == ["unknown_item"]
    absent = act.VerifySource(participant=number, form="HX", instance="7", items=("KPS",))
    assert stage.refused("monitor", absent) == ["not_entered"]


@pytest.mark.parametrize(("level", "target"), [("form", "HX/1"), ("participant", ""), ("trial", "")])
def test_what_is_locked_takes_no_correction_until_it_is_unlocked_with_a_reason(level: str, target: str) -> None:
    stage = Stage.opened()
    number = entered(stage)
    about = "" if level == "trial" else number
    stage.must("data_manager", lock(level, about, target))
    assert stage.refused("coordinator", correction(number, {"KPS": 80})) == [f"locked-{level}"]
    assert stage.refused("data_manager", lock(level, about, target)) == ["locked_already"]
    opened = act.Unlock(participant=about, level=level, target=target)
    assert stage.refused("data_manager", opened) == ["reason_missing"]
    stage.must("data_manager", act.Unlock(participant=about, level=level, target=target, reason="Late result"))
    stage.must("coordinator", correction(number, {"KPS": 80}))


def test_a_locked_participant_takes_no_new_form_either() -> None:
    stage = Stage.opened()
    number = entered(stage)
    stage.must("data_manager", lock("participant", number))
    assert codes(stage.save(number, "LB", "1", {})) == ["locked-participant"]


def test_open_questions_keep_participant_and_trial_from_being_locked() -> None:
    stage = Stage.opened()
    number = entered(stage, KPS=40)
    assert stage.refused("data_manager", lock("participant", number)) == ["queries_open"]
    assert stage.refused("data_manager", lock("trial")) == ["queries_open"]


def test_a_lock_needs_a_level_and_something_to_close() -> None:
    stage = Stage.opened()
    number = entered(stage)
    assert stage.refused("data_manager", lock("universe", number)) == ["unknown_level"]
    assert stage.refused("data_manager", lock("form", number, "HX/7")) == ["unknown_target"]
    assert stage.refused("data_manager", lock("visit", number, "Mars")) == ["unknown_target"]
    opening = act.Unlock(participant=number, level="participant", target="", reason="-")
    assert stage.refused("data_manager", opening) == ["not_locked"]
