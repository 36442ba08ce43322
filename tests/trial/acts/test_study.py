from __future__ import annotations

from datetime import timedelta

import pytest

from equipoise.facts.study import TrainingRecorded
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


def test_a_role_is_used_from_its_first_day_to_its_last() -> None:
    stage = Stage.opened()
    today = stage.now.date()
    days = [(today + timedelta(days=n)).isoformat() for n in (2, 4)]
    stage.must("administrator", act.DelegateDuty(person="locum", duty="monitor", first_day=days[0], last_day=days[1]))
    trial = stage.gateway.trial()
    used = [bool(trial.roles_of("locum", today + timedelta(days=n))) for n in range(7)]
    assert used == [False, False, True, True, True, False, False]
    ask = act.RecordTraining(person="locum", topic="GCP", day="2026-05-01")
    assert stage.refused("monitor", ask, person="locum") == ["not_delegated", "not_permitted"]
    assert stage.refused("monitor", ask, person="locum", at=stage.now + timedelta(days=3)) == ["not_permitted"]


def test_a_role_does_not_end_before_it_begins() -> None:
    stage = Stage.opened()
    wrong = act.DelegateDuty(person="locum", duty="monitor", first_day="2026-06-02", last_day="2026-06-01")
    assert stage.refused("administrator", wrong) == ["ends_before_it_begins"]
    over = act.DelegateDuty(person="locum", duty="monitor", last_day="2026-05-01")
    assert stage.refused("administrator", over) == ["ends_before_it_begins"]
    never = act.DelegateDuty(person="locum", duty="monitor", first_day="2026-02-30", last_day="soon")
    assert stage.refused("administrator", never) == ["impossible_date", "impossible_date"]


def test_a_role_that_has_run_out_can_be_given_again() -> None:
    stage = Stage.opened()
    day = stage.now.date().isoformat()
    stage.must("administrator", act.DelegateDuty(person="locum", duty="monitor", last_day=day))
    later = stage.now + timedelta(days=2)
    stage.must("administrator", act.DelegateDuty(person="locum", duty="monitor"), at=later)
    assert stage.gateway.trial().roles_of("locum", later.date()) == {"monitor"}


def test_training_names_a_person_a_topic_and_a_day_that_has_come() -> None:
    stage = Stage.opened()
    tomorrow = (stage.now.date() + timedelta(days=1)).isoformat()
    empty = act.RecordTraining(person=" ", topic="", day="30 May")
    assert stage.refused("coordinator", empty) == ["person_missing", "topic_missing", "impossible_date"]
    assert stage.refused("coordinator", act.RecordTraining(person="monitor", topic="GCP", day=tomorrow)) == [
        "day_to_come"
    ]
    given = stage.must(
        "coordinator", act.RecordTraining(person="monitor", topic="GCP", day=stage.now.date().isoformat())
    )
    body = given.facts[0].body
    assert isinstance(body, TrainingRecorded) and body.version == stage.gateway.trial().protocols.first.version


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
