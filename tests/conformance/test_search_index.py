"""Every index of records answers alike: what it finds, how many, its facets and its order by date or number."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.registry.concepts import Concepts, built_in, learn
from equipoise.registry.read import read_records
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.ask import FACETS, Ask, wanted
from equipoise.registry.search.index import Order, SearchIndex, Wanted
from equipoise.registry.search.memory import MemoryIndex
from equipoise.registry.search.points import OPEN_POINTS, POINTS
from equipoise.registry.search.tree import (
    And,
    Between,
    Everything,
    HasConcept,
    Is,
    ListSize,
    Missing,
    Near,
    Not,
    OneSite,
    Or,
    TakesAge,
    Tree,
    Words,
)
from equipoise.registry.serve.part import reader
from equipoise.registry.serve.selection import Selection
from equipoise.values.dates import PartialDate
from equipoise.web.index import IndexFault, TantivyIndex
from equipoise.web.registry import Registry

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"
CITIES = {"Changchun": (43.88, 125.32278), "Beijing": (39.9075, 116.39723), "Paris": (48.85341, 2.3488)}
CONDITIONS = ["Small Cell Lung Cancer", "Non-small Cell Lung Cancer", "Asthma", "Asthma, allergic", "Lung Diseases"]
TITLES = [
    "Maintenance of asthmas",
    "An open-label study",
    "Open label, single arm",
    "Étude ouverte",
    "NK cells in cancers",
]


def record(number: int) -> Record:
    """A record whose values follow from its number, so that a hundred of them differ in every combination."""
    city = list(CITIES)[number % 3]
    latitude, longitude = CITIES[city]
    other = list(CITIES)[(number // 3) % 3]
    sites = [
        {
            "city": one,
            "country": "China" if one != "Paris" else "France",
            "status": status,
            "geoPoint": {"lat": lat, "lon": lon},
        }
        for one, status, (lat, lon) in (
            (city, "RECRUITING" if number % 2 else "COMPLETED", (latitude, longitude)),
            (other, "COMPLETED", CITIES[other]),
        )[: number % 3]
    ]
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": TITLES[number % 5]},
        "statusModule": {"overallStatus": ["RECRUITING", "COMPLETED", "UNKNOWN"][number % 3]},
        "conditionsModule": {"conditions": CONDITIONS[number % 4 : number % 4 + number % 3]},
        "designModule": {
            "phases": ["PHASE1", "PHASE2", "PHASE3"][number % 2 : number % 4],
            "studyType": "INTERVENTIONAL",
        },
        "eligibilityModule": {"sex": ["ALL", "FEMALE", "MALE"][number % 3]},
        "contactsLocationsModule": {"locations": sites, "centralContacts": [{"name": ["Wu An", "An Wu"][number % 2]}]},
        "armsInterventionsModule": {"armGroups": [{"label": f"Arm {arm}"} for arm in range(number % 4)]},
    }
    if number % 3:
        person = ["An Wu", "Wu An", "Wu"][number % 5 % 3]
        protocol["sponsorCollaboratorsModule"] = {"responsibleParty": {"investigatorFullName": person}}
    if number % 4:
        protocol["statusModule"]["startDateStruct"] = {"date": f"20{10 + number % 13}-0{1 + number % 9}"}
        protocol["designModule"]["enrollmentInfo"] = {"count": number * 7 % 90}
    if number % 5:
        protocol["eligibilityModule"]["minimumAge"] = f"{number % 5 * 6} {'Months' if number % 2 else 'Years'}"
    if number % 7:
        protocol["eligibilityModule"]["maximumAge"] = f"{20 + number} Years"
    return Record({"protocolSection": protocol, "hasResults": number % 6 == 0})


RECORDS = {one.nct_id: one for one in map(record, range(1, 90))}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchIndex, SearchIndex]:
    def load(ids: Sequence[NctId], part: Selection | None) -> Iterator[Record]:
        read = json.loads if part is None else reader(part)
        return (Record(read(json.dumps(RECORDS[one].raw).encode())) for one in ids)

    fast: SearchIndex = TantivyIndex(tmp_path_factory.mktemp("index"), built_in(), load)
    exact: SearchIndex = MemoryIndex(built_in())
    for index in (exact, fast):
        assert index.add(RECORDS.values()) == len(RECORDS)
        index.commit()
    return exact, fast


dates = st.sampled_from([None, PartialDate(2012), PartialDate(2015, 3), PartialDate(2020, 5, 17)])
leaves = st.one_of(
    st.just(Everything()),
    st.builds(Words,
        st.sampled_from(["ConditionSearch", "BasicSearch", "PatientSearch", "BriefTitle", "ResponsiblePartyInvestigatorFullName"]),
        st.lists(st.sampled_from(
            ["lung", "cell", "small", "cancer", "asthma", "open", "label", "etude", "nk", "an", "cells", "wu", "arm"],
        ), min_size=1, max_size=3).map(tuple),
        st.booleans(), st.booleans(), st.sampled_from(["Contains", "Contains", "FullMatch", "StartsWith", "EndsWith"])),
    st.builds(HasConcept, st.sampled_from(["D055752", "D008175", "D001249", "D007694"]).map(lambda one: frozenset({one})),
              st.sampled_from(["condition", "intervention", "any"])),
    st.builds(Is, st.just("OverallStatus"), st.sampled_from([("RECRUITING",), ("UNKNOWN", "COMPLETED")])),
    st.builds(Is, st.just("NCTId"), st.just(("NCT00000007", "NCT00000011", "NCT99999999"))),
    st.builds(Is, st.just("BriefTitle"), st.just((TITLES[1],))),
    st.builds(Between, st.just("StartDate"), dates, dates),
    st.builds(Between, st.just("EnrollmentCount"), st.sampled_from([None, 0.0, 12.5, 40.0]), st.sampled_from([None, 12.4, 60.0])),
    st.builds(Between, st.just("MinimumAge"), st.sampled_from([None, 100.0]), st.sampled_from([None, 4000.0])),
    st.builds(TakesAge, st.sampled_from([None, 365.25 * 10, 365.25 * 70]), st.sampled_from([None, 365.25 * 11, 365.25 * 71])),
    st.builds(Between, st.sampled_from(["NumArmGroups", "NumLocations"]), st.sampled_from([None, 1.0, 2.0]), st.sampled_from([None, 2.0])),
    st.builds(Missing, st.sampled_from(["StartDate", "Phase", "WhyStopped", "SeriousEventTerm", "NumArmGroups"])),
    st.builds(ListSize, st.sampled_from(["Phase", "Condition", "LocationCity", "StartDate", "SeriousEventTerm", "NumLocations",
                                         "Location"]), st.integers(0, 3)),
    st.builds(Near, st.just(43.88), st.just(125.32), st.sampled_from([1.0, 900.0, 9000.0]), st.booleans()),
    st.builds(OneSite, st.builds(lambda city, status: And((Words("LocationCity", (city,)), Is("LocationStatus", (status,)))),
              st.sampled_from(["beijing", "changchun"]), st.sampled_from(["RECRUITING", "COMPLETED"]))),
    st.builds(OneSite, st.builds(lambda km, status: And((Near(43.88, 125.32, km), OneSite(Is("LocationStatus", (status,))))),
              st.sampled_from([1.0, 900.0]), st.sampled_from(["RECRUITING", "COMPLETED"]))),
)  # fmt: skip


def inner(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, parts))


trees = st.recursive(leaves, inner, max_leaves=5)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees)
def test_every_index_finds_the_same_records(both: tuple[SearchIndex, SearchIndex], tree: Tree):
    exact, fast = (
        index.search(Wanted(tree, Everything(), (), (*FACETS, POINTS, OPEN_POINTS)), 0, 100) for index in both
    )
    assert set(fast.ids) == set(exact.ids) and fast.total == exact.total
    assert {piece: dict(counts) for piece, counts in fast.facets.items()} == {
        p: dict(c) for p, c in exact.facets.items()
    }


@pytest.mark.parametrize("piece", ["StartDate", "EnrollmentCount", "MinimumAge", "NumArmGroups"])
@pytest.mark.parametrize("descending", [True, False])
def test_every_index_orders_alike_and_puts_the_missing_last(
    both: tuple[SearchIndex, SearchIndex], piece: str, descending: bool
):
    order = (Order(piece, descending=descending), Order("StudyFirstPostDate", descending=True))
    found = [index.search(Wanted(Everything(), Everything(), order), 0, 100).ids for index in both]
    assert next(RECORDS[one].raw["protocolSection"] for one in found[0]) == RECORDS[found[1][0]].raw["protocolSection"]
    assert len(set(found[0])) == len(set(found[1])) == len(RECORDS)


@pytest.mark.parametrize("piece", ["StartDate", "EnrollmentCount", "NumLocations"])
@pytest.mark.parametrize("descending", [True, False])
def test_one_key_puts_the_missing_last_too(both: tuple[SearchIndex, SearchIndex], piece: str, descending: bool):
    has = Between(piece, None, None)
    for index in both:
        ordered = index.search(Wanted(Everything(), Everything(), (Order(piece, descending=descending),)), 0, 100)
        with_value = index.search(Wanted(has, Everything()), 0, 100)
        assert set(ordered.ids[: with_value.total]) == set(with_value.ids)
        assert len(ordered.ids) == len(RECORDS) > with_value.total
        assert ordered.scores == ()


@pytest.mark.parametrize("descending", [True, False])
def test_every_index_orders_and_bounds_by_the_number(both: tuple[SearchIndex, SearchIndex], descending: bool):
    beyond = Wanted(Between("NCTId", 11.0, 20.0), Everything(), (Order("NCTId", descending=descending),))
    wanted_ids = [f"NCT{number:08d}" for number in range(11, 21)]
    for index in both:
        found = index.search(beyond, 0, 100)
        assert list(found.ids) == (wanted_ids[::-1] if descending else wanted_ids)


def test_only_what_the_index_cannot_tell_is_looked_up_in_the_records(tmp_path: Path):
    parts: list[Selection | None] = []

    def load(ids: Sequence[NctId], part: Selection | None) -> Iterator[Record]:
        parts.append(part)
        return (RECORDS[one] for one in ids)

    index = TantivyIndex(tmp_path, built_in(), load)
    index.add(RECORDS.values())
    index.commit()
    site = OneSite(And((Words("LocationCity", ("changchun",)), Is("LocationStatus", ("COMPLETED",)))))
    asked = And((HasConcept(frozenset({"D008175"}), "condition"), And((site, Is("StudyType", ("INTERVENTIONAL",))))))
    assert index.search(Wanted(asked, Everything()), 0, 100).total > 0
    status = {"identificationModule": {"nctId": None}, "statusModule": {"overallStatus": None}}
    sites = {"contactsLocationsModule": {"locations": {"city": None, "status": None}}}
    assert parts == [{"protocolSection": {**status, **sites}}]
    either = Or((HasConcept(frozenset({"D008175"}), "condition"), site))
    assert index.search(Wanted(either, Everything()), 0, 100).total > 0
    assert parts[1:] == [None]


def test_scores_stand_beside_the_order_by_relevance(both: tuple[SearchIndex, SearchIndex]):
    for index in both:
        found = index.search(wanted(Ask(words={"cond": "lung cancer"}), built_in()), 0, 10)
        assert len(found.scores) == len(found.ids) > 0
        assert list(found.scores) == sorted(found.scores, reverse=True)


def test_slices_follow_one_another_without_gap_or_repeat(both: tuple[SearchIndex, SearchIndex]):
    for index in both:
        question = wanted(Ask(words={"cond": "lung cancer"}), built_in())
        whole = index.search(question, 0, 100).ids
        parts = [index.search(question, first, 4).ids for first in range(0, len(whole) + 4, 4)]
        assert tuple(one for part in parts for one in part) == whole


def test_what_is_replaced_or_removed_is_found_no_more(tmp_path: Path):
    for index in (MemoryIndex(built_in()), TantivyIndex(tmp_path / "index", built_in(), lambda *_: ())):
        index.add([record(1), record(2)])
        index.commit()
        renamed = {"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "Another"}}}
        index.add([Record(renamed)])
        index.remove([NctId("NCT00000002")])
        before = index.search(Wanted(Everything(), Everything()), 0, 10).ids
        index.commit()
        after = index.search(Wanted(Everything(), Everything()), 0, 10).ids
        assert len(before) == 2 and after == ("NCT00000001",)
        assert index.search(Wanted(Words("BriefTitle", ("another",)), Everything()), 0, 10).total == 1


@pytest.mark.parametrize(
    ("words", "phrase", "found"),
    [
        ("第一医院", False, True),
        ("第一医院", True, True),
        ("吉林大学", False, True),
        ("第二医院", False, False),
        ("医", False, False),
        ("cells 大学", False, True),
        ("cells 大学", True, False),
        ("cells 吉林大学第一医院", True, True),
    ],
)
def test_chinese_is_found_within_what_it_is_written_with(words: str, phrase: bool, found: bool, tmp_path: Path):
    title = {
        "protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "Cells 吉林大学第一医院"}}
    }
    for index in (MemoryIndex(built_in()), TantivyIndex(tmp_path / "index", built_in(), lambda *_: ())):
        index.add([Record(title)])
        index.commit()
        for area in ("BriefTitle", "BasicSearch"):
            question = Wanted(Words(area, tuple(words.split()), phrase=phrase), Everything())
            assert index.search(question, 0, 10).total == found


def test_a_commit_is_seen_by_who_opened_the_index_before(tmp_path: Path):
    writer = TantivyIndex(tmp_path, built_in(), lambda *_: ())
    reader = TantivyIndex(tmp_path, built_in(), lambda *_: ())
    assert reader.count() == 0
    writer.add([record(1)])
    writer.commit()
    assert reader.count() == 1


def test_a_second_writer_is_refused_in_words(tmp_path: Path):
    first, second = (TantivyIndex(tmp_path, built_in(), lambda *_: ()) for _ in range(2))
    first.add([record(1)])
    with pytest.raises(IndexFault) as fault:
        second.add([record(2)])
    assert fault.value.says.zh
    first.commit()
    assert second.add([record(2)]) == 1


def test_an_index_that_is_gone_is_made_anew_from_the_records(tmp_path: Path):
    opened = Registry(tmp_path)
    opened.take_over([record(n) for n in range(1, 8)], datetime(2026, 1, 1, tzinfo=UTC), "a test")
    for file in (tmp_path / "index").iterdir():
        file.unlink()
    assert Registry(tmp_path).index.count() == 7


@lru_cache(maxsize=1)
def corpus() -> tuple[Concepts, dict[NctId, Record]]:
    with gzip.open(CORPUS) as data:
        records = [one for one in read_records("corpus.jsonl", io.BytesIO(data.read())) if isinstance(one, Record)]
    return built_in().merged(learn(records)), {one.nct_id: one for one in records}


QUESTIONS: list[dict[str, Any]] = [
    {"words": {"cond": "SCLC"}},
    {"words": {"cond": "SCLC OR asthma", "intr": "omalizumab"}},
    {"words": {"term": '"quality of life" AND NOT children'}},
    {"words": {"titles": "immuno*"}, "sex": "MALE"},
    {"words": {"outc": "overall survival"}, "age_years": 10},
    {"there": Near(40.7, -74.0, 300.0, open_only=True)},
    {"advanced": "SEARCH[Location](AREA[LocationCity]Beijing AND AREA[LocationStatus]RECRUITING)"},
    {"advanced": "AREA[LastUpdatePostDate]RANGE[2020-01-01,MAX] AND NOT AREA[Phase]PHASE2"},
]


@pytest.mark.skipif(not CORPUS.exists(), reason="the sample of real records is not on this machine")
def test_in_real_records_every_index_finds_the_same(tmp_path: Path):
    concepts, records = corpus()
    fast = TantivyIndex(tmp_path, concepts, lambda ids, _: (records[one] for one in ids))
    exact = MemoryIndex(concepts)
    for index in (exact, fast):
        index.add(records.values())
        index.commit()
    for asked in QUESTIONS:
        question = wanted(Ask(**asked), concepts)
        one, other = (set(index.search(question, 0, 2000).ids) for index in (exact, fast))
        assert one == other, asked


def test_a_study_of_one_disease_comes_before_one_of_twenty(tmp_path: Path):
    many = [*CONDITIONS, "Sarcoma", "Melanoma", "Small Cell Lung Cancer"]
    of_many = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "Solid tumors"},
        "conditionsModule": {"conditions": many},
    }
    of_one = {
        "identificationModule": {"nctId": "NCT00000002", "briefTitle": "A drug"},
        "conditionsModule": {"conditions": ["SCLC"]},
    }
    index = TantivyIndex(tmp_path, built_in(), lambda *_: ())
    index.add([Record({"protocolSection": protocol}) for protocol in (of_many, of_one)])
    index.commit()
    question = wanted(Ask(words={"cond": "small cell lung cancer"}), built_in())
    assert index.search(question, 0, 10).ids == ("NCT00000002", "NCT00000001")
