"""From one version of a record to the next: what changed, and whose act it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from equipoise.registry.record import Record
from equipoise.registry.version import Change, changes, content

ANCHOR = Path(__file__).parents[2] / "src/equipoise/studies/NCT03410368/record.json"
EARLIER = Path(__file__).parents[3] / "shared" / "data" / "registry" / "NCT03410368_v2018-01-27.json"


def record(**modules: Any) -> Record:
    return Record({"protocolSection": modules})


def found(old: Record, new: Record) -> list[tuple[str, str, str, str]]:
    return [(one.path.split(".")[-1], one.before, one.after, one.by) for one in changes(old, new)]


def test_a_value_that_differs_appears_or_goes_is_a_change():
    old = record(statusModule={"whyStopped": "funding", "startDateStruct": {"date": "2018-02-22", "type": "ESTIMATED"}})
    new = record(statusModule={"startDateStruct": {"date": "2018-04-01", "type": "ESTIMATED"}, "note": True})
    assert found(old, new) == [
        ("whyStopped", "funding", "", "sponsor"),
        ("date", "2018-02-22", "2018-04-01", "sponsor"),
        ("note", "", "true", "sponsor"),
    ]


def test_the_order_of_keys_is_no_change():
    assert changes(record(a={"x": "1", "y": "2"}), record(a={"y": "2", "x": "1"})) == ()


def test_a_status_that_the_registry_turned_unknown_is_the_registry_s_act():
    old = record(statusModule={"overallStatus": "RECRUITING"})
    new = record(statusModule={"overallStatus": "UNKNOWN", "lastKnownStatus": "RECRUITING"})
    assert {one.by for one in changes(old, new)} == {"registry"}


def test_a_status_that_the_sponsor_changed_is_the_sponsor_s_act():
    old, new = (record(statusModule={"overallStatus": status}) for status in ("RECRUITING", "COMPLETED"))
    assert [one.by for one in changes(old, new)] == ["sponsor"]


@pytest.mark.parametrize(
    "path",
    ["derivedSection.conditionBrowseModule.meshes[0].id", "protocolSection.statusModule.lastUpdatePostDateStruct.date"],
)
def test_what_the_registry_derives_is_its_own(path: str):
    raw: Any = "new"
    for step in reversed(path.replace("[0]", "").split(".")):
        raw = {step: [raw] if step == "meshes" else raw}
    assert {one.by for one in changes(Record({}), Record(raw))} == {"registry"}


def test_the_daily_stamp_of_the_data_makes_no_version():
    one, other = (
        Record({"derivedSection": {"miscInfoModule": {"versionHolder": day}, "x": 1}})
        for day in ("2026-01-01", "2026-01-02")
    )
    assert content(one) == content(other)


@pytest.mark.skipif(not EARLIER.exists(), reason="the earlier version of the record is not on this machine")
def test_the_two_real_versions_of_the_first_study_differ_as_its_history_tells():
    old = Record(json.loads(EARLIER.read_text("utf-8")))
    new = Record(json.loads(ANCHOR.read_text("utf-8")))
    by_path: dict[str, Change] = {one.path.removeprefix("protocolSection."): one for one in changes(old, new)}
    start = by_path["statusModule.startDateStruct.date"]
    assert (start.before, start.after, start.by) == ("2018-02-22", "2018-04-01", "sponsor")
    assert by_path["statusModule.overallStatus"].by == "registry"
    assert by_path["contactsLocationsModule.locations[0].city"].after == "Changchun"
    assert "statusModule.completionDateStruct.date" not in by_path
