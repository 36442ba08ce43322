"""The registry's interface as a client meets it: statuses, bodies, headers, and texts of what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from equipoise.registry.serve.agg_filters import OPTIONS
from equipoise.registry.serve.parameters import ADDRESSES, STUDIES
from equipoise.web.api_v2 import answers
from equipoise.web.api_v2.limit import ADDRESSES as REMEMBERED
from equipoise.web.api_v2.limit import Limit
from equipoise.web.records import Kept
from equipoise.web.registry import Registry
from tests.web.api_records import BASE, TUESDAY, numbers, record

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "registry_api.md"
pytestmark = pytest.mark.usefixtures("served")


def test_the_version_tells_the_moment_of_the_data(client: Client) -> None:
    answer = client.get(f"{BASE}/version")
    assert answer.json() == {"apiVersion": "2.0.5", "dataTimestamp": "2026-11-16T08:05:07"}


def test_a_page_has_one_study_a_line_and_counts_only_at_first(client: Client) -> None:
    first = client.get(f"{BASE}/studies?pageSize=4&countTotal=true&fields=NCTId")
    lines = first.content.decode().splitlines()
    assert lines[0] == '{"totalCount":25,"studies":[' and len(lines) == 6
    assert json.loads(lines[1].rstrip(",")) == {"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}}
    token = first.json()["nextPageToken"]
    second = client.get(f"{BASE}/studies?pageSize=2&countTotal=true&fields=NCTId&pageToken={token}")
    assert "totalCount" not in second.json() and numbers(second) == [5, 6]


def test_of_few_fields_and_the_order_nothing_more_is_read(
    client: Client, here: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []
    several = here.records.several

    def watched(*asked: Any) -> list[Kept]:
        found = several(*asked)
        read.extend(one.record.raw for one in found)
        return found

    monkeypatch.setattr(here.records, "several", watched)
    answer = client.get(f"{BASE}/studies?fields=Phase,LocationCity&sort=NumPhases,StartDate&pageSize=1")
    status = {"startDateStruct": {"date": "2034-03"}}
    shown = {"designModule": {"phases": ["PHASE1"]}, "contactsLocationsModule": {"locations": [{"city": "Changchun"}]}}
    assert answer.json()["studies"] == [{"protocolSection": shown}]
    number = {"identificationModule": {"nctId": "NCT00000024"}}
    assert {"protocolSection": {**number, "statusModule": status, **shown}} in read
    assert all(raw["protocolSection"].keys() == {"statusModule", *number, *shown} for raw in read)


def test_every_study_is_met_once(client: Client) -> None:
    for question in ("", "query.term=study&", "sort=StartDate&", "filter.geo=distance(48,2,20000km)&sort=@relevance&"):
        found: list[int] = []
        token = ""
        while True:
            answer = client.get(f"{BASE}/studies?{question}pageSize=7{f'&pageToken={token}' if token else ''}")
            found += numbers(answer)
            token = answer.json().get("nextPageToken", "")
            if not token:
                break
        assert sorted(found) == list(range(1, 26))


def test_a_page_holds_ten_unless_asked_and_never_more_than_a_thousand(client: Client) -> None:
    assert len(numbers(client.get(f"{BASE}/studies"))) == len(numbers(client.get(f"{BASE}/studies?pageSize=0"))) == 10
    assert len(numbers(client.get(f"{BASE}/studies?pageSize=100000"))) == 25


def test_a_disease_is_found_by_all_its_names_and_its_neighbour_is_not(client: Client) -> None:
    by_name = [
        sorted(numbers(client.get(f"{BASE}/studies", {"query.cond": words, "pageSize": "50"})))
        for words in ("SCLC", "small cell lung cancer", "Small-Cell Lung Carcinoma", "oat cell carcinoma")
    ]
    wanted = [number for number in range(1, 26) if number % 4 in (0, 3)]
    assert by_name == [wanted] * 4


def test_filters_narrow_and_a_query_of_numbers_ignores_them(client: Client) -> None:
    assert numbers(client.get(f"{BASE}/studies?filter.overallStatus=RECRUITING&filter.ids=NCT3,NCT4")) == [3]
    assert numbers(client.get(f"{BASE}/studies?query.term=NCT00000004&filter.overallStatus=RECRUITING")) == [4]
    assert numbers(client.get(f"{BASE}/studies?filter.ids=NCT00000099")) == [25]
    assert numbers(client.get(f"{BASE}/studies?aggFilters=status:com,results:with&sort=StartDate:asc")) == [4, 16]
    dated = client.get(f"{BASE}/studies", {"filter.advanced": "AREA[StartDate]RANGE[2032,MAX]", "sort": "StartDate"})
    assert numbers(dated) == [25, 24, 23, 22]


def test_the_nearest_come_first_where_distance_counts(client: Client) -> None:
    found = client.get(
        f"{BASE}/studies?filter.geo=distance(43.9,125.3,20000km)&geoDecay=func:linear,scale:100km,offset:0km,decay:0.5&pageSize=25"
    )
    assert [number % 2 for number in numbers(found)] == [0] * 12 + [1] * 13


def test_the_table_has_a_header_on_its_first_page_only(client: Client) -> None:
    first = client.get(f"{BASE}/studies?format=csv&pageSize=3&countTotal=true&fields=Sex|NCT+Number|Age")
    assert first.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(first.content.decode())))
    assert rows[:2] == [["NCT Number", "Sex", "Age"], ["NCT00000001", "ALL", "ADULT, OLDER_ADULT"]]
    assert len(rows) == 4 and first.headers["x-total-count"] == "25"
    token = first.headers["x-next-page-token"]
    second = client.get(f"{BASE}/studies?format=csv&pageSize=3&fields=Sex|NCT+Number|Age&pageToken={token}")
    assert second.content.decode().startswith("NCT00000004,") and "x-total-count" not in second.headers


def test_one_study_in_every_format(client: Client) -> None:
    address = f"{BASE}/studies/NCT00000004"
    assert client.get(address).json() == record(4).raw
    assert client.get(f"{BASE}/studies/nct4?fields=HasResults").json() == {"hasResults": True}
    assert client.get(address + "?fields=ResultsSection").json() == {}
    plain = client.get(address + "?markupFormat=legacy").json()
    assert plain["protocolSection"]["descriptionModule"] == {"briefSummary": "SpO2 > 90 %"}
    assert client.get(address + "?format=csv").content.decode().splitlines()[1].startswith("NCT00000004,")
    fhir = client.get(address + "?format=fhir.json")
    assert fhir.headers["Content-Type"].startswith("application/fhir+json") and fhir.json()["id"] == "NCT00000004"
    assert [one["resource"]["resourceType"] for one in fhir.json()["entry"]] == ["ResearchStudy", "Group"]
    assert client.get(address + "?format=ris&fields=AN").content == b"TY  - DBASE\r\nAN  - NCT00000004\r\nER  - \r\n"
    packed = zipfile.ZipFile(io.BytesIO(client.get(address + "?format=json.zip").content))
    assert json.loads(packed.read("NCT00000004.json")) == record(4).raw


def test_an_earlier_number_leads_to_the_one_of_today(client: Client) -> None:
    answer = client.get(f"{BASE}/studies/NCT00000099?format=csv")
    assert answer.status_code == 301 and answer.headers["Location"] == f"{BASE}/studies/NCT00000025?format=csv"


def test_what_the_interface_tells_of_itself(client: Client) -> None:
    assert client.get(f"{BASE}/studies/metadata?includeIndexedOnly=true").json()[0]["piece"] == "ProtocolSection"
    assert client.get(f"{BASE}/studies/search-areas").json()[0]["name"] == "Study"
    assert {one["type"] for one in client.get(f"{BASE}/studies/enums").json()} >= {"Status", "Phase", "Sex"}


def test_studies_are_ordered_and_bounded_by_how_often_they_have_something(client: Client) -> None:
    counts = [1, 2]  # of phases, in turn
    asked = f"{BASE}/studies?sort=NumPhases:desc,NumLocations&pageSize=20"
    first = client.get(asked)
    rest = client.get(f"{asked}&pageToken={first.json()['nextPageToken']}")
    found = [*numbers(first), *numbers(rest)]
    assert sorted(found) == list(range(1, 26))
    assert [counts[number % 2] for number in found] == sorted((counts[number % 2] for number in found), reverse=True)
    both = client.get(f"{BASE}/studies", {"filter.advanced": "AREA[NumPhases]RANGE[2,MAX]", "pageSize": "50"})
    assert {number % 2 for number in numbers(both)} == {1}
    (figures,) = client.get(f"{BASE}/stats/field/values?fields=NumPhases").json()
    assert (figures["min"], figures["max"], figures["avg"], figures["missingStudiesCount"]) == (1, 2, 1.52, 0)


def test_an_answer_is_the_same_for_everybody_so_that_a_cache_may_keep_it(client: Client) -> None:
    answer = client.get(f"{BASE}/studies", headers={"accept-language": "zh"})
    told = {one.strip().lower() for one in answer.headers.get("Vary", "").split(",")}
    assert told.isdisjoint({"cookie", "accept-language"}) and "Content-Language" not in answer.headers
    assert not answer.cookies and "accept-encoding" in told


def test_everything_can_be_downloaded_as_an_archive(client: Client) -> None:
    answer = client.get(f"{BASE}/studies/download?format=json.zip")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]  # it is synchronous
    assert packed.testzip() is None and len(packed.namelist()) == 25
    assert json.loads(packed.read("04/NCT00000004.json")) == record(4).raw


def test_the_head_of_a_download_names_the_file_and_no_length(client: Client) -> None:
    for _ in range(3):
        head = client.head(f"{BASE}/studies/download")
        assert head.status_code == 200 and "Content-Length" not in head.headers
        assert head.headers["Content-Disposition"] == 'attachment; filename="ctg-studies.json.zip"'


def test_only_so_many_downloads_run_at_once(client: Client) -> None:
    running = [client.get(f"{BASE}/studies/download") for _ in range(2)]
    refused = client.get(f"{BASE}/studies/download")
    assert refused.status_code == 429 and refused.headers["Retry-After"]
    for one in running:
        one.close()
    after = client.get(f"{BASE}/studies/download")
    assert after.status_code == 200
    after.close()


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/studies?filter.phase=PHASE3", 400, "`filter.phase` is unknown parameter"),
        ("/version?x=1", 400, "`x` is unknown parameter"),
        ("/studies?filter.overallStatus=X", 400, "Invalid value in parameter `overallStatus`: `X`"),
        ("/studies?fields=X", 400, "Parameter 'fields' contains invalid field name: 'X'"),
        ("/studies?format=csv&fields=NCTId", 400, "Parameter 'fields' contains invalid CSV column name: 'NCTId'"),
        ("/studies?filter.geo=distance(1,2)", 400, "Parameter `filter.geo` has incorrect format"),
        ("/studies?sort=StartDate:x", 400, "Item 1 in parameter `sort` has incorrect format"),
        ("/studies?sort=X", 400, "Unknown sort field"),
        ("/studies?query.intr=a OR", 400, "Error parsing query in Intervention / treatment: inner bool query clause cannot be null"),
        ("/studies?sort=StartDate,CompletionDate,X", 400, "Parameter `sort` must contain no more than 2 items"),
        ("/studies?query.cond=AREA[X]y", 400, "Error parsing query in Conditions or disease: Unknown area name: `X`"),
        ("/studies?pageToken=x", 400, "Parameter `pageToken` has incorrect format"),
        ("/studies/NCT12", 404, "NCT number NCT00000012 not found"),
        ("/studies/X", 400, "Parameter `nctId` has incorrect format"),
        ("/studies/NCT4?format=fhir.json&fields=NCTId", 400, "Parameter `fields` must not be specified for format `fhir.json`"),
        ("/stats/field/values?fields=X", 404, "Unknown piece name of field path: X"),
        ("/stats/field/values?fields=DesignModule", 404, "Unknown piece name of field path: DesignModule"),
        ("/stats/field/sizes?fields=X", 404, "Unknown piece name of field path: X"),
        ("/stats/field/sizes?fields=BriefTitle", 404, "No field list sizes for `BriefTitle` field"),
        ("/stats/listSizes/InterventionType", 404, "No field list sizes for `InterventionType` field"),
        ("/studies?query.term=AREA[BasicSearch:size]2", 400, "Error parsing query in Other terms: Unknown area name: `BasicSearch:size`"),
        ("/stats/fieldValues/X", 404, "Unknown piece name of field path: X"),
        ("/stats/fieldValues?fields=Phase&query.cond=x", 400, "Invalid prefix in parameter name: query.cond"),
        ("/stats/fieldValues/Phase?types=ENUM", 400, "`types` is unknown parameter"),
        ("/studies/download?format=csv", 400, "Invalid value in parameter `format`: `csv`"),
        ("/nothing/here", 404, "Not found"),
        ("/studies/", 404, "Not found"),
        ("", 404, "Not found"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_in_plain_text(client: Client, address: str, status: int, says: str) -> None:
    if "NCT12" in address:
        address, says = "/studies/NCT12345678", "NCT number NCT12345678 not found"
    answer = client.get(BASE + address if address else f"{BASE}/")
    assert (answer.status_code, answer.content.decode()) == (status, says)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_hint_names_the_nearest_right_word(client: Client) -> None:
    assert client.get(f"{BASE}/studies?fields=NctId").headers["x-hint"].endswith("NCTId")
    assert "NCT Number" in client.get(f"{BASE}/studies?format=csv&fields=NCT+number").headers["x-hint"]


def test_nothing_is_written_here(client: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"{BASE}/studies")
        assert answer.status_code == 405 and answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert Client(enforce_csrf_checks=True).post(f"{BASE}/studies").status_code == 405
    assert client.head(f"{BASE}/studies").content == b""


def test_a_slash_too_many_is_passed_over(client: Client) -> None:
    assert client.get(f"{BASE}//studies//NCT00000004?fields=HasResults").json() == {"hasResults": True}
    assert client.get(f"{BASE}///stats/size").json()["totalStudies"] == 25
    assert client.get(f"{BASE}//studies//").status_code == 404, "one at the end is one too many there too"
    assert client.get("/records//NCT00000004").status_code == 404, "pages stand where they stand"


def test_pages_of_other_sites_may_ask(client: Client) -> None:
    answer = client.options(f"{BASE}/studies", HTTP_ORIGIN="https://example.org")
    assert answer.status_code == 204 and answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    allowed = client.get(f"{BASE}/studies?format=csv&pageSize=1").headers
    assert (
        allowed["Access-Control-Allow-Origin"] == "*"
        and "x-next-page-token" in allowed["Access-Control-Expose-Headers"]
    )


def test_an_answer_is_not_sent_again_until_the_data_change(client: Client, here: Registry) -> None:
    address, study = f"{BASE}/studies?pageSize=3", f"{BASE}/studies/NCT00000003"
    tags = {one: client.get(one).headers["ETag"] for one in (address, study)}
    assert tags[address] != client.get(address + "&countTotal=true").headers["ETag"]
    for one, tag in tags.items():
        again = client.get(one, HTTP_IF_NONE_MATCH=f'"other", {tag}')
        assert again.status_code == 304 and again.content == b"" and again.headers["ETag"] == tag
        assert "Content-Type" not in again.headers and again.headers["Vary"] == "Accept-Encoding"
        assert client.get(one, HTTP_IF_NONE_MATCH="*").status_code == 304
    try:
        here.take_over([record(7, acronym="NEW")], TUESDAY, "test")
        assert client.get(address, HTTP_IF_NONE_MATCH=tags[address]).status_code == 200
        assert client.get(study, HTTP_IF_NONE_MATCH=tags[study]).status_code == 304
    finally:
        here.take_over([record(7)], TUESDAY, "test")


def test_a_token_survives_an_update(client: Client, here: Registry) -> None:
    first = client.get(f"{BASE}/studies?sort=StartDate:asc&pageSize=5")
    here.take_over([record(3, acronym="CHANGED"), record(8, acronym="CHANGED")], TUESDAY, "test")
    token = first.json()["nextPageToken"]
    assert numbers(client.get(f"{BASE}/studies?sort=StartDate:asc&pageSize=5&pageToken={token}")) == [6, 7, 8, 9, 10]


def test_who_asks_too_much_is_told_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_LIMIT", Limit(3))
    statuses = [client.get(f"{BASE}/version").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.get(f"{BASE}/studies/X")
    assert refused.content == b"Too many requests" and 1 <= int(refused.headers["Retry-After"]) <= 20
    assert client.get(f"{BASE}/version", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_limit_refills_evenly_and_forgets_the_oldest() -> None:
    limit = Limit(60, addresses=2)
    assert [limit.wait("a", 0.0) for _ in range(61)] == [0] * 60 + [1]
    assert limit.wait("a", 1.0) == 0 and limit.wait("a", 1.0) == 1
    assert limit.wait("b", 1.0) == limit.wait("c", 1.0) == 0
    assert len(limit._left) == 2 and limit.wait("a", 1.0) == 0
    assert REMEMBERED == 10_000 and Limit(0).wait("a", 0.0) == 0


def test_addresses_behind_a_proxy_and_of_one_subscriber(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_LIMIT", Limit(1))
    monkeypatch.setenv("EQUIPOISE_PROXIES", "1")
    seen = [
        client.get(f"{BASE}/version", HTTP_X_FORWARDED_FOR=who).status_code
        for who in (
            "203.0.113.1",
            "198.51.100.9, 203.0.113.1",
            "203.0.113.2",
            "2001:db8::1",
            "2001:db8::2",
            "2001:db8:0:1::1",
        )
    ]
    assert seen == [200, 429, 200, 200, 429, 200]


def test_the_description_names_every_address_and_parameter(client: Client) -> None:
    told = client.get(f"{BASE}/openapi.json").json()
    assert told["openapi"] == "3.0.3" and set(told["paths"]) == {one.path for one in ADDRESSES}
    for address in ADDRESSES:
        named = {one["name"] for one in told["paths"][address.path]["get"]["parameters"] if one["in"] == "query"}
        assert named == {one.name for one in address.parameters}
    for other in ("/api/oas/v2", "/api/oas/v2/ctg-oas-v2.yaml"):
        assert client.get(other).json() == told and "Cookie" not in client.get(other).headers.get("Vary", "")
    schemas = told["components"]["schemas"]
    text = json.dumps(told)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.split('"')[0] in schemas
    identification = schemas["Study"]["properties"]["protocolSection"]["properties"]["identificationModule"][
        "properties"
    ]
    assert identification["nctIdAliases"] == {"type": "array", "items": {"type": "string"}}
    assert "numNctAliases" not in identification, "what stands in no record"
    documents = schemas["Study"]["properties"]["documentSection"]["properties"]["largeDocumentModule"]["properties"]
    assert documents["largeDocs"]["items"]["properties"]["size"] == {"type": "integer"}


def test_the_page_about_this_interface_names_every_address_choice_and_setting() -> None:
    told = PAGE.read_text("utf-8")
    for address in ADDRESSES:
        assert f"`{address.path}`" in told
    for name, options in OPTIONS.items():
        assert f"`{name}` ({' '.join(options)}" in told
    for setting in ("EQUIPOISE_API_REQUESTS_A_MINUTE", "EQUIPOISE_PROXIES"):
        assert f"`{setting}`" in told


def test_a_large_answer_is_packed_for_who_can_unpack_it(client: Client) -> None:
    answer = client.get(f"{BASE}/studies?pageSize=25", HTTP_ACCEPT_ENCODING="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["studies"]


words = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["lung", "NCT00000001", "NCT1,NCT2", "AND", "(", '"', "AREA[Phase]PHASE1", "AREA[", "RANGE[MIN,MAX]", "NOT", "x*",
                     "AREA[StartDate]RANGE[2010,MAX]", "MISSING", "SEARCH[Location](AREA[LocationCity]Paris)", "distance(1,2,3km)",
                     "AREA[SeriousEventTerm]x", "AREA[Phase:size]2", "COVERAGE[FullMatch]lung", "-1", "0", "1e9", "NaN", "\x00", "\ud7ff",
                     "StartDate:desc", "@relevance", "EnrollmentCount", "BasicSearch", "phase:1 2", "ConditionSearch:D055752", "true",
                     "func:exp,scale:300mi,offset:0mi,decay:0.5", "AREA[NCTId]NCT00000001", "TILT[StartDate]lung", "ALL", "\\", "a:b:c",
                     "lawODBmYWFjYWVkZDZmzgAAAAKQyz_wAAAAAAAAAA", "json", "csv", "ris", "fhir.json", "json.zip", "markdown", "legacy"]),
)  # fmt: skip
asked = st.dictionaries(st.sampled_from([one.name for one in STUDIES.parameters]), words, max_size=4)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/studies", "/studies/NCT4", "/stats/field/values", "/stats/field/sizes", "/studies/metadata"]),
    asked,
)
@example("/studies", {"filter.advanced": "AREA[EnrollmentCount]RANGE[1e30,MAX]"})
@example("/studies", {"filter.advanced": "AREA[EnrollmentCount]RANGE[NaN,inf]"})
@example("/studies", {"filter.advanced": "AREA[MinimumAge]RANGE[999999 Years,MAX]"})
@example("/studies", {"query.term": "AREA[Phase:size]²"})
@example("/studies", {"query.term": "AREA[BasicSearch:size]2"})
@example("/studies", {"query.term": "AREA[NCTId]NCT²"})
@example("/studies", {"query.term": "NCT" + "9" * 30})
@example("/studies", {"query.term": "NCT" + "9" * 5000})
@example("/studies", {"query.term": "(" * 59 + "x" + ")" * 59})
@example("/studies", {"query.term": "NOT " * 500 + "x"})
@example("/studies", {"filter.geo": "distance(90,180,99999999999999999999km)"})
def test_whatever_is_asked_the_server_never_breaks(client: Client, address: str, given_words: dict[str, str]) -> None:
    answer = client.get(BASE + address, given_words)
    assert answer.status_code in (200, 400, 404), (address, given_words)
    if answer.status_code != 200:
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8" and answer.content


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_whatever_address_is_asked_the_server_never_breaks(client: Client, words: str) -> None:
    answer = client.get(f"{BASE}/studies/{quote(words, safe='')}")
    assert answer.status_code in (200, 400, 404)
