"""Datasets against rows counted by hand from the tiny trial, and what they promise of every column."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas
import polars
import pytest

from equipoise.analysis.datasets import Dataset, datasets, datasets_of
from equipoise.analysis.frames import frame, frames
from equipoise.analysis.survival import estimate_kaplan_meier, read_observations
from tests.analysis.tables.tiny_trial import CUT, STEPS, STUDY, context

NAMES = [
    "participants", "time_to_event", "responses", "quality_of_life", "exposure", "adverse_events", "laboratory", "product",
]  # fmt: skip
KINDS = {"text": str, "integer": int, "number": float, "date": date, "boolean": bool, "facts": tuple}


def made(name: str, masked: bool = False) -> Dataset:
    return datasets_of(context(masked=masked))[name]


def test_there_is_a_dataset_of_every_subject():
    assert list(datasets_of(context())) == NAMES


def test_a_participant_row_says_allocation_treatment_sets_strata_and_baseline():
    rows = {row["participant"]: row for row in made("participants").records()}
    assert set(rows) == {"P1", "P2", "P3", "P4", "P5", "P6"}
    first, mistaken = rows["P1"], rows["P4"]
    assert (first["arm"], first["arm_received"], first["received"]) == ("cells", "cells", True)
    assert (first["base_kps"], first["base_stage"], first["site"]) == (80.0, "LD", "one")
    assert (mistaken["in_error"], mistaken["set_itt"], mistaken["set_mitt"]) == (True, True, False)
    assert (mistaken["set_mitt_why"], mistaken["stratum_stage"]) == ("set.randomised_in_error", "ED")
    assert (rows["P2"]["died_on"], rows["P2"]["arm_received"]) == (date(2026, 3, 1), None)
    assert (rows["P5"]["randomised_on"], rows["P5"]["screening_failed_on"]) == (None, date(2026, 1, 8))


def test_time_to_event_feeds_the_estimators_by_hand():
    rows = [row for row in made("time_to_event").records() if row["endpoint"] == "pfs"]
    assert [(row["participant"], row["day"], row["event"]) for row in rows] == [
        ("P1", 112, True), ("P2", 51, True), ("P3", 51, False), ("P4", 1, False),
    ]  # fmt: skip
    seen = read_observations(
        [row["day"] for row in rows], [row["event"] for row in rows], [row["arm"] for row in rows], ["control", "cells"]
    )
    assert sum(curve.event_count for curve in estimate_kaplan_meier(seen)) == 2


def test_every_value_has_the_kind_of_its_column_and_every_row_names_facts():
    for dataset in datasets_of(context()).values():
        for row in dataset.rows:
            for field, value in zip(dataset.fields, row, strict=True):
                assert value is None or type(value) is KINDS[field.kind], (dataset.name, field.name, value)
        assert all(row["facts"] for row in dataset.records()), dataset.name
        facts = {fact for row in dataset.records() for fact in row["facts"]}
        assert facts <= set(range(1, len(STEPS) + 1))


def test_every_column_is_documented_in_both_languages():
    for dataset in datasets_of(context()).values():
        names = [field.name for field in dataset.fields]
        assert len(names) == len(set(names))
        assert all(field.says.en and field.says.zh for field in dataset.fields)
        assert [row[0] for row in dataset.documentation("zh")] == names


def test_columns_become_polars_frames_with_their_types():
    found = frames(context().trial, STUDY, CUT)
    assert found["participants"].schema["randomised_on"] == polars.Date()
    assert found["participants"].schema["facts"] == polars.List(polars.Int64())
    grouped = found["adverse_events"].filter(polars.col("counted")).group_by("arm").len().sort("arm")
    assert grouped.rows() == [("cells", 2), ("control", 1)]


def test_an_empty_dataset_keeps_the_types_of_its_columns():
    empty = frame(datasets_of(context(steps=()))["laboratory"])
    assert (empty.height, empty.schema["value"]) == (0, polars.Float64())


def test_columns_become_pandas_frames():
    found = pandas.DataFrame(made("time_to_event").columns)
    assert list(found.groupby("endpoint").size().items()) == [("os", 4), ("pfs", 4)]


def test_csv_has_a_heading_and_plain_values():
    rows = list(csv.DictReader(io.StringIO(made("participants").csv())))
    assert (rows[0]["randomised_on"], rows[0]["received"], rows[4]["arm"]) == ("2026-01-10", "true", "")
    assert rows[0]["facts"].split()[0] == "1"


def test_masked_datasets_tell_no_arm():
    for dataset in datasets_of(context(masked=True)).values():
        names = {field.name for field in dataset.fields}
        assert not names & {"arm_received", "received", "end_reason"}, dataset.name
        assert {row.get("arm") for row in dataset.records()} <= {None, "all"}
    assert made("participants", masked=True).withheld[:2] == ("arm", "arm_received")
    assert not made("exposure", masked=True).rows
    assert not made("product", masked=True).rows


@pytest.mark.parametrize("until", [date(2020, 1, 1), date(2026, 1, 10)])
def test_a_cut_before_anything_happened_gives_columns_without_rows(until: date):
    found = datasets(context().trial, STUDY, until)
    assert all(dataset.fields for dataset in found.values())
    assert not found["adverse_events"].rows
