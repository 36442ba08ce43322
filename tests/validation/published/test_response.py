"""Response by RECIST 1.1, iRECIST and the censoring table against the shared reference cases, as `equipoise validate` runs them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from equipoise.validation.compare import compare
from equipoise.validation.kinds import response, response_readings

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "response.json"
BOOK: dict[str, Any] = json.loads(CASES.read_text("utf-8"), parse_float=Decimal) if CASES.exists() else {"cases": []}
KINDS = {**response.KINDS, **response_readings.KINDS}


def cases(*kinds: str) -> list[Any]:
    """The shared cases of some kinds, or one skipped case that says what is missing."""
    found = [
        pytest.param(case, id=case["id"]) for case in BOOK["cases"] if case["kind"].removeprefix("response.") in kinds
    ]
    absent = pytest.mark.skip(reason=f"{kinds[0]}: the shared reference cases (response.json) are not on this machine")
    return found or [pytest.param(None, id=kinds[0], marks=absent)]


def agrees(case: Mapping[str, Any]) -> None:
    """The rules find what the case expects."""
    differences = compare(case["expect"], KINDS[case["kind"]](case["given"]))
    assert not differences, (differences, case["source"], case["note"])


@pytest.mark.parametrize("case", cases("timepoint_target", "timepoint_nontarget_only", "timepoint_no_disease"))
def test_the_overall_response_is_the_tabulated_one(case: Mapping[str, Any]):
    agrees(case)


@pytest.mark.parametrize("case", cases("target_numeric"))
def test_the_sum_of_target_lesions_is_read_exactly(case: Mapping[str, Any]):
    agrees(case)


@pytest.mark.parametrize("case", cases("merge_split"))
def test_lesions_that_split_or_merge_keep_their_sum(case: Mapping[str, Any]):
    agrees(case)


@pytest.mark.parametrize("case", cases("bor_confirmed"))
def test_the_best_response_of_two_is_the_tabulated_one(case: Mapping[str, Any]):
    agrees(case)


@pytest.mark.parametrize("case", cases("bor_sequence"))
def test_a_gap_between_two_responses_does_not_undo_them(case: Mapping[str, Any]):
    agrees(case)


@pytest.mark.parametrize("case", cases("bor_dated"))
def test_the_best_response_and_its_day_are_the_published_ones(case: Mapping[str, Any]):
    agrees(case)


@pytest.mark.parametrize("case", cases("irecist_timepoint_no_prior", "irecist_bor"))
def test_the_second_reading_is_the_tabulated_one(case: Mapping[str, Any]):
    agrees(case)


@pytest.mark.parametrize("case", cases("pfs_fda_table_A"))
def test_the_censoring_table_is_the_published_one(case: Mapping[str, Any]):
    agrees(case)


def test_every_shared_case_is_asked():
    assert {case["kind"] for case in BOOK["cases"]} <= set(KINDS)
