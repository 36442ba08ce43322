"""How the virtual clinic fills forms: hints first, conditions kept, numbers inside what is possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from equipoise.protocol.model import Form, Item, Study
from equipoise.protocol.model.forms import Group
from equipoise.protocol.model.simulation import Values
from equipoise.simulation.rehearsal.answers import Filling, fill
from equipoise.simulation.rehearsal.chance import Chance
from equipoise.simulation.rehearsal.prepare import prepared
from equipoise.values.text import Text
from tests.rehearsals import FIRST, protocols_of

DAY, MOMENT = date(2019, 3, 5), datetime(2019, 3, 5, 1, 30, tzinfo=UTC)
WORDS = Text("Item", "项目")


def item(kind: str, **more: Any) -> Item:
    return Item(label=WORDS, kind=kind, **more)


def study_with(form: Form, hints: Mapping[str, Values]) -> Study:
    """The built-in study with one more form X, and these hints alone."""
    study = protocols_of(FIRST).first
    forms = study.forms.model_copy(
        update={
            "forms": {**study.forms.forms, "X": form},
            "code_lists": {**study.forms.code_lists, "ABC": _codes("ABC")},
        }
    )
    simulation = study.simulation.model_copy(update={"values": dict(hints)})
    return study.model_copy(update={"forms": forms, "simulation": simulation})


def _codes(codes: str) -> dict[str, Text]:
    return {code: Text(code, code) for code in codes}


def form_of(items: dict[str, Item], **more: Any) -> Form:
    return Form(name=WORDS, domain="XX", items=items, **more)


def filled(study: Study, seed: int = 1, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return fill(Filling(study, "X", DAY, MOMENT, **more), Chance(seed))


def test_a_hint_for_the_item_of_the_form_wins_over_one_for_every_item_of_its_name() -> None:
    study = study_with(
        form_of({"A": item("text"), "B": item("text")}),
        {"X.A": Values(fixed="of the form"), "A": Values(fixed="of any"), "B": Values(fixed="of any")},
    )
    assert filled(study)[0] == {"A": "of the form", "B": "of any"}


def test_without_a_hint_an_answer_is_unremarkable() -> None:
    items = {"Q": item("yes_no"), "T": item("text"), "D": item("date"), "M": item("moment")}
    given, _ = filled(study_with(form_of(items), {}))
    assert given == {"Q": "N", "T": "—", "D": "2019-03-05", "M": "2019-03-05T01:30:00.000000Z"}


def test_a_number_has_the_decimals_of_its_hint_and_stays_inside_what_is_possible() -> None:
    items = {
        "W": item("quantity", units=("kg",), least=Decimal("39.5"), most=Decimal(200)),
        "N": item("integer", least=Decimal(0), most=Decimal(10)),
        "V": item("decimal"),
    }
    hints = {
        "W": Values(normal=(Decimal(20), Decimal("0.1")), decimals=1),
        "N": Values(normal=(Decimal(50), Decimal(1))),
        "V": Values(normal=(Decimal("1.5"), Decimal("0.0")), decimals=3),
    }
    given, _ = filled(study_with(form_of(items), hints))
    assert given == {"W": {"value": "39.5", "unit": "kg"}, "N": 10, "V": "1.500"}


def test_a_date_lies_as_many_days_before_as_its_hint_says() -> None:
    study = study_with(form_of({"D": item("date")}), {"D": Values(days_before=(3, 5))})
    seen = {filled(study, seed)[0]["D"] for seed in range(60)}
    assert seen == {"2019-02-28", "2019-03-01", "2019-03-02"}


def test_codes_come_by_their_weights() -> None:
    study = study_with(
        form_of({"C": item("code", codes="ABC")}), {"C": Values(choice={"A": Decimal("0.9"), "B": Decimal("0.1")})}
    )
    seen = Counter(filled(study, seed)[0]["C"] for seed in range(600))
    assert 500 < seen["A"] < 570
    assert seen["C"] == 0


def test_each_form_has_its_own_answer_even_where_it_is_always_the_same() -> None:
    study = study_with(form_of({"W": item("quantity", units=("kg",))}), {"W": Values(fixed=60)})
    one, other = filled(study)[0], filled(study)[0]
    one["W"]["value"] = "changed"
    assert other["W"] == {"value": "60", "unit": "kg"}


@pytest.mark.parametrize(("code", "asked"), [("A", True), ("B", False), (None, False)])
def test_an_item_is_asked_only_where_its_condition_holds(code: str | None, asked: bool) -> None:
    study = study_with(form_of({"C": item("code", codes="ABC"), "T": item("text", when="C = A")}), {})
    for _ in range(2):  # what hangs on codes is worked out once and remembered
        given, _ = filled(study, settled={"C": code})
        assert ("T" in given) is asked


def test_a_condition_over_a_number_is_asked_anew_for_each_answer() -> None:
    study = study_with(form_of({"N": item("integer"), "T": item("text", when="N >= 3")}), {})
    assert ["T" in filled(study, settled={"N": number})[0] for number in (2, 3, 4, 2)] == [False, True, True, False]


def test_rows_look_at_their_own_answers_and_at_those_of_the_form() -> None:
    group = Group(
        name=WORDS,
        items={
            "KEY": item("text"),
            "OWN": item("text", when="KEY = first"),
            "OUTER": item("text", when="C = A"),
        },
        rows={"first": WORDS, "second": WORDS},
    )
    study = study_with(form_of({"C": item("code", codes="ABC")}, groups={"G": group}), {})
    _, groups = filled(study, settled={"C": "A"})
    assert groups["G"] == ({"KEY": "first", "OWN": "—", "OUTER": "—"}, {"KEY": "second", "OUTER": "—"})


def test_what_is_settled_stands_and_what_is_derived_is_left_out() -> None:
    items = {"A": item("text"), "B": item("integer", derived="1 + 1")}
    assert filled(study_with(form_of(items), {}), settled={"A": "told"})[0] == {"A": "told"}


def test_a_form_is_made_ready_once_for_each_version_of_the_study_file() -> None:
    study = study_with(form_of({"A": item("text")}), {"A": Values(fixed="old")})
    later = study_with(form_of({"A": item("text")}), {"A": Values(fixed="new")})
    assert prepared(study, "X") is prepared(study, "X")
    assert [filled(study)[0]["A"], filled(later)[0]["A"]] == ["old", "new"]
