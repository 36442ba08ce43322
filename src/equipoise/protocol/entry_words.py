"""How the entry into a study is called: a randomisation where chance draws the arm, an enrolment where there is one arm alone."""

from __future__ import annotations

from typing import Final

from equipoise.protocol.model import Study
from equipoise.values.text import Text

_EN: Final = {
    "randomisation": "enrolment",
    "Randomisation": "Enrolment",
    "randomised": "enrolled",
    "Randomised": "Enrolled",
    "randomise": "enrol",
    "Randomise": "Enrol",
    "allocation": "enrolment",
    "Allocation": "Enrolment",
    "allocated": "enrolled",
    "Allocated": "Enrolled",
}
_ZH: Final = {
    "随机化": "入组",
    "随机分组": "入组",
    "随机入组": "入组",
    "随机分配": "入组",
    "随机": "入组",
    "分配": "入组",
}
"""Longer words first: each is replaced before a part of it."""


def entry_words(study: Study, words: Text) -> Text:
    """Our own words as this study means them: with a single arm nobody is randomised or allocated; all are enrolled.

    For words of the program alone, before a study's own are put into their places: those are never changed. This is a vocabulary;
    a sentence that says something else of one arm (what is compared, what is drawn) is chosen where it is declared.
    """
    return enrolled(words) if study.single_arm else words


def enrolled(words: Text) -> Text:
    """The same words in the vocabulary of a study with one arm."""
    return Text(_replaced(words.en, _EN), _replaced(words.zh, _ZH))


def _replaced(said: str, by: dict[str, str]) -> str:
    for old, new in by.items():
        said = said.replace(old, new)
    return said
