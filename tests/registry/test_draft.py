"""A record as a draft study file: it loads, gives every word of the record, and marks what the record does not say."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from equipoise.protocol.assumptions import assumptions
from equipoise.protocol.load import Loaded, load
from equipoise.protocol.model import Study
from equipoise.registry.concepts import built_in
from equipoise.registry.draft import Draft, draft
from equipoise.registry.record import Record

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"


def anchor() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("equipoise.studies").joinpath("NCT03410368/record.json").read_text("utf-8")
    )
    return found


def drafted(raw: dict[str, Any], folder: Path) -> tuple[Draft, Loaded]:
    made = draft(Record(raw), built_in())
    folder.mkdir(exist_ok=True)
    (folder / "protocol.yaml").write_text(made.protocol, encoding="utf-8")
    (folder / "forms.yaml").write_text(made.forms, encoding="utf-8")
    (folder / "record.json").write_text(json.dumps(raw), encoding="utf-8")
    return made, load(folder)


def study(raw: dict[str, Any], folder: Path) -> Study:
    _, loaded = drafted(raw, folder)
    assert loaded.faults == ()
    assert loaded.study is not None
    return loaded.study


def test_the_draft_of_the_built_in_record_reads_without_a_fault(tmp_path: Path) -> None:
    found = study(anchor(), tmp_path)
    assert (found.id, found.design.enrolment, len(found.arms), found.time_zone) == (
        "NCT03410368",
        120,
        2,
        "Asia/Shanghai",
    )
    assert [found.eligibility.criteria[name].test for name in ("I3", "I4", "E3")] == [
        "age >= 18 years", "kps >= 80", "not (has_hiv = Y or has_hbv = Y or has_hcv = Y)",
    ]  # fmt: skip
    assert all(one.assumed is not None for one in found.eligibility.criteria.values())


def test_what_a_person_must_decide_is_listed_in_both_languages(tmp_path: Path) -> None:
    made, loaded = drafted(anchor(), tmp_path)
    assert {one.where for one in made.decisions} >= {
        "about.plain",
        "schedule",
        "safety",
        "randomisation",
        "analysis.endpoints",
        "forms.laboratories",
    }
    assert all(one.says.en and one.says.zh and one.by for one in made.decisions)
    assert loaded.study is not None
    assert len(assumptions(loaded.study, loaded.lines)) > 50


@pytest.mark.parametrize(
    "section",
    [
        {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A title"}},
        {"identificationModule": {"briefTitle": "No number: “quotes”, colons: and\ttabs"}},
        {
            "identificationModule": {"nctId": "NCT00000002", "briefTitle": "<script>alert(1)</script>"},
            "eligibilityModule": {
                "eligibilityCriteria": "* something\n\nExclusion Criteria\n\n1. HIV\n2. \\>= 3 relapses",
                "minimumAge": "6 Months",
            },
        },
    ],
)  # fmt: skip
def test_a_thin_or_odd_record_makes_a_draft_that_loads(section: dict[str, Any], tmp_path: Path) -> None:
    made, loaded = drafted({"protocolSection": section}, tmp_path)
    assert [str(fault) for fault in loaded.faults] == []
    assert made.decisions


def test_a_first_day_that_no_calendar_has_is_not_taken_from_the_record(tmp_path: Path) -> None:
    raw = anchor()
    raw["protocolSection"]["statusModule"]["startDateStruct"]["date"] = "2018-02-30"
    submitted = raw["protocolSection"]["statusModule"]["studyFirstSubmitDate"]
    assert study(raw, tmp_path).effective == submitted


def test_what_the_record_says_already_is_not_asked(tmp_path: Path) -> None:
    made, _ = drafted(anchor(), tmp_path)
    assert {one.where for one in made.decisions}.isdisjoint({"time_zone", "design.enrolment"})
    silent = anchor()
    del (
        silent["protocolSection"]["designModule"]["enrollmentInfo"],
        silent["protocolSection"]["contactsLocationsModule"],
    )
    made, _ = drafted(silent, tmp_path)
    assert {one.where for one in made.decisions} >= {"time_zone", "design.enrolment"}


def test_a_criterion_that_is_not_read_is_left_to_judgement(tmp_path: Path) -> None:
    raw = anchor()
    raw["protocolSection"]["eligibilityModule"]["eligibilityCriteria"] = (
        "Inclusion Criteria:\n\n* A certain glow\n* Age ≥ 18 years"
    )
    first, second = study(raw, tmp_path).eligibility.criteria.values()
    assert (first.test, first.judgement is not None) == (None, True)
    assert (second.test, second.judgement) == ("age >= 18 years", None)


def test_drafts_of_real_records_load(tmp_path: Path) -> None:
    if not CORPUS.is_file():
        pytest.skip("the sample corpus is not beside the project")
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for place, line in enumerate(lines) if place % 60 == 0]
    for place, raw in enumerate(rows):
        _, loaded = drafted(raw, tmp_path / str(place))
        assert [str(fault) for fault in loaded.faults] == []
