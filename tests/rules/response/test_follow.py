"""What later assessments say about earlier ones: doubtful findings, disease that is back, lesions that nobody saw."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from equipoise.protocol.model import Response
from equipoise.rules.response import Assessment, Lesion, NewLesion, Switches, follow
from tests.rules.example import PLAN

START = date(2026, 1, 1)


def look(week: int, *sizes: str | None, rest: Any = None, node: bool = False, **more: Any) -> Assessment:
    """An assessment some weeks after baseline; its fact has the number of the week."""
    lesions = tuple(Lesion(f"T{n}", None if mm is None else Decimal(mm), node) for n, mm in enumerate(sizes, start=1))
    return Assessment(START + timedelta(weeks=week), lesions, rest, seq=week, **more)


def overall(*seen: Assessment, **switches: Any) -> list[str | None]:
    return [point.overall for point in follow(seen, Switches(**switches))[1:]]


def doubt(number: str = "N1") -> dict[str, Any]:
    return {"new": (NewLesion(number, sure=False),)}


def sure(number: str = "N1") -> dict[str, Any]:
    return {"new": (NewLesion(number),)}


def test_a_doubtful_new_lesion_alone_is_no_progression():
    assert overall(look(0, "20"), look(6, "20", **doubt()), look(12, "20", **doubt())) == ["SD", "SD"]


def test_a_doubtful_new_lesion_that_is_confirmed_counts_from_the_day_it_was_seen():
    seen = (look(0, "20"), look(6, "20", **doubt()), look(12, "20"), look(18, "20", **sure()))
    points = follow(seen)
    assert [point.overall for point in points[1:]] == ["PD", "SD", "PD"]
    assert points[1].dated_back and points[1].rests_on == (0, 6, 18)
    assert "response.dated_back" in [reason.code for reason in points[1].reasons]


def test_another_new_lesion_does_not_confirm_the_doubtful_one():
    assert overall(look(0, "20"), look(6, "20", **doubt("N1")), look(12, "20", **sure("N2"))) == ["SD", "PD"]


def test_without_dating_back_progression_counts_where_it_is_sure():
    seen = (look(0, "20"), look(6, "20", **doubt()), look(12, "20", **sure()))
    assert overall(*seen, dates_back=False) == ["SD", "PD"]


def test_an_equivocal_answer_waits_for_the_next_clear_one():
    yes = (
        look(0, "20"),
        look(6, "20", equivocal=True),
        look(12, "20", equivocal=True),
        look(18, "20", new_lesion=True),
    )
    no = (look(0, "20"), look(6, "20", equivocal=True), look(12, "20"), look(18, "20", new_lesion=True))
    assert overall(*yes) == ["PD", "PD", "PD"]
    assert overall(*no) == ["SD", "SD", "PD"]


def test_suspected_progression_of_non_target_lesions_dates_back_once_it_is_unequivocal():
    still = "NON-CR/NON-PD"
    seen = (
        look(0, rest=still),
        look(6, rest=still, suspected=True),
        look(12, rest="NE"),
        look(18, rest=still, suspected=True),
        look(24, rest="PD"),
    )
    assert overall(*seen) == ["PD", "NE", "PD", "PD"]
    assert overall(*seen[:4], look(24, rest=still)) == [still, "NE", still, still]


GONE = (look(0, "20", "30"), look(6, "0", "0"), look(12, "0", "4"))


def test_disease_back_after_a_complete_response_waits_for_a_person():
    points = follow(GONE)
    assert [(point.overall, point.asks) for point in points[1:]] == [("CR", False), ("NE", True)]
    (question,) = [reason for reason in points[2].reasons if reason.code == "response.was_it_complete"]
    assert question.remedy is not None and question.protocol == "response.reappearance"


def test_a_person_says_that_the_complete_response_was_real():
    assert overall(*GONE[:2], look(12, "0", "4", complete_was_real=True)) == ["CR", "PD"]
    assert overall(*GONE, look(18, "0", "4", complete_was_real=True)) == ["CR", "PD", "PD"]


def test_a_person_says_that_the_complete_response_was_none():
    seen = (*GONE[:2], look(12, "0", "4", complete_was_real=False))
    assert overall(*seen) == ["PR", "PR"]
    assert follow(seen)[1].mis_called and follow(seen)[1].target == "CR"


def test_the_study_file_may_answer_for_all():
    assert overall(*GONE, reappearance="progression") == ["CR", "PD"]
    assert overall(*GONE, reappearance="partial") == ["PR", "PR"]


def test_non_target_disease_that_is_back_after_a_complete_response_is_back():
    seen = (look(0, rest="NON-CR/NON-PD"), look(6, rest="CR"), look(12, rest="NON-CR/NON-PD"))
    assert overall(*seen, reappearance="progression") == ["CR", "PD"]
    assert overall(*seen, reappearance="partial") == ["NON-CR/NON-PD", "NON-CR/NON-PD"]


def test_a_lesion_that_is_back_without_a_complete_response_adds_to_the_sum():
    assert overall(look(0, "20", "30"), look(6, "0", "20"), look(12, "3", "20")) == ["PR", "PR"]


def test_a_gap_does_not_make_disease_forget_that_it_was_gone():
    seen = (*GONE[:2], look(12, None, "0"), look(18, "0", "4"))
    assert overall(*seen, reappearance="progression") == ["CR", "NE", "PD"]


def test_a_node_below_ten_millimetres_stays_a_complete_response():
    assert overall(look(0, "20", node=True), look(6, "5", node=True), look(12, "9.9", node=True)) == ["CR", "CR"]


def test_a_node_back_to_ten_millimetres_needs_the_sum_or_the_switch():
    seen = (look(0, "20", node=True), look(6, "9", node=True), look(12, "11", node=True))
    assert overall(*seen, reappearance="progression") == ["CR", "PR"]
    assert overall(*seen, reappearance="progression", node_reappears=True) == ["CR", "PD"]
    assert overall(*seen[:2], look(12, "14", node=True), reappearance="progression") == ["CR", "PD"]


def test_the_partial_response_of_the_working_group_lasts():
    seen = [
        look(week, mm) for week, mm in zip((0, 6, 12, 18, 24, 30), ("100", "70", "70", "80", "80", "80"), strict=True)
    ]
    assert (
        overall(*seen) == ["PR"] * 5
    )  # recist.eortc.org, «Managing PR when TP measurements change slightly over time»


def test_non_target_lesions_of_which_nothing_is_said_are_not_gone():
    assert overall(look(0, "20", rest="NON-CR/NON-PD"), look(6, "0")) == ["PR"]


def test_twenty_per_cent_alone_may_be_enough():
    assert overall(look(0, "10"), look(6, "12")) == ["SD"]
    assert overall(look(0, "10"), look(6, "12"), percent_alone=True) == ["PD"]


def test_a_missing_lesion_may_forbid_every_reading():
    seen = (look(0, "20", "20"), look(6, "60", None))
    assert overall(*seen) == ["PD"]
    assert overall(*seen, progression_if_certain=False) == ["NE"]


def test_nothing_seen_is_no_time_point():
    assert follow(()) == ()


@pytest.mark.parametrize("rest", [None, "NON-CR/NON-PD"])
def test_a_new_lesion_row_is_a_new_lesion(rest: Any):
    assert overall(look(0, rest=rest), look(6, rest=rest, **sure())) == ["PD"]


def test_a_gap_does_not_end_a_partial_response_and_progression_does():
    assert overall(look(0, "100"), look(6, "70"), look(12, None), look(18, "80")) == ["PR", "NE", "PR"]
    assert overall(look(0, "100"), look(6, "60"), look(12, "80"), look(18, "71")) == ["PR", "PD", "SD"]


@pytest.mark.parametrize(
    ("said", "switch"),
    [
        ({}, {}),
        ({"keep_partial_response": False}, {"keep_partial": False}),
        ({"tiny_nadir": "percent_alone"}, {"percent_alone": True}),
        ({"missing_target": "not_evaluable"}, {"progression_if_certain": False}),
        ({"reappearance": "partial"}, {"reappearance": "partial"}),
        ({"node_regrowth": "reappeared"}, {"node_reappears": True}),
        ({"equivocal_dates_back": False}, {"dates_back": False}),
    ],
)
def test_each_switch_of_the_study_file_turns_its_own_rule(said: dict[str, Any], switch: dict[str, Any]):
    assert Switches.of(Response.model_validate(PLAN["response"] | said)) == Switches(**switch)
