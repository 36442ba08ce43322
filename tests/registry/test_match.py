"""A person against records: verdicts with reasons, boundaries on both sides, ranking, and what never counts as eligible."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from equipoise.registry.concepts import Concepts, built_in, learn
from equipoise.registry.match import Patient, Reader, hit_of, match, patient_from
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.memory import MemoryIndex
from equipoise.registry.search.tree import Near
from tests.registry.match_people import DAY, FITTING, anchor, measured, outcome, person, record


def test_who_fulfils_every_stated_criterion_is_eligible_on_the_stated_criteria() -> None:
    assert outcome().assessment.overall == "eligible"


@pytest.mark.parametrize(
    "changes",
    [
        {"kps": 70},
        measured("LVEF", 50),
        measured("SpO2", 90),
        measured("creatinine", "250.1"),
        measured("ALT", "120.1"),
        measured("AST", 121),
        measured("bilirubin", "34.21"),
        measured("Hgb", "59.9"),
        {"birth_date": "2000-05-11"},
        {"response": "PD"},
        {"answers": {**FITTING["answers"], "pregnant": True}},
        {"answers": {**FITTING["answers"], "consent": False}},
        {"answers": {**FITTING["answers"], "organ_transplant": True}},
        {"without": ["hepatitis B", "hepatitis C", "rheumatic disease"], "answers": {**FITTING["answers"], "hiv": True}},
        {"never": ["systemic_steroids", "immunotherapy"], "treatments": [{"name": "tacrolimus", "end": "2018-02-11"}]},
        {"never": ["immunosuppressants", "immunotherapy"], "treatments": [{"name": "prednisone", "end": "2018-05-04"}]},
        {"never": ["immunosuppressants", "systemic_steroids"], "treatments": [{"name": "nivolumab", "end": "2018-01-01"}]},
    ],
)  # fmt: skip
def test_one_step_beyond_a_boundary_excludes_and_names_the_criterion(changes: dict[str, Any]) -> None:
    found = outcome(**changes).assessment
    assert found.overall == "excluded"
    assert len(found.against) == 1
    assert all(one.reasons for one in found.against)


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_date": "2000-05-10"},
        {"never": ["systemic_steroids", "immunotherapy"], "treatments": [{"name": "tacrolimus", "end": "2018-02-10"}]},
        {"never": ["immunosuppressants", "immunotherapy"], "treatments": [{"name": "prednisone", "end": "2018-05-03"}]},
    ],
)
def test_on_the_boundary_itself_nobody_is_excluded(changes: dict[str, Any]) -> None:
    assert outcome(**changes).assessment.overall == "eligible"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"kps": None}, "kps"),
        ({"assessed": "2018-04-01"}, "kps"),
        ({"assessed": None}, "kps"),
        (measured("ALT", 30, high=None), "alt"),
        (measured("Hgb", 90, date="2018-03-01"), "hemoglobin"),
        ({"without": ["hepatitis B", "hepatitis C", "rheumatic disease"]}, "has.hiv"),
        ({"never": ["systemic_steroids", "immunotherapy"]}, "last.immunosuppressants"),
        ({"conditions": ["small cell lung cancer"]}, "has.D055752.confirmed"),
    ],
)
def test_what_is_missing_stale_or_without_its_laboratory_s_limit_is_a_question(
    changes: dict[str, Any], name: str
) -> None:
    found = outcome(**changes).assessment
    assert found.overall == "possible"
    assert name in [one.name for one in found.asks]
    assert all(one.asks.en and one.asks.zh for one in found.asks)


def test_nobody_is_eligible_from_nothing() -> None:
    found = hit_of(patient_from({}, built_in()), anchor(), Reader(built_in()), DAY).assessment
    assert found.overall == "possible"
    assert found.count("met") == found.count("not met") == 0


def test_an_opaque_criterion_is_unknown_and_shown_with_its_words() -> None:
    text = "Inclusion Criteria:\n\n* Age ≥ 18 years\n* A certain glow"
    found = hit_of(person(), record("NCT00000001", "Small cell lung cancer", text), Reader(built_in()), DAY).assessment
    assert found.overall == "possible"
    (opaque,) = [one for one in found.verdicts if one.criterion.read == "opaque"]
    assert (opaque.outcome, opaque.criterion.stated.text) == ("unknown", "A certain glow")


def test_a_criterion_of_one_group_excludes_nobody_from_the_study() -> None:
    text = "Inclusion Criteria for Group A:\n\n* Age ≥ 90 years\n\nInclusion Criteria for Group B:\n\n* Age ≥ 18 years"
    found = hit_of(person(), record("NCT00000001", "Small cell lung cancer", text), Reader(built_in()), DAY).assessment
    assert [one.outcome for one in found.verdicts] == ["not met", "met"]
    assert found.overall == "possible"


def test_the_fact_behind_a_verdict_is_named() -> None:
    (first, *_) = outcome(**measured("Hgb", "59.9")).assessment.against
    assert first.facts == ("hemoglobin 59.9 g/L 2018-05-05",)
    assert "59.9 g/L on 5 May 2018" in first.reasons[0].says.en
    assert "59.9 g/L" in first.reasons[0].says.zh


def matched(
    patient: Patient, records: Sequence[Record], concepts: Concepts | None = None, **more: Any
) -> list[tuple[str, str]]:
    concepts = concepts or built_in()
    index = MemoryIndex(concepts)
    index.add(records)
    index.commit()
    kept = {one.nct_id: one for one in records}

    def load(ids: Sequence[NctId]) -> Iterable[Record]:
        return [kept[one] for one in ids]

    found = match(patient, index, load, Reader(concepts), DAY, **more)
    return [(hit.record.nct_id, hit.assessment.overall) for hit in found.hits]


AGED = "Inclusion Criteria:\n\n* Age ≥ 18 years"


def test_records_of_the_disease_are_found_by_concept_and_ranked_by_nearness() -> None:
    found = matched(
        person(),
        [
            record("NCT00000001", "Non-small cell lung cancer", AGED),
            record("NCT00000002", "Lung cancer", AGED),
            record("NCT00000003", "Extensive-stage SCLC", AGED),
            record("NCT00000004", "SCLC", AGED),
            record("NCT00000005", "Peanut allergy", AGED),
        ],
    )
    assert found == [("NCT00000004", "eligible"), ("NCT00000003", "eligible"), ("NCT00000002", "eligible")]


def test_studies_that_take_people_come_first_and_the_excluded_stay_last_but_visible() -> None:
    found = matched(
        person(),
        [
            record("NCT00000001", "SCLC", AGED, status="COMPLETED"),
            record("NCT00000002", "SCLC", AGED),
            record("NCT00000003", "SCLC", "Inclusion Criteria:\n\n* KPS ≥ 90"),
            record("NCT00000004", "SCLC", AGED, sex="MALE"),
            record("NCT00000005", "SCLC", AGED, maximumAge="50 Years"),
            record("NCT00000006", "SCLC", "Inclusion Criteria:\n\n* KPS ≥ 80\n* a glow"),
        ],
    )
    assert [number for number, _ in found[:3]] == ["NCT00000002", "NCT00000001", "NCT00000006"]
    assert {number for number, overall in found if overall == "excluded"} == {
        "NCT00000003",
        "NCT00000004",
        "NCT00000005",
    }


def test_only_open_studies_and_only_near_ones_on_request() -> None:
    here = [{"city": "Changchun", "geoPoint": {"lat": 43.88, "lon": 125.32}, "status": "RECRUITING"}]
    records = [
        record("NCT00000001", "SCLC", AGED, status="COMPLETED"),
        record("NCT00000002", "SCLC", AGED),
    ]
    assert [one for one, _ in matched(person(), records, open_only=True)] == ["NCT00000002"]
    raw = json.loads(json.dumps(records[0].raw))
    raw["protocolSection"]["contactsLocationsModule"]["locations"] = here
    assert [one for one, _ in matched(person(), [Record(raw), records[1]], there=Near(43.9, 125.3, 30.0))] == [
        "NCT00000001"
    ]


def test_an_absent_disease_answers_for_its_kinds_and_a_kind_for_the_disease() -> None:
    text = "Exclusion Criteria:\n\n* Non-small cell lung cancer\n* Lung cancer\n* Lupus"
    learnt = built_in().merged(learn([anchor()]))
    patient = patient_from({"conditions": ["SCLC"], "without": ["NSCLC"]}, learnt)
    found = hit_of(patient, record("NCT00000001", "Asthma", text), Reader(learnt), DAY).assessment
    assert [one.outcome for one in found.verdicts] == ["not met", "met", "unknown"]


def test_a_complete_list_says_that_the_rest_is_not_there() -> None:
    text = "Exclusion Criteria:\n\n* Lupus\n* HIV infection\n* Small cell lung cancer"
    patient = patient_from({"conditions": ["lung cancer"], "conditions_complete": True}, built_in())
    found = hit_of(patient, record("NCT00000001", "lung cancer", text), Reader(built_in()), DAY).assessment
    assert [one.outcome for one in found.verdicts] == ["not met", "not met", "unknown"]


def test_a_complete_list_of_treatments_with_an_unknown_drug_decides_nothing() -> None:
    text = "Exclusion Criteria:\n\n* Prior chemotherapy"

    def found(names: list[str]) -> str:
        patient = patient_from({"treatments": names, "treatments_complete": True}, built_in())
        (one,) = hit_of(patient, record("NCT00000001", "SCLC", text), Reader(built_in()), DAY).assessment.verdicts
        return one.outcome

    assert found(["prednisone"]) == "not met"
    assert found(["XYZ-123"]) == "unknown"
    assert found(["cisplatin"]) == "met"
