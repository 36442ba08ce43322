from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.facts import History
from equipoise.facts.casebook import ItemsCorrected
from equipoise.facts.randomisation import Randomised
from equipoise.rules.response import TimePoint, time_points
from tests.rules.example import PLAN, altered, fact, form, history, study

RANDOMISED = (
    Randomised(list="main", sequence=1, arm="cells", levels={}, inputs={}, scores={}, draw={}, rests_on=()),
    "2026-05-10",
)
WEEKS = ("2026-05-01", "2026-06-20", "2026-08-01", "2026-09-12")


def scan(day: str, *sizes: Any, rest: Any = "NON-CR/NON-PD", new: str = "N") -> Any:
    rows = tuple({"TULNKID": f"T{n}", "DIAM": mm, "NODE": "N", "TULOC": "LUNG"} for n, mm in enumerate(sizes, start=1))
    return form("TU", day, {"TUDTC": day, "NTRGRESP": rest, "NEWLIND": new}, TARGET=rows)


def course(*sizes: tuple[Any, ...], **more: Any) -> tuple[TimePoint, ...]:
    """Assessments every six weeks from a baseline before randomisation."""
    scans = [scan(day, *each, **more) for day, each in zip(WEEKS, sizes, strict=False)]
    return time_points(study(), history(scans[0], RANDOMISED, *scans[1:]))


def test_baseline_has_a_sum_and_no_response():
    first, second = course(("30", "20"), ("20", "15"))
    assert (first.baseline, first.sum, first.overall) == (True, 50, None)
    assert (second.sum, second.nadir, second.target, second.overall) == (35, 50, "PR", "PR")


def test_the_nadir_is_the_smallest_sum_before():
    found = course(("60",), ("40",), ("47.9",), ("48",))
    assert [point.overall for point in found[1:]] == ["PR", "PR", "PD"]
    assert [point.nadir for point in found[1:]] == [60, 40, 40]


def test_a_partial_response_lasts_until_progression_unless_the_study_says_otherwise():
    scans = [scan(day, mm) for day, mm in zip(WEEKS, ("100", "70", "80"), strict=False)]
    facts = history(scans[0], RANDOMISED, *scans[1:])
    assert [point.target for point in time_points(study(), facts)[1:]] == ["PR", "PR"]
    by_the_letter = altered(response=PLAN["response"] | {"keep_partial_response": False})
    assert [point.target for point in time_points(by_the_letter, facts)[1:]] == ["PR", "SD"]


def test_an_incomplete_sum_is_no_nadir():
    found = course(("30", "30"), ("10", None), ("20", "20"))
    assert [point.target for point in found[1:]] == ["NE", "PR"]
    assert found[2].nadir == 60


@pytest.mark.parametrize("answer", [None, "", {"missing": "ND", "reason": "no contrast"}, "?"])
def test_a_diameter_that_is_no_number_was_not_measured(answer: object):
    assert course(("30",), (answer,))[1].overall == "NE"


def test_a_missing_diameter_at_baseline_leaves_targets_not_evaluable():
    assert course((None,), ("30",))[1].target == "NE"


def test_without_target_lesions_the_others_decide():
    found = course((), ())
    assert (found[1].target, found[1].sum, found[1].overall) == (None, None, "NON-CR/NON-PD")


def test_without_any_disease_there_is_none_until_a_new_lesion():
    assert course((), (), rest=None)[1].overall == "NED"
    scans = [scan(WEEKS[0], rest=None), scan(WEEKS[1], rest=None, new="Y")]
    assert time_points(study(), history(scans[0], RANDOMISED, scans[1]))[1].overall == "PD"


def test_non_target_lesions_that_were_not_seen_are_not_evaluable():
    found = course(("20",), ("0",), rest={"missing": "ND", "reason": "?"})
    assert (found[1].non_target, found[1].target, found[1].overall) == ("NE", "CR", "PR")


def test_baseline_is_the_newest_assessment_until_randomisation():
    facts = history(scan("2026-04-01", "50"), scan("2026-05-09", "40"), RANDOMISED, scan("2026-06-20", "30"))
    first, second = time_points(study(), facts)
    assert (first.day, first.sum) == (date(2026, 5, 9), 40)
    assert second.target == "SD"


def test_an_assessment_on_the_day_of_randomisation_is_baseline():
    facts = history(scan("2026-04-01", "50"), scan("2026-05-10", "40"), RANDOMISED, scan("2026-06-20", "30"))
    assert time_points(study(), facts)[0].day == date(2026, 5, 10)


def test_before_randomisation_the_first_assessment_is_baseline():
    assert [point.baseline for point in time_points(study(), history(scan(WEEKS[0], "50"), scan(WEEKS[1], "40")))] == [
        True,
        False,
    ]


def test_assessments_are_read_by_day_not_by_entry():
    facts = history(scan(WEEKS[0], "50"), RANDOMISED, scan(WEEKS[2], "60"), scan(WEEKS[1], "30"))
    assert [point.overall for point in time_points(study(), facts)[1:]] == ["PR", "PD"]


def test_a_correction_is_read():
    change = ItemsCorrected(form="TU", instance=WEEKS[1], old={"TARGET.0.DIAM": "60"}, new={"TARGET.0.DIAM": "50"})
    facts = history(scan(WEEKS[0], "50"), RANDOMISED, scan(WEEKS[1], "60"))
    assert time_points(study(), facts)[1].overall == "PD"
    facts.add(fact(change, 4))
    assert time_points(study(), facts)[1].overall == "SD"


def test_the_reasons_tell_sum_change_and_facts_in_both_languages():
    reasons = course(("60",), ("40",), ("48",))[2].reasons
    assert [reason.code for reason in reasons] == ["response.target", "response.non_target", "response.overall"]
    assert "sum 48 mm; baseline 60 mm (-20.0 %), smallest so far 40 mm (+20.0 %)" in reasons[0].says.en
    assert "径线总和 48 mm" in reasons[0].says.zh
    assert reasons[0].facts == (1, 4)


def test_only_assessments_that_the_study_asks_for_count():
    lesions = PLAN["response"]["lesions"] | {"where": "NEWLIND = N"}
    plan = altered(response=PLAN["response"] | {"lesions": lesions})
    facts = history(scan(WEEKS[0], "50"), RANDOMISED, scan(WEEKS[1], "60", new="Y"), scan(WEEKS[2], "50"))
    assert [point.overall for point in time_points(plan, facts)[1:]] == ["SD"]


def test_a_study_without_response_reads_none():
    assert time_points(altered(response=None), History("P1")) == ()
