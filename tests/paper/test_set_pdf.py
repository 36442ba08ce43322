from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from equipoise.paper import (
    Document,
    Fonts,
    NoFont,
    Paragraph,
    Sheet,
    find_fonts,
    manuscript,
    set_manuscript,
    set_pages,
    set_pdf,
)
from equipoise.values.text import LANGUAGES, Language, Text, same
from tests.paper.example import document
from tests.services import absent


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The fonts of this machine, with a Chinese one."""
    found = find_fonts()
    if not found.chinese:
        absent("a Chinese font")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_gives_the_same_bytes(language: Language, fonts: Fonts) -> None:
    once, again = (set_pdf(document(), language, fonts) for _ in range(2))
    assert once == again
    assert once.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_tagged_for_the_blind_and_fit_for_the_archive(language: Language, fonts: Fonts) -> None:
    pdf = set_pdf(document(), language, fonts)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf and b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert {"en": b"/Lang(en-GB)", "zh": b"/Lang(zh-CN)"}[language] in pdf


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manuscript_carries_all_that_another_process_needs(language: Language, fonts: Fonts) -> None:
    pages = manuscript(document(), language, fonts)
    assert b'"under"' not in pages and b'"address"' not in pages
    assert set_manuscript(bytes(pages)) == set_pdf(document(), language, fonts)


def test_another_moment_gives_other_bytes() -> None:
    first = document()
    later = replace(first, moment=first.moment + timedelta(seconds=1))
    assert set_pdf(first, "en", Fonts()) != set_pdf(later, "en", Fonts())


def test_words_are_never_read_as_source() -> None:
    assert set_pdf(document(), "en", Fonts())


def test_a_latin_document_needs_no_font_of_the_machine(fonts: Fonts) -> None:
    assert set_pdf(document(), "en", Fonts()) == set_pdf(document(), "en", fonts)


def test_chinese_words_without_a_chinese_font_are_refused_with_what_to_install() -> None:
    asked: tuple[tuple[Document, Language], ...] = ((document(), "zh"), (document(words="吉林大学第一医院"), "en"))
    for made, language in asked:
        with pytest.raises(NoFont) as refused:
            set_pdf(made, language, Fonts())
        assert "fonts-noto-cjk" in refused.value.says.en
        assert "fonts-noto-cjk" in refused.value.says.zh


def test_a_long_table_goes_on_over_pages() -> None:
    short, long = set_pages(document(rows=3), "en", Fonts(), 40), set_pages(document(rows=200), "en", Fonts(), 40)
    assert len(short) == 4
    assert len(long) > 4
    assert all(page.startswith(b"\x89PNG") for page in long)


def test_a_sign_that_no_font_draws_is_printed_as_its_code() -> None:
    def page(words: str) -> tuple[bytes, ...]:
        return set_pages(
            Document(same("a"), same("b"), document().moment, (Paragraph(same(words)),)), "en", Fonts(), 60
        )

    assert page("well \N{GRINNING FACE}") == page("well [U+1F600]")
    assert page("right \N{RIGHT-TO-LEFT OVERRIDE}to left") == page("right [U+202E]to left")


def test_a_label_has_the_size_of_its_sheet_and_nothing_but_its_blocks() -> None:
    label = Document(
        Text("Label", "标签"),
        same(""),
        document().moment,
        (Paragraph(same("UNIT")),),
        sheet=Sheet(100, 50, 4, running=False),
    )
    (page,) = set_pages(label, "en", Fonts(), 254)
    assert (int.from_bytes(page[16:20], "big"), int.from_bytes(page[20:24], "big")) == (1000, 500)


def test_a_document_without_blocks_is_a_page_with_its_title() -> None:
    empty = Document(same("a"), same("b"), document().moment, ())
    assert len(set_pages(empty, "en", Fonts(), 40)) == 1
