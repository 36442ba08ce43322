"""What the index keeps of a record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.concepts import Tagger, built_in, of_record
from equipoise.registry.record import Record
from equipoise.registry.search.words import split
from equipoise.web.index import fields
from equipoise.web.index.documents import distinct_words, document

SCLC = Record(
    {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "NK cells"},
            "statusModule": {"overallStatus": "RECRUITING"},
            "conditionsModule": {"conditions": ["SCLC"], "keywords": ["asthma"]},
            "eligibilityModule": {"eligibilityCriteria": "Naïve patients, naïve ones", "maximumAge": "6 Months"},
            "contactsLocationsModule": {
                "locations": [
                    {"city": "New York", "status": "RECRUITING", "geoPoint": {"lat": 40.7, "lon": -74}},
                    {"city": "New York", "geoPoint": {"lat": 40.7, "lon": -74}},
                    {"city": "Nowhere", "geoPoint": {"lat": 900, "lon": True}},
                ]
            },
        }
    }
)


@given(st.text())
def test_words_without_places_are_those_of_every_index(text: str):
    assert set(distinct_words(text).split()) == set(split(text))


def test_a_document_has_the_concepts_that_the_record_has():
    kept, tagged = document(SCLC, Tagger(built_in())), of_record(SCLC, built_in())
    assert set(str(kept[fields.CONCEPTS["condition"]]).split()) == tagged.conditions
    assert set(str(kept[fields.CONCEPTS["intervention"]]).split()) == tagged.interventions
    assert set(str(kept[fields.CONCEPTS["any"]]).split()) == tagged.conditions | tagged.interventions | tagged.mentions


def test_a_document_has_each_point_and_each_word_once():
    kept = document(SCLC, Tagger(built_in()))
    assert kept[fields.PLACE] == ["40.7,-74.0"]
    assert kept[fields.PLACE_OPEN] == ["40.7,-74.0"]
    assert sorted(str(kept[fields.text_field("EligibilityCriteria")]).split()) == ["naive", "ones", "patients"]
    assert kept[fields.text_field("LocationCity")] == ["New York", "New York", "Nowhere"]
    assert (kept[fields.LOW_AGE], kept[fields.HIGH_AGE]) == (0, int(1461 / 48 * 7 * 24))


def test_facts_are_short_and_hold_no_blank():
    facts = str(document(SCLC, Tagger(built_in()))[fields.FACTS]).split(" ")
    assert fields.value("LocationCity") + "New\0York" in facts
    assert fields.size("LocationCity") + "3" in facts
    assert fields.has("Keyword") in facts
