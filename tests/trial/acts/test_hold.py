from __future__ import annotations

from typing import Any

import msgspec
import pytest

from equipoise.facts import as_stored
from equipoise.facts.product import UnitTested
from equipoise.ledger.codec import canonical
from equipoise.ledger.row import Draft, Envelope
from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.trial.acts.hold import follow_holds, newest_results
from equipoise.trial.state import holds_on
from equipoise.trial.worklist import worklist
from tests.rules.example import PLAN, t
from tests.trial.stage import SITE, Stage, plan

SAFETY = {
    **PLAN["safety"],
    "holds": {
        "death": {
            "name": t("Death of the treatment"),
            "when": "AETOXGR = 5 and AEREL in (POSSIBLE, RELATED)",
            "lifted_by": ["safety_board", "investigator"],
        },
        "growth": {
            "name": t("Growth"),
            "results": {"attribute": "sterility", "values": ["GROWTH"], "count": 2, "among": 3},
            "scope": ["manufacturing"],
            "lifted_by": ["quality_releaser"],
        },
    },
}
STUDY = Study.model_validate(plan(safety=SAFETY))


def event(stage: Stage, grade: int, related: str = "RELATED") -> dict[str, Any]:
    day = stage.now.date().isoformat()
    return {"AETERM": "Sepsis", "AETOXGR": grade, "AESER": "Y", "AEREL": related, "AESTDTC": day, "AEAWARE": day}


def died(stage: Stage) -> str:
    number = stage.randomised()
    assert stage.save(number, "AE", "1", event(stage, 5)).accepted
    return number


def standing(stage: Stage) -> list[str]:
    return [fact.body.rule for fact in stage.gateway.trial().holds.values()]


def test_one_event_places_a_hold_at_once_and_names_its_cause():
    stage = Stage.opened(STUDY)
    number = stage.randomised()
    answer = stage.save(number, "AE", "1", event(stage, 5))
    hold = answer.facts[-1]
    assert (hold.body.KIND, hold.cause) == ("hold.placed", answer.facts[0].seq)
    assert "Death of the treatment: Sepsis" in hold.reason
    assert all(holds_on(stage.gateway.trial(), scope) for scope in ("accrual", "collection", "infusion"))
    assert "accrual_held" in stage.refused("coordinator", act.Randomise(participant=stage.confirmed()))


def test_an_event_that_does_not_fulfil_the_rule_places_none():
    stage = Stage.opened(STUDY)
    stage.save(stage.randomised(), "AE", "1", event(stage, 5, related="NOT"))
    stage.save(stage.randomised(), "AE", "1", event(stage, 4))
    assert standing(stage) == []


def test_a_correction_places_it_when_the_event_comes_to_fulfil_the_rule_and_not_again():
    stage = Stage.opened(STUDY)
    number = stage.randomised()
    stage.save(number, "AE", "1", event(stage, 4))

    def correct(**new: Any) -> None:
        command = act.CorrectItems(participant=number, form="AE", instance="1", new=new, reason="Read again")
        stage.must("coordinator", command)

    correct(AETOXGR=5)
    assert standing(stage) == ["death"]
    for role in ("safety_board", "investigator"):
        stage.must(role, act.LiftHold(hold="H01", reason="Looked into"))
    assert standing(stage) == []
    correct(AETERM="Septic shock")
    assert standing(stage) == [], "the same event places no second hold"
    stage.save(number, "AE", "2", event(stage, 5))
    assert standing(stage) == ["death"], "another one does"


def test_a_hold_that_stands_is_not_placed_twice():
    stage = Stage.opened(STUDY)
    died(stage)
    stage.save(stage.confirmed(), "AE", "1", event(stage, 5))
    assert standing(stage) == ["death"]


def test_all_who_must_agree_agree_before_it_is_lifted():
    stage = Stage.opened(STUDY)
    died(stage)
    first = stage.must("safety_board", act.LiftHold(hold="H01", reason="No new risk"))
    assert [fact.body.KIND for fact in first.facts] == ["hold.lift_agreed"]
    assert standing(stage) == ["death"]
    last = stage.must("investigator", act.LiftHold(hold="H01", reason="Agreed"))
    assert [fact.body.KIND for fact in last.facts] == ["hold.lift_agreed", "hold.lifted"]
    assert standing(stage) == []


