from __future__ import annotations

from html.parser import HTMLParser

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from equipoise.paper import set_html
from equipoise.values.text import LANGUAGES, Language
from tests.paper.example import HARM, document

_VOID = {"meta", "br", "img"}


class Reader(HTMLParser):
    """Reads a page: its tags, its words, and whether every tag is closed."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page.decode())
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_gives_the_same_page(language: Language) -> None:
    assert set_html(document(), language) == set_html(document(), language)


def test_words_are_never_read_as_markup() -> None:
    page = set_html(document(), "en")
    read = Reader(page)
    assert HARM in read.words
    assert not [tag for tag, _ in read.tags if tag == "script"]


def test_a_page_needs_nothing_else() -> None:
    page = set_html(document(), "en").decode()
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert "<link" not in page and "url(" not in page


def test_a_page_says_its_language_and_its_tables_their_names() -> None:
    read = Reader(set_html(document(), "zh"))
    assert ("html", {"lang": "zh-Hans"}) in read.tags
    assert "各行" in read.words
    assert all(attrs.get("scope") for tag, attrs in read.tags if tag == "th")


def test_a_table_without_rows_says_so() -> None:
    assert "None." in Reader(set_html(document(rows=0), "en")).words


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_read_the_page(page: Page, language: Language) -> None:
    page.set_content(set_html(document(), language).decode())
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
