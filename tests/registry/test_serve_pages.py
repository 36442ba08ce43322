"""Pages follow one another without gap or repeat, also when the records change in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.registry.concepts import built_in
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.memory import MemoryIndex
from equipoise.registry.serve.page_token import Token
from equipoise.registry.serve.pages import page, read_token
from equipoise.registry.serve.parameters import STUDIES, read
from equipoise.registry.serve.question import Question, question
from equipoise.registry.serve.refused import Refused

CONCEPTS = built_in()
CITIES = {"Changchun": (43.88, 125.32278), "Beijing": (39.9075, 116.39723), "Paris": (48.85341, 2.3488)}


def record(number: int, title: str = "Asthma", start: str = "", count: int | None = None, city: str = "") -> Record:
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": title},
        "conditionsModule": {"conditions": ["Asthma"]},
    }
    if start:
        protocol["statusModule"] = {"startDateStruct": {"date": start}}
    if count is not None:
        protocol["designModule"] = {"enrollmentInfo": {"count": count}}
    if city:
        lat, lon = CITIES[city]
        protocol["contactsLocationsModule"] = {"locations": [{"city": city, "geoPoint": {"lat": lat, "lon": lon}}]}
    return Record({"protocolSection": protocol, "hasResults": False})


class Here:
    """Records and their index, as a server has them."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.index = MemoryIndex(CONCEPTS)
        self.records: dict[NctId, Record] = {}
        self.put(records)

    def put(self, records: Iterable[Record]) -> None:
        new = {one.nct_id: one for one in records}
        self.records |= new
        self.index.add(new.values())
        self.index.commit()

    def take(self, number: int) -> None:
        nct_id = NctId(f"NCT{number:08d}")
        self.records.pop(nct_id, None)
        self.index.remove([nct_id])
        self.index.commit()

    def load(self, ids: Sequence[NctId]) -> list[Record]:
        return [self.records[one] for one in ids]

    def page(self, asked: Question, size: int, token: str) -> tuple[list[int], str]:
        found = page(asked, self.index, self.load, size, read_token(token, asked) if token else None)
        return [int(one.nct_id[3:]) for one in found.records], found.next


def ask(**given: str) -> Question:
    return question(read(STUDIES, {name.replace("_", ".", 1): [words] for name, words in given.items()}), CONCEPTS)


def every(here: Here, asked: Question, size: int) -> list[int]:
    found, token = here.page(asked, size, "")
    while token:
        more, token = here.page(asked, size, token)
        found += more
    return found


SOME = [
    record(1, start="2020-01", count=5), record(2, start="2020-01", count=5), record(3, start="2019-06-30", count=7),
    record(4), record(5, count=1), record(6, start="2021"), record(7, start="2020-01", count=2), record(8),
]  # fmt: skip


@pytest.mark.parametrize("size", range(1, 10))
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("StartDate", [6, 1, 2, 7, 3, 4, 5, 8]),
        ("StartDate:asc", [3, 1, 2, 7, 6, 4, 5, 8]),
        ("EnrollmentCount", [5, 7, 1, 2, 3, 4, 6, 8]),
        ("StartDate,EnrollmentCount", [6, 7, 1, 2, 3, 5, 4, 8]),
        ("EnrollmentCount:desc,StartDate:asc", [3, 1, 2, 7, 5, 6, 4, 8]),
    ],
)
def test_pages_of_any_size_are_the_whole_in_order(size: int, sort: str, expected: list[int]):
    assert every(Here(SOME), ask(sort=sort) if sort else ask(), size) == expected


def test_the_last_page_has_no_token_even_if_it_is_full():
    here = Here(SOME)
    for asked in (ask(), ask(sort="StartDate"), ask(query_cond="asthma")):
        found, token = here.page(asked, 8, "")
        assert len(found) == 8 and token == ""
        assert here.page(asked, 7, "")[1] != ""


def test_nothing_found_is_an_empty_page():
    assert Here(SOME).page(ask(query_titles="nothing"), 5, "") == ([], "")


def test_the_worst_come_first_where_that_is_asked():
    here = Here([record(1, "zebra"), record(2, "zebra zebra"), record(3, "horse"), record(4, "zebra zebra zebra")])
    assert every(here, ask(query_term="zebra", sort="@relevance"), 2) == [4, 2, 1]
    assert every(here, ask(query_term="zebra", sort="@relevance:asc"), 2) == [1, 2, 4]


def test_the_nearest_site_comes_first_where_distance_counts():
    here = Here([record(1, city="Paris"), record(2, city="Changchun"), record(3, city="Beijing"), record(4)])
    asked = ask(filter_geo="distance(43.88,125.32,20000km)", sort="@relevance")
    assert every(here, asked, 1) == [2, 3, 1]