def test_nobody_agrees_twice_nor_for_two_roles():
    stage = Stage.opened(STUDY)
    died(stage)
    stage.must("administrator", act.DelegateDuty(person="safety_board", duty="investigator"))
    lift = act.LiftHold(hold="H01", reason="No new risk")
    stage.must("safety_board", lift)
    assert stage.refused("safety_board", lift) == ["agreed_already"]
    assert stage.refused("investigator", lift, person="safety_board") == ["same_person"]


def test_another_role_is_told_who_may_lift():
    stage = Stage.opened(STUDY)
    died(stage)
    answer = stage.do("quality_releaser", act.LiftHold(hold="H01", reason="-"))
    (reason,) = answer.reasons
    assert (reason.code, reason.protocol) == ("not_yours_to_lift", "safety.holds.death.lifted_by")
    assert reason.remedy is not None
    assert "Safety board" in reason.remedy.en and "主要研究者" in reason.remedy.zh


def test_every_reason_is_told_at_once():
    stage = Stage.opened(STUDY)
    died(stage)
    assert stage.refused("quality_releaser", act.LiftHold(hold="H01")) == ["reason_missing", "not_yours_to_lift"]


def test_the_worklist_asks_those_who_still_must_agree():
    stage = Stage.opened(STUDY)
    died(stage)

    def asked() -> set[str]:
        return {task.role for task in worklist(stage.gateway.trial(), stage.now) if task.kind == "lift_hold"}

    assert asked() == {"safety_board", "investigator"}
    stage.must("safety_board", act.LiftHold(hold="H01", reason="No new risk"))
    assert asked() == {"investigator"}


@pytest.mark.parametrize(
    ("scope", "role", "may"),
    [
        (("accrual",), "safety_board", True),
        (("accrual",), "investigator", True),
        (("accrual",), "quality_releaser", False),
        (("manufacturing",), "quality_releaser", True),
        (("manufacturing", "infusion"), "quality_releaser", False),
    ],
)
def test_a_hold_by_decision_is_lifted_by_one_person(scope: tuple[str, ...], role: str, may: bool):
    stage = Stage.opened(STUDY)
    stage.must("investigator", act.PlaceHold(scope=scope, reason="Wait"))
    assert stage.do(role, act.LiftHold(hold="H01", reason="Over")).accepted == may


def result(stage: Stage, number: str, bag: str, value: str) -> list[str]:
    """A result on the ledger, past every rule of the product, and the rules of the holds that follow from it."""
    stage.now = stage.now.replace(minute=(stage.now.minute + 1) % 60)
    stage.count += 1
    envelope = Envelope(f"key-{stage.count}", "-", "quality", "quality_releaser", SITE, as_stored(stage.now), "1")
    body = UnitTested(unit=bag, attribute="sterility", value=value)
    draft = Draft(f"U:{bag}", body.KIND, body.SCHEMA, canonical(msgspec.to_builtins(body)), number)
    with stage.store.writing(stage.protocols.first.id) as writing:
        writing.append(envelope, [draft])
    trial = stage.gateway.trial()
    history = trial.facts_of(number)
    assert history is not None
    return [found.body.rule for found in follow_holds(trial, [history.of(UnitTested)[-1]])]  # type: ignore[attr-defined]


def test_a_run_of_results_holds_manufacturing_alone():
    stage = Stage.opened(STUDY)
    number = stage.randomised()
    assert result(stage, number, "b1", "GROWTH") == []
    assert result(stage, number, "b2", "NO GROWTH") == []
    assert result(stage, number, "b3", "GROWTH") == ["growth"]


def test_only_the_newest_units_count_and_each_by_its_newest_result():
    stage = Stage.opened(STUDY)
    number = stage.randomised()
    result(stage, number, "b1", "GROWTH")
    for bag in ("b2", "b3"):
        result(stage, number, bag, "NO GROWTH")
    assert result(stage, number, "b4", "GROWTH") == [], "the first is no longer among the newest three"
    assert result(stage, number, "b4", "NO GROWTH") == []
    run = STUDY.safety.holds["growth"].results
    assert run is not None
    assert newest_results(stage.gateway.trial(), run) == ["NO GROWTH"] * 3
