"""A person who fits the built-in study, and records to put beside it."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any

from equipoise.registry.concepts import built_in
from equipoise.registry.match import Hit, Patient, Reader, hit_of, patient_from
from equipoise.registry.record import Record

DAY = date(2018, 5, 10)
FITTING: dict[str, Any] = {
    "sex": "female",
    "birth_date": "1955-03-02",
    "conditions": [{"name": "small cell lung cancer", "confirmed": True}],
    "without": ["HIV", "hepatitis B", "hepatitis C", "rheumatic disease"],
    "kps": 80,
    "assessed": "2018-05-05",
    "diagnosis_date": "2017-09-10",
    "response": "PR",
    "measurements": [
        {"name": "LVEF", "value": "50.1", "unit": "%", "date": "2018-04-20"},
        {"name": "SpO2", "value": 91, "unit": "%", "date": "2018-05-05"},
        {"name": "creatinine", "value": 250, "unit": "umol/L", "high": 100, "date": "2018-05-05"},
        {"name": "ALT", "value": 120, "unit": "U/L", "high": 40, "date": "2018-05-05"},
        {"name": "AST", "value": 120, "unit": "U/L", "high": 40, "date": "2018-05-05"},
        {"name": "bilirubin", "value": "34.2", "unit": "umol/L", "date": "2018-05-05"},
        {"name": "Hgb", "value": 60, "unit": "g/L", "date": "2018-05-05"},
    ],
    "never": ["immunosuppressants", "systemic_steroids", "immunotherapy"],
    "answers": {
        "pregnant": False, "breastfeeding": False, "infection": False, "consent": True, "first_line_completed": True,
        "organ_transplant": False, "stem_cell_transplant": False, "apheresis_contraindication": False,
    },
}  # fmt: skip


def anchor() -> Record:
    raw = json.loads(files("equipoise.studies").joinpath("NCT03410368/record.json").read_text(encoding="utf-8"))
    return Record(raw)


def record(nct: str, title: str, criteria: str = "", **eligibility: Any) -> Record:
    return Record(
        {
            "protocolSection": {
                "identificationModule": {"nctId": nct, "briefTitle": title},
                "statusModule": {"overallStatus": eligibility.pop("status", "RECRUITING")},
                "conditionsModule": {"conditions": [title]},
                "eligibilityModule": {"eligibilityCriteria": criteria, "sex": "ALL", **eligibility},
                "contactsLocationsModule": {"locations": eligibility.pop("locations", [])},
            }
        }
    )


def person(**changes: Any) -> Patient:
    return patient_from({**FITTING, **changes}, built_in())


def measured(name: str, value: object, **more: object) -> dict[str, Any]:
    rows = [row for row in FITTING["measurements"] if row["name"] != name]
    own = next(row for row in FITTING["measurements"] if row["name"] == name)
    return {"measurements": [*rows, {**own, "value": value, **more}]}


def outcome(**changes: Any) -> Hit:
    return hit_of(person(**changes), anchor(), Reader(built_in()), DAY)
