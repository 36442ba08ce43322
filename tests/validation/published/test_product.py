"""Cases of the cell product: the vectors of the domain brief by hand, and the case file where it is at hand."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from equipoise.validation.about.product import ABOUT
from equipoise.validation.cases import CaseFault
from equipoise.validation.kinds.product import KINDS

CASES = Path(__file__).parents[4] / "shared" / "data" / "cases" / "product.json"
D1 = {"volume_mL": 100, "concentration_per_mL": Decimal("2.1E+7"), "viability": Decimal("0.92"),
    "cd3neg_cd56pos": Decimal("0.88"), "cd3pos": Decimal("0.06")}  # fmt: skip
RANGE = [10**9, 2 * 10**9]


def ask(kind: str, **given: Any) -> Any:
    return KINDS[f"product.{kind}"](given)


def test_every_case_of_the_file_agrees() -> None:
    if not CASES.exists():
        pytest.skip("the shared cases are not beside this repository")
    for case in json.loads(CASES.read_text(encoding="utf-8"), parse_float=Decimal)["cases"]:
        found = KINDS[case["kind"]](case["given"])
        for name, expected in case["expect"].items():
            if isinstance(expected, (int, Decimal)):
                assert float(found[name]) == pytest.approx(float(expected), rel=1e-9), (case["id"], name)
            else:
                assert found[name] == expected, (case["id"], name)


def test_every_kind_says_what_it_asks() -> None:
    assert set(ABOUT) == set(KINDS)
    assert all(
        words.en and words.zh for about in ABOUT.values() for words in (*about.given.values(), *about.expect.values())
    )


def test_d1_counts_every_population() -> None:
    found = ask("dose", **D1, weight_kg=62, range=RANGE)
    assert (found["total_nucleated"], found["viable"], found["viable_nk"]) == (
        2_100_000_000,
        1_932_000_000,
        1_700_160_000,
    )
    assert found["verdict"] == {"total_nucleated": "above", "viable": "within", "viable_nk": "within"}


D2 = [
    {"day": 1, "volume_mL": 40, "concentration_per_mL": 18_000_000, "viability": "0.93", "cd3neg_cd56pos": "0.86"},
    {"day": 2, "volume_mL": 40, "concentration_per_mL": 17_500_000, "viability": "0.92", "cd3neg_cd56pos": "0.88"},
    {"day": 3, "volume_mL": 40, "concentration_per_mL": 19_000_000, "viability": "0.91", "cd3neg_cd56pos": "0.90"},
]


@pytest.mark.parametrize(
    ("population", "verdict"), [("viable_nk", "within"), ("viable", "above"), ("total_nucleated", "above")]
)
def test_d2_three_bags_are_one_course(population: str, verdict: str) -> None:
    found = ask("course_dose", bags=D2, per="course", population=population, range=RANGE)
    assert found["in_hand"] == {
        "total_nucleated": 2_180_000_000, "viable": 2_005_200_000, "viable_nk": 1_765_016_000,
    }  # fmt: skip
    assert found["verdict"] == verdict


def test_d2_each_day_alone_is_below() -> None:
    found = ask("course_dose", bags=D2, per="infusion_day", range=RANGE)
    assert found["verdict"] == {"1": "below", "2": "below", "3": "below"}


def test_d3_what_the_first_day_gave_is_missing_on_the_second() -> None:
    bags = [{**D1, "day": 1, "given_mL": 100}, {**D1, "day": 2}, {**D1, "day": 3}]
    found = ask("course_dose", bags=bags, range=RANGE)
    assert (found["given"], found["remaining"], found["given_verdict"]) == (1_700_160_000, 299_840_000, "within")


def test_a_partial_infusion_counts_by_its_volume() -> None:
    found = ask("course_dose", bags=[{**D1, "day": 1, "given_mL": 25}], range=RANGE)
    assert (found["given"], found["given_verdict"]) == (425_040_000, "below")


def test_d4_draws_forty_of_sixty_millilitres() -> None:
    found = ask("draw", most=2 * 10**9, given_cells=1_520_000_000, bag_cells=720_000_000, volume_mL=60)
    assert found == {"remaining": 480_000_000, "draw_mL": Decimal("40.0"), "destroy_mL": Decimal("20.0")}


@pytest.mark.parametrize(
    ("eu", "ml", "minutes", "verdict"),
    [("1.2", 100, 30, "within"), ("2.0", 100, 30, "within"), ("4.9", 100, 30, "above"), ("4.9", 100, 120, "within"),
     ("4.9", 40, 30, "within")],
)  # fmt: skip
def test_endotoxin_of_the_brief(eu: str, ml: int, minutes: int, verdict: str) -> None:
    found = ask("endotoxin", eu_per_mL=Decimal(eu), volume_mL=ml, weight_kg=62, infusion_minutes=minutes)
    assert found["verdict"] == verdict
    assert round(
        ask("endotoxin", eu_per_mL="4.9", volume_mL=1, weight_kg=62, infusion_minutes=60)["largest_mL_in_an_hour"], 1
    ) == Fraction(633, 10)


def test_the_interval_says_what_it_rests_on() -> None:
    counts = {"volume_mL": 100, "concentration_per_mL": 10**7, "viability": 1, "cd3neg_cd56pos": 1}
    found = ask("dose_interval", **counts, counted=[200, 200], range=[10**9, 2 * 10**9])
    assert found["total_nucleated"] == {
        "cells": 10**9, "low": 902_000_000, "high": 1_098_000_000, "basis": "counted", "verdict": "within", "borderline": True,
    }  # fmt: skip
    assert found["viable"]["basis"] == "declared"
    assert found["viable"]["low"] == 804_000_000


@pytest.mark.parametrize(
    ("limit", "results", "outcome", "reach"),
    [
        ({"least": 70}, ["70"], "passes", "nothing"),
        ({"least": 70, "strictly": True}, ["70"], "fails", "nothing"),
        ({"least": 70, "exceptional_least": 50}, ["50"], "exceptional", "nothing"),
        ({"least": 70, "exceptional_least": 50}, ["49.9"], "fails", "nothing"),
        ({"least": 70, "exceptional_least": 50, "severity": "critical"}, ["60"], "fails", "bag"),
        ({"most": 5, "strictly": True, "severity": "critical"}, ["4.9", "5", "1"], "fails", "bag"),
        ({"equals": "NO GROWTH", "severity": "critical", "stage": "after_release"}, ["growth"], "fails", "participant"),
        ({"equals": "NO GROWTH", "severity": "critical", "stage": "after_release"}, [], "awaited", "nothing"),
        ({"equals": "NEGATIVE", "severity": "critical", "per": "batch"}, ["positive"], "fails", "batch"),
        ({"most": 20, "report_only": True}, ["40"], "reported", "nothing"),
        ({"most": 5}, ["<0.5"], "passes", "nothing"),
    ],
)
def test_a_line_of_the_specification(limit: dict[str, Any], results: list[str], outcome: str, reach: str) -> None:
    found = ask("release", **limit, results=results)
    assert (found["outcome"], found["calls_back"]) == (outcome, reach)


def test_a_reading_to_date_is_still_awaited() -> None:
    line = {"equals": "NO GROWTH", "severity": "critical", "stage": "after_release", "results": ["no growth"]}
    assert ask("release", **line, final=False)["outcome"] == "awaited"
    assert ask("release", **line)["outcome"] == "passes"
    assert ask("release", **line, final=False)["stops_release"] is False


@pytest.mark.parametrize(
    ("at", "state"),
    [("2026-06-16T03:59+08:00", "usable"), ("2026-06-16T04:00+08:00", "alert"), ("2026-06-16T07:59+08:00", "alert"),
     ("2026-06-16T08:00+08:00", "expired")],
)  # fmt: skip
def test_the_end_of_the_shelf_life_is_expired(at: str, state: str) -> None:
    found = ask("shelf_life", formulated="2026-06-15T08:00+08:00", at=at, hours=24, alert_hours=20)
    assert (found["state"], found["expires"]) == (state, "2026-06-16T00:00Z")


def test_an_excursion_says_why() -> None:
    found = ask("excursion", readings=[[0, 4], [5, -1], [15, 9]], range_c=[2, 8], allowed_minutes=10)
    assert (found["minutes_outside"], found["excursion"], found["because"]) == (15, True, ["too_long", "frozen", "gap"])
    calm = ask("excursion", readings=[[0, 4], [5, 9], [10, 4]], range_c=[2, 8], allowed_minutes=10)
    assert (calm["minutes_outside"], calm["excursion"]) == (10, False)


def test_the_time_before_the_first_reading_is_out_of_sight_as_on_the_ward() -> None:
    found = ask("excursion", readings=[[6, 4], [10, 4]], range_c=[2, 8], allowed_minutes=10)
    assert (found["longest_gap"], found["because"]) == (6, ["gap"])


def test_labels_and_volumes_agree_or_say_what_is_missing() -> None:
    assert ask("reconciliation", printed=4, used=2, destroyed=1, archived=1) == {"agrees": True, "missing": 0}
    assert ask("reconciliation", printed=4, used=2, destroyed=1) == {"agrees": False, "missing": 1}
    assert ask("volume_balance", filled_mL=100, given_mL=90, destroyed_mL=8) == {"left_mL": 2, "agrees": True}
    assert ask("volume_balance", filled_mL=100, given_mL=90, destroyed_mL="7.9")["agrees"] is False


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("dose", {**D1, "viability": Decimal("1.1")}),
        ("dose", {**D1, "volume_mL": 0}),
        ("dose", {"volume_mL": 100}),
        ("dose", {**D1, "range": [2, 1]}),
        ("dose", {**D1, "range": [1]}),
        ("endotoxin", {"eu_per_mL": 1, "volume_mL": 1, "weight_kg": 0, "infusion_minutes": 1}),
        ("endotoxin", {"eu_per_mL": "low", "volume_mL": 1, "weight_kg": 1, "infusion_minutes": 1}),
        ("release", {"results": [], "severity": "grave"}),
        ("shelf_life", {"formulated": "2026-06-15T08:00", "at": "2026-06-15T08:00+08:00", "hours": 1}),
        ("excursion", {"readings": [], "range_c": [2, 8], "allowed_minutes": 1}),
        ("excursion", {"readings": [[5, 4], [5, 4]], "range_c": [2, 8], "allowed_minutes": 1}),
        ("excursion", {"readings": ["5"], "range_c": [2, 8], "allowed_minutes": 1}),
        ("course_dose", {"bags": [{**D1, "given_mL": 101}], "range": RANGE}),
        ("course_dose", {"bags": [3], "range": RANGE}),
        ("reconciliation", {"printed": Decimal("1.5"), "used": 1, "destroyed": 0}),
    ],
)
def test_a_case_that_cannot_be_asked_says_what_to_write(kind: str, given: dict[str, Any]) -> None:
    with pytest.raises(CaseFault) as fault:
        KINDS[f"product.{kind}"](given)
    assert fault.value.says.en
    assert fault.value.says.zh
