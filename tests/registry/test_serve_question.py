"""Requests for studies: what parameters mean, and what is answered when they cannot be read."""

from __future__ import annotations

from math import isclose

import pytest

from equipoise.registry.concepts import built_in
from equipoise.registry.places import MILE_KM
from equipoise.registry.search.index import Order
from equipoise.registry.search.tree import And, Everything, HasConcept, Is, Near, Not, OneSite, Or, Words
from equipoise.registry.search.words import split
from equipoise.registry.serve.parameters import ADDRESSES, STUDIES, STUDY, read
from equipoise.registry.serve.question import Decay, Question, question
from equipoise.registry.serve.refused import Refused

CONCEPTS = built_in()
RELEVANCE = Order("@relevance", descending=True)


def ask(**given: str) -> Question:
    """A question; `filter_geo` stands for `filter.geo`."""
    return question(read(STUDIES, {name.replace("_", ".", 1): [words] for name, words in given.items()}), CONCEPTS)


def refused(**given: str) -> str:
    with pytest.raises(Refused) as fault:
        ask(**given)
    assert fault.value.status == 400
    return fault.value.says


@pytest.mark.parametrize(("words", "meant"), [("true", True), ("True", True), ("FALSE", False)])
def test_a_truth_is_read_in_any_case_as_programs_write_it(words: str, meant: bool):
    assert read(STUDIES, {"countTotal": [words]})["countTotal"] is meant


def test_nothing_asked_is_everything_in_no_order():
    found = ask()
    assert found.filters == Everything() and found.order == () and not found.by_relevance


def test_a_query_goes_by_concept_and_decides_the_order():
    found = ask(query_cond="SCLC")
    assert found.filters == HasConcept(frozenset({"D055752"}), "condition") == found.ranked
    assert found.spoken == Words("ConditionSearch", ("sclc",))
    assert found.order == (RELEVANCE,)


def test_concepts_can_be_turned_off():
    assert ask(query_cond="EXPANSION[None]SCLC").filters == Words("ConditionSearch", ("sclc",), expand=False)


def test_queries_and_filters_must_all_hold():
    found = ask(
        query_titles="nk cells", filter_overallStatus="RECRUITING|COMPLETED", filter_advanced="AREA[Phase]PHASE2"
    )
    assert isinstance(found.filters, And)
    assert found.filters.parts[1:] == (Is("OverallStatus", ("RECRUITING", "COMPLETED")), Is("Phase", ("PHASE2",)))
    assert found.ranked == found.spoken == Words("TitleSearch", ("nk", "cells"))


def test_both_kinds_of_filters_have_the_same_effect():
    assert ask(filter_ids="NCT1").filters == ask(postFilter_ids="NCT00000001").filters


def test_numbers_are_sought_among_earlier_numbers_too():
    numbers = ("NCT00000001", "NCT01234567")
    assert ask(filter_ids="nct1,NCT01234567").filters == Or((Is("NCTId", numbers), Is("NCTIdAlias", numbers)))


@pytest.mark.parametrize("parameter", ["query_cond", "query_term", "query_id"])
@pytest.mark.parametrize("words", ["NCT00000001,NCT01234567", "nct00000001 NCT01234567", "NCT1, NCT01234567"])
def test_a_query_of_numbers_alone_ignores_every_filter(parameter: str, words: str):
    found = ask(**{parameter: words}, filter_overallStatus="COMPLETED", aggFilters="phase:4")
    numbers = ("NCT00000001", "NCT01234567")
    assert found.filters == Or((Is("NCTId", numbers), Is("NCTIdAlias", numbers)))


def test_a_query_of_numbers_alone_is_the_whole_question():
    found = ask(
        query_cond="asthma", query_id="NCT1", query_titles="NK cells", filter_geo="distance(1,2,3km)", sort="@relevance"
    )
    assert found.filters == found.ranked == found.spoken == ask(query_id="NCT1").filters
    assert found.near is None and found.decay is None
    both = ask(query_id="NCT1", query_term="NCT1,NCT2", query_cond="asthma")
    assert both.filters == And((ask(query_term="NCT1,NCT2").filters, ask(query_id="NCT1").filters))
    with pytest.raises(Refused):
        ask(query_id="NCT1", query_cond="(")


