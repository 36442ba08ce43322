from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import get_type_hints

import pytest
from msgspec import structs

from equipoise.trial import commands as act
from equipoise.trial.acts.product import STEPS
from equipoise.trial.permissions import MAY
from tests.rehearsals import SECOND, play, played
from tests.trial.stage import Stage, codes

VALUES = {str: "?", int: 1, Decimal: Decimal(1), bool: True}


def treated(stage: Stage) -> str:
    while not stage.one(number := stage.randomised()).receives_product:
        pass
    return number


def least(kind: type[act.ProductCommand], number: str, **more: object) -> act.ProductCommand:
    hints = get_type_hints(kind)
    needed = {field.name: VALUES.get(hints[field.name], ()) for field in structs.fields(kind) if field.required}
    return kind(**{**needed, "participant": number, **more})


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.__name__)
def test_a_step_on_a_unit_that_does_not_exist_is_refused_in_both_languages(kind: type[act.ProductCommand]) -> None:
    stage = Stage.opened()
    answer = stage.do(MAY[kind][0], least(kind, treated(stage)))
    assert not answer.accepted
    assert all(reason.says.en and reason.says.zh for reason in answer.reasons)


@pytest.mark.parametrize("number", [0, -1, 2, 7, 99, 10**12])
def test_a_collection_number_that_is_not_the_next_is_refused(number: int) -> None:
    stage = Stage.opened()
    participant = treated(stage)
    day = (stage.now + timedelta(days=1)).date().isoformat()
    assert not stage.do("coordinator", act.BookCollection(participant=participant, number=number, day=day)).accepted


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "20260505", "9999-12-31", "0001-01-01", "2026-05-01", ""])
def test_a_booking_for_an_impossible_day_is_refused(day: str) -> None:
    stage = Stage.opened()
    command = act.BookCollection(participant=treated(stage), number=1, day=day)
    assert set(stage.refused("coordinator", command)) & {"not-a-date", "outside-window", "day-passed"}


@pytest.mark.parametrize("course", [0, 7, -3, 10**9])
def test_a_course_that_does_not_exist_is_refused(course: int) -> None:
    stage = Stage.opened()
    command = act.StartInfusion(participant=treated(stage), bag="?", course=course, day=1, planned_ml=Decimal(1))
    answer = stage.do("infusion_nurse", command)
    assert not answer.accepted
    assert answer.facts[0].body.KIND == "act.refused"


def test_the_other_arm_has_no_product() -> None:
    stage = Stage.opened()
    while stage.one(number := stage.randomised()).receives_product:
        pass
    day = stage.now.date().isoformat()
    assert "other-arm" in stage.refused("coordinator", act.BookCollection(participant=number, number=1, day=day))


@pytest.mark.parametrize(
    ("scope", "code"), [("collection", "held-collection"), ("manufacturing", "held-manufacturing")]
)
def test_a_hold_stops_collections(scope: str, code: str) -> None:
    stage = Stage.opened()
    number = treated(stage)
    stage.must("investigator", act.PlaceHold(scope=(scope,), reason="-"))
    day = (stage.now + timedelta(days=1)).date().isoformat()
    assert code in stage.refused("coordinator", act.BookCollection(participant=number, number=1, day=day))


def test_answers_that_no_form_of_the_step_takes_are_refused_not_dropped() -> None:
    stage = Stage.opened()
    number = treated(stage)
    command = act.BookCollection(participant=number, number=1, day="2026-05-05", items={"NOTE": "kept?"})
    answer = stage.do("coordinator", command)
    assert "no_form" in codes(answer)


def test_a_locked_participant_takes_no_step_of_the_product() -> None:
    stage = Stage.opened()
    number = treated(stage)
    stage.must("investigator", act.SignForm(participant=number, form="HX", instance="1", meaning="Reviewed"))
    stage.must("data_manager", act.Lock(participant=number, level="participant", target=""))
    command = act.BookCollection(participant=number, number=1, day="2026-05-05")
    assert stage.refused("coordinator", command) == ["locked-participant"]


def test_a_study_without_a_product_says_so() -> None:
    rehearsed = play(SECOND, 1, 1)
    number = rehearsed.trial.allocations[0].subject
    stage = Stage()
    stage.gateway, stage.now = rehearsed.gateway, rehearsed.summary.until
    command = act.BookCollection(participant=number, number=1, day="2026-05-05")
    assert stage.refused("coordinator", command, person="demo-coordinator") == ["no_product"]


@pytest.mark.parametrize("value", ["1E+400", "NaN", "1e999999999", "-Infinity", "9" * 40, "twenty", ""])
def test_a_result_that_nobody_measured_is_refused(value: str) -> None:
    rehearsed = played()
    stage = Stage()
    stage.gateway, stage.now = rehearsed.gateway, rehearsed.summary.until
    bag = next(fact for fact in rehearsed.facts if fact.body.KIND == "bag.formulated")
    command = act.RecordResult(
        participant=bag.subject, unit=bag.body.bag, attribute="endotoxin", value=value, measured_in="EU/mL"
    )
    assert stage.refused("cell_technician", command, person="demo-cell-technician")
