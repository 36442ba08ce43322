"""Words of trials are found in texts and explained in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.show.glossary import glossary
from equipoise.values.spacing import parted


def marked(text: str) -> list[tuple[str, str]]:
    return [(piece.words, piece.term.id) for piece in glossary().mark(text, set()) if piece.term is not None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Randomised, open-label", [("Randomised", "randomised"), ("open-label", "open-label")]),
        ("ALT and AST at most 3 x ULN", [("ALT", "alt"), ("AST", "ast"), ("ULN", "uln")]),
        ("salt, last, Alt and ae", []),
        ("Serious adverse events, then adverse events", [
            ("Serious adverse events", "serious-adverse-event"), ("adverse events", "adverse-event"),
        ]),
        ("无进展生存期与严重不良事件", [("无进展生存期", "pfs"), ("严重不良事件", "serious-adverse-event")]),
        ("biopsy and biopsies", [("biopsy", "biopsy")]),
    ],
)  # fmt: skip
def test_a_word_is_marked_once_in_its_spelling(text: str, found: list[tuple[str, str]]) -> None:
    assert marked(text) == found


def test_what_was_explained_before_is_not_marked_again() -> None:
    seen = {"placebo"}
    assert [piece.term for piece in glossary().mark("Placebo", seen)] == [None]
    glossary().mark("washout", seen)
    assert seen == {"placebo", "washout"}


def test_every_word_is_explained_in_both_languages() -> None:
    assert len(glossary().terms) >= 60
    for term in glossary().terms.values():
        assert re.search(r"[A-Za-z]", term.says.en) and term.says.en.endswith(".")
        assert re.search(r"[\u4e00-\u9fff]", term.says.zh) and term.says.zh.endswith("。")
        assert parted(term.says.zh) == term.says.zh and parted(term.name.zh) == term.name.zh, term.name.zh
        assert term.labels


def test_no_spelling_means_two_things() -> None:
    spellings = [label.casefold() for term in glossary().terms.values() for label in term.labels]
    assert len(spellings) == len(set(spellings))


@given(st.text(max_size=200))
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece.words for piece in glossary().mark(text, set())) == text
