"""Posted results are laid out as tables; shares are computed from the stated denominators."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.record import Record
from equipoise.registry.show.tables import Column, results

GROUPS = [{"id": "A", "title": "Placebo", "description": "nothing"}, {"id": "B", "title": "Drug"}]


def of(**modules: Any) -> Record:
    return Record({"resultsSection": modules})


def measure(**more: Any) -> dict[str, Any]:
    base = {
        "type": "PRIMARY",
        "title": "Attacks",
        "timeFrame": "26 weeks",
        "groups": GROUPS,
        "denoms": [
            {"units": "Participants", "counts": [{"groupId": "A", "value": "50"}, {"groupId": "B", "value": "40"}]}
        ],
    }
    return {**base, **more}


def cells(**found: str) -> list[dict[str, str]]:
    return [{"groupId": group, "value": value} for group, value in found.items()]


def test_a_record_without_results_has_none() -> None:
    assert results(Record({})) is None


def test_a_count_of_people_has_its_share() -> None:
    one = measure(
        paramType="COUNT_OF_PARTICIPANTS", classes=[{"categories": [{"measurements": cells(A="10", B="30")}]}]
    )
    found = results(of(outcomeMeasuresModule={"outcomeMeasures": [one]}))
    assert found is not None
    table = found.outcomes[0]
    assert table.columns == (Column("Placebo", "nothing", "50"), Column("Drug", "", "40"))
    assert table.rows[0].cells == ("10 (20.0 %)", "30 (75.0 %)")
    assert (table.kind.en, table.kind.zh, table.frame) == ("Primary", "主要", "26 weeks")


def test_a_mean_has_its_spread_and_an_estimate_its_limits() -> None:
    row = [
        {"groupId": "A", "value": "38.2", "spread": "10.0"},
        {"groupId": "B", "value": "2.1", "lowerLimit": "1.0", "upperLimit": "3.2"},
    ]
    one = measure(
        paramType="MEAN",
        dispersionType="Standard Deviation",
        unitOfMeasure="years",
        classes=[{"categories": [{"measurements": row}]}],
    )
    found = results(of(outcomeMeasuresModule={"outcomeMeasures": [one]}))
    assert found is not None
    assert found.outcomes[0].rows[0].cells == ("38.2 (10.0)", "2.1 (1.0 to 3.2)")
    assert found.outcomes[0].numbers.en == "Mean (standard deviation), years"


def test_classes_with_categories_are_headings_with_rows() -> None:
    part = {
        "title": "Region",
        "categories": [
            {"title": "North", "measurements": cells(A="1", B="2")},
            {"title": "South", "measurements": cells(A="3")},
        ],
    }
    found = results(
        of(baselineCharacteristicsModule={"groups": GROUPS, "measures": [{"title": "Where", "classes": [part]}]})
    )
    assert found is not None
    rows = found.baseline[0].rows
    assert [(row.title.en, row.cells, row.depth) for row in rows] == [
        ("Region", (), 0),
        ("North", ("1", "2"), 1),
        ("South", ("3", "–"), 1),
    ]


def test_an_analysis_is_one_line_as_stated() -> None:
    analysis = {
        "statisticalMethod": "Log Rank",
        "paramType": "Hazard Ratio (HR)",
        "paramValue": "0.7",
        "ciPctValue": "95",
        "ciLowerLimit": "0.5",
        "ciUpperLimit": "0.9",
        "pValue": "<0.001",
    }
    found = results(of(outcomeMeasuresModule={"outcomeMeasures": [measure(analyses=[analysis])]}))
    assert found is not None
    assert found.outcomes[0].analyses == ("Log Rank; Hazard Ratio (HR) 0.7; 95 % CI 0.5 to 0.9; p <0.001",)


def test_flow_and_events_name_their_groups() -> None:
    found = results(
        of(
            participantFlowModule={
                "groups": GROUPS,
                "periods": [
                    {
                        "title": "Overall Study",
                        "milestones": [{"type": "STARTED", "achievements": [{"groupId": "A", "numSubjects": "136"}]}],
                        "dropWithdraws": [{"type": "Death", "reasons": [{"groupId": "A", "numSubjects": "1"}]}],
                    }
                ],
            },
            adverseEventsModule={
                "eventGroups": [{"id": "A", "title": "Placebo", "deathsNumAffected": 1, "deathsNumAtRisk": 136}],
                "seriousEvents": [
                    {
                        "term": "Fever",
                        "organSystem": "General disorders",
                        "stats": [{"groupId": "A", "numAffected": 3, "numAtRisk": 136}],
                    }
                ],
            },
        )
    )
    assert found is not None
    assert [(row.title.en, row.cells) for row in found.flow[0].rows] == [
        ("Started", ("136", "–")),
        ("Why people left", ()),
        ("Death", ("1", "–")),
    ]
    assert found.deaths[0].rows[0].cells == ("1 / 136 (0.7 %)",)
    assert [(row.title.en, row.cells) for row in found.serious[0].rows] == [
        ("General disorders", ()),
        ("Fever", ("3 / 136 (2.2 %)",)),
    ]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["groups", "id", "title", "classes", "categories", "measurements", "value", "denoms", "counts"]
            )
            | st.sampled_from(["outcomeMeasures", "measures", "groupId", "paramType", "pValue", "analyses"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(json, json)
def test_any_json_in_place_of_results_raises_nothing(one: Any, other: Any) -> None:
    results(of(outcomeMeasuresModule=one, baselineCharacteristicsModule=other, adverseEventsModule=one))
