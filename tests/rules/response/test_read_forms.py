"""What the optional items of the tumour form say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from equipoise.protocol.model import Study
from equipoise.rules.response import NewLesion, Site, findings, time_points
from equipoise.rules.response.read_forms import assessments, read_mm
from tests.rules.example import PLAN, altered, form, history, item, t

LESIONS: dict[str, Any] = PLAN["response"]["lesions"] | {
    "state": "STATE",
    "states": {"SMALL": "too_small", "GONE": "gone", "NOT": "not_assessed"},
    "baseline": {
        "method": "METHOD",
        "methods": {"XR": "x_ray"},
        "slice": "SLICE",
        "nature": "NATURE",
        "natures": {"BLASTIC": "bone_blastic"},
        "irradiated": "RT",
        "grown_since": "RTGROWN",
    },
    "new": {"group": "NEW", "lesion": "ID", "sure": "SURE", "diameter": "DIAM", "larger": "LARGER"},
    "equivocal_new": ["MAYBE"],
    "suspected": ["SUSPECTED"],
    "worse": "WORSE",
    "complete_was_real": "REAL",
}


def plan(**more: Any) -> Study:
    known = PLAN["forms"]["forms"]["TU"]
    rows = ("STATE", "SLICE", "NATURE", "RT", "RTGROWN")
    target = known["groups"]["TARGET"]
    form_now = known | {
        "items": known["items"] | {name: item("text") for name in ("METHOD", "WORSE", "REAL")},
        "groups": {
            "TARGET": target | {"items": target["items"] | {name: item("text") for name in rows}},
            "NEW": {"name": t("New"), "items": {name: item("text") for name in ("ID", "SURE", "DIAM", "LARGER")}},
        },
    }
    forms = PLAN["forms"] | {"forms": PLAN["forms"]["forms"] | {"TU": form_now}}
    return altered(forms=forms, response=PLAN["response"] | {"lesions": LESIONS} | more)


def scan(day: str, *rows: dict[str, Any], new: tuple[dict[str, Any], ...] = (), **items: Any) -> Any:
    targets = tuple({"TULNKID": f"T{n}", "NODE": "N", "TULOC": "LUNG"} | row for n, row in enumerate(rows, start=1))
    return form("TU", day, {"TUDTC": day, "NEWLIND": "N"} | items, TARGET=targets, NEW=new)


def sizes(*rows: dict[str, Any], **more: Any) -> list[Decimal | None]:
    (found,) = assessments(plan(**more), history(scan("2026-05-01", *rows)))
    return [lesion.mm for lesion in found.lesions]


def test_the_state_of_a_lesion_stands_for_its_size():
    assert sizes({"STATE": "SMALL"}, {"STATE": "GONE"}, {"STATE": "NOT", "DIAM": "9"}) == [5, 0, None]
    assert sizes({"STATE": "SMALL", "DIAM": "3"}) == [3]  # measurable after all: the measurement stands
    assert sizes({"STATE": "SMALL"}, too_small_mm="4") == [4]


def test_a_lesion_at_baseline_is_judged_by_its_row_and_its_form():
    row = {"DIAM": "20", "SLICE": "8", "NATURE": "BLASTIC", "RT": "Y", "RTGROWN": "Y"}
    (found,) = assessments(plan(), history(scan("2026-05-01", row, METHOD="XR")))
    assert found.sites == (
        Site("T1", Decimal(20), False, "LUNG", "x_ray", Decimal(8), "bone_blastic", irradiated=True, grown_since=True),
    )


def test_codes_without_a_meaning_are_a_ct_of_a_solid_lesion():
    (found,) = assessments(plan(), history(scan("2026-05-01", {"DIAM": "20", "NATURE": "?"}, METHOD="?")))
    assert found.sites == (Site("T1", Decimal(20), False, "LUNG"),)


def test_new_lesions_are_read_row_by_row():
    rows = ({"ID": "N1", "SURE": "Y", "DIAM": "12", "LARGER": "Y"}, {"ID": "N2", "SURE": "N"})
    (found,) = assessments(plan(), history(scan("2026-05-01", new=rows)))
    assert found.new == (NewLesion("N1", True, Decimal(12), larger=True), NewLesion("N2", sure=False))


def test_doubtful_answers_and_a_person_are_heard():
    items = {"NEWLIND": "MAYBE", "NTRGRESP": "SUSPECTED", "WORSE": "Y", "REAL": "N"}
    (found,) = assessments(plan(), history(scan("2026-05-01", **items)))
    assert (found.new_lesion, found.equivocal, found.suspected, found.non_target) == (
        False,
        True,
        True,
        "NON-CR/NON-PD",
    )
    assert (found.worse, found.complete_was_real) == (True, False)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("12.5", Decimal("12.5")),
        ({"value": "1.2", "unit": "cm"}, Decimal(12)),
        ({"value": "0.012", "unit": "m"}, Decimal(12)),
        ({"value": "12"}, Decimal(12)),
        ({"value": "1", "unit": "[in_i]"}, None),
        ("-1", None),
        ("NaN", None),
        ("Infinity", None),
        (True, None),
        (None, None),
    ],
)
def test_a_size_is_millimetres_or_nothing(answer: Any, expected: Decimal | None):
    assert read_mm(answer) == expected


def test_a_response_in_centimetres_is_the_same_response():
    in_mm = history(scan("2026-05-01", {"DIAM": "51"}), scan("2026-06-12", {"DIAM": "35.7"}))
    in_cm = history(
        scan("2026-05-01", {"DIAM": {"value": "5.1", "unit": "cm"}}),
        scan("2026-06-12", {"DIAM": {"value": "3.57", "unit": "cm"}}),
    )
    assert [[point.overall for point in time_points(plan(), facts)] for facts in (in_mm, in_cm)] == [[None, "PR"]] * 2


def test_findings_name_lesions_that_nobody_chose_and_those_counted_twice():
    facts = history(
        scan("2026-05-01", {"DIAM": "20"}, {"DIAM": "20"}),
        scan("2026-06-12", {"DIAM": "20"}, {"DIAM": "20"}, {"DIAM": "9"}),
        scan("2026-07-24", {"DIAM": "20"}, {"DIAM": "30", "TULNKID": "T1+T2"}, NTRGRESP="PD"),
    )
    assert [(found.code, found.facts) for found in findings(plan(), facts)] == [
        ("response.no_target", (1, 2)),
        ("response.counted_twice", (3,)),
        ("response.no_non_target", (1, 3)),
    ]


def test_an_open_question_is_a_finding():
    facts = history(
        *(scan(day, {"DIAM": mm}) for day, mm in (("2026-05-01", "20"), ("2026-06-12", "0"), ("2026-07-24", "4")))
    )
    assert [found.code for found in findings(plan(), facts)] == ["response.was_it_complete"]
    assert findings(altered(response=None), facts) == ()
