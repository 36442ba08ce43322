"""Figures over all records, counted by hand."""

from __future__ import annotations

from typing import Any

from equipoise.registry.record import Record
from equipoise.registry.search.enums import enums
from equipoise.registry.search.pieces import pieces
from equipoise.registry.serve.statistics import EXACT, TOP, TOP_LONG, Reckoning, Statistics


def record(number: int, **parts: Any) -> Record:
    return Record({"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08d}"}, **parts}})


def counted(*records: Record) -> Statistics:
    reckoning = Reckoning()
    for one in records:
        reckoning.add(one)
    return reckoning.tell()


def test_values_are_counted_by_study_and_missing_ones_too():
    found = counted(
        record(1, designModule={"phases": ["PHASE1", "PHASE2"], "enrollmentInfo": {"count": 10}}),
        record(2, designModule={"phases": ["PHASE2", "PHASE2"], "enrollmentInfo": {"count": 20}}),
        record(3, designModule={"enrollmentInfo": {"count": "many"}}),
    )
    assert found.studies == 3
    assert found.values["Phase"] == {
        "type": "ENUM",
        "piece": "Phase",
        "field": "protocolSection.designModule.phases",
        "missingStudiesCount": 1,
        "uniqueValuesCount": 2,
        "topValues": [{"value": "PHASE2", "studiesCount": 2}, {"value": "PHASE1", "studiesCount": 1}],
    }
    assert found.values["EnrollmentCount"]["avg"] == 15
    assert (found.values["EnrollmentCount"]["min"], found.values["EnrollmentCount"]["max"]) == (10, 20)
    assert found.values["NCTId"]["longest"] == {"length": 11, "nctId": "NCT00000001", "value": "NCT00000001"}
    assert found.sizes["Phase"] == {
        "piece": "Phase",
        "field": "protocolSection.designModule.phases",
        "uniqueSizesCount": 1,
        "minSize": 2,
        "maxSize": 2,
        "topSizes": [{"size": 2, "studiesCount": 2}],
    }


def test_dates_keep_their_formats_and_what_is_no_date_is_left_out():
    dates = ("2018-04", "2017-01-02", "2019", "2018-13-01", "soon")
    found = counted(*(record(n, statusModule={"startDateStruct": {"date": day}}) for n, day in enumerate(dates, 1)))
    told = found.values["StartDate"]
    assert told["formats"] == ["yyyy", "yyyy-MM", "yyyy-MM-dd"]
    assert (told["min"], told["max"]) == ("2017-01-02", "2019")


def test_truth_values_are_counted_each():
    yes, no = ({"oversightHasDmc": one} for one in (True, False))
    found = counted(record(1, oversightModule=yes), record(2, oversightModule=no), record(3, oversightModule=no))
    assert (found.values["OversightHasDMC"]["trueCount"], found.values["OversightHasDMC"]["falseCount"]) == (1, 2)


def test_lists_of_branches_have_sizes_too():
    locations = [{"city": "Paris"}, {"city": "Lyon"}]
    found = counted(record(1, contactsLocationsModule={"locations": locations}), record(2))
    assert found.sizes["Location"]["topSizes"] == [{"size": 2, "studiesCount": 1}]
    assert "minSize" not in found.sizes["Reference"]


def test_sizes_are_those_of_the_json():
    found = counted(*(record(n, descriptionModule={"briefSummary": "x" * n * 1000}) for n in range(1, 11)))
    assert found.size["totalStudies"] == 10
    assert found.size["largestStudies"][0]["id"] == "NCT00000010"
    assert found.size["percentiles"]["50%"] == found.size["largestStudies"][5]["sizeBytes"]
    assert sum(one["studiesCount"] for one in found.size["ranges"]) == 10


def test_no_records_have_figures_too():
    found = counted()
    assert found.size["averageSizeBytes"] == 0 and set(found.values) == set(pieces())


def test_many_different_texts_are_estimated_and_the_commonest_stay_exact():
    reckoning = Reckoning()
    for number in range(1, EXACT * 2):
        words = ["common"] if number % 2 else []
        reckoning.add(record(number, conditionsModule={"conditions": [*words, f"rare {number}"]}))
    told = reckoning.tell().values["Condition"]
    assert told["topValues"][0] == {"value": "common", "studiesCount": EXACT}
    assert abs(told["uniqueValuesCount"] - EXACT * 2) < EXACT * 2 * 0.06


def test_every_status_is_told_and_of_texts_the_commonest():
    statuses = list(enums()["Status"])
    found = counted(*(record(1 + at, statusModule={"overallStatus": one}) for at, one in enumerate(statuses)))
    assert len(found.values["OverallStatus"]["topValues"]) == len(statuses) > 10
    many = counted(
        *(
            record(
                1 + at, conditionsModule={"conditions": [f"c{at}"]}, descriptionModule={"briefSummary": f"long {at}"}
            )
            for at in range(TOP + 50)
        )
    )
    assert len(many.values["Condition"]["topValues"]) == TOP
    assert len(many.values["BriefSummary"]["topValues"]) == TOP_LONG
