"""The terms that a study file names are terms of its dictionary: a mistyped one would leave values ungraded, or never match an event.

They join the checks of the study file where one is loaded (`protocol.load`): the dictionary lies above the room that reads it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from equipoise.protocol.checks import Case, Check
from equipoise.protocol.checks.criteria import read_conditions
from equipoise.protocol.criteria.names import tests_of
from equipoise.protocol.criteria.syntax import Comparison, Membership, Name, Word
from equipoise.protocol.fault import Finding, Severity
from equipoise.protocol.model import Item, Study
from equipoise.rules.safety.criteria import graded_terms
from equipoise.rules.safety.terms import terms
from equipoise.values.text import Text

_NEAREST: Final = 3
_ALIKE: Final = 0.55


def laboratory_terms_grade_a_value(case: Case) -> Iterator[Finding]:
    """Each term by which an analyte is graded has criteria for a measured value; by any other, values stay ungraded and nobody is told."""
    safety = case.study.safety
    known = graded_terms(safety.dictionary)
    for analyte, named in safety.laboratory.items():
        at = f"safety.laboratory.{analyte}"
        for path, word in [(at, named)] if isinstance(named, str) else _in_order(at, named):
            if word.casefold() in known:
                continue
            if word.casefold() in _names(safety.dictionary):
                says = Text("{dictionary} does not grade `{word}` by a number", "{dictionary} 不按数值对 `{word}` 分级")
                yield _finding(case.study, path, word, says, known.values(), "fault")
            else:
                yield _unknown(case.study, path, word, known.values(), "fault")


def named_events_are_terms(case: Case) -> Iterator[Finding]:
    """Events of the reference safety information, of the code list and of conditions are terms, as far as the dictionary goes.

    A remark only: the form may take terms of another dictionary too.
    """
    study = case.study
    names = _names(study.safety.dictionary)
    item = _item_of_terms(study)
    codes = study.forms.code_lists.get(item.codes or "", {}) if item is not None and item.codes else {}
    listed = {code.casefold() for code in codes}
    for path, word in _named(study, item, codes):
        known = word.casefold() in names or word in _codes(study.safety.dictionary)
        if not known and (path.startswith("forms.code_lists.") or word.casefold() not in listed):
            yield _unknown(study, path, word, names.values(), "remark")


PLAN_CHECKS: Final[tuple[Check, ...]] = (laboratory_terms_grade_a_value, named_events_are_terms)
"""What this room adds to the checks of a study file."""


def _item_of_terms(study: Study) -> Item | None:
    form = study.forms.forms.get(study.safety.event.form)
    return form.items.get(study.safety.event.term) if form is not None else None


def _named(study: Study, item: Item | None, codes: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Path and word of every event that the study file names."""
    if study.safety.reference is not None:
        yield from ((f"safety.reference.terms.{word}", word) for word in study.safety.reference.terms)
    if item is None:
        return
    yield from ((f"forms.code_lists.{item.codes}.{code}", code) for code in codes)
    for condition, expression in read_conditions(study):
        for test in tests_of(expression):
            if not isinstance(test, Comparison | Membership) or not isinstance(test.left, Name):
                continue
            if condition.items.get(test.left.id) is item:
                values = test.values if isinstance(test, Membership) else (test.right,)
                yield from ((condition.path, value.text) for value in values if isinstance(value, Word))


def _in_order(path: str, words: Iterable[str]) -> list[tuple[str, str]]:
    return [(f"{path}.{place}", word) for place, word in enumerate(words)]


def _names(dictionary: str) -> Mapping[str, str]:
    """Every term of a dictionary as it is compared -> as it is written."""
    return {name.casefold(): name for name in terms(dictionary)}


def _codes(dictionary: str) -> Mapping[str, str]:
    return {term.code: name for name, term in terms(dictionary).items()}


def _unknown(study: Study, path: str, word: str, known: Iterable[str], severity: Severity) -> Finding:
    says = Text("{dictionary} has no term `{word}`", "{dictionary} 中没有术语 `{word}`")
    return _finding(study, path, word, says, known, severity)


def _finding(study: Study, path: str, word: str, says: Text, known: Iterable[str], severity: Severity) -> Finding:
    near = _nearest(study.safety.dictionary, word, known)
    said = says.format(dictionary=study.safety.dictionary, word=word)
    if not near:
        return Finding(
            path, said, Text("Write the English name of a term of it", "请填写该词典术语的英文名称"), severity
        )
    quoted = [f"`{name}`" for name in near]
    instead = Text("Write {names}", "请写 {names}")
    words = Text(" or ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted), "或 ".join(quoted))
    return Finding(path, said, instead.format(names=words), severity)


def _nearest(dictionary: str, word: str, known: Iterable[str]) -> list[str]:
    """The terms most like a word, the likest first; of a code the one that it stands for."""
    by_code = _codes(dictionary).get(word)
    if by_code is not None:
        return [by_code]
    names = {name.casefold(): name for name in known}
    return [names[name] for name in difflib.get_close_matches(word.casefold(), list(names), n=_NEAREST, cutoff=_ALIKE)]
