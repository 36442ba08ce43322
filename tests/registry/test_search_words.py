"""A searched word finds its plural, its other spelling, and a Greek letter its name."""

from __future__ import annotations

import pytest

from equipoise.registry.search.words import forms


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("paediatric", "pediatric"),
        ("pediatric", "paediatric"),
        ("tumours", "tumor"),
        ("haematology", "hematology"),
        ("oesophagus", "esophagus"),
        ("diarrhoea", "diarrhea"),
        ("randomised", "randomized"),
        ("γ", "gamma"),
        ("beta", "β"),
        ("biopsy", "biopsies"),
    ],
)
def test_both_spellings_are_looked_for(word: str, other: str):
    assert other in forms(word) and word in forms(word)


@pytest.mark.parametrize("word", ["chemotherapy", "cancer", "oesophageal"])
def test_no_letter_is_added_where_none_belongs(word: str):
    assert not any(one.startswith(("chaemo", "ooe")) for one in forms(word))


def test_a_short_word_has_one_form():
    assert forms("nk") == ("nk",) and forms("b7") == ("b7",)
