"""Whole courses read by iRECIST, with the examples of the RECIST working group (recist.eortc.org)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from equipoise.facts.events import Occurred
from equipoise.protocol.model import IRecist
from equipoise.rules.response import (
    Assessment,
    ImmunePoint,
    NewLesion,
    Switches,
    follow,
    follow_irecist,
    immune_points,
    progression,
)
from tests.rules.example import PLAN, altered, history, study
from tests.rules.response.test_follow import START, look
from tests.rules.response.test_time_points import RANDOMISED, WEEKS, scan


def read(*seen: Assessment, **rules: Any) -> tuple[ImmunePoint, ...]:
    return follow_irecist(follow(seen), IRecist(**rules))


def responses(*seen: Assessment, **rules: Any) -> list[str]:
    return [point.response for point in read(*seen, **rules)]


def new(mm: str | None = None, number: str = "N1", **more: Any) -> tuple[NewLesion, ...]:
    return (NewLesion(number, mm=None if mm is None else Decimal(mm), **more),)


def test_targets_that_grow_by_five_millimetres_more_are_confirmed():
    assert responses(look(0, "50"), look(6, "60"), look(12, "65")) == ["iUPD", "iCPD"]
    assert responses(look(0, "50"), look(6, "60"), look(12, "64.9")) == ["iUPD", "iUPD"]


def test_growth_adds_up_over_several_looks():
    seen = (look(0, "50"), look(6, "60"), look(12, "64"), look(18, "66"))
    assert responses(*seen) == ["iUPD", "iUPD", "iCPD"]
    assert responses(*seen, additive=False) == ["iUPD", "iUPD", "iUPD"]


def test_after_a_response_the_bar_is_reset():
    seen = (look(0, "50"), look(6, "60"), look(12, "50"), look(18, "60"), look(24, "66"))
    assert responses(*seen) == ["iUPD", "iSD", "iUPD", "iCPD"]


def test_a_new_lesion_that_grows_confirms_itself():
    seen = (look(0, "50"), look(6, "50", new=new("10")), look(12, "50", new=new("15")))
    assert responses(*seen) == ["iUPD", "iCPD"]
    assert responses(*seen[:2], look(12, "50", new=new("14.9"))) == ["iUPD", "iUPD"]


def test_a_new_non_target_lesion_confirms_by_any_growth():
    seen = (look(0, "50"), look(6, "50", new=new()), look(12, "50", new=new(larger=True)))
    assert responses(*seen) == ["iUPD", "iCPD"]


def test_a_second_new_lesion_confirms_the_first():
    seen = (look(0, "50"), look(6, "50", new=new()), look(12, "50", new=(*new(), *new(number="N2"))))
    assert responses(*seen) == ["iUPD", "iCPD"]


def test_a_doubtful_new_lesion_counts_for_nothing_until_it_is_sure():
    assert responses(look(0, "50"), look(6, "50", new=new(sure=False))) == ["iSD"]


def test_a_new_lesion_that_stays_while_the_others_shrink_is_a_response_all_the_same():
    assert responses(look(0, "50"), look(6, "50", new=new("10")), look(12, "30", new=new("10"))) == ["iUPD", "iPR"]


def test_a_new_lesion_after_shrinkage_stays_unconfirmed_while_nothing_changes():
    seen = (look(0, "50"), look(6, "30"), look(12, "30", new=new("10")), look(18, "30", new=new("10")))
    assert responses(*seen) == ["iPR", "iUPD", "iUPD"]


def test_new_lesions_that_grew_by_a_fifth_after_a_response_are_progression_anew():
    seen = (
        look(0, "50"),
        look(6, "50", new=new("20")),
        look(12, "30", new=new("20")),
        look(18, "30", new=new("25")),
        look(24, "30", new=new("30")),
    )
    assert responses(*seen) == ["iUPD", "iPR", "iUPD", "iCPD"]


def test_non_target_lesions_confirm_by_any_growth():
    still = "NON-CR/NON-PD"
    seen = (look(0, "50", rest=still), look(6, "50", rest="PD"))
    assert responses(*seen, look(12, "50", rest="PD", worse=True)) == ["iUPD", "iCPD"]
    assert responses(*seen, look(12, "50", rest="PD")) == ["iUPD", "iUPD"]
    assert responses(*seen, look(12, "50", rest=still)) == ["iUPD", "iSD"]


def test_a_look_before_four_weeks_is_too_early_and_one_after_eight_is_late():
    early, late = read(look(0, "50"), look(6, "60"), look(9, "70")), read(look(0, "50"), look(6, "60"), look(15, "70"))
    assert [(point.response, point.early) for point in early] == [("iUPD", False), ("iUPD", True)]
    assert [(point.response, point.late) for point in late] == [("iUPD", False), ("iCPD", True)]
    four, eight = read(look(0, "50"), look(6, "60"), look(10, "70")), read(look(0, "50"), look(6, "60"), look(14, "70"))
    assert (four[1].response, four[1].early) == ("iCPD", False)
    assert eight[1].late is False


def test_after_confirmed_progression_nothing_changes():
    assert responses(look(0, "50"), look(6, "60"), look(12, "70"), look(18, "10"))[-1] == "iCPD"


def test_a_gap_leaves_progression_unconfirmed():
    assert responses(look(0, "50"), look(6, "60"), look(12, None), look(18, "66")) == ["iUPD", "NE", "iCPD"]


def test_disease_back_after_a_complete_response_is_read_as_recist_reads_it():
    gone = (look(0, "50"), look(6, "0"), look(12, "4"))
    read_so = {
        rule: [point.response for point in follow_irecist(follow(gone, Switches(reappearance=rule)), IRecist())]
        for rule in ("ask", "progression", "partial")
    }
    assert read_so == {"ask": ["iCR", "NE"], "progression": ["iCR", "iUPD"], "partial": ["iPR", "iPR"]}


def test_without_targets_the_others_are_read():
    still = "NON-CR/NON-PD"
    assert responses(look(0, rest=still), look(6, rest=still), look(12, rest="CR")) == ["NON-iCR/NON-iUPD", "iCR"]


SCANS = [scan(day, mm) for day, mm in zip(WEEKS, ("50", "60", "50", "50"), strict=True)]
FACTS = history(SCANS[0], RANDOMISED, *SCANS[1:])


def test_the_second_reading_never_moves_progression_by_recist():
    plan = altered(response=PLAN["response"] | {"irecist": {}})
    assert [point.response for point in immune_points(plan, FACTS)] == ["iUPD", "iSD", "iSD"]
    assert progression(plan, FACTS) == progression(study(), FACTS) == Occurred(START.replace(month=6, day=20), 3)


def test_a_study_that_asks_for_no_second_reading_has_none():
    assert immune_points(study(), FACTS) == ()