@pytest.mark.parametrize(
    ("words", "km"),
    [("50mi", 50 * MILE_KM), ("80km", 80.0), ("5000", 5.0), ("99999km", 20038.0)],
)
def test_a_distance_is_in_miles_kilometres_or_bare_metres(words: str, km: float):
    near = ask(filter_geo=f"distance(43.88, -125.3,{words})").filters
    assert isinstance(near, Near) and isclose(near.km, km)
    assert (near.latitude, near.longitude, near.open_only) == (43.88, -125.3, False)


@pytest.mark.parametrize(
    "words",
    [
        "distance(43,125)", "distance(43,125,0mi)", "distance(43,125,-5mi)", "distance(91,0,5mi)", "distance(0,181,5mi)", "near Paris",
        "distance(43,125,5 miles)", "distance(４３,125,5mi)", "distance(43,125,0.0km)",
    ],
)  # fmt: skip
def test_a_place_that_is_none_is_refused(words: str):
    assert refused(filter_geo=words) == "Parameter `filter.geo` has incorrect format"
    assert refused(postFilter_geo=words) == "Parameter `postFilter.geo` has incorrect format"


def test_choices_of_the_pages_mean_what_they_say():
    found = ask(aggFilters="status:not rec,sex:f,results:without")
    assert found.filters == And(
        (
            Or((Is("OverallStatus", ("NOT_YET_RECRUITING",)), Is("OverallStatus", ("RECRUITING",)))),
            Or((Is("Sex", ("FEMALE", "ALL")),)),
            Or((Not(Is("HasResults", ("true",))),)),
        )
    )


def test_of_a_choice_made_twice_the_last_counts():
    assert ask(aggFilters="phase:2,sex:all,phase:3").filters == ask(aggFilters="phase:3,sex:all").filters


def test_an_option_that_is_none_finds_nothing():
    nothing = Not(Everything())
    assert ask(aggFilters="phase:na").filters == And((Or((nothing,)),))
    assert ask(aggFilters="phase:early1 1").filters == And((Or((nothing, Is("Phase", ("PHASE1",)))),))


def test_a_collaborator_is_a_funder_too():
    found = ask(aggFilters="funderType:industry")
    assert found.filters == And(
        (Or((Or((Is("LeadSponsorClass", ("INDUSTRY",)), Is("CollaboratorClass", ("INDUSTRY",)))),)),)
    )
    others = ("OTHER_GOV", "INDIV", "NETWORK", "AMBIG", "OTHER", "UNKNOWN")
    found = ask(aggFilters="funderType:other")
    assert found.filters == And((Or((Or((Is("LeadSponsorClass", others), Is("CollaboratorClass", others))),)),))


def test_a_synonym_is_a_concept_in_an_area():
    assert ask(filter_synonyms="ConditionSearch:D055752").filters == HasConcept(frozenset({"D055752"}), "condition")
    for words in ("TitleSearch:D055752", "D055752", "ConditionSearch:"):
        assert refused(filter_synonyms=words) == "Item 1 in parameter `filter.synonyms` has incorrect format"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("USA", ("united", "states")),
        ("U.S.", ("united", "states")),
        ("UK", ("united", "kingdom")),
        ("Republic of Korea", ("south", "korea")),
        ("中国", ("china",)),
        ("Czech Republic", ("czechia",)),
    ],
)
def test_a_country_is_also_looked_for_as_records_name_it(written: str, name: tuple[str, ...]):
    named = Words("LocationSearch", name, phrase=len(name) > 1)
    assert ask(query_locn=written).filters == Or((Words("LocationSearch", split(written)), named))
    in_boston = And((Words("LocationSearch", ("boston",)), named))
    assert ask(query_locn=f"Boston, {written}").filters == Or(
        (Words("LocationSearch", ("boston", *split(written))), in_boston)
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Boston, MA", ("massachusetts",)),
        ("New York, NY", ("new", "york")),
        ("Gary IN", ("indiana",)),
        ("Toronto, ON", ("ontario",)),
    ],
)
def test_a_state_behind_its_city_may_be_a_code(written: str, name: tuple[str, ...]):
    words = split(written)
    behind = And((Words("LocationSearch", words[:-1]), Words("LocationSearch", name, phrase=len(name) > 1)))
    assert ask(query_locn=written).filters == Or((Words("LocationSearch", words), behind))


