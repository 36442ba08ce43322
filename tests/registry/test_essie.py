"""The registry's search expressions: what each is read as, and what the registry answers where one cannot be read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.concepts import built_in
from equipoise.registry.search.essie import EssieFault, parse
from equipoise.registry.search.expand import expand
from equipoise.registry.search.tree import (
    And,
    Between,
    Everything,
    Is,
    ListSize,
    Missing,
    Near,
    Not,
    OneSite,
    Or,
    Tree,
    Words,
)
from equipoise.values.dates import PartialDate


def words(*spoken: str, area: str = "BasicSearch", **more: object) -> Words:
    return Words(area, spoken, **more)  # type: ignore[arg-type]  # the fields of Words


def read(expression: str) -> Tree:
    return parse(expression, "BasicSearch")


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        ("", Everything()),
        ("ALL", Everything()),
        ("lung cancer", words("lung", "cancer")),
        ('"lung cancer"', words("lung", "cancer", phrase=True)),
        ("immuno*", words("immuno", prefix=True)),
        ("COVID-19", words("covid", "19")),
        ("a OR b AND c", Or((words("a"), And((words("b"), words("c")))))),
        ("(a OR b) AND c", And((Or((words("a"), words("b"))), words("c")))),
        ("a AND NOT b", And((words("a"), Not(words("b"))))),
        ('a "b c"', And((words("a"), words("b", "c", phrase=True)))),
        (r"\AND a", words("and", "a")),
        ("android", words("android")),
        ("AREA[Phase]PHASE2", Is("Phase", ("PHASE2",))),
        ('AREA[Phase]"Phase 2"', Is("Phase", ("PHASE2",))),
        ("AREA[Phase](PHASE2 OR PHASE3)", Or((Is("Phase", ("PHASE2",)), Is("Phase", ("PHASE3",))))),
        ("AREA[HasResults]true", Is("HasResults", ("true",))),
        ("AREA[NCTId]nct03410368", Is("NCTId", ("NCT03410368",))),
        ("AREA[Phase:size] 2", ListSize("Phase", 2)),
        ("AREA[SubmissionInfo:size] 15", ListSize("SubmissionInfo", 15)),
        ("AREA[Location:size] 2", Between("NumLocations", 2.0, 2.0)),
        ("AREA[Location:size]RANGE[2,MAX]", Between("NumLocations", 2.0, None)),
        ("AREA[WhyStopped]MISSING", Missing("WhyStopped")),
        ("AREA[EnrollmentCount]RANGE[10, 20.5]", Between("EnrollmentCount", 10.0, 20.5)),
        ("AREA[StartDate]RANGE[2020-01, MAX]", Between("StartDate", PartialDate(2020, 1), None)),
        ("AREA[StartDate]RANGE[MIN, 12/31/2020]", Between("StartDate", None, PartialDate(2020, 12, 31))),
        ("AREA[MinimumAge]RANGE[MIN, 2 weeks]", Between("MinimumAge", None, 14.0)),
        ("AREA[MinimumAge]RANGE[18d, 3w]", Between("MinimumAge", 18.0, 21.0)),
        ("AREA[MaximumAge]RANGE[4Y, MAX]", Between("MaximumAge", 1461.0, None)),
        ("AREA[LeadSponsorClass]RANGE[AMBIG, INDUSTRY]", Is("LeadSponsorClass", ("FED", "INDIV", "INDUSTRY", "AMBIG"))),
        ("AREA[Phase]RANGE[PHASE3,MAX]", Is("Phase", ("PHASE3", "PHASE4"))),
        ("AREA[Phase]RANGE[Q,R]", Not(Everything())),
        (
            "AREA[FunderTypeSearch] EXPAND[None] NOT RANGE[OTHER_GOV, UNKNOWN]",
            Not(
                Or(
                    (
                        Is("LeadSponsorClass", ("OTHER_GOV", "UNKNOWN")),
                        Is("CollaboratorClass", ("OTHER_GOV", "UNKNOWN")),
                    )
                )
            ),
        ),
        ("AREA[FunderTypeSearch]MISSING", And((Missing("LeadSponsorClass"), Missing("CollaboratorClass")))),
        ("DISTANCE[43.88,125.32,100km]", Near(43.88, 125.32, 100.0)),
        ("EXPANSION[None]SCLC", words("sclc", expand=False)),
        ("COVERAGE[FullMatch]asthma", words("asthma", phrase=True, coverage="FullMatch")),
        ("TILT[StudyFirstPostDate]asthma", words("asthma")),
        (
            "SEARCH[Location](AREA[LocationCity]Changchun AND AREA[LocationStatus]Recruiting)",
            OneSite(And((words("changchun", area="LocationCity"), Is("LocationStatus", ("RECRUITING",))))),
        ),
        (
            "AREA[LocationFacility]Hospital,AREA[LocationCountry]United States",
            And((words("hospital", area="LocationFacility"), words("united", "states", area="LocationCountry"))),
        ),
        ("AREA[Phase]PHASE3, AREA[HasResults]true", And((Is("Phase", ("PHASE3",)), Is("HasResults", ("true",))))),
        ("Carcinoma, Small Cell", words("carcinoma", "small", "cell")),
        ("COPD,asthma", words("copd", "asthma")),
        ("SEARCH[Location](New York)", OneSite(words("new", "york", area="LocationSearch"))),
        ("AREA[LocationCity]SEARCH[Location]Boston", OneSite(words("boston", area="LocationCity"))),
        ("SEARCH[Study]asthma", words("asthma")),
        ("EXPAND[None]SCLC", words("sclc", expand=False)),
        ("AREA[Phase] EXPAND[Term] COVER[FullMatch] PHASE3", Is("Phase", ("PHASE3",))),
        ("AREA[LocationGeoPoint]DISTANCE[43.88, 125.32, 100km]", Near(43.88, 125.32, 100.0)),
        ("AREA[LocationGeoPoint]MISSING", Missing("LocationGeoPointLat")),
        ("AREA[protocolSection.oversightModule.isFdaRegulatedDrug]true", Is("IsFDARegulatedDrug", ("true",))),
        ("AREA[NumArmGroups]RANGE[2,MAX]", Between("NumArmGroups", 2.0, None)),
    ],
)
def test_an_expression_is_read_as_the_registry_says(expression: str, tree: Tree):
    assert read(expression) == tree


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("(lung", "missing ')' at '<EOF>'"),
        ("lung)", "mismatched input ')'"),
        ("AND lung", "mismatched input 'AND'"),
        ("lung OR", "inner bool query clause cannot be null"),
        ("(diabetes AND", "inner bool query clause cannot be null"),
        ("NOT", "inner bool query clause cannot be null"),
        ("AREA[Phase]", "no viable alternative at input '<EOF>'"),
        ('"lung', "no viable alternative at input '\"lung'"),
        ("AREA[Foo]x", "Unknown area name: `Foo`"),
        ("AREA[Phase]PHASE9", "Allowed values for enum field `protocolSection.designModule.phases` are `NA`"),
        ("AREA[StartDate]RANGE[soon, MAX]", "mismatched input 'soon'"),
        ("AREA[StartDate]RANGE[2020]", "mismatched input '2020'"),
        ("AREA[BriefTitle]RANGE[a, b]", "RANGE is not allowed"),
        ("COVERAGE[Half]x", "Invalid coverage: Half"),
        ("EXPANSION[Half]x", "Invalid expansion: Half"),
        ("AREA[Condition]COV[FullMatch]x", "mismatched input '['"),
        ("lung\nDISTANCE(1,2,3mi)", "mismatched input '('"),
        ("AREA[HasResults]perhaps", "Allowed values for boolean field `hasResults` are `true`, `false`"),
        ("AREA[EnrollmentCount:size]RANGE[1,MAX]", "mismatched input '1,MAX'"),
        ("AREA[Phase:size]²", "mismatched input '²'"),
        ("AREA[BasicSearch:size]2", "Unknown area name: `BasicSearch:size`"),
        ("AREA[ExternalIdTypesSearch]perhaps", "Allowed values for enum field"),
        ("AREA[Phase:size]" + "9" * 5000, "mismatched input '999"),
        ("DISTANCE[91,0,5km]", "mismatched input"),
        ("DISTANCE[10,10,0km]", "mismatched input"),
        ("DISTANCE[10,10,900km]", "mismatched input"),
        ("DISTANCE[10,10,50]", "mismatched input"),
        ("MISSING", "Unknown area name"),
        ("(" * 5000 + "a" + ")" * 5000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_answered_in_the_registry_s_words(expression: str, answer: str):
    with pytest.raises(EssieFault) as fault:
        read(expression)
    assert answer in str(fault.value)


def test_many_parentheses_beside_each_other_are_not_deep():
    assert read(" OR ".join(["(lung)"] * 200)) == Or((words("lung"),) * 200)
    assert read(" OR ".join(["AREA[Phase](PHASE1)"] * 1200)) == Or((Is("Phase", ("PHASE1",)),) * 1200)
    assert read(" ".join(['"a ((b"'] * 100)) == And((words("a", "b", phrase=True),) * 100)
    assert read("(" * 60 + "lung" + ")" * 60) == words("lung")


pieces_of = st.sampled_from(
    [
        "lung",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        "AREA[Phase]",
        "RANGE[1,2]",
        "MISSING",
        "\\",
        "[",
        "]",
        "*",
        "中文",
        "DISTANCE[1,2,3km]",
    ]
)


@given(st.lists(pieces_of, max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_words_are_read_or_answered_never_raised(expression: str):
    with suppress(EssieFault):
        read(expression)


def test_a_narrow_area_looks_into_each_of_its_pieces():
    assert read('AREA[InterventionNameSearch]"nk cells"') == Or(
        (
            Words("InterventionName", ("nk", "cells"), phrase=True),
            Words("InterventionOtherName", ("nk", "cells"), phrase=True),
        )
    )
    assert read("AREA[ExternalIdsSearch](one two)") == And(
        (
            Or((Words("OrgStudyId", ("one",)), Words("SecondaryId", ("one",)))),
            Or((Words("OrgStudyId", ("two",)), Words("SecondaryId", ("two",)))),
        )
    )
    assert read("AREA[FunderTypeSearch]INDUSTRY") == Or(
        (Is("LeadSponsorClass", ("INDUSTRY",)), Is("CollaboratorClass", ("INDUSTRY",)))
    )
    assert read("AREA[ExternalIdTypesSearch]REGISTRY") == Or((Is("SecondaryIdType", ("REGISTRY",)),))


@pytest.mark.parametrize("words", ["NCT3410368", "nct03410368", "NCT000003410368"])
def test_a_study_number_may_be_written_with_more_or_fewer_zeros(words: str):
    assert read(f"AREA[NCTId]{words}") == Is("NCTId", ("NCT03410368",))
    assert expand(read(words), built_in()) == Is("NCTId", ("NCT03410368",))
