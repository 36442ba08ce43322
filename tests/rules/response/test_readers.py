"""The central reading: two blinded readers, what they must agree on, and who decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.facts import History
from equipoise.facts.events import Occurred
from equipoise.protocol.model import Study
from equipoise.rules.response import (
    best_response,
    blinded,
    central,
    findings,
    progression,
    time_points,
    time_points_of,
)
from tests.rules.example import PLAN, altered, form, history, item
from tests.rules.response.test_time_points import RANDOMISED, WEEKS

WEEK_2, WEEK_3 = date(2026, 6, 20), date(2026, 8, 1)
READERS = {
    "item": "READER",
    "investigator": ["INV"],
    "central": ["ONE", "TWO"],
    "adjudicator": "THREE",
    "shown": ["METHOD"],
}


def plan(**more: Any) -> Study:
    """The example study with readers; `more` replaces parts of them, `endpoint` is the reading that endpoints count."""
    endpoint = more.pop("endpoint", "central")
    form_now = PLAN["forms"]["forms"]["TU"]
    items = form_now["items"] | {
        "READER": item("text"),
        "METHOD": item("text"),
        "CHOICE": item("text"),
        "ARMHINT": item("text"),
    }
    forms = PLAN["forms"] | {"forms": PLAN["forms"]["forms"] | {"TU": form_now | {"items": items}}}
    return altered(forms=forms, response=PLAN["response"] | {"readers": READERS | more, "endpoint": endpoint})


def scan(reader: str, day: str, mm: str, **more: Any) -> Any:
    rows = ({"TULNKID": "T1", "DIAM": mm, "NODE": "N", "TULOC": "LUNG"},)
    items = {"TUDTC": day, "NTRGRESP": None, "NEWLIND": "N", "READER": reader} | more
    return form("TU", f"{reader}.{day}", items, TARGET=rows)


def read(**sizes: tuple[str, ...]) -> History:
    """Each reader's diameters at the assessments, in order."""
    scans = [scan(reader, day, mm) for reader, each in sizes.items() for day, mm in zip(WEEKS, each, strict=False)]
    return history(RANDOMISED, *scans)


def test_each_reader_is_read_alone():
    facts = read(INV=("20", "30"), ONE=("20", "20"), TWO=("20", "21"))
    assert [point.overall for point in time_points(plan(), facts)] == [None, "PD"]
    assert [point.overall for point in time_points(plan(), facts, ("ONE",))] == [None, "SD"]
    assert [point.reader for point in time_points(plan(), facts, ("TWO",))] == ["TWO", "TWO"]


def test_readers_who_agree_need_nobody():
    found = central(plan(), read(ONE=("20", "30"), TWO=("22", "40")))
    assert found is not None
    assert (found.stands, found.differ, found.open) == ("ONE", (), ())
    assert [point.overall for point in found.points] == [None, "PD"]


@pytest.mark.parametrize(
    ("one", "two", "differ"),
    [
        (("20", "30"), ("20", "20"), ("progression", "best_response")),
        (("20", "20", "30"), ("20", "30", "30"), ("progression_day",)),
        (("20", "20"), ("20", "10"), ("best_response",)),
    ],
)
def test_readers_who_differ_wait_for_the_adjudicator(one: Any, two: Any, differ: Any):
    facts = read(ONE=one, TWO=two)
    found = central(plan(), facts)
    assert found is not None
    assert (found.points, found.stands, found.differ) == ((), "", differ)
    assert [reason.code for reason in found.open] == ["response.readers_differ"]
    assert progression(plan(), facts, "central") is None
    assert time_points_of(plan(), facts, "central") == ()


def test_only_what_the_study_file_asks_for_must_agree():
    found = central(plan(differ_on=["progression"]), read(ONE=("20", "20"), TWO=("20", "10")))
    assert found is not None and found.stands == "ONE"


def test_the_adjudicator_reads_for_himself():
    found = central(plan(), read(ONE=("20", "30"), TWO=("20", "20"), THREE=("20", "40")))
    assert found is not None
    assert (found.stands, [point.overall for point in found.points]) == ("THREE", [None, "PD"])


def test_the_adjudicator_may_choose_a_reader_instead():
    facts = read(ONE=("20", "30"), TWO=("20", "20"))
    chosen = history(
        RANDOMISED,
        *(fact.body for fact in facts.facts[1:]),
        scan("THREE", "2026-06-25", "20", CHOICE="TWO"),
    )
    undecided = central(plan(decided="CHOICE"), facts)
    decided = central(plan(decided="CHOICE"), chosen)
    assert undecided is not None and undecided.stands == ""
    assert decided is not None
    assert (decided.stands, [point.overall for point in decided.points]) == ("TWO", [None, "SD"])


def test_a_reader_who_has_not_read_is_waited_for():
    found = central(plan(), read(ONE=("20", "30")))
    assert found is not None
    assert [(reason.code, reason.says.en) for reason in found.open] == [
        ("response.reading_missing", "The reading of TWO is missing.")
    ]


def test_one_central_reader_needs_no_other():
    found = central(plan(central=["ONE"]), read(ONE=("20", "30")))
    assert found is not None and found.stands == "ONE"


def test_without_central_readers_there_is_no_central_reading():
    assert central(plan(central=[], endpoint="investigator"), read(INV=("20", "30"))) is None


def test_progression_is_that_of_the_reading_asked_for():
    facts = read(INV=("20", "30", "30"), ONE=("20", "20", "30"), TWO=("20", "20", "30"))
    assert progression(plan(), facts) == Occurred(WEEK_2, 3)
    assert progression(plan(), facts, "central") == Occurred(WEEK_3, 7)
    assert best_response(plan(), facts, reading="central").response == "PD"


def test_findings_are_those_of_one_reader():
    facts = read(INV=("9", "9"), ONE=("20", "20"))
    assert [found.code for found in findings(plan(), facts)] == ["response.target_non_target"]
    assert findings(plan(), facts, ("ONE",)) == ()


def test_a_blinded_reader_sees_no_arm_no_treatment_and_no_other_reader():
    facts = read(INV=("20", "30"), ONE=("20", "20"))
    facts = history(
        *[(fact.body, fact.happened) for fact in facts.facts],
        scan("ONE", "2026-08-01", "20", METHOD="CT", ARMHINT="after the third infusion"),
        form("AE", "1", {"AETERM": "infusion reaction"}),
    )
    seen = blinded(plan(), facts, "ONE")
    words = repr([fact._asdict() for fact in seen.facts])
    for secret in ("cells", "infusion", "INV", "investigator", "ONE.2026", "'30'"):
        assert secret not in words
    assert [point.overall for point in time_points(plan(), seen, ("ONE",))] == [
        point.overall for point in time_points(plan(), facts, ("ONE",))
    ]
    assert [form.instance for form in seen.forms("TU")] == ["1", "2", "3"]
    assert seen.forms("TU")[-1].items["METHOD"] == "CT"


def test_a_reader_unknown_to_the_study_sees_the_day_of_entry_alone():
    assert [fact.body.KIND for fact in blinded(plan(), read(INV=("20",)), "NOBODY").facts] == ["participant.randomised"]