@pytest.mark.parametrize(
    ("written", "english"),
    [("长春", ("changchun",)), ("北京", ("beijing",)), ("吉林省", ("jilin",)), ("纽约", ("new", "york"))],
)
def test_a_chinese_name_is_looked_for_in_english(written: str, english: tuple[str, ...]):
    found = ask(query_locn=written).filters
    assert found == Or((Words("LocationSearch", (written,)), Words("LocationSearch", english)))


@pytest.mark.parametrize("area", ["LocationSearch", "LocationCity"])
def test_a_city_is_looked_for_by_its_other_names_too(area: str):
    found = ask(filter_advanced=f"AREA[{area}]München").filters
    assert found == Or((Words(area, ("munchen",)), Words(area, ("munich",)), Words(area, ("muenchen",))))
    english = ask(filter_advanced=f"AREA[{area}]Munich").filters
    assert isinstance(english, Or) and Words(area, ("munchen",)) in english.parts


def test_a_city_of_several_names_is_found_beside_other_words():
    found = ask(query_locn="Klinikum Den Haag").filters
    assert isinstance(found, Or)
    assert Words("LocationSearch", ("klinikum", "the", "hague")) in found.parts
    assert ask(query_locn="Leeds").filters == Words("LocationSearch", ("leeds",))


@pytest.mark.parametrize(("param", "area"), [("query_locn", "LocationSearch"), ("query_spons", "SponsorSearch")])
def test_a_hospital_is_looked_for_by_its_english_names_too(param: str, area: str):
    found = ask(**{param: "吉林省肿瘤医院"}).filters
    assert isinstance(found, Or) and found.parts[0] == Words(area, ("吉林省肿瘤医院",))
    assert Words(area, ("jilin", "provincial", "tumor", "hospital"), phrase=True) in found.parts
    assert ask(query_spons="北京").filters == Words("SponsorSearch", ("北京",))


def test_a_chinese_city_may_stand_before_its_country():
    found = ask(query_locn="上海, 中国").filters
    assert isinstance(found, Or)
    assert And((Words("LocationSearch", ("shanghai",)), Words("LocationSearch", ("china",)))) in found.parts


def test_a_country_may_stand_in_quotes_in_its_piece_and_on_one_site():
    as_written = Words("LocationCountry", ("usa",), phrase=True)
    named = Words("LocationCountry", ("united", "states"), phrase=True)
    assert ask(filter_advanced='AREA[LocationCountry]"USA"').filters == Or((as_written, named))
    assert ask(filter_advanced='SEARCH[Location](AREA[LocationCountry]"USA")').filters == OneSite(
        Or((as_written, named))
    )
    assert ask(filter_advanced='NOT AREA[LocationCountry]"USA"').filters == Not(Or((as_written, named)))


@pytest.mark.parametrize(
    "words",
    [
        "United States",
        "China",
        "New Mexico",
        "New South Wales",
        "England",
        "Treatment Centers of America",
        "US Oncology",
        "IN",
        "ON",
    ],
)
def test_words_that_end_in_no_other_name_of_a_country_stay(words: str):
    assert ask(query_locn=words).filters == Words("LocationSearch", split(words))
    assert ask(query_cond="USA").filters == Words("ConditionSearch", ("usa",))


