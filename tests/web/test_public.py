from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client

from equipoise.protocol.load import load_versions
from equipoise.trial.state import Protocols
from equipoise.web import trials
from equipoise.web.home import Home
from equipoise.web.public import shown_study
from tests.web.conftest import SECOND_STUDY

STUDIES = ("NCT03410368", "ASPIRE-3")
LANGUAGES = {"en": "en", "zh": "zh-Hans"}
SECTIONS = (
    "plain", "join", "arms", "outcomes", "places", "fresh", "contact", "facts", "full", "criteria", "design", "source",
)  # fmt: skip


class Page(HTMLParser):
    """The ids, links and headings of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", STUDIES)
def test_a_study_page_has_every_section_in_both_languages(client: Client, study: str, language: str) -> None:
    html = text_of(client, f"/studies/{study}?lang={language}")
    page = Page(html)
    first = trials.study(study).protocols.first
    assert f'<html lang="{LANGUAGES[language]}">' in html
    assert page.tags.count("h1") == 1
    assert set(SECTIONS) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    for words in (first.about.titles.brief, first.about.plain, first.about.titles.official):
        assert words.text.in_("zh" if language == "zh" else "en") in unescape(html)


def test_the_record_s_own_criteria_stand_untouched_on_the_page(client: Client) -> None:
    record = trials.study("NCT03410368").record
    assert record is not None
    words = record["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    html = (
        text_of(client, "/studies/NCT03410368?lang=zh").replace("&gt;", ">").replace("&lt;", "<").replace("&#x27;", "'")
    )
    assert f'lang="en">{words}</blockquote>' in html


def test_every_sign_r_leads_to_a_place_in_the_record(client: Client) -> None:
    links = Page(text_of(client, "/studies/NCT03410368")).links
    places = set(Page(text_of(client, "/studies/NCT03410368/record")).ids)
    targets = {link.partition("#")[2] for link in links if "/record#" in link}
    assert len(targets) > 40
    assert targets <= places


def test_an_assumption_opens_to_its_reason_and_who_confirms_it(client: Client) -> None:
    html = text_of(client, "/studies/NCT03410368?lang=en")
    plain = trials.study("NCT03410368").protocols.first.about.plain
    assert plain.assumed is not None
    assert plain.assumed.because.en in unescape(html)
    assert "To be confirmed by the ethics committee" in html
    assert re.search(r"This page rests on \d+ assumptions that nobody has confirmed yet", html)


def test_the_page_says_how_old_the_record_is(client: Client) -> None:
    html = text_of(client, "/studies/NCT03410368?lang=en")
    assert re.search(r"last verified July 2018, \d+ years(?: and \d+ months?)? ago", html)
    assert "A status of this age says nothing about today." in html


def test_live_numbers_name_the_ledger_s_head_and_the_rehearsal(client: Client) -> None:
    html = text_of(client, "/studies/ASPIRE-3?lang=en")
    head = trials.store().head("ASPIRE-3")
    assert f"ledger head {head.seq}, mark {head.hash[:12]}" in html
    assert "these people are invented" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_page_tells_the_sizes_of_blocks(client: Client, language: str) -> None:
    scheme = trials.study("ASPIRE-3").protocols.first.randomisation
    assert scheme.blocks
    for address in ("", "/assumptions"):
        html = text_of(client, f"/studies/ASPIRE-3{address}?lang={language}")
        assert "block" not in re.sub(r"<[^>]*>", " ", html)
        assert "区组" not in html


def test_what_the_allocation_scheme_assumes_is_told_without_its_reason(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copytree(SECOND_STUDY, tmp_path / "studies" / "SEALED-1")
    words = (folder / "protocol.yaml").read_text("utf-8")
    assumed = "{because: {en: Blocks of four and eight, zh: 区组长度为四和八}, confirm_by: statistician}"
    words = words.replace("id: ASPIRE-3\n", "id: SEALED-1\n").replace(
        "  method: permuted_blocks\n", f"  method: permuted_blocks\n  assumed: {assumed}\n"
    )
    (folder / "protocol.yaml").write_text(words, "utf-8")
    monkeypatch.setattr(trials, "home", lambda: Home(tmp_path))
    for address in ("/studies/SEALED-1", "/studies/SEALED-1/assumptions", "/studies/SEALED-1/assumptions?format=csv"):
        html = text_of(client, address)
        assert "four and eight" not in html
    assert "kept with the statistician" in text_of(client, "/studies/SEALED-1/assumptions?lang=en")


def test_a_study_file_with_faults_is_listed_with_their_number(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copytree(SECOND_STUDY, tmp_path / "studies" / "FAULTY-1")
    (folder / "protocol.yaml").write_text("format: equipoise-study/1\n", "utf-8")
    monkeypatch.setattr(trials, "home", lambda: Home(tmp_path))
    html = text_of(client, "/?lang=en")
    assert "faults and cannot be used" in html
    assert "equipoise study check FAULTY-1" in html
    assert client.get("/studies/FAULTY-1").status_code == 404


def test_the_list_shows_both_studies_and_has_a_csv_twin(client: Client) -> None:
    html = text_of(client, "/?lang=en")
    assert all(f'href="/studies/{study}"' in html for study in STUDIES)
    rows = text_of(client, "/?format=csv").lstrip("\ufeff").splitlines()
    assert rows[0].startswith("study,title,status")
    assert [row.partition(",")[0] for row in rows[1:]] == sorted(STUDIES, reverse=True)


def test_the_raw_record_is_what_the_study_folder_holds(client: Client) -> None:
    answer = client.get("/studies/NCT03410368/record.json")
    assert json.loads(answer.content) == trials.study("NCT03410368").record
    assert client.get("/studies/ASPIRE-3/record.json").status_code == 404


def test_a_study_without_a_record_names_its_document(client: Client) -> None:
    html = text_of(client, "/studies/ASPIRE-3?lang=zh")
    assert "ASPIRE-3研究方案1.0版" in html
    assert "/record#" not in html


def test_nobody_s_contact_data_are_shown(client: Client) -> None:
    html = text_of(client, "/studies/NCT03410368?lang=en")
    assert not re.search(r"[\w.]+@[\w.]+\.\w", html)
    assert "can be reached through the site" in html


def test_a_study_without_a_record_is_told_as_its_version_in_force(tmp_path: Path) -> None:
    folder = copytree(SECOND_STUDY, tmp_path / "ASPIRE-3")
    (folder / "amendments").mkdir()
    (folder / "amendments" / "1.1.yaml").write_text(
        'amendment:\n  version: "1.1"\n  effective: 2026-06-01\n  summary: {en: Older people may enter., zh: 放宽年龄上限。}\n'
        "  because: {en: Slow accrual., zh: 入组缓慢。}\nchanges:\n"
        "  eligibility.criteria.I1.text: {en: Age from 18 to 80 years., zh: 年龄18至80岁。}\n"
        "  eligibility.criteria.I1.test: age >= 18 and age <= 80\n  design.maximum_age: 80\n",
        encoding="utf-8",
    )
    loaded = load_versions(folder)
    held = trials.HeldStudy(Protocols(tuple(one.study for one in loaded if one.study is not None), {}), None, loaded)
    said = {}
    for version in ("1.0", "1.1"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shown_study, "version_in_force", lambda *_, version=version: version)
            made = shown_study.shown_study("ASPIRE-3", held, date(2026, 7, 1))
            said[version] = (made.inclusion[0].text.en, made.ages.en)
    assert said["1.0"] == ("Age from 18 to 75 years.", "18 to 75 years")
    assert said["1.1"] == ("Age from 18 to 80 years.", "18 to 80 years")
