"""Records written by hand for the finder's pages: every kind of oddity once."""

from __future__ import annotations

from typing import Any

from equipoise.registry.record import Record

CHANGCHUN = {"city": "Changchun", "state": "Jilin", "country": "China", "geoPoint": {"lat": 43.88, "lon": 125.32278}}
PARIS = {"city": "Paris", "country": "France", "geoPoint": {"lat": 48.85341, "lon": 2.3488}}
LYON = {"city": "Lyon", "country": "France", "geoPoint": {"lat": 45.74846, "lon": 4.84671}}
MARKUP = "<script>alert(1)</script> & <b>asthma</b>"
LONG = "Inclusion Criteria:\n\n" + "* Adults with asthma, ECOG 0 to 1 and ALT at most 3 x ULN\n" * 60_000


def record(number: int, title: str, conditions: list[str], **modules: Any) -> Record:
    section: dict[str, Any] = {
        "identificationModule": {"nctId": f"NCT9{number:07d}", "briefTitle": title},
        "statusModule": {
            "overallStatus": "RECRUITING",
            "statusVerifiedDate": "2026-10",
            "lastUpdateSubmitDate": "2026-10-01",
            "lastUpdatePostDateStruct": {"date": "2026-10-02"},
        },
        "conditionsModule": {"conditions": conditions},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"], "enrollmentInfo": {"count": 120}},
        "eligibilityModule": {"sex": "ALL", "minimumAge": "18 Years"},
    }
    for name, module in modules.items():
        section[name] = {**section.get(name, {}), **module}
    return Record({"protocolSection": section, "hasResults": False})


def at(*places: tuple[dict[str, Any], str, str]) -> dict[str, Any]:
    return {"locations": [{"facility": name, "status": status, **place} for place, name, status in places]}


SCLC = record(
    1,
    "Cells after chemotherapy in SCLC",
    ["Small Cell Lung Cancer"],
    contactsLocationsModule=at((CHANGCHUN, "First Hospital", "RECRUITING"), (PARIS, "Hôpital A", "COMPLETED")),
    armsInterventionsModule={
        "armGroups": [
            {"label": "Cells", "type": "EXPERIMENTAL", "interventionNames": ["Biological: NK cells"]},
            {"label": "Care as usual", "type": "NO_INTERVENTION"},
        ],
        "interventions": [{"type": "BIOLOGICAL", "name": "NK cells"}],
    },
    outcomesModule={"primaryOutcomes": [{"measure": "Progression-free survival", "timeFrame": "2 years"}]},
)
SCLC_BEFORE = record(
    1,
    "Cells after chemotherapy in SCLC",
    ["Small Cell Lung Cancer"],
    statusModule={"overallStatus": "NOT_YET_RECRUITING", "lastUpdateSubmitDate": "2026-01-01"},
)
NSCLC = record(
    2,
    "A tablet for NSCLC",
    ["Non-small Cell Lung Cancer"],
    designModule={"studyType": "INTERVENTIONAL", "phases": ["PHASE3"]},
    contactsLocationsModule=at((PARIS, "Hôpital B", "RECRUITING"), (LYON, "Hôpital C", "RECRUITING")),
    outcomesModule={
        "primaryOutcomes": [
            {"measure": "Response", "description": f"{'Read by two. ' * 60}The end.", "timeFrame": "1 year"}
        ],
        "secondaryOutcomes": [{"measure": f"Score {n}", "timeFrame": "1 year"} for n in range(2, 16)],
    },
)
ASTHMA = Record(
    {
        **record(
            3,
            "Omalizumab in asthma",
            ["Asthma"],
            statusModule={"overallStatus": "COMPLETED"},
            contactsLocationsModule=at((LYON, "Hôpital D", "COMPLETED")),
            referencesModule={"seeAlsoLinks": [{"label": "bad", "url": "javascript:alert(1)"}]},
        ).raw,
        "hasResults": True,
        "resultsSection": {
            "outcomeMeasuresModule": {
                "outcomeMeasures": [
                    {
                        "type": "PRIMARY",
                        "title": "People without attacks",
                        "paramType": "COUNT_OF_PARTICIPANTS",
                        "unitOfMeasure": "Participants",
                        "groups": [{"id": "OG000", "title": "Placebo"}, {"id": "OG001", "title": "Omalizumab"}],
                        "denoms": [
                            {
                                "units": "Participants",
                                "counts": [{"groupId": "OG000", "value": "50"}, {"groupId": "OG001", "value": "40"}],
                            }
                        ],
                        "classes": [
                            {
                                "categories": [
                                    {
                                        "measurements": [
                                            {"groupId": "OG000", "value": "10"},
                                            {"groupId": "OG001", "value": "30"},
                                        ]
                                    }
                                ]
                            }
                        ],
                    }
                ]
            },
            "adverseEventsModule": {
                "eventGroups": [{"id": "EG000", "title": "Placebo", "seriousNumAffected": 3, "seriousNumAtRisk": 50}],
                "seriousEvents": [
                    {
                        "term": "Anaphylaxis",
                        "organSystem": "Immune system disorders",
                        "stats": [{"groupId": "EG000", "numAffected": 1, "numAtRisk": 50}],
                    }
                ],
            },
        },
    }
)
ODD = record(
    4,
    MARKUP,
    ["Asthma"],
    eligibilityModule={"eligibilityCriteria": LONG},
    contactsLocationsModule={"locations": [{"facility": "A clinic of no status"}]},
)
BARE = Record({"protocolSection": {"identificationModule": {"nctId": "NCT90000005", "nctIdAliases": ["NCT90000055"]}}})
MANY = [record(100 + n, f"Eczema study {n}", ["Eczema"]) for n in range(45)]
FIRST = [SCLC_BEFORE]
REST = [SCLC, NSCLC, ASTHMA, ODD, BARE, *MANY]