@pytest.mark.parametrize("unknown", ["1651367", "D999999"])
def test_a_synonym_id_that_no_record_carries_finds_nothing(unknown: str):
    assert ask(filter_synonyms=f"ConditionSearch:{unknown}").filters == HasConcept(frozenset({unknown}), "condition")


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("LastUpdatePostDate", (Order("LastUpdatePostDate", descending=True),)),
        ("EnrollmentCount", (Order("EnrollmentCount", descending=False),)),
        ("EnrollmentCount:desc|StartDate:asc", (Order("EnrollmentCount", True), Order("StartDate", False))),
        ("protocolSection.statusModule.startDateStruct.date", (Order("StartDate", descending=True),)),
        ("EnrollmentCount:desc,NumArmGroups", (Order("EnrollmentCount", True), Order("NumArmGroups", False))),
        ("protocolSection.contactsLocationsModule.numLocations:desc", (Order("NumLocations", True),)),
        ("@relevance", (RELEVANCE,)),
        ("@relevance:asc", (Order("@relevance", descending=False),)),
    ],
)
def test_dates_and_relevance_descend_and_numbers_ascend(words: str, order: tuple[Order, ...]):
    assert ask(sort=words).order == order


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Foo", "Unknown sort field"),
        ("lastupdatepostdate", "Unknown sort field"),
        ("BriefTitle", "Unsupported sort field type: text"),
        ("MinimumAge", "Unsupported sort field type: NormalizedTime"),
        ("LargeDocDate", "Unknown sort field"),
        ("StartDate:down", "Item 1 in parameter `sort` has incorrect format"),
        ("StartDate,@rank", "Item 2 in parameter `sort` has incorrect format"),
        ("StartDate,EnrollmentCount,CompletionDate", "Parameter `sort` must contain no more than 2 items"),
    ],
)
def test_an_order_that_is_none_is_refused(words: str, says: str):
    assert refused(sort=words) == says


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"filter_phase": "PHASE3"}, "`filter.phase` is unknown parameter"),
        ({"phase": "PHASE3"}, "`phase` is unknown parameter"),
        ({"Query_cond": "x"}, "Invalid prefix in parameter name: Query.cond"),
        ({"filter_overallStatus": "RECRUITING,FOO"}, "Invalid value in parameter `overallStatus`: `FOO`"),
        ({"filter_overallStatus": "recruiting"}, "Invalid value in parameter `overallStatus`: `recruiting`"),
        ({"format": "xml"}, "Invalid value in parameter `format`: `xml`"),
        ({"markupFormat": "html"}, "Invalid value in parameter `markupFormat`: `html`"),
        ({"countTotal": "yes"}, "Invalid value in parameter `countTotal`: `yes`"),
        ({"pageSize": "-1"}, "Parameter `pageSize` has incorrect format"),
        ({"pageSize": "ten"}, "Parameter `pageSize` has incorrect format"),
        ({"pageSize": "１０"}, "Parameter `pageSize` has incorrect format"),
        ({"filter_ids": "NCT01234567,abc"}, "Item 2 in parameter `filter.ids` has incorrect format"),
        ({"filter_ids": "NCT00000000"}, "Item 1 in parameter `filter.ids` has incorrect format"),
        ({"geoDecay": "func:cubic"}, "Parameter `geoDecay` has incorrect format"),
        ({"query_cond": "(lung"}, "Error parsing query in Conditions or disease: missing ')' at '<EOF>'"),
        (
            {"query_term": "AREA[EnrollmentCount]RANGE[NaN,MAX]"},
            "Error parsing query in Other terms: mismatched input 'NaN'",
        ),
        ({"query_term": "AREA[Foo]x"}, "Error parsing query in Other terms: Unknown area name: `Foo`"),
    ],
)
def test_what_cannot_be_read_is_told_in_the_registry_s_words(given: dict[str, str], says: str):
    assert refused(**given) == says


