from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.trial.acts.hold import BOUNDARY, exposure
from equipoise.trial.state import holds_on
from tests.rules.example import t
from tests.trial.stage import Stage, plan, small_study


def toxic(stage: Stage, grade: int = 4) -> dict[str, Any]:
    day = stage.now.date().isoformat()
    return {"AETERM": "Sepsis", "AETOXGR": grade, "AESER": "Y", "AEREL": "RELATED", "AESTDTC": day, "AEAWARE": day}


def treated(stage: Stage, count: int) -> list[str]:
    found: list[str] = []
    levels = ("LD", "ED")
    while len(found) < count:
        number = stage.randomised(stage=levels[stage.count % 2])
        if stage.one(number).receives_product:
            stage.treat(number)
            found.append(number)
    return found


def test_those_who_are_treated_and_those_with_unacceptable_toxicity_are_counted() -> None:
    stage = Stage.opened()
    numbers = treated(stage, 3)
    assert exposure(stage.gateway.trial(), small_study()) == (3, 0)
    assert stage.save(numbers[0], "AE", "1", toxic(stage)).accepted
    assert stage.save(numbers[1], "AE", "1", toxic(stage, grade=3)).accepted
    assert exposure(stage.gateway.trial(), small_study()) == (3, 1)


def test_after_an_amendment_everybody_is_counted_by_the_version_in_force() -> None:
    harder = {"name": t("Grave event"), "when": "AETOXGR >= 3 and AEREL = RELATED"}
    safety = {**plan()["safety"], "unacceptable": {"grave": harder}}
    amended = Study.model_validate(plan(version="2", effective="2026-06-01", safety=safety))
    stage = Stage.opened(small_study(), amended)
    for number in treated(stage, 6):
        assert stage.save(number, "AE", "1", toxic(stage, grade=3)).accepted
    assert exposure(stage.gateway.trial(), small_study()) == (6, 0)
    assert exposure(stage.gateway.trial(), amended) == (6, 6)
    approval = act.ApproveAmendment(version="2", effective="2026-06-01")
    stage.must("investigator", approval)
    stage.now = datetime(2026, 6, 2, 8, tzinfo=UTC)
    assert not stage.gateway.trial().holds
    assert stage.save(treated(stage, 1)[0], "AE", "1", toxic(stage, grade=3)).accepted
    assert [fact.body.rule for fact in stage.gateway.trial().holds.values()] == [BOUNDARY]


def test_the_boundary_places_one_hold_that_names_its_cause_and_stops_what_it_says() -> None:
    stage = Stage.opened()
    placed = []
    for number in treated(stage, 6):
        answer = stage.save(number, "AE", "1", toxic(stage))
        placed += [(answer.facts[0].seq, fact) for fact in answer.facts if fact.body.KIND == "hold.placed"]
    assert len(placed) == 1, "it stands until it is lifted"
    event, hold = placed[0]
    assert (hold.cause, hold.body.rule) == (event, BOUNDARY)
    assert "界值" in hold.reason and "boundary" in hold.reason
    trial = stage.gateway.trial()
    assert all(holds_on(trial, scope) for scope in ("accrual", "collection", "infusion"))
    assert "accrual_held" in stage.refused("coordinator", act.Randomise(participant=stage.confirmed()))


def test_a_correction_to_a_grave_grade_crosses_the_boundary_too() -> None:
    stage = Stage.opened()
    numbers = treated(stage, 6)
    for number in numbers:
        assert stage.save(number, "AE", "1", toxic(stage, grade=2)).accepted
    assert not stage.gateway.trial().holds
    for number in numbers:
        new = act.CorrectItems(participant=number, form="AE", instance="1", new={"AETOXGR": 4}, reason="Read again")
        stage.must("coordinator", new)
    assert [fact.body.rule for fact in stage.gateway.trial().holds.values()] == [BOUNDARY]


def test_a_lifted_hold_comes_again_with_the_next_event() -> None:
    stage = Stage.opened()
    numbers = treated(stage, 6)
    for number in numbers:
        stage.save(number, "AE", "1", toxic(stage))
    stage.must("safety_board", act.LiftHold(hold="H01", reason="Go on"))
    answer = stage.save(numbers[0], "AE", "2", toxic(stage))
    assert answer.facts[-1].body.KIND == "hold.placed"
