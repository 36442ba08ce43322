from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.protocol.compare import Change, compare
from equipoise.protocol.load import load
from equipoise.protocol.model import Study
from tests.protocol.planting import ASPIRE, planted

P, F = "protocol.yaml", "forms.yaml"


def loaded(folder: Path) -> Study:
    found = load(folder)
    assert found.study is not None, [str(fault) for fault in found.faults]
    return found.study


def changes(tmp_path: Path, *edits: tuple[str, str, str]) -> tuple[Change, ...]:
    return compare(loaded(ASPIRE), loaded(planted(tmp_path, *edits)))


def test_two_equal_versions_have_no_change():
    assert compare(loaded(ASPIRE), loaded(ASPIRE)) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "touches"),
    [
        (P, "enrolment: 240", "enrolment: 280", "design.enrolment", "nobody"),
        (P, "maximum_age: 75", "maximum_age: 70", "design.maximum_age", "screening"),
        (P, "test: reversibility >= 12", "test: reversibility >= 10", "eligibility.criteria.I5.test", "screening"),
        (P, "blocks: [4, 8]", "blocks: [4, 8, 12]", "randomisation.blocks", "screening"),
        (P, "days: [182]", "days: [189]", "schedule.visits.call", "all"),
        (P, "window: {after: 14}", "window: {after: 21}", "schedule.visits.screening", "screening"),
        (P, "window: {before: 5, after: 7}", "window: {before: 5, after: 9}", "schedule.visits.early_end", "follow-up"),
        (P, "effective: 2026-01-12\n    document", "effective: 2026-03-01\n    document", "consents.main-1.effective", "all"),
        (P, "description: {en: 10 mg by", "description: {en: 15 mg by", "arms.low.description", "all"),
        (P, "hours: 24", "hours: 48", "safety.clocks.sponsor.hours", "all"),
        (P, "horizon_months: 7", "horizon_months: 8", "analysis.endpoints.exacerbation_free.horizon_months", "nobody"),
        (F, "{en: Asthma diagnosed", "{en: Asthma found", "forms.forms.AH.items.ASTHMADX.label", "nobody"),
        (F, "least: 30, most: 220", "least: 20, most: 220", "forms.forms.VS.items.PULSE.least", "all"),
        (F, "least: -20", "least: -30", "forms.forms.SP.items.REVPCT.least", "all"),
        (F, "least: 0\n        most: 30\n", "least: 0\n        most: 40\n", "forms.forms.AH.items.EXACN.most", "screening"),
    ],
)  # fmt: skip
def test_a_change_is_told_once_and_says_whom_it_touches(
    tmp_path: Path, file: str, old: str, new: str, path: str, touches: str
):
    found = changes(tmp_path, (file, old, new))
    assert [(change.path, change.touches) for change in found] == [(path, touches)]


def test_a_new_time_of_a_visit_is_said_beside_the_old_one(tmp_path: Path):
    (change,) = changes(
        tmp_path,
        (
            P,
            "      days: [182]\n      window: {before: 3, after: 3}",
            "      days: [182]\n      window: {before: 3, after: 7}",
        ),
    )
    assert change.says.en == (
        "The visit “Telephone call” is due week 26 after randomisation, from 3 days before to 7 days after "
        "(before: week 26 after randomisation, 3 days either side). It touches those for whom the visit lies ahead."
    )
    assert change.says.zh.startswith("访视“电话随访”的时间为：随机化后第 26 周，可提前 3 天至推后 7 天（原为：")


def test_a_changed_number_is_told_with_the_old_one(tmp_path: Path):
    (change,) = changes(tmp_path, (P, "maximum_age: 75", "maximum_age: 70"))
    assert change.says.en == "`design.maximum_age`: 70 (before: 75). It touches people in screening."
    assert (change.old, change.new) == (75, 70)


def test_a_new_item_and_a_removed_form_are_told_by_name(tmp_path: Path):
    found = changes(
        tmp_path,
        (
            F,
            "      SMOKING: {label",
            "      VAPING: {label: {en: Vaping, zh: 电子烟}, kind: yes_no}\n      SMOKING: {label",
        ),
        (P, "forms: [VS, SP, AQ, LB]", "forms: [VS, SP, LB]"),
    )
    lost = "The visit “Visit after early end of treatment” no longer has: Asthma control questionnaire."
    assert [change.says.en for change in found] == [
        f"{lost} It touches those for whom the visit lies ahead.",
        "New item of Asthma history and smoking: Vaping. It touches those with the form still due.",
    ]
    assert found[1].says.zh == "新增哮喘病史与吸烟史的条目：电子烟。影响该表单尚未完成的受试者。"


def test_a_new_consent_means_consenting_again(tmp_path: Path):
    new = "    languages: [zh, en]\n  main-2:\n    name: {en: Consent 2.0, zh: 知情同意书2.0版}\n    effective: 2026-05-01\n"
    (change,) = changes(tmp_path, (P, "    languages: [zh, en]\n", new))
    assert change.touches == "all"
    assert change.says.en == "New consent form: Consent 2.0. All who are active consent again."
    assert change.says.zh.endswith("所有在研受试者须重新签署知情同意。")


def test_sizes_of_blocks_are_never_told(tmp_path: Path):
    (change,) = changes(tmp_path, (P, "blocks: [4, 8]", "blocks: [12, 16]"))
    assert (change.old, change.new) == (None, None)
    assert not any(digit in change.says.en + change.says.zh for digit in "0123456789")
