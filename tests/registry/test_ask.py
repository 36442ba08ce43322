"""Finding records by what people ask: concepts before words, exact filters, open ages, and a reason for every hit."""

from __future__ import annotations

from typing import Any

import pytest

from equipoise.registry.concepts import built_in, of_record
from equipoise.registry.record import Record
from equipoise.registry.search.ask import Ask, wanted
from equipoise.registry.search.essie import EssieFault, parse
from equipoise.registry.search.holds import holds
from equipoise.registry.search.index import Order, Wanted
from equipoise.registry.search.memory import MemoryIndex
from equipoise.registry.search.tree import Near, Or, Words
from equipoise.registry.search.why import nearest, why
from equipoise.registry.show.question import question

CHANGCHUN = {"lat": 43.88, "lon": 125.32278}
BEIJING = {"lat": 39.9075, "lon": 116.39723}


def record(number: int, *conditions: str, **modules: Any) -> Record:
    base: dict[str, Any] = {
        "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": f"Study {number}"},
        "conditionsModule": {"conditions": list(conditions)},
    }
    return Record({"protocolSection": {**base, **modules}})


def sites(*places: tuple[dict[str, float], str]) -> dict[str, Any]:
    return {
        "locations": [
            {"facility": f"Hospital {n}", "geoPoint": at, "status": status} for n, (at, status) in enumerate(places)
        ]
    }


RECORDS = [
    record(1, "Small Cell Lung Cancer", eligibilityModule={"sex": "ALL", "minimumAge": "18 Years"}),
    record(2, "Non-small Cell Lung Cancer", eligibilityModule={"sex": "FEMALE", "maximumAge": "17 Years"}),
    record(
        3,
        "ES-SCLC",
        statusModule={"overallStatus": "RECRUITING"},
        contactsLocationsModule=sites((BEIJING, "RECRUITING"), (CHANGCHUN, "COMPLETED")),
    ),
    record(4, "Asthma", descriptionModule={"briefSummary": "Maintenance treatment, also in small cell lung cancer."}),
    record(5, "Lung Neoplasms", statusModule={"startDateStruct": {"date": "2020-05"}}),
]


def found(*, order: tuple[Order, ...] = (), **asked: Any) -> list[int]:
    index = MemoryIndex(built_in())
    index.add(RECORDS)
    index.commit()
    answer = index.search(wanted(Ask(order=order, **asked), built_in()), 0, 10)
    return sorted(int(one[3:]) for one in answer.ids) if not order else [int(one[3:]) for one in answer.ids]


@pytest.mark.parametrize(
    "words", ["SCLC", "small cell lung cancer", "oat cell carcinoma", "small-cell lung carcinoma", "小细胞肺癌"]
)
def test_all_names_of_a_disease_find_the_same_trials(words: str):
    assert found(words={"cond": words}) == [1, 3]


def test_a_broader_disease_finds_everything_narrower():
    assert found(words={"cond": "lung cancer"}) == [1, 2, 3, 5]


def test_a_narrower_disease_does_not_find_the_broader():
    assert found(words={"cond": "extensive stage small cell lung cancer"}) == [3]


def test_other_terms_count_what_the_summary_speaks_of():
    assert found(words={"term": "SCLC"}) == [1, 3, 4]


def test_words_that_name_no_concept_must_all_be_there():
    assert found(words={"term": "SCLC maintenance"}) == [4]


def test_a_number_finds_its_record():
    assert found(words={"term": "NCT00000003"}) == [3]


def test_an_age_is_looked_for_in_open_intervals():
    assert found(age_years=10) == [2, 3, 4, 5]
    assert found(age_years=80) == [1, 3, 4, 5]


def test_all_sexes_take_a_man_and_women_only_does_not():
    assert found(sex="MALE") == [1]


def test_a_place_finds_trials_with_a_site_within_the_radius():
    assert found(there=Near(43.88, 125.32, 50)) == [3]


def test_a_recruiting_site_may_be_asked_for():
    assert found(there=Near(43.88, 125.32, 50, open_only=True)) == []


def test_without_concepts_it_is_plain_text():
    assert found(words={"cond": 'EXPANSION[None]"small cell lung cancer"'}) == [1, 2]


def test_missing_values_come_last_in_either_order():
    assert found(order=(Order("StartDate", descending=False),))[0] == 5
    assert found(order=(Order("StartDate", descending=True),))[0] == 5


