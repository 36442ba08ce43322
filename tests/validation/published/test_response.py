"""Response by RECIST 1.1 against the shared reference cases; iRECIST and censoring tables are not read here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from equipoise.rules.response import (
    BestRules,
    Lesion,
    best_of,
    by_table_3,
    measured,
    overall_response,
    target_response,
)

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "response.json"
BOOK: dict[str, Any] = json.loads(CASES.read_text("utf-8")) if CASES.exists() else {"cases": []}


def cases(*kinds: str) -> list[Any]:
    """The shared cases of some kinds, or one skipped case that says what is missing."""
    found = [
        pytest.param(case, id=case["id"]) for case in BOOK["cases"] if case["kind"].removeprefix("response.") in kinds
    ]
    absent = pytest.mark.skip(reason=f"{kinds[0]}: the shared reference cases (response.json) are not on this machine")
    return found or [pytest.param(None, id=kinds[0], marks=absent)]


def exact(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def lesions(rows: list[Mapping[str, Any]]) -> list[Lesion]:
    return [Lesion(row["id"], exact(row["mm"]), row["node"]) for row in rows]


@pytest.mark.parametrize("case", cases("timepoint_target", "timepoint_nontarget_only", "timepoint_no_disease"))
def test_the_overall_response_is_the_tabulated_one(case: Mapping[str, Any]):
    given = case["given"]
    found = overall_response(given.get("target"), given.get("nontarget"), given["new_lesion"])
    assert found == case["expect"]["response"]


@pytest.mark.parametrize("case", cases("target_numeric"))
def test_the_sum_of_target_lesions_is_read_exactly(case: Mapping[str, Any]):
    given = case["given"]
    baseline = lesions(given["baseline"])
    start = measured(baseline, baseline)
    now = measured(baseline, lesions(given["current"]))
    nadir = exact(given["nadir_sum"])
    assert nadir is not None
    assert target_response(start.sum, nadir, now) == case["expect"]["response"]


def as_rows(measure: Mapping[str, Any]) -> list[Lesion]:
    """How the tumour form writes fragments, a merged mass, and lesions that touch but can be told apart."""
    numbers = measure["from"].split("+")
    if "fragments_mm" in measure:
        return [Lesion(measure["from"], exact(mm)) for mm in measure["fragments_mm"]]
    if "plane_mm" in measure:
        return [Lesion(number, exact(mm)) for number, mm in zip(numbers, measure["plane_mm"], strict=True)]
    return [Lesion(measure["from"], exact(measure.get("coalesced_mm", measure.get("mm"))))]


@pytest.mark.parametrize("case", cases("merge_split"))
def test_lesions_that_split_or_merge_keep_their_sum(case: Mapping[str, Any]):
    given = case["given"]
    baseline = lesions(given["baseline"])
    now = measured(baseline, [row for measure in given["current_measures"] for row in as_rows(measure)])
    assert now.sum == exact(case["expect"]["sum"])
    assert (
        target_response(measured(baseline, baseline).sum, Decimal(str(given["nadir_sum"])), now)
        == case["expect"]["target"]
    )


@pytest.mark.parametrize("case", cases("bor_confirmed"))
def test_the_best_response_of_two_is_the_tabulated_one(case: Mapping[str, Any]):
    given, expect = case["given"], case["expect"]
    found = by_table_3(given["first"], given["subsequent"], given["min_sd_duration_met"])
    assert found in expect.get("one_of", [expect.get("response")])


@pytest.mark.parametrize("case", cases("bor_sequence"))
def test_a_gap_between_two_responses_does_not_undo_them(case: Mapping[str, Any]):
    start = date(2026, 1, 1)
    visits = [
        (start + timedelta(days=42 * place), found) for place, found in enumerate(case["given"]["visits"], start=1)
    ]
    assert best_of(visits, start, BestRules(confirm=case["given"]["confirm"])).response == case["expect"]["response"]


@pytest.mark.parametrize("case", cases("bor_dated"))
def test_the_best_response_and_its_day_are_the_published_ones(case: Mapping[str, Any]):
    given = case["given"]
    rules = BestRules(
        confirm=True,
        confirm_days=given["ref_confirm"],
        stable_days=given["ref_start_window"],
        not_evaluable_between=given["max_nr_ne"],
        stable_between=given["accept_sd"],
        missing_as_not_evaluable=given["missing_as_ne"],
    )
    visits = [(date.fromisoformat(day), response) for day, response in given["visits"]]
    found = best_of(visits, date.fromisoformat(given["start"]), rules)
    assert (found.response, found.day and found.day.isoformat()) == (case["expect"]["bor"], case["expect"]["date"])
