"""Cases of safety as a user writes them: each kind answers, and a fault of the case is told in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from equipoise.validation.about.safety import ABOUT
from equipoise.validation.cases import CaseFault
from equipoise.validation.kinds.safety import KINDS

CRS: dict[str, Any] = {"temperature": Decimal("38.5"), "hypotension": "none", "hypoxia": "none"}
ICANS: dict[str, Any] = {"ice": 10, "consciousness": "awake", "seizure": "none", "motor": False, "oedema": "none"}
CLOCK: dict[str, Any] = {"rule": "nmpa_fatal", "aware": "2026-02-10T16:30:00Z", "zone": "Asia/Shanghai"}
POCOCK: dict[str, Any] = {"rate": Decimal("0.10"), "stop_chance": Decimal("0.05"), "participants": 60}
BAYES: dict[str, Any] = {
    "method": "bayes", "rate": Decimal("0.10"), "prior": [1, 9], "certainty": Decimal("0.98"), "participants": 60, "first_look": 3,
}  # fmt: skip
VALUE: dict[str, Any] = {"dictionary": "CTCAE 5.0", "term": "ANEMIA", "value": 79, "unit": "g/L"}


def ask(kind: str, given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return dict(KINDS[f"safety.{kind}"]({**given, **more}))


def test_every_kind_is_documented():
    assert ABOUT.keys() == KINDS.keys()


def test_a_laboratory_value_is_graded_or_says_what_is_missing():
    assert ask("laboratory_grade", VALUE) == {"grade": 3, "missing": None}
    assert ask("laboratory_grade", VALUE, value=139) == {"grade": None, "missing": "limit"}
    assert ask("laboratory_grade", VALUE, value=139, lower_limit=140)["grade"] == 1
    assert ask("laboratory_grade", VALUE, term="No such term") == {"grade": None, "missing": "term"}
    assert ask("laboratory_grade", VALUE, unit="g/mol")["missing"] == "unit"
    assert ask("laboratory_grade", VALUE, value=None)["missing"] == "value"
    inr = {"dictionary": "CTCAE 5.0", "term": "INR increased", "value": Decimal("2.6"), "unit": "1", "baseline": 2}
    assert (ask("laboratory_grade", inr)["grade"], ask("laboratory_grade", inr, anticoagulated=True)["grade"]) == (3, 1)


@pytest.mark.parametrize(
    ("more", "grade"),
    [
        ({}, 1),
        ({"temperature": Decimal("100.3"), "temperature_unit": "[degF]"}, 0),
        ({"hypotension": True}, 2),
        ({"hypotension": True, "pressors": 1, "vasopressin": True}, 3),
        ({"hypotension": None}, None),
        ({"hypoxia": None, "device": "nasal_cannula", "litres_per_minute": 6}, 2),
        ({"hypoxia": None, "device": "venturi"}, 3),
        ({"hypotension": "several_pressors", "other_cause": ["hypotension"]}, 1),
        ({"temperature": 37, "treated": True, "hypoxia": "positive_pressure"}, 4),
    ],
)
def test_cytokine_release_is_graded_by_words_or_by_what_is_given(more: dict[str, Any], grade: int | None):
    assert ask("crs", CRS, **more)["grade"] == grade


def test_neurotoxicity_is_graded_by_score_or_by_its_parts():
    assert ask("icans", ICANS, ice=6) == {"grade": 2, "signs": ["ice"]}
    parts = {"orientation": 4, "naming": 1, "command": 0, "writing": 0, "attention": 0}
    assert ask("icans", ICANS, ice=parts)["grade"] == 2
    assert ask("icans", ICANS, ice=None, capd=9)["grade"] == 3


def test_a_clock_tells_its_last_day_and_whether_it_is_late():
    found = ask("clock", CLOCK)
    assert found == {"due": "2026-02-19T00:00:00+08:00", "last_day": date(2026, 2, 18)}
    assert ask("clock", CLOCK, sent="2026-02-18T23:59:59")["late"] is False
    assert ask("clock", CLOCK, sent="2026-02-19")["late"] is True
    assert ask("clock", CLOCK, at="2026-02-19T00:00:01+08:00")["late"] is True
    hours = {"hours": 24, "aware": "2026-02-10T08:00:00", "zone": "Asia/Shanghai"}
    assert ask("clock", hours, sent="2026-02-11T08:00:00") == {
        "due": "2026-02-11T08:00:00+08:00", "last_day": date(2026, 2, 11), "late": False,
    }  # fmt: skip
    working = {
        "days": 2,
        "working_days": True,
        "aware": "2026-02-13",
        "zone": "Asia/Shanghai",
        "holidays": ["2026-02-16"],
    }
    assert ask("clock", working)["last_day"] == date(2026, 2, 18)
    assert ask("clock", working, worked=["2026-02-14"])["last_day"] == date(2026, 2, 17)


def test_a_boundary_is_found_with_its_chances():
    found = ask("boundary", POCOCK, true_rates=[Decimal("0.10"), Decimal("0.30")])
    assert found["steps"].startswith("2 in 2-2; 3 in 3-5")
    assert found["limits"][:3] == [None, 2, 3]
    assert round(float(found["stop_chance_at"]["0.30"]), 3) == 0.973
    assert round(float(found["expected_participants_at"]["0.10"])) == 58
    assert found["stop_chance"] == found["stop_chance_at"]["0.10"] < Fraction(5, 100)
    assert ask("boundary", BAYES)["steps"].startswith("4 in 4-7; 5 in 8-13")


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("laboratory_grade", {**VALUE, "dictionary": "CTCAE 7"}, "given.dictionary"),
        ("laboratory_grade", {**VALUE, "value": "high"}, "given.value"),
        ("crs", {**CRS, "hypotension": "severe"}, "given.hypotension"),
        ("crs", {**CRS, "temperature_unit": "kg"}, "given.temperature_unit"),
        ("crs", {**CRS, "other_cause": ["cough"]}, "given.other_cause"),
        ("icans", {**ICANS, "ice": 11}, "given.ice"),
        ("icans", {**ICANS, "ice": {"naming": 3}}, "given.ice"),
        ("icans", {**ICANS, "capd": 33}, "given.capd"),
        ("clock", {**CLOCK, "hours": 24}, "one of rule, hours and days"),
        ("clock", {**CLOCK, "zone": "Changchun"}, "given.zone"),
        ("clock", {**CLOCK, "aware": "yesterday"}, "given.aware"),
        ("clock", {**CLOCK, "rule": "moon"}, "given.rule"),
        ("clock", {"days": -1, "aware": "2026-02-10", "zone": "Asia/Shanghai"}, "given.days"),
        ("boundary", {**POCOCK, "rate": 2}, "given.rate"),
        ("boundary", {**POCOCK, "participants": 0}, "given.participants"),
        ("boundary", {**POCOCK, "true_rates": [2]}, "given.true_rates"),
        ("boundary", {**BAYES, "prior": [1]}, "given.prior"),
        ("boundary", {**BAYES, "prior": [0, 9]}, "given.prior"),
    ],
)
def test_a_case_that_cannot_be_asked_says_what_to_write(kind: str, given: dict[str, Any], words: str):
    with pytest.raises(CaseFault) as fault:
        KINDS[f"safety.{kind}"](given)
    assert words in fault.value.says.en
    assert fault.value.says.zh != fault.value.says.en