def test_an_expression_that_cannot_be_read_names_its_box():
    with pytest.raises(EssieFault, match="Conditions or disease: missing"):
        wanted(Ask(words={"cond": "(lung"}), built_in())


def reasons(number: int, **asked: Any) -> list[str]:
    one = RECORDS[number - 1]
    question = wanted(Ask(**asked), built_in())
    return [text.en for text in why(question, one, of_record(one, built_in()), built_in())]


def test_a_hit_says_which_of_its_words_named_the_concept():
    assert reasons(1, words={"cond": "SCLC"}) == ["Small Cell Lung Carcinoma: condition “Small Cell Lung Cancer”"]


def test_a_narrower_hit_says_what_it_is_a_kind_of():
    (said,) = reasons(3, words={"cond": "lung cancer"})
    assert "of which Extensive-stage small cell lung cancer is a kind" in said


def test_a_hit_says_where_the_words_stand():
    assert "“maintenance” in: summary" in reasons(4, words={"term": "SCLC maintenance"})


def test_the_nearest_site_that_recruits_is_shown_not_the_nearest_one():
    shown = nearest(Near(43.88, 125.32, 1500), RECORDS[2])
    assert shown is not None and shown.recruits and shown.site.facility == "Hospital 0"
    assert "860 km" in shown.says.en


def test_a_record_without_a_site_near_has_none():
    assert nearest(Near(0, 0, 100), RECORDS[2]) is None


def test_a_site_recruits_only_if_its_record_says_so_too():
    """A record turned UNKNOWN is stale, whatever its sites still say (registry field OverallStatus)."""
    stale = {"overallStatus": "UNKNOWN", "lastKnownStatus": "RECRUITING"}
    one = record(9, statusModule=stale, contactsLocationsModule=sites((CHANGCHUN, "RECRUITING")))
    shown = nearest(Near(43.88, 125.32, 50), one)
    assert shown is not None and not shown.recruits
    assert not holds(Near(43.88, 125.32, 50, open_only=True), one, of_record(one, built_in()))


def test_conditions_on_one_site_and_its_distance_hold_on_the_same_site():
    """A study that recruits in Paris alone does not recruit near Changchun, although it has a site there."""
    sites = [
        {"city": "Changchun", "status": "COMPLETED", "geoPoint": {"lat": 43.88, "lon": 125.32278}},
        {"city": "Paris", "status": "RECRUITING", "geoPoint": {"lat": 48.85341, "lon": 2.3488}},
    ]
    study = record(1, contactsLocationsModule={"locations": sites})

    def found(expression: str) -> bool:
        return holds(parse(expression, "BasicSearch"), study, of_record(study, built_in()))

    assert found("SEARCH[Location](AREA[LocationStatus]RECRUITING AND DISTANCE[48.85,2.35,50km])")
    assert not found("SEARCH[Location](AREA[LocationStatus]RECRUITING AND DISTANCE[43.88,125.32,50km])")
    assert found("AREA[LocationStatus]RECRUITING AND DISTANCE[43.88,125.32,50km]")
    assert found("SEARCH[Location](AREA[LocationStatus]RECRUITING NOT SEARCH[Location]DISTANCE[43.88,125.32,50km])")


def test_people_find_words_of_the_description_programs_those_of_the_registrys_own_area():
    study = record(1, descriptionModule={"briefSummary": "Short", "detailedDescription": "With zebrafish"})
    tagged = of_record(study, built_in())
    for people in (
        wanted(Ask({"term": "zebrafish"}), built_in()).filters,
        wanted(Ask(advanced="zebrafish"), built_in()).filters,
        question("zebrafish", built_in()),
    ):
        assert holds(people, study, tagged)
    assert not holds(parse("zebrafish", "BasicSearch"), study, tagged)
    assert holds(parse("AREA[DetailedDescription]zebrafish", "BasicSearch"), study, tagged)


