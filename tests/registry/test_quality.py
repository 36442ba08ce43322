"""Remarks on a record: each names what a reader should ask, and a sound record has none."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from equipoise.registry.quality import remarks
from equipoise.registry.record import Record

ANCHOR = Path(__file__).parents[2] / "src/equipoise/studies/NCT03410368/record.json"
TODAY = date(2026, 11, 22)


def sound(**changed: Any) -> Record:
    """A record that nobody has anything to say about, with some of its modules replaced."""
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "Safety of a drug"},
        "statusModule": {
            "overallStatus": "RECRUITING",
            "statusVerifiedDate": "2026-10",
            "startDateStruct": {"date": "2026-01", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2028-01", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2028-06", "type": "ESTIMATED"},
        },
        "designModule": {"studyType": "INTERVENTIONAL", "enrollmentInfo": {"count": 60}},
        "outcomesModule": {"primaryOutcomes": [{"measure": "Adverse events", "timeFrame": "12 months"}]},
        "eligibilityModule": {"eligibilityCriteria": "Hemoglobin >= 9.0 g/dL; total bilirubin <= 2.0 mg/dL"},
    }
    return Record({"protocolSection": {**protocol, **changed}})


def codes(record: Record) -> list[str]:
    return [remark.code for remark in remarks(record, TODAY)]


def status(**changed: Any) -> dict[str, Any]:
    return {**sound().raw["protocolSection"]["statusModule"], **changed}


def test_a_sound_record_has_no_remark():
    assert codes(sound()) == []


def test_safety_that_is_promised_and_not_measured_is_remarked():
    assert codes(sound(outcomesModule={"primaryOutcomes": [{"measure": "Overall survival"}]})) == ["Q01"]


@pytest.mark.parametrize("measure", ["Number of TEAEs", "Dose limiting toxicities (DLT)", "Tolerability"])
def test_safety_under_another_name_counts_as_measured(measure: str):
    assert codes(sound(outcomesModule={"primaryOutcomes": [{"measure": measure}]})) == []


def test_a_time_frame_longer_than_the_study_is_remarked():
    outcomes = {"primaryOutcomes": [{"measure": "Safety", "timeFrame": "up to 5 years"}]}
    assert codes(sound(outcomesModule=outcomes)) == ["Q02"]


def test_an_open_status_that_nobody_verified_for_two_years_is_remarked():
    assert codes(sound(statusModule=status(statusVerifiedDate="2024-09"))) == ["Q03"]
    assert codes(sound(statusModule=status(statusVerifiedDate="2024-12"))) == []


def test_dates_that_contradict_one_another_are_remarked():
    turned = status(completionDateStruct={"date": "2027-12", "type": "ESTIMATED"})
    assert codes(sound(statusModule=turned)) == ["Q04"]


def test_a_partial_date_contradicts_only_if_every_day_of_it_does():
    same_month = status(
        startDateStruct={"date": "2026-02-20"}, primaryCompletionDateStruct={"date": "2026-02"}, completionDateStruct={}
    )
    assert "Q04" not in codes(sound(statusModule=same_month))


def test_an_actual_date_in_the_future_is_remarked():
    future = status(primaryCompletionDateStruct={"date": "2028-01", "type": "ACTUAL"})
    assert codes(sound(statusModule=future)) == ["Q04"]


def test_an_impossible_date_is_remarked_not_raised():
    assert codes(sound(statusModule=status(completionDateStruct={"date": "2026-02-30"}))) == ["Q05"]


@pytest.mark.parametrize(
    ("words", "remarked"),
    [
        ("Hemoglobin >= 90 g/dL", True),
        ("Hb at least 9 g/L", True),
        ("Haemoglobin at least 90 g/L", False),
        ("Total bilirubin < 34.2 mg/dL", True),
        ("Creatinine <= 1.5 mg/dL", False),
    ],
)
def test_a_limit_in_a_wrong_unit_is_remarked(words: str, remarked: bool):
    assert codes(sound(eligibilityModule={"eligibilityCriteria": words})) == (["Q06"] if remarked else [])


def test_a_number_that_stands_for_unknown_is_no_enrolment():
    design = {"studyType": "INTERVENTIONAL", "enrollmentInfo": {"count": 99999999}}
    assert codes(sound(designModule=design)) == ["Q07"]


def test_results_that_are_missing_a_year_after_completion_are_remarked():
    ended = status(overallStatus="COMPLETED", primaryCompletionDateStruct={"date": "2025-06", "type": "ACTUAL"})
    ended |= {"startDateStruct": {"date": "2022-01"}, "completionDateStruct": {"date": "2025-07"}}
    assert codes(sound(statusModule=ended)) == ["Q10"]
    said = next(one.says for one in remarks(sound(statusModule=ended), TODAY))
    assert (said.en, said.zh) == (
        "Completed June 2025, no results are posted here.",
        "2025年6月已完成，此处未公布结果。",
    )


def test_the_first_study_s_record_is_remarked_as_its_page_says():
    record = Record(json.loads(ANCHOR.read_text("utf-8")))
    assert {"Q01", "Q02", "Q03", "Q08"} <= set(codes(record))


def test_a_record_without_anything_raises_nothing():
    assert remarks(Record({}), TODAY) == ()


def test_a_remark_says_a_day_as_people_write_it_and_cuts_no_word_without_a_sign():
    old = sound(
        statusModule=status(overallStatus="UNKNOWN", lastKnownStatus="RECRUITING", statusVerifiedDate="2018-07")
    )
    (stale,) = (one.says for one in remarks(old, TODAY) if one.code == "Q03")
    assert "last verified July 2018" in stale.en and "2018年7月" in stale.zh
    frame = f"From the first dose until the end of the study, {'whenever that may be, ' * 5}up to 5 years"
    outcomes = {"primaryOutcomes": [{"measure": "Safety", "timeFrame": frame}]}
    (long,) = (one.says for one in remarks(sound(outcomesModule=outcomes), TODAY) if one.code == "Q02")
    assert "…” is longer" in long.en and "…”超过" in long.zh
