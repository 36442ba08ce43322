from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from tests.trial.acts.test_attest import sign
from tests.trial.acts.test_casebook import correction, entered
from tests.trial.stage import Stage, codes, consent, plan


def lock(level: str, number: str = "", target: str = "") -> act.Lock:
    return act.Lock(participant=number, level=level, target=target)


def unlock(level: str, number: str = "", target: str = "", **more: str) -> act.Unlock:
    said = {"reason": "Late result", "second": "investigator"} | more
    return act.Unlock(participant=number, level=level, target=target, **said)


def ready(stage: Stage) -> str:
    """A participant whose data are settled, signed and endorsed."""
    number = entered(stage)
    sign(stage, number)
    stage.must("investigator", act.EndorseCasebook(participant=number, meaning="Complete and true"))
    return number


@pytest.mark.parametrize(("level", "target"), [("form", "HX/1"), ("visit", "1"), ("participant", ""), ("trial", "")])
def test_what_is_locked_takes_no_change_until_two_people_unlock_it_with_a_reason(level: str, target: str) -> None:
    stage = Stage.opened()
    number = ready(stage)
    about = "" if level == "trial" else number
    stage.must("data_manager", lock(level, about, target))
    assert stage.refused("coordinator", correction(number, {"KPS": 80})) == [f"locked-{level}"]
    retract = act.RetractForm(participant=number, form="HX", instance="1", reason="Other person")
    assert stage.refused("coordinator", retract) == [f"locked-{level}"]
    question = act.OpenQuery(participant=number, form="HX", instance="1", item="KPS", words="Sure?")
    assert stage.refused("data_manager", question) == [f"locked-{level}"]
    assert stage.refused("data_manager", lock(level, about, target)) == ["locked_already"]
    assert stage.refused("data_manager", unlock(level, about, target, reason="", second="")) == [
        "reason_missing",
        "second_missing",
    ]
    stage.must("data_manager", unlock(level, about, target))
    stage.must("coordinator", correction(number, {"KPS": 80}))


@pytest.mark.parametrize("second", ["", "data_manager", "nobody", "monitor"])
def test_the_second_person_of_an_unlocking_is_another_one_with_the_duty(second: str) -> None:
    stage = Stage.opened()
    number = entered(stage)
    stage.must("data_manager", lock("form", number, "HX/1"))
    assert stage.refused("data_manager", unlock("form", number, "HX/1", second=second)) == ["second_missing"]


def test_a_locked_participant_takes_no_new_form_and_no_further_step() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    sign(stage, number)
    stage.must("data_manager", lock("participant", number))
    assert codes(stage.save(number, "DD", "1", {})) == ["locked-participant"]
    about = {"participant": number}
    refused: list[tuple[str, Command]] = [
        ("investigator", consent(number, version="1")),
        ("investigator", act.JudgeCriterion(**about, criterion="E2", met=True, reason="Seen")),
        ("investigator", act.ConfirmEligibility(**about)),
        ("investigator", act.FailScreening(**about, cause="other", reason="-")),
        ("coordinator", act.Randomise(**about)),
        ("investigator", act.ConfirmGrade(**about, form="LB", instance="1", item="ALT", grade=0, accepted=True)),
    ]
    for role, command in refused:
        assert "locked-participant" in stage.refused(role, command), command


def test_a_locked_trial_takes_nobody_in_and_allocates_nobody_but_lets_a_participant_withdraw() -> None:
    stage = Stage.opened()
    number, new = stage.confirmed(), stage.registered()
    sign(stage, number)
    stage.must("investigator", act.EndorseCasebook(participant=number, meaning="Complete and true"))
    stage.must("data_manager", lock("trial"))
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["locked-trial"]
    assert stage.refused("investigator", consent(new)) == ["locked-trial"]
    assert stage.refused("coordinator", act.RegisterParticipant(site="nowhere")) == ["locked-trial", "unknown_site"]
    stage.must("investigator", act.WithdrawConsent(participant=number, scopes=("data",)))


def test_open_questions_and_missing_signatures_keep_participant_and_trial_from_being_locked() -> None:
    stage = Stage.opened()
    number = entered(stage, KPS=40)
    assert stage.refused("data_manager", lock("participant", number)) == ["queries_open", "signatures_missing"]
    assert stage.refused("data_manager", lock("trial")) == ["queries_open", "signatures_missing", "not_endorsed"]


def test_one_participant_without_the_investigator_s_endorsement_keeps_the_trial_open() -> None:
    stage = Stage.opened()
    ready(stage)
    other = entered(stage)
    sign(stage, other)
    answer = stage.do("data_manager", lock("trial"))
    assert codes(answer) == ["not_endorsed"]
    assert other in answer.reasons[0].says.zh
    stage.must("investigator", act.EndorseCasebook(participant=other, meaning="Complete and true"))
    stage.must("data_manager", lock("trial"))


def test_a_void_signature_keeps_a_participant_open() -> None:
    stage = Stage.opened()
    number = ready(stage)
    stage.must("coordinator", correction(number, {"KPS": 80}))
    assert stage.refused("data_manager", lock("participant", number)) == ["signatures_missing"]


@lru_cache
def with_critical_items() -> Study:
    parts: dict[str, Any] = plan()
    forms = parts["forms"]["forms"]
    items = {**forms["HX"]["items"], "KPS": {**forms["HX"]["items"]["KPS"], "critical": True}}
    history = {**forms["HX"], "items": items}
    return Study.model_validate({**parts, "forms": {**parts["forms"], "forms": {**forms, "HX": history}}})


def test_critical_items_are_verified_before_a_participant_is_locked() -> None:
    stage = Stage.opened(with_critical_items())
    number = ready(stage)
    answer = stage.do("data_manager", lock("participant", number))
    assert codes(answer) == ["not_verified"]
    assert "HX/1/KPS" in answer.reasons[0].says.en
    stage.must("monitor", act.VerifySource(participant=number, form="HX", instance="1", items=("KPS", "KPS")))
    stage.must("data_manager", lock("participant", number))


def test_a_lock_needs_a_level_and_something_to_close() -> None:
    stage = Stage.opened()
    number = entered(stage)
    assert stage.refused("data_manager", lock("universe", number)) == ["unknown_level"]
    assert stage.refused("data_manager", lock("form", number, "HX/7")) == ["unknown_target"]
    assert stage.refused("data_manager", lock("visit", number, "Mars")) == ["unknown_target"]
    assert stage.refused("data_manager", unlock("participant", number)) == ["not_locked"]
    assert stage.refused("data_manager", unlock("universe", number)) == ["unknown_level", "not_locked"]
