from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import get_type_hints

import pytest
from msgspec import structs

from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.trial.acts.product import STEPS
from equipoise.trial.permissions import MAY
from equipoise.trial.person import recalled_lots
from tests.rehearsals import SECOND, play, played
from tests.rules.example import t
from tests.rules.product.cells import PRODUCT
from tests.trial.stage import Stage, codes, plan

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


def test_a_recalled_lot_is_a_fact_of_the_study_with_its_reason() -> None:
    stage = Stage.opened()
    recall = act.RecallLot(material="IL-2", lot="L1", reason="Supplier's notice")
    assert stage.refused("quality_releaser", act.RecallLot(material=" ", lot="L1")) == ["lot-unnamed", "reason_missing"]
    assert "not_permitted" in stage.refused("cell_technician", recall)
    answer = stage.must("quality_releaser", recall)
    assert (answer.facts[0].subject, answer.facts[0].reason) == ("", "Supplier's notice")
    assert stage.refused("quality_releaser", recall) == ["already-recalled"]
    assert recalled_lots(stage.gateway.trial()) == {("IL-2", "L1")}


def test_a_recalled_lot_stops_the_collection_that_names_it() -> None:
    stage = Stage.opened()
    number = treated(stage)
    stage.must("quality_releaser", act.RecallLot(material="ACD-A", lot="K1", reason="-"))
    command = act.Collect(
        participant=number, collection="?", number=1, second="pharmacist", volume_ml=Decimal(180), mononuclear_cells=1,
        lots={"acd-a": "k1"},
    )  # fmt: skip
    assert "lot-recalled" in stage.refused("apheresis_nurse", command)


@pytest.mark.parametrize("kind", [act.AssessResult, act.SignException, act.SettleCallBack])
def test_a_decision_about_a_result_needs_a_reason(kind: type[act.ProductCommand]) -> None:
    stage = Stage.opened()
    number = treated(stage)
    assert "reason_missing" in stage.refused(MAY[kind][0], least(kind, number))
    assert "reason_missing" not in stage.refused(MAY[kind][0], least(kind, number, reason="argued"))


def test_the_signature_of_an_exception_belongs_to_its_role() -> None:
    signatures = {"benefit": {"name": t("Benefit"), "role": "investigator"}}
    stage = Stage.opened(Study.model_validate(plan(product=PRODUCT | {"exceptional": signatures})))
    command = act.SignException(participant=treated(stage), bag="?", meaning="benefit", reason="argued")
    assert stage.refused("coordinator", command) == ["unknown-bag", "other-role-signs"]
    assert stage.refused("investigator", command) == ["unknown-bag"]


def test_a_second_person_without_a_duty_is_no_second_person() -> None:
    stage = Stage.opened()
    number = treated(stage)
    command = act.Collect(
        participant=number, collection="?", number=1, second="a stranger", volume_ml=Decimal(180), mononuclear_cells=1
    )
    assert "second-not-delegated" in stage.refused("apheresis_nurse", command)
