from __future__ import annotations

import pytest

from equipoise.trial import commands as act
from tests.trial.stage import Stage, amended_study, small_study


def test_an_amendment_needs_a_version_of_the_folder_and_a_day() -> None:
    stage = Stage.opened(small_study(), amended_study())
    assert stage.refused("investigator", act.ApproveAmendment(version="9", effective="soon")) == [
        "unknown_version",
        "impossible_date",
    ]
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-06-01"))
    again = act.ApproveAmendment(version="2", effective="2026-07-01")
    assert stage.refused("investigator", again) == ["in_force_already"]


@pytest.mark.parametrize("day", ["20260601", "2026-W23-1", "2026-6-1", "2026-02-30", "", "2026-06-01T00:00"])
def test_a_day_is_written_in_one_way_only(day: str) -> None:
    stage = Stage.opened(small_study(), amended_study())
    assert stage.refused("investigator", act.ApproveAmendment(version="2", effective=day)) == ["impossible_date"]


def test_a_duty_needs_a_person_and_a_role_that_exists() -> None:
    stage = Stage.opened()
    assert stage.refused("administrator", act.DelegateDuty(person=" ", duty="wizard")) == [
        "unknown_role",
        "person_missing",
    ]
    assert stage.refused("administrator", act.DelegateDuty(person="monitor", duty="monitor")) == ["holds_it_already"]
    assert stage.refused("administrator", act.WithdrawDuty(person="monitor", duty="coordinator")) == ["holds_it_not"]


def test_the_last_administrator_stays() -> None:
    stage = Stage.opened()
    leave = act.WithdrawDuty(person="administrator", duty="administrator")
    assert stage.refused("administrator", leave) == ["last_administrator"]
    stage.must("administrator", act.DelegateDuty(person="another", duty="administrator"))
    stage.must("administrator", leave)


def test_a_hold_needs_a_scope_and_a_reason_and_is_lifted_with_one() -> None:
    stage = Stage.opened()
    assert stage.refused("investigator", act.PlaceHold(scope=())) == ["no_scope", "reason_missing"]
    assert stage.refused("investigator", act.PlaceHold(scope=("lunch", "tea"))) == [
        "unknown_scope",
        "unknown_scope",
        "reason_missing",
    ]
    stage.must("investigator", act.PlaceHold(scope=("infusion",), reason="-"))
    assert stage.refused("safety_board", act.LiftHold(hold="H99")) == ["no_such_hold", "reason_missing"]
    lifted = stage.must("safety_board", act.LiftHold(hold="H01", reason="Over"))
    assert lifted.facts[0].cause == next(
        fact.seq for fact in stage.gateway.trial().study.facts if fact.body.KIND == "hold.placed"
    )
    assert not stage.gateway.trial().holds


def test_an_amendment_takes_effect_today_at_the_earliest() -> None:
    stage = Stage.opened(small_study(), amended_study())
    past = act.ApproveAmendment(version="2", effective="2026-05-03")
    assert stage.refused("investigator", past) == ["day_has_passed"]
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-05-04"))
