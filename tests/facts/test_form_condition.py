"""A condition that the answers of a form settle comes to what it comes to by the whole look at the form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from equipoise.facts.form_condition import settled_by
from equipoise.facts.form_look import form_day, items_look
from equipoise.protocol.criteria import truth_of
from equipoise.protocol.model import Analyte, Form, Forms, Group, Item, Laboratory, ReferenceRange, Study
from equipoise.values.text import same
from equipoise.values.truth import Truth
from tests.rehearsals import FIRST, SECOND, played


def item(kind: Any, **more: Any) -> Item:
    return Item(label=same("item"), kind=kind, **more)


STUDY = Study.model_construct(
    time_zone="Asia/Shanghai",
    forms=Forms(
        analytes={"ALT": Analyte(name=same("ALT"), unit="U/L")},
        laboratories={
            "HOUSE": Laboratory(
                name=same("house"), ranges=(ReferenceRange(analyte="ALT", high=Decimal(40), unit="U/L"),)
            )
        },
        forms={
            "VS": Form(name=same("VS"), domain="VS", date="VSDAT", items={
                "VSDAT": item("date"), "DONE": item("yes_no"), "WHY": item("code"), "LBNAM": item("code"), "GRADE": item("integer"),
                "TEMP": item("quantity", units=("Cel",)), "ALT": item("quantity", units=("U/L",), analyte="ALT")},
                groups={"DRUG": Group(name=same("drugs"), items={"CLASS": item("code"), "WHY": item("code")})}),
        },
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "answers", "truth"),
    [
        ("DONE = N", {"DONE": "N"}, Truth.TRUE),
        ("DONE = N", {"DONE": "Y"}, Truth.FALSE),
        ("DONE = N", {}, Truth.UNKNOWN),
        ("TEMP < 38.5 Cel", {"TEMP": {"value": "38.4", "unit": "Cel"}}, Truth.TRUE),
        ("TEMP < 38.5 Cel", {"TEMP": {"value": "38.5", "unit": "Cel"}}, Truth.FALSE),
        ("TEMP < 38.5 Cel or DONE = N", {"TEMP": {"value": "39", "unit": "Cel"}, "DONE": "N"}, Truth.TRUE),
        ("VSDAT before 2018-05-02", {"VSDAT": "2018-05-01"}, Truth.TRUE),
        ("WHY is missing", {"WHY": ""}, Truth.TRUE),
        ("GRADE >= 4", {"GRADE": 4}, Truth.TRUE),
        ("GRADE >= 4", {"GRADE": "3"}, Truth.FALSE),
    ],
)
def test_what_the_answers_of_the_form_alone_settle(condition: str, answers: dict[str, Any], truth: Truth) -> None:
    assert settled_by(STUDY, "VS", "", condition)(answers, {}) is truth
    assert settled_by(STUDY, "VS", "", condition)(dict(answers), {}) is truth, "asked again"


def test_a_row_answers_for_its_own_items_and_the_form_for_the_others() -> None:
    settle = settled_by(STUDY, "VS", "DRUG", "WHY = STEROID and DONE = Y")
    assert settle({"DONE": "Y", "WHY": "OTHER"}, {"WHY": "STEROID"}) is Truth.TRUE
    assert settle({"DONE": "Y", "WHY": "STEROID"}, {"WHY": "OTHER"}) is Truth.FALSE
    assert settle({"DONE": "Y", "WHY": "STEROID"}, {}) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        ("VSDAT before today", {"VSDAT": "2018-05-01"}),
        ("TEMP < 38.5 Cel within 7 d", {"TEMP": {"value": "38.4", "unit": "Cel"}}),
        ("ALT <= 3 x ULN", {"ALT": {"value": "30", "unit": "U/L"}, "LBNAM": "HOUSE"}),
        ("previous.TEMP < 38.5 Cel", {}),
        ("TEMP < 38.5 Cel", {"TEMP": {"missing": "ND", "reason": "broken"}}),
        ("TEMP < 38.5 Cel", {"TEMP": {"value": 38, "unit": "Cel"}}),
        ("DONE = Y", {"DONE": True}),
    ],
)
def test_what_asks_for_more_than_the_answers_is_left_open(condition: str, answers: dict[str, Any]) -> None:
    assert settled_by(STUDY, "VS", "", condition)(answers, {}) is None


def _conditions(form: Form) -> Iterator[tuple[str, str]]:
    for item in form.items.values():
        if item.when is not None:
            yield "", item.when
    for name, group in form.groups.items():
        for item in group.items.values():
            if item.when is not None:
                yield name, item.when
    for check in form.checks.values():
        yield "", check.test


@pytest.mark.parametrize("of", [FIRST, SECOND], ids=["first", "second"])
def test_every_condition_of_a_rehearsed_study_comes_to_the_same_either_way(of: str | Path) -> None:
    rehearsed = played(of)
    study, settled = rehearsed.study, 0
    for history in rehearsed.trial.participants.values():
        for form_id, instances in history.all_forms().items():
            for group, condition in _conditions(study.forms.forms[form_id]):
                settle = settled_by(study, form_id, group, condition)
                for one in instances.values():
                    day = form_day(study, one)
                    for row in one.groups.get(group, ()) if group else [{}]:
                        found = settle(one.items, row)
                        look = items_look(study, form_id, one.items, group=group, row=row, day=day)
                        assert found is None or found is truth_of(condition, look, day), (form_id, group, condition)
                        settled += found is not None
    assert settled > 300
