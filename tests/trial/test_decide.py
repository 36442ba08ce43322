from __future__ import annotations

from datetime import timedelta

import pytest

from equipoise.facts.participant import ParticipantRegistered
from equipoise.facts.study import ActRefused
from equipoise.trial import commands as act
from tests.trial.stage import SITE, START, Stage, codes, consent


def test_nothing_happens_before_the_study_is_open() -> None:
    stage = Stage()
    assert stage.refused("coordinator", act.RegisterParticipant(site=SITE)) == ["not_open"]
    assert stage.gateway.trial().head == 0


def test_a_study_is_opened_once_and_by_an_administrator() -> None:
    stage = Stage()
    assert stage.refused("investigator", act.OpenStudy(environment="real")) == ["not_permitted"]
    assert stage.refused("administrator", act.OpenStudy(environment="play")) == ["unknown_environment"]
    stage.must("administrator", act.OpenStudy(environment="real"))
    assert stage.refused("administrator", act.OpenStudy(environment="real")) == ["already_open"]


def test_both_reasons_are_told_when_a_person_neither_holds_the_role_nor_may_act_in_it() -> None:
    stage = Stage.opened()
    answer = stage.do("monitor", act.RegisterParticipant(site=SITE), person="stranger")
    assert codes(answer) == ["not_delegated", "not_permitted"]
    assert all(reason.says.en and reason.says.zh for reason in answer.reasons)


def test_a_role_that_was_withdrawn_is_gone() -> None:
    stage = Stage.opened()
    stage.must("administrator", act.WithdrawDuty(person="coordinator", duty="coordinator"))
    assert stage.refused("coordinator", act.RegisterParticipant(site=SITE)) == ["not_delegated"]


@pytest.mark.parametrize(
    "happened",
    ["2026-02-30", "yesterday", "26-05-01", "2026-5-1", "2026-13", "2026-05-01T25:00:00Z", "2026-05-01T10:00:00", "T",
     "0001-01-01", "1234", "0001-01-01T00:00:00+14:00", "２０２６", "2026-05-01 "],
)  # fmt: skip
def test_an_impossible_time_is_refused(happened: str) -> None:
    stage = Stage.opened()
    command = act.RegisterParticipant(site=SITE, happened=happened)
    assert stage.refused("coordinator", command) == ["impossible_time"]


@pytest.mark.parametrize("happened", ["2027", "2026-06", "2026-05-05", "2026-05-04T23:59:59Z"])
def test_a_time_that_has_not_come_is_refused(happened: str) -> None:
    stage = Stage.opened()
    assert stage.refused("coordinator", act.RegisterParticipant(site=SITE, happened=happened)) == ["in_the_future"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [("2026", "2026"), ("2026-04", "2026-04"), ("2026-05-04", "2026-05-04"),
     ("2026-05-03T20:00:00+08:00", "2026-05-03T12:00:00.000000Z"), ("2026-05-03T12:00Z", "2026-05-03T12:00:00.000000Z")],
)  # fmt: skip
def test_a_past_time_is_kept_as_precisely_as_it_is_known_and_moments_in_utc(said: str, kept: str) -> None:
    stage = Stage.opened()
    answer = stage.must("coordinator", act.RegisterParticipant(site=SITE, happened=said))
    assert answer.facts[0].happened == kept


def test_today_is_the_day_of_the_study_not_of_greenwich() -> None:
    stage = Stage.opened()
    late = START.replace(hour=17)  # already the 5th in Shanghai
    command = act.RegisterParticipant(site=SITE, happened="2026-05-05")
    assert stage.do("coordinator", command, at=late).accepted


def test_a_refused_gated_act_is_recorded_with_every_reason() -> None:
    stage = Stage.opened()
    number = stage.registered()
    answer = stage.do("coordinator", act.Randomise(participant=number))
    kept = answer.facts[0].body
    assert isinstance(kept, ActRefused)
    assert kept.act == "randomise"
    assert [reason["code"] for reason in kept.reasons] == codes(answer)
    assert len(kept.reasons) > 3
    assert answer.facts[0].subject == number


def test_a_gated_act_for_a_participant_whom_nobody_knows_is_recorded_on_the_study() -> None:
    stage = Stage.opened()
    answer = stage.do("coordinator", act.Randomise(participant="S1-9999-X", happened="never"))
    assert (answer.facts[0].stream, answer.facts[0].subject) == ("S", "")
    assert codes(answer) == ["impossible_time"]


def test_a_refusal_of_an_ordinary_act_leaves_no_trace() -> None:
    stage = Stage.opened()
    head = stage.gateway.trial().head
    assert stage.refused("investigator", consent("S1-0001-P")) == ["unknown_participant"]
    assert stage.gateway.trial().head == head


def test_a_participant_number_with_a_slip_is_not_known_and_the_remedy_says_why() -> None:
    stage = Stage.opened()
    number = stage.registered()
    answer = stage.do("investigator", consent(number[:-1] + ("A" if number[-1] != "A" else "B")))
    assert codes(answer) == ["unknown_participant"]
    assert answer.reasons[0].remedy is not None
    assert "check character" in answer.reasons[0].remedy.en


def test_numbers_run_on_and_carry_their_check_character() -> None:
    stage = Stage.opened()
    numbers = [stage.registered() for _ in range(3)]
    assert [number.split("-")[1] for number in numbers] == ["0001", "0002", "0003"]
    assert stage.refused("coordinator", act.RegisterParticipant(site="S9")) == ["unknown_site"]
    facts = stage.gateway.trial().participants[numbers[0]].of(ParticipantRegistered)
    assert facts[0].body.site == SITE


def test_the_moment_of_a_command_is_the_servers() -> None:
    stage = Stage.opened()
    later = START + timedelta(days=3)
    answer = stage.do("coordinator", act.RegisterParticipant(site=SITE), at=later)
    assert answer.facts[0].recorded == "2026-05-07T01:00:00.000000Z" == answer.facts[0].happened
