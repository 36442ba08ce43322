"""What the dictionary says while an adverse event is written down: which term is meant, and what the typed grade of it is.

NCI's own words (CTCAE, columns "Grade 1" to "Grade 5") stand there in English: there is no official translation.
"""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.rules import safety
from equipoise.values.text import Text
from equipoise.web.workspace.entry.sheet import Answers, Sheet

_OTHER = Text(
    "{dictionary} has no such term: search by a part of the word, or take “Other, specify” of the organ.",
    "{dictionary} 中没有此术语：可输入词的一部分查找，或选该系统的“其他（请注明）”。",
)
_NO_GRADE = Text("{dictionary} has no grade {grade} of {term}.", "{dictionary} 中“{term}”没有 {grade} 级。")


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside a box: a plain word, a doubt, and words that are quoted in English."""

    says: Text | None = None
    doubt: Text | None = None
    quoted: str = ""


def told_of_event(sheet: Sheet, given: Answers) -> dict[str, Told]:
    """By item: the term in both languages with its organ class, and the meaning of its grade; empty on other forms."""
    event, dictionary = sheet.study.safety.event, sheet.study.safety.dictionary
    typed = given.items.get(event.term) if sheet.form == event.form else None
    if not isinstance(typed, str) or not typed:
        return {}
    term = safety.terms(dictionary).get(typed)
    if term is None:
        return {event.term: Told(doubt=_OTHER.format(dictionary=dictionary))}
    named = Text("{zh}, {organs}", "{en}，{organs}").format(zh=term.name.zh, en=term.name.en, organs=term.organ_class)
    found = {event.term: Told(says=named)}
    grade = given.items.get(event.grade)
    if isinstance(grade, int) and 1 <= grade <= len(term.grades):
        meaning = term.grades[grade - 1]
        none = _NO_GRADE.format(dictionary=dictionary, grade=grade, term=term.name)
        found[event.grade] = Told(quoted=meaning) if meaning else Told(doubt=none)
    return found