starts = st.sampled_from(["", "2019", "2020-01", "2020-01-15", "2021-07"])
counts = st.one_of(st.none(), st.integers(0, 3))
records = st.builds(record, st.integers(1, 30), st.sampled_from(["Asthma", "Asthma and cough"]), starts, counts)
sorts = st.sampled_from(["", "StartDate", "EnrollmentCount:desc", "StartDate:asc,EnrollmentCount"])


@settings(max_examples=60, deadline=None)
@given(st.lists(records, min_size=1, max_size=25), sorts, st.integers(1, 6), st.data())
def test_what_stays_the_same_is_told_exactly_once_whatever_changes_between_the_pages(
    first: list[Record], sort: str, size: int, data: st.DataObject
):
    here = Here(first)
    stays = dict(here.records)
    asked = ask(sort=sort) if sort else ask()
    found, token = here.page(asked, size, "")
    while token:
        for changed in data.draw(st.lists(records, max_size=2)):
            here.put([changed])
            stays.pop(changed.nct_id, None)
        for gone in data.draw(st.lists(st.integers(1, 30), max_size=1)):
            here.take(gone)
            stays.pop(NctId(f"NCT{gone:08d}"), None)
        more, token = here.page(asked, size, token)
        found += more
    for nct_id in stays:
        assert found.count(int(nct_id[3:])) == 1


def test_by_relevance_the_next_page_begins_after_the_last_record_wherever_it_stands():
    here = Here([record(number, "zebra " * number) for number in range(1, 8)])
    asked = ask(query_term="zebra")
    found, token = here.page(asked, 3, "")
    here.put([record(20, "zebra " * 20)])
    more, _ = here.page(asked, 3, token)
    assert not set(found) & set(more) and found + more == [7, 6, 5, 4, 3, 2]
    here.take(5)
    assert here.page(asked, 3, token)[0] == [4, 3, 2]


def test_by_relevance_the_next_page_is_found_after_hundreds_have_come_too():
    here = Here([record(number, "zebra " * number) for number in range(1, 8)])
    asked = ask(query_term="zebra")
    _, token = here.page(asked, 3, "")
    here.put([record(number, "zebra " * 10) for number in range(100, 600)])
    assert here.page(asked, 3, token)[0] == [4, 3, 2]


@pytest.mark.parametrize("number", [10**8, 2**42, 2**63])
def test_a_token_with_a_number_that_is_none_is_refused(number: int):
    with pytest.raises(Refused):
        read_token(Token(ask().key, number).written(), ask())


@pytest.mark.parametrize(
    ("asked", "token"),
    [
        (ask(), Token(ask().key, 99_999_999)),
        (ask(sort="EnrollmentCount:desc,StartDate"), Token("", 99_999_999, (99_999_999, 740_000))),
        (ask(sort="StartDate,CompletionDate"), Token("", 1, (None, 0))),
        (ask(query_cond="asthma"), Token("", 99_999_999, (), 11.5, 700_000)),
    ],
)
def test_a_token_is_short_enough_for_who_reads_only_the_end_of_an_answer(asked: Question, token: Token):
    token = replace(token, question=asked.key)
    told = f'"nextPageToken":"{token.written()}"}}'
    assert len(told) <= 40 and read_token(token.written(), asked) == token


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_a_token_with_a_score_that_is_none_is_refused(score: float):
    asked = ask(query_cond="asthma")
    with pytest.raises(Refused):
        read_token(Token(asked.key, 1, (), score, 5).written(), asked)


def test_a_token_that_is_cut_or_lengthened_is_refused():
    here = Here(SOME)
    asked = ask(sort="StartDate")
    _, token = here.page(asked, 2, "")
    assert read_token(token, asked).number == 1
    for words in (token[:-4], token + "AAAA"):
        with pytest.raises(Refused):
            read_token(words, asked)


@pytest.mark.parametrize("words", ["x", "AAAA", "==", "a" * 5000, "\u00e9", "lawx\x00", "-_-_"])
def test_a_token_that_is_none_is_refused(words: str):
    with pytest.raises(Refused):
        read_token(words, ask())


def test_a_token_of_another_question_is_refused():
    here = Here(SOME)
    _, token = here.page(ask(), 2, "")
    with pytest.raises(Refused) as refused:
        read_token(token, ask(query_cond="asthma"))
    assert refused.value.says == "Parameter `pageToken` does not belong to this query"
    assert read_token(token, ask(pageSize="5", countTotal="true")).number == 2


def test_how_a_page_is_shown_may_change_from_page_to_page():
    here = Here(SOME)
    _, token = here.page(ask(fields="NCTId"), 2, "")
    assert read_token(token, ask(format="csv", markupFormat="markdown")).number == 2
