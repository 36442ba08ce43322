"""What the index keeps of a record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.concepts import Tagger, built_in, of_record
from equipoise.registry.record import Record
from equipoise.registry.search.words import split
from equipoise.web.index import columns, fields
from equipoise.web.index.documents import BETWEEN, document, plain_words

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
    assert set(plain_words(text).replace(BETWEEN, " ").split()) == set(split(text))


def test_a_document_has_the_concepts_of_which_a_record_speaks_and_a_question_adds_what_is_broader():
    concepts = built_in()
    kept, tagged = document(SCLC, Tagger(concepts)), of_record(SCLC, concepts)
    spoken = set(str(kept[fields.CONCEPTS["condition"]]).split())
    assert spoken and concepts.with_broader(spoken) == tagged.conditions
    assert concepts.with_broader(str(kept[fields.CONCEPTS["intervention"]]).split()) == tagged.interventions
    assert kept[fields.MENTIONS] == ""


def test_a_document_has_each_point_and_each_value_once():
    kept = document(SCLC, Tagger(built_in()))
    assert kept[columns.PLACE] == ["40.7,-74.0"]
    assert kept[columns.PLACE_OPEN] == ["40.7,-74.0"]
    assert str(kept[fields.text_field("EligibilityCriteria")]).split() == ["naive", "patients", "naive", "ones"]
    assert kept[fields.text_field("LocationCity")] == f"new york {BETWEEN} nowhere"
    assert (kept[fields.LOW_AGE], kept[fields.HIGH_AGE]) == (0, int(1461 / 48 * 7 * 24))


def test_facts_are_short_and_hold_no_blank():
    facts = str(document(SCLC, Tagger(built_in()))[fields.FACTS]).split(" ")
    assert fields.value("LocationCity") + "New\0York" in facts
    assert fields.size("LocationCity") + "3" in facts
    assert fields.size("Keyword") + "1" in facts and fields.value("OverallStatus") + "RECRUITING" in facts
    assert fields.has("EligibilityCriteria") in facts
    assert not {fields.has(told_otherwise) for told_otherwise in ("LocationCity", "Keyword", "OverallStatus")} & {
        *facts
    }
