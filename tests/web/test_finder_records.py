"""The page of a record: in the order of a reader's questions, whatever of the record is missing or odd."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from equipoise.registry.freshness import freshness
from equipoise.registry.record import Record
from equipoise.web.finder.hits import state_of
from equipoise.web.finder.links import documents
from equipoise.web.finder.reading import plain_criteria
from equipoise.web.finder.tags import source_words
from equipoise.web.registry import Registry
from tests.web import finder_records as records
from tests.web.test_public import Page

pytestmark = pytest.mark.usefixtures("finder")
ORDER = ["plain", "fresh", "join", "arms", "outcomes", "places", "contact", "design", "source"]


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_record_answers_in_order(client: Client, language: str) -> None:
    page = Page(client.get(f"/records/NCT90000001?lang={language}").content.decode())
    assert [one for one in page.ids if one in ORDER] == ORDER
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))


def test_it_says_in_plain_words_what_is_tested(client: Client) -> None:
    assert "This trial tests NK cells in Small Cell Lung Cancer." in shown(client, "/records/NCT90000001?lang=en")
    assert "本试验在小细胞肺癌中检验" in shown(client, "/records/NCT90000001?lang=zh")


def test_criteria_that_are_read_for_sure_stand_in_plain_lines(finder: Registry) -> None:
    words = (
        "Inclusion Criteria:\n\n* Age 18 years or older\n* Feels well enough for the study\n\n"
        "Exclusion Criteria:\n\n* HIV infection\n* HIV infection\n"
    )
    told = plain_criteria(Record({"protocolSection": {"eligibilityModule": {"eligibilityCriteria": words}}}), finder)
    assert [one.en for one in told.needed] == ["age at least 18 years"]
    assert [one.en for one in told.excluding] == ["HIV infection"]
    assert (told.read, told.every) == (2, 4)
    assert told.needed[0].zh and told.excluding[0].zh != told.excluding[0].en


def test_an_essay_of_criteria_is_not_read_for_a_page(client: Client) -> None:
    assert "in plain words</h3>" not in shown(client, "/records/NCT90000004?lang=en")


def test_sites_stand_by_distance_when_a_place_is_known(client: Client) -> None:
    html = shown(client, "/records/NCT90000001?place=Paris&lang=en")
    assert html.index("First Hospital") < html.index("Hôpital A"), "recruiting sites come first"
    assert re.search(r"Hôpital A.*?0 km \(0 mi\)", html, re.DOTALL)


def test_the_source_and_its_date_are_told(client: Client) -> None:
    html = shown(client, "/records/NCT90000001?lang=en")
    assert "Data from ClinicalTrials.gov" in html
    assert "imported 1 November 2026 from rest; version 2 of 2 kept here" in html


def test_an_unknown_number_is_refused_in_words(client: Client) -> None:
    for address in (
        "/records/NCT12345678",
        "/records/x",
        "/records/NCT12345678/history",
        "/records/NCT12345678/results",
    ):
        assert "There is no record of this number here" in shown(client, f"{address}?lang=en", 404)
    assert client.get("/records/NCT12345678.json").status_code == 404
    assert client.get("/records/NCT90000001/text/nothing").status_code == 404


def test_another_spelling_and_an_earlier_number_lead_to_the_record(client: Client) -> None:
    assert client.get("/records/nct90000001").headers["Location"] == "/records/NCT90000001"
    assert client.get("/records/NCT90000055").headers["Location"] == "/records/NCT90000005"


def test_a_record_with_nothing_but_its_number_has_a_page(client: Client) -> None:
    html = shown(client, "/records/NCT90000005?lang=en")
    assert "The record has no summary." in html
    assert "The record states no criteria." in html
    assert "The record lists no site." in html


def test_a_very_long_text_is_cut_with_a_way_to_the_whole(client: Client) -> None:
    answer = client.get("/records/NCT90000004?lang=en")
    assert len(answer.content) < 200_000
    assert f"the text has {len(records.LONG)} signs" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    all_of_it = client.get("/records/NCT90000004/text/criteria")
    assert all_of_it.content.decode() == records.LONG
    assert all_of_it.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_words_are_explained_once_where_they_first_stand(client: Client) -> None:
    html = shown(client, "/records/NCT90000004?lang=zh")
    assert html.count("<dfn>ECOG</dfn>") == 1
    assert "日常活动能力评分" in html


def test_only_safe_addresses_become_links(client: Client) -> None:
    html = client.get("/records/NCT90000003").content.decode()
    assert "javascript:" not in html


def test_results_are_tables_with_shares(client: Client) -> None:
    html = shown(client, "/records/NCT90000003?lang=en")
    assert "10 (20.0 %)" in html and "30 (75.0 %)" in html
    every = shown(client, "/records/NCT90000003/results?lang=en")
    assert "Anaphylaxis" in every and "1 / 50 (2.0 %)" in every
    assert "No results are posted" in shown(client, "/records/NCT90000001/results?lang=en")


def test_history_shows_what_the_sponsor_changed(client: Client) -> None:
    html = shown(client, "/records/NCT90000001/history?lang=en")
    assert "Version of 1 October 2026" in html and "Version of 1 January 2026" in html
    assert '<del lang="en">NOT_YET_RECRUITING</del> <span class="hint">Not yet recruiting</span>' in html
    assert '<ins lang="en">RECRUITING</ins> <span class="hint">Recruiting</span>' in html


def test_a_version_can_be_read_as_it_came(client: Client) -> None:
    raw = json.loads(client.get("/records/NCT90000001.json?version=1").content)
    assert raw == records.SCLC_BEFORE.raw
    assert json.loads(client.get("/records/NCT90000001.json").content) == records.SCLC.raw
    assert client.get("/records/NCT90000001.json?version=9").status_code == 404


def test_similar_trials_share_the_disease(client: Client) -> None:
    html = client.get("/records/NCT90000100?lang=en").content.decode()
    similar = html.partition('id="similar"')[2].partition("</section>")[0]
    assert similar.count("Eczema study") == 5 and "Eczema study 0<" not in similar


def test_a_study_of_this_installation_has_its_richer_page(client: Client, finder: object) -> None:
    html = shown(client, "/?lang=en")
    assert 'action="/find"' in html
    assert client.get("/records/NCT03410368").status_code == 404, "this registry of the tests does not hold it"


def test_a_reader_of_chinese_gets_places_and_kinds_of_treatment_in_chinese(client: Client) -> None:
    html = shown(client, "/records/NCT90000001?lang=zh")
    assert "<td>中国 吉林 长春" in html
    assert '生物制品：<span lang="en">NK cells</span>' in html


@pytest.mark.parametrize(
    ("number", "en"),
    [
        (1, "As far as the record says, the study takes people in now."),
        (3, "Nobody can join any more: the study takes in no further people."),
    ],
)
def test_whether_somebody_can_join_now_stands_before_the_criteria(client: Client, number: int, en: str) -> None:
    html = shown(client, f"/records/NCT9000000{number}?lang=en")
    assert en in html[html.index('id="join"') : html.index("Healthy volunteers")]


def test_a_record_without_status_has_no_sign_of_completion_and_no_empty_sentence() -> None:
    bare = Record({"protocolSection": {"identificationModule": {"nctId": "NCT90000077"}}})
    fresh = freshness(bare.raw, date(2026, 11, 1))
    assert fresh.says.en.startswith("The record states no status. ")
    assert state_of(bare, fresh) == "unknown"


@pytest.mark.parametrize(
    ("status", "sign"),
    [
        ("SOMETHING_NEW", "unknown"),
        ("WITHHELD", "unknown"),
        ("NO_LONGER_AVAILABLE", "blocked"),
        ("AVAILABLE", "open"),
        ("COMPLETED", "done"),
    ],
)
def test_the_sign_of_a_status_promises_no_more_than_its_word(status: str, sign: str) -> None:
    one = Record({"protocolSection": {"statusModule": {"overallStatus": status, "statusVerifiedDate": "2026-10"}}})
    assert state_of(one, freshness(one.raw, date(2026, 11, 1))) == sign


def test_documents_are_named_and_dated_in_the_readers_language() -> None:
    document = {"hasProtocol": True, "hasSap": True, "label": "Study Protocol and Statistical Analysis Plan"}
    document |= {"date": "2023-12-11", "size": 4_000_000, "filename": "Prot_SAP_000.pdf"}
    one = Record({"documentSection": {"largeDocumentModule": {"largeDocs": [document]}}})
    (link,) = documents(one)
    assert (link.words.en, link.words.zh) == ("Study protocol, Statistical analysis plan", "研究方案、统计分析计划")
    assert link.note is not None
    assert (link.note.en, link.note.zh) == ("11 December 2023, 4.0 MB", "2023年12月11日，4.0 MB")


def test_sites_without_a_status_of_their_own_are_told_so_once(client: Client) -> None:
    html = shown(client, "/records/NCT90000004?lang=en")
    assert html.count("gives no status site by site") == 1
    assert "no status of its own" not in html


def test_a_record_of_a_study_file_names_its_source_in_the_reader_s_language() -> None:
    said = source_words("study files")
    assert (said.en, said.zh) == ("the study files of this installation", "本系统的研究文件")
    assert source_words("rest").zh == "rest"


def test_the_sites_of_a_record_are_read_a_few_times_for_a_page_not_once_a_line(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    sites = Record.sites.fget  # type: ignore[attr-defined]  # a property has it
    monkeypatch.setattr(Record, "sites", property(lambda one: (read.append(one.nct_id), sites(one))[1]))
    assert client.get("/records/NCT90000002").status_code == 200
    assert read.count("NCT90000002") <= 1, "two sites make two lines, and a list has hundreds"