MARKED = [
    record(11, "NSCLC", identificationModule={"nctId": "NCT00000011", "briefTitle": "A drug in ALK+ NSCLC"}),
    record(
        12, "Grass pollen allergy", identificationModule={"nctId": "NCT00000012", "briefTitle": "ALK grass tablets"}
    ),
    record(13, "Chronic Kidney Disease", descriptionModule={"briefSummary": "The decline of eGFR."}),
    record(14, "Lung Cancer", descriptionModule={"briefSummary": "For patients with an EGFR mutation."}),
    record(15, "Lung Cancer", descriptionModule={"briefSummary": "For patients without known EGFR mutation."}),
    record(16, "Lung Cancer", descriptionModule={"briefSummary": "Kidneys are watched by eGFR."}),
]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("ALK positive", [11]),
        ("ALK lung cancer", [11]),
        ("ALK阳性肺癌", [11]),
        ("EGFR", [14]),
        ("EGFR lung cancer", [14]),
        ("EGFR突变肺癌", [14]),
        ("eGFR", [13, 16]),
        ("egfr chronic kidney disease", [13]),
        ("hay fever", [12]),
        ("花粉症", [12]),
    ],
)
def test_a_marker_is_told_from_what_shares_its_letters(words: str, numbers: list[int]):
    index = MemoryIndex(built_in())
    index.add(MARKED)
    index.commit()
    assert found_by_line(index, words) == numbers


def found_by_line(index: MemoryIndex, words: str) -> list[int]:
    tree = question(words, built_in())
    return sorted(int(one[3:]) for one in index.search(Wanted(tree, tree, ()), 0, 10).ids)


def test_a_record_that_states_no_age_group_is_of_those_that_its_ages_reach() -> None:
    def taking(number: int, **ages: Any) -> Record:
        return record(number, "Asthma", eligibilityModule=ages)

    records = [
        taking(1, minimumAge="6 Years", maximumAge="17 Years"),
        taking(2, minimumAge="18 Years"),
        taking(3, minimumAge="6 Weeks", maximumAge="8 Months"),
        taking(4, minimumAge="6 Years", stdAges=["ADULT"]),
        taking(5, maximumAge="70 Years"),
    ]

    def of(*groups: str) -> list[int]:
        question = wanted(Ask(chosen={"StdAge": groups}), built_in()).filters
        return [number for number, one in enumerate(records, 1) if holds(question, one, of_record(one, built_in()))]

    assert of("CHILD") == [1, 3, 5]
    assert of("OLDER_ADULT") == [2, 5]
    assert of("ADULT") == [2, 4, 5]


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("gum disease", "Periodontitis"),
        ("tooth decay", "Dental Caries in Children"),
        ("eating disorder", "Anorexia Nervosa"),
        ("morning sickness", "Hyperemesis Gravidarum"),
        ("post partum haemorrhage", "Postpartum Hemorrhage"),
        ("fungal nail infection", "Onychomycosis"),
        ("mini stroke", "Transient Ischemic Attack"),
        ("甲减", "Hypothyroidism"),
        ("肺恶性肿瘤", "Lung Cancer"),
        ("LUAD", "Adenocarcinoma of Lung"),
    ],
)
def test_everyday_and_short_names_find_the_disease(words: str, condition: str) -> None:
    one = record(1, condition)
    assert holds(question(words, built_in()), one, of_record(one, built_in()))


@pytest.mark.parametrize("words", ["small cell", "small-cell", "PD-L1 inhibitor small cell", "small cell atezolizumab"])
def test_small_cell_alone_is_never_non_small_cell(words: str) -> None:
    def found(condition: str) -> bool:
        drug = {"interventions": [{"type": "DRUG", "name": "Atezolizumab, a PD-L1 inhibitor"}]}
        one = record(1, condition, armsInterventionsModule=drug)
        return holds(question(words, built_in()), one, of_record(one, built_in()))

    assert found("Small Cell Lung Cancer") and not found("Non-small Cell Lung Cancer")


def test_small_cell_of_another_organ_stays_words() -> None:
    one = record(1, "Small Cell Carcinoma of the Bladder")
    assert holds(question("small cell bladder", built_in()), one, of_record(one, built_in()))


def test_a_phrase_is_a_reason_only_where_all_of_it_stands():
    hospital = Record(
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT00000077", "briefTitle": "Cancer care in Jilin"},
                "contactsLocationsModule": {"locations": [{"facility": "Jilin Cancer Hospital"}]},
            }
        }
    )
    asked = Or(
        (
            Words("LocationSearch", ("jilin", "cancer", "hospital"), phrase=True),
            Words("LocationSearch", ("jilin", "tumor", "hospital"), phrase=True),
        )
    )
    says = why(Wanted(asked, asked), hospital, of_record(hospital, built_in()), built_in())
    assert [one.en for one in says] == ["“jilin cancer hospital” in: hospital"]
