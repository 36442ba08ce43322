"""Questions for which too many studies would have to be read one by one: refused in words, and narrowed by what the index knows."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client

from tests.web.api_records import BASE

pytestmark = pytest.mark.usefixtures("served")


def test_what_would_be_looked_up_in_too_many_studies_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("equipoise.web.index.tantivy_index.MOST_READ", 3)
    expression = quote("SEARCH[Location](AREA[LocationCity]Paris AND AREA[LocationCountry]France)")
    answer = client.get(f"{BASE}/studies?query.term={expression}")
    assert answer.status_code == 400 and answer.content.decode().startswith("Too many studies to check one by one: ")
    monkeypatch.undo()
    assert client.get(f"{BASE}/studies?query.term={expression}").status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        "countTotal=true&pageSize=1",
        "format=csv&fields=NCT Number",
        "sort=StartDate",
        "sort=@relevance:asc",
        "sort=LastUpdatePostDate,StartDate:desc",
        "filter.geo=distance(48.85341,2.3488,500km)",
        "filter.geo=distance(48.85341,2.3488,500km)&geoDecay=func:linear,scale:100km,offset:0km,decay:0.1",
    ],
)
@pytest.mark.parametrize("box", ["query.term", "query.cond", "query.locn", "filter.advanced"])
def test_what_is_too_broad_is_refused_in_every_order_and_shape(
    client: Client, monkeypatch: pytest.MonkeyPatch, box: str, more: str
) -> None:
    monkeypatch.setattr("equipoise.web.index.tantivy_index.MOST_READ", 2)
    expression = quote("SEARCH[Location](AREA[LocationCity]Paris AND AREA[LocationFacility]hospital)")
    answer = client.get(f"{BASE}/studies?{box}={expression}&{more}")
    assert answer.status_code == 400
    assert re.fullmatch(r"Too many studies to check one by one: \d+, at most 2", answer.content.decode())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "a condition that the index knows" in answer.headers["x-hint"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and "ETag" not in answer.headers


def test_a_condition_that_the_index_knows_makes_a_question_narrow_enough(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("equipoise.web.index.tantivy_index.MOST_READ", 2)
    expression = quote("SEARCH[Location](AREA[LocationCountry]France AND AREA[LocationFacility]hospital)")
    asked = f"{BASE}/studies?query.term={expression}"
    assert client.head(asked).status_code == 400
    narrower = client.get(f"{asked}&filter.ids=NCT00000002,NCT00000003&countTotal=true")
    assert narrower.status_code == 200 and narrower.json()["totalCount"] == 1


def test_a_next_page_is_refused_where_its_question_has_become_too_broad(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    expression = quote("SEARCH[Location](AREA[LocationCountry]China AND AREA[LocationFacility]hospital)")
    asked = f"{BASE}/studies?query.term={expression}&pageSize=2&sort=StartDate"
    token = client.get(asked).json()["nextPageToken"]
    monkeypatch.setattr("equipoise.web.index.tantivy_index.MOST_READ", 2)
    answer = client.get(f"{asked}&pageToken={token}")
    assert answer.status_code == 400 and answer.content.decode().startswith("Too many studies")


@pytest.mark.parametrize("address", ["stats/size", "stats/field/values", "stats/field/sizes", "studies/NCT00000002"])
def test_figures_and_single_studies_ask_nothing_that_is_too_broad(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("equipoise.web.index.tantivy_index.MOST_READ", 0)
    assert client.get(f"{BASE}/{address}").status_code == 200
