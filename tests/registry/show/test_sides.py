"""Trials side by side, their sites in order, and what they are in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.concepts import built_in
from equipoise.registry.record import Record
from equipoise.registry.show.compare import age_words, ages_words, compared
from equipoise.registry.show.plain import enrolment_words, plain_words
from equipoise.registry.show.sites import placed_sites


def of(**modules: Any) -> Record:
    return Record({"protocolSection": modules})


@pytest.mark.parametrize(
    ("ages", "en", "zh"),
    [
        ({"minimumAge": "18 Years"}, "18 years and older", "18 岁及以上"),
        ({"maximumAge": "6 Months"}, "up to 6 months", "6 个月及以下"),
        ({"minimumAge": "1 Day", "maximumAge": "2 Weeks"}, "1 day to 2 weeks", "1 天至 2 周"),
        ({"minimumAge": "N/A"}, "any age", "不限"),
        ({"minimumAge": "of age"}, "as the record says: of age", "记录原文：of age"),
        ({}, "not stated", "未注明"),
    ],
)
def test_ages_are_said_with_open_ends(ages: dict[str, str], en: str, zh: str) -> None:
    said = ages_words(of(eligibilityModule=ages))
    assert (said.en, said.zh) == (en, zh)


def test_an_age_that_is_none_is_not_said() -> None:
    assert age_words("eighteen") is None


def test_rows_say_whether_trials_differ() -> None:
    one = of(designModule={"phases": ["PHASE2"], "studyType": "INTERVENTIONAL"})
    other = of(designModule={"phases": ["PHASE3"], "studyType": "INTERVENTIONAL"})
    differs = {row.title.en: row.differs for row in compared([one, other])}
    assert differs["Phase"] and not differs["Study type"]


def test_a_long_cell_is_cut_says_how_much_more_there_is_and_differs_in_what_is_not_shown() -> None:
    def measuring(count: int) -> Record:
        return of(outcomesModule={"primaryOutcomes": [{"measure": f"Outcome {n}"} for n in range(1, count + 1)]})

    row = next(one for one in compared([measuring(8), measuring(10)]) if one.title.en == "Primary outcomes")
    assert [line.en for line in row.shown[0]] == [f"Outcome {n}" for n in range(1, 9)]
    assert (row.shown[1][-1].en, row.shown[1][-1].zh) == ("and 2 more", "另有 2 项")
    assert row.differs
    assert len(row.cells[1]) == 10, "a file holds them all"


def test_sites_that_recruit_come_first_and_then_the_nearest() -> None:
    places = [
        {"facility": "far, open", "status": "RECRUITING", "geoPoint": {"lat": 0, "lon": 9}},
        {"facility": "near, closed", "status": "COMPLETED", "geoPoint": {"lat": 0, "lon": 0}},
        {"facility": "near, open", "status": "RECRUITING", "geoPoint": {"lat": 0, "lon": 1}},
        {"facility": "nowhere, open", "status": "RECRUITING"},
    ]
    listed = {"statusModule": {"overallStatus": "RECRUITING"}, "contactsLocationsModule": {"locations": places}}
    found = placed_sites(of(**listed), (0.0, 0.0))
    assert [one.site.facility for one in found] == ["near, open", "far, open", "nowhere, open", "near, closed"]


def test_plain_words_say_only_what_is_stated() -> None:
    assert plain_words(Record({}), built_in()) == ()
    trial = of(
        conditionsModule={"conditions": ["Small Cell Lung Cancer"]},
        designModule={
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2"],
            "enrollmentInfo": {"count": 120, "type": "ESTIMATED"},
            "designInfo": {
                "allocation": "RANDOMIZED",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "NONE"},
            },
        },
        armsInterventionsModule={
            "armGroups": [{"label": "a"}, {"label": "b"}],
            "interventions": [{"type": "BIOLOGICAL", "name": "NK cells"}],
        },
    )
    said = plain_words(trial, built_in())
    assert [one.en for one in said] == [
        "This trial tests NK cells in Small Cell Lung Cancer. Purpose: treatment.",
        "Planned: about 120 people.",
        "Chance decides in which of 2 groups each person is. Everybody knows who gets what.",
        "Phase 2 asks, in a moderate number of people: does it work, and what harm does it do?",
    ]
    assert "小细胞肺癌" in said[0].zh


@pytest.mark.parametrize(
    ("masked", "en", "zh"),
    [
        (
            {"masking": "TRIPLE", "whoMasked": ["PARTICIPANT", "CARE_PROVIDER", "INVESTIGATOR"]},
            "The participants, those who treat them and the investigators do not know who gets what (triple-blind).",
            "受试者、医护人员、研究者不知道接受的是哪种处理（三盲）。",
        ),
        (
            {"masking": "SINGLE", "whoMasked": ["OUTCOMES_ASSESSOR"]},
            "Those who judge the outcomes do not know who gets what (single-blind).",
            "结局评估者不知道接受的是哪种处理（单盲）。",
        ),
        ({"masking": "DOUBLE"}, "The study is double-blind.", "本研究为双盲。"),
    ],
)
def test_a_blinded_study_says_who_is_blinded_as_far_as_its_record_does(
    masked: dict[str, Any], en: str, zh: str
) -> None:
    said = plain_words(
        of(
            designModule={
                "studyType": "INTERVENTIONAL",
                "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": masked},
            },
            armsInterventionsModule={"armGroups": [{"label": "a"}, {"label": "b"}]},
        ),
        built_in(),
    )
    assert said[-1].en.endswith(en)
    assert said[-1].zh.endswith(zh)


@pytest.mark.parametrize("count", [99_999_999, None])
def test_a_number_that_stands_for_unknown_is_not_stated(count: int | None) -> None:
    assert enrolment_words(of(designModule={"enrollmentInfo": {"count": count}})).en == "not stated"


json = st.recursive(
    st.none() | st.integers() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


@given(json, json, json)
def test_any_json_in_place_of_modules_raises_nothing(one: Any, other: Any, third: Any) -> None:
    odd = of(
        designModule={"phases": one, "enrollmentInfo": {"count": other}, "studyType": third},
        contactsLocationsModule={"locations": [one, other, {"city": third, "contacts": one}]},
        eligibilityModule={"minimumAge": one, "sex": other},
        conditionsModule={"conditions": third},
    )
    compared([odd])
    plain_words(odd, built_in())
    placed_sites(odd, (1.0, 1.0))
