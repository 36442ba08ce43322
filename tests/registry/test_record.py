"""A record is read without trust: what is missing or of another shape reads as absent, and nothing raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.ages import Ages
from equipoise.registry.record import Record
from equipoise.values.dates import PartialDate

ANCHOR = Path(__file__).parents[2] / "src/equipoise/studies/NCT03410368/record.json"
PROPERTIES = [name for name, member in vars(Record).items() if isinstance(member, property)]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_the_first_study_reads_as_its_page_shows_it():
    record = Record(json.loads(ANCHOR.read_text("utf-8")))
    assert record.nct_id == "NCT03410368"
    assert record.status == "UNKNOWN"
    assert record.verified == PartialDate(2018, 7)
    assert record.phases == ("PHASE2",)
    assert record.enrolment == 120
    assert [site.city for site in record.sites] == ["Changchun"]
    assert record.ages.low is not None and record.ages.high is None
    assert [concept.id for concept in record.condition_concepts] == ["D055752"]


@pytest.mark.parametrize("name", PROPERTIES)
def test_an_empty_record_reads_as_absent_everywhere(name: str):
    assert getattr(Record({}), name) in ("", (), None, False, Ages(None, None))


MODULES = {
    "statusModule": ("overallStatus", "statusVerifiedDate"),
    "designModule": ("phases", "enrollmentInfo", "studyType"),
    "eligibilityModule": ("minimumAge", "maximumAge", "sex"),
    "contactsLocationsModule": ("locations",),
    "armsInterventionsModule": ("interventions",),
}


@given(st.data())
def test_any_json_in_place_of_a_value_raises_nothing(data: st.DataObject):
    protocol: dict[str, Any] = {
        module: data.draw(st.one_of(anything, st.fixed_dictionaries(dict.fromkeys(keys, anything))))
        for module, keys in MODULES.items()
    }
    record = Record(
        {"protocolSection": protocol, "derivedSection": data.draw(anything), "hasResults": data.draw(anything)}
    )
    for name in PROPERTIES:
        getattr(record, name)


def test_coordinates_outside_the_globe_read_as_absent():
    location = {"city": "Nowhere", "geoPoint": {"lat": 91.0, "lon": 10}}
    record = Record({"protocolSection": {"contactsLocationsModule": {"locations": [location]}}})
    assert record.sites[0].latitude is None and record.sites[0].longitude == 10.0
