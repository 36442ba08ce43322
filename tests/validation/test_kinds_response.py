"""The kinds of tumour response: what they answer beside their case files, and what they refuse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from equipoise.analysis.conventions import FDA_TABLE_A
from equipoise.validation.cases import CaseFault
from equipoise.validation.kinds import response, response_readings
from equipoise.validation.own_cases import own_cases

KINDS = {**response.KINDS, **response_readings.KINDS}
T = [{"id": "T1", "node": False, "mm": 20}]


@pytest.mark.parametrize(
    ("kind", "given", "at"),
    [
        ("timepoint_target", {"nontarget": "CR"}, "given.target"),
        ("timepoint_target", {"target": "iCR"}, "given.target"),
        ("timepoint_nontarget_only", {}, "given.nontarget"),
        ("timepoint_no_disease", {"new_lesion": "no"}, "given.new_lesion"),
        ("target_numeric", {"baseline": T}, "given.current"),
        ("target_numeric", {"baseline": [1], "current": T}, "given.baseline"),
        ("target_numeric", {"baseline": [{"id": "T1", "mm": -1}], "current": T}, "given.baseline.mm"),
        ("merge_split", {"baseline": T, "current_measures": [{"from": "T1+T2", "plane_mm": [1]}]}, "given.plane_mm"),
        ("bor_sequence", {"visits": ["PR"], "interval_days": 10**9}, "given.interval_days"),
        ("bor_dated", {"start": "2026-01-01", "visits": ["PR"]}, "given.visits"),
        ("bor_dated", {"start": "2026-01-01", "visits": [["1 May", "PR"]]}, "given.visits"),
        ("bor_confirmed", {"first": "CR", "subsequent": "NED", "min_sd_duration_met": True}, "given.subsequent"),
        ("irecist_bor", {"slots": [[]]}, "given.slots"),
        ("irecist_bor", {"slots": [["*"]] * 9}, "given.slots"),
        ("agreement", {"pairs": ["PD"]}, "given.pairs"),
        ("agreement", {"days": [["2026-01-01"]]}, "given.days"),
        ("pfs_fda_table_A", {"situation": "?"}, "given.situation"),
        ("pfs", {}, "given.randomised"),
    ],
)
def test_a_case_that_cannot_be_asked_names_its_field_in_both_languages(kind: str, given: dict[str, Any], at: str):
    with pytest.raises(CaseFault) as told:
        KINDS[f"response.{kind}"](given)
    assert told.value.says.en.startswith(f"{at}: ")
    assert told.value.says.zh.startswith(f"{at}：")


def test_pairs_that_table_3_leaves_out_are_read_as_a_sequence():
    def best(first: str, then: str, met: bool) -> Any:
        given = {"first": first, "subsequent": then, "min_sd_duration_met": met}
        return response.bor_confirmed(given)["response"]

    assert [best("SD", "PD", True), best("SD", "PD", False)] == ["SD", "PD"]
    assert [best("SD", "PR", True), best("SD", "NE", False)] == ["SD", "NE"]
    assert [best("PD", "CR", True), best("NE", "PD", True)] == ["PD", "PD"]


def test_a_complete_response_that_was_none_changes_table_3():
    given = {"first": "CR", "subsequent": "PR", "min_sd_duration_met": False}
    assert response.bor_confirmed(given) == {"response": "PD"}
    assert response.bor_confirmed(given | {"complete_was_real": False}) == {"response": "PR"}


def test_the_nadir_is_the_baseline_where_the_case_gives_none():
    found = response.target_numeric({"baseline": T, "current": [{"id": "T1", "node": False, "mm": Decimal(25)}]})
    assert found == {"response": "PD", "sum": 25, "missing": []}


def test_combinations_that_come_to_different_answers_are_all_told():
    assert response_readings.immune_best({"slots": [["iUPD"], ["iPR", "iSD"]]}) == {"one_of": ["iPR", "iSD"]}


def test_every_situation_of_the_censoring_table_is_event_or_censored():
    found = [response_readings.fda_table_a({"situation": one}) for one in FDA_TABLE_A]
    assert [each["status"] for each in found].count("event") == 3
    assert all(each["date"] for each in found)


def test_every_kind_of_this_room_comes_with_a_case():
    asked = {case.kind for book in own_cases() for case in book.cases}
    assert set(KINDS) - asked <= {
        "response.timepoint_no_disease",
        "response.irecist_timepoint_no_prior",
        "response.pfs_fda_table_A",
    }
