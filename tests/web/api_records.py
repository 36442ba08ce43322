"""Twenty-five studies for the tests of the registry's interface, and how its answers are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from equipoise.registry.record import Record

BASE = "/api/v2"
MONDAY = datetime(2026, 11, 16, 8, 5, 7, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, 8, tzinfo=UTC)
CITIES = {"Changchun": ("China", 43.88, 125.32278), "Paris": ("France", 48.85341, 2.3488)}
CONDITIONS = ("Small Cell Lung Cancer", "Non-small Cell Lung Cancer", "Asthma", "Oat Cell Carcinoma")


def record(number: int, **more: Any) -> Record:
    city = list(CITIES)[number % 2]
    country, lat, lon = CITIES[city]
    protocol: dict[str, Any] = {
        "identificationModule": {
            "nctId": f"NCT{number:08d}",
            "briefTitle": f"Study {number} <script>&</script>",
            **more,
        },
        "statusModule": {
            "overallStatus": ("RECRUITING", "COMPLETED", "UNKNOWN")[number % 3],
            "startDateStruct": {"date": f"20{10 + number:02d}-03"},
            "lastUpdatePostDateStruct": {"date": f"2026-01-{number:02d}"},
        },
        "descriptionModule": {"briefSummary": "SpO2 \\> 90 %"},
        "conditionsModule": {"conditions": [CONDITIONS[number % 4]]},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE1", "PHASE2"][: 1 + number % 2]},
        "armsInterventionsModule": {"interventions": [{"type": "BIOLOGICAL", "name": "NK cells"}]},
        "eligibilityModule": {"sex": "ALL", "minimumAge": "18 Years", "stdAges": ["ADULT", "OLDER_ADULT"]},
        "contactsLocationsModule": {
            "locations": [
                {"facility": "A hospital", "city": city, "country": country, "geoPoint": {"lat": lat, "lon": lon}}
            ]
        },
    }
    return Record({"protocolSection": protocol, "hasResults": number % 4 == 0})


def numbers(answer: Any) -> list[int]:
    return [int(one["protocolSection"]["identificationModule"]["nctId"][3:]) for one in answer.json()["studies"]]
