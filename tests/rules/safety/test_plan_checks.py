"""Terms of the dictionary that a study file names: a mistyped one is told on its line, with the nearest that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.protocol.fault import Fault
from equipoise.protocol.load import load
from equipoise.rules.safety import PLAN_CHECKS
from tests.protocol.planting import ASPIRE, line_of, planted

P, F = "protocol.yaml", "forms.yaml"
ANEMIA = "    HGB: Anemia\n"
WHEN = 'when: "AETOXGR in (4, 5) and AEREL in (POSSIBLE, PROBABLE, DEFINITE)"'
REFERENCE = "  laboratory:\n    ALT:"
BROCHURE = """  reference:
    document: {en: Brochure 3, zh: 研究者手册第3版}
    terms: {Nausea: 2, Nausee: 2}
  laboratory:
    ALT:"""
TEXT = "AETERM: {label: {en: Event, zh: 事件名称}, kind: text}"
LISTS = "code_lists:\n"


def told(folder: Path) -> tuple[Fault, ...]:
    loaded = load(folder, more=PLAN_CHECKS)
    return (*loaded.faults, *loaded.remarks)


def test_a_study_whose_terms_exist_is_told_nothing() -> None:
    assert told(ASPIRE) == ()


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        (
            "Anaemia",
            "CTCAE 5.0 has no term `Anaemia`. Write `Anemia`",
            "CTCAE 5.0 中没有术语 `Anaemia`。请写 `Anemia`",
        ),
        ("10002272", "CTCAE 5.0 has no term `10002272`. Write `Anemia`", "`Anemia`"),
        ("Fatigue", "CTCAE 5.0 does not grade `Fatigue` by a number.", "不按数值"),
        ("Qqqqqq", "CTCAE 5.0 has no term `Qqqqqq`. Write the English name of a term of it.", "英文名称"),
    ],
)
def test_a_laboratory_term_that_grades_nothing_is_a_fault_on_its_line(
    tmp_path: Path, written: str, en: str, zh: str
) -> None:
    copy = planted(tmp_path, (P, ANEMIA, f'    HGB: "{written}"\n'))
    (fault,) = told(copy)
    assert (fault.severity, fault.file, fault.line) == ("fault", P, line_of(copy, P, '    HGB: "'))
    assert en in fault.in_("en") and zh in fault.in_("zh")


def test_of_several_terms_only_the_mistyped_one_is_told_and_case_does_not_matter(tmp_path: Path) -> None:
    copy = planted(tmp_path, (P, ANEMIA, "    HGB: [anemia, Hemoglobin increase]\n"))
    (fault,) = told(copy)
    assert "`Hemoglobin increased`" in fault.instead.en and "`Hemoglobin increase`" in fault.says.en


def test_the_dictionary_of_the_study_counts(tmp_path: Path) -> None:
    copy = planted(tmp_path, (P, "  dictionary: CTCAE 5.0\n", "  dictionary: CTCAE 6.0\n"))
    assert told(copy) == ()


def test_an_expected_reaction_that_is_no_term_is_a_remark(tmp_path: Path) -> None:
    copy = planted(tmp_path, (P, REFERENCE, BROCHURE))
    (remark,) = told(copy)
    assert (remark.severity, remark.line) == ("remark", line_of(copy, P, "terms: {"))
    assert "has no term `Nausee`" in remark.says.en and "`Nausea`" in remark.instead.en


def test_a_condition_on_an_event_that_is_no_term_is_a_remark(tmp_path: Path) -> None:
    when = "when: \"AETERM in ('Cytokine release syndrom', Sepsis)\""
    copy = planted(tmp_path, (P, WHEN, when))
    (remark,) = told(copy)
    assert (remark.severity, remark.line) == ("remark", line_of(copy, P, "AETERM in"))
    assert remark.instead.en.startswith("Write `Cytokine release syndrome`")


def test_codes_of_the_event_may_be_terms_or_codes_of_the_dictionary(tmp_path: Path) -> None:
    coded = TEXT.replace("kind: text", "kind: code, codes: EVENTS")
    codes = "  EVENTS:\n" + "".join(
        f'    "{code}": {{en: Event, zh: 术语}}\n' for code in ("Nausea", "10002272", "Vomitting")
    )
    when = 'when: "AETERM = Vomitting"'
    copy = planted(tmp_path, (F, TEXT, coded), (F, LISTS, f"{LISTS}{codes}"), (P, WHEN, when))
    (remark,) = told(copy)
    assert (remark.severity, remark.file, remark.line) == ("remark", F, line_of(copy, F, '"Vomitting"'))
    assert "`Vomiting`" in remark.instead.en