def test_a_value_of_an_enumeration_that_is_none_names_those_that_are():
    says = refused(filter_advanced="AREA[Sex]NEITHER")
    assert says.endswith(
        "Allowed values for enum field `protocolSection.eligibilityModule.sex` are `FEMALE`, `MALE`, `ALL`"
    )


def test_empty_parameters_are_as_good_as_none():
    assert ask(query_cond=" ", filter_ids="", fields="", sort=" , ") == ask()


def test_a_list_may_be_repeated_too():
    given = {"filter.overallStatus": ["RECRUITING", "COMPLETED|UNKNOWN"]}
    assert read(STUDIES, given)["filter.overallStatus"] == ("RECRUITING", "COMPLETED", "UNKNOWN")


def test_defaults_are_those_of_the_table():
    assert read(STUDIES, {}) == {"format": "json", "markupFormat": "markdown", "countTotal": False, "pageSize": 10}
    assert read(STUDIES, {"pageSize": ["99999999999999999999"]})["pageSize"] == 10**10
    assert read(STUDY, {})["format"] == "json"


def test_relevance_falls_with_distance_to_the_decay_at_the_scale():
    exponential = ask(filter_geo="distance(0,0,50km)", geoDecay="func:exp,scale:100km,offset:10km,decay:0.5").decay
    assert exponential == Decay("exp", 100.0, 10.0, 0.5)
    for function in ("exp", "gauss", "linear"):
        decay = Decay(function, 100.0, 10.0, 0.5)
        assert decay.at(0) == decay.at(10) == 1.0
        assert isclose(decay.at(110), 0.5)
        assert decay.at(60) > decay.at(110) > decay.at(10_000) >= 0
    assert Decay("linear", 100.0, 0.0, 0.5).at(250) == 0


def test_distance_counts_where_it_is_asked_and_a_place_is_given():
    place = "distance(0,0,50km)"
    assert ask(geoDecay="func:exp,scale:1km,offset:0km,decay:0.5").decay is None
    assert ask(filter_geo=place, query_cond="asthma").decay is None
    by_default = ask(filter_geo=place, sort="@relevance").decay
    assert by_default is not None and isclose(by_default.scale, 300 * MILE_KM)
    for words in ("func:exp,scale:0km,offset:0km,decay:0.5", "func:exp,scale:5km,offset:0km,decay:1"):
        assert refused(filter_geo=place, geoDecay=words) == "Parameter `geoDecay` has incorrect format"


def test_the_key_of_a_question_changes_with_everything_but_paging():
    assert ask(query_cond="asthma", pageSize="5", countTotal="true").key == ask(query_cond="asthma").key
    assert (
        len({ask(query_cond="asthma").key, ask(query_cond="cough").key, ask(query_cond="asthma", sort="StartDate").key})
        == 3
    )


def test_no_address_names_a_parameter_twice():
    for address in ADDRESSES:
        names = [one.name for one in address.parameters]
        assert len(names) == len(set(names))


def test_kinds_of_observation_and_of_expanded_access_can_be_chosen():
    found = ask(aggFilters="studyType:obs_patreg exp_indiv exp_inter exp_treat").filters
    asked = ("PatientRegistry", "ExpAccTypeIndividual", "ExpAccTypeIntermediate", "ExpAccTypeTreatment")
    assert found == And((Or(tuple(Is(piece, ("true",)) for piece in asked)),))


def test_a_persons_own_words_beside_a_disease_only_rank():
    spoken = "58 year old woman with small cell lung cancer"
    found = ask(query_patient=spoken)
    lung = HasConcept(frozenset({"D055752"}), "any")
    assert found.filters == lung
    assert found.ranked == And((lung, Words("PatientSearch", ("58", "year", "old", "woman", "with"))))
    assert ask(query_term=spoken).filters == ask(query_term=spoken).ranked
    assert ask(query_patient="old woman").filters == Words("PatientSearch", ("old", "woman"))
    assert ask(query_patient="NOT (old SCLC)").filters == Not(And((lung, Words("PatientSearch", ("old",)))))
