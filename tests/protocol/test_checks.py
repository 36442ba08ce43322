"""Each check has a test that plants its fault in the second study: what is told, and on which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.protocol.checks import CHECKS, calendar, randomisation, record
from equipoise.protocol.fault import Fault
from equipoise.protocol.load import load
from tests.protocol.planting import line_of, planted
from tests.protocol.plants.every import PLANTS
from tests.protocol.plants.plant import ARM, PROCESS, PRODUCT, TREATED, F, P, Plant

WITH_RECORD = (record.statements_agree_with_the_record, record.record_is_stated_in_full)
"""Checks that test_checks_of_the_record.py plants faults for."""
WITH_TESTS_OF_THEIR_OWN = (
    calendar.forms_are_due_somewhere,
    calendar.assessments_do_not_follow_treatment,
    randomisation.several_arms_are_allocated,
)
"""Checks whose fault is more than one line written otherwise: a test below plants it."""


def findings(folder: Path) -> tuple[Fault, ...]:
    loaded = load(folder)
    return (*loaded.faults, *loaded.remarks)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.check.__name__}")
def test_a_planted_fault_is_told_on_its_line(tmp_path: Path, plant: Plant):
    copy = planted(tmp_path, (plant.file, plant.old, plant.new))
    (copy / "record.json").write_text("{}", encoding="utf-8")
    line = line_of(copy, plant.file, plant.at.splitlines()[0])
    found = [
        fault
        for fault in findings(copy)
        if (fault.file, fault.line) == (plant.file, line) and plant.says in fault.says.en + fault.instead.en
    ]
    assert found, [str(fault) for fault in findings(copy)]
    assert all(fault.says.zh and fault.instead.zh for fault in found)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("first: 2026-10-32, last: 2026-11-01", "is not a day"),
        ("first: 2026-10-01, last: soon", "is not a day"),
        ("site: NOWHERE, first: 2026-10-01, last: 2026-10-01", "NOWHERE"),
    ],
)
def test_a_day_off_that_is_none_is_told(tmp_path: Path, written: str, says: str):
    line = f"  days_off: [{{{written}, closed: [ward], name: {{en: Holiday, zh: 节日}}}}]\n"
    copy = planted(tmp_path, (P, "schedule:\n", f"schedule:\n{line}"))
    assert any(says in fault.says.en for fault in findings(copy))


def test_every_check_has_a_planted_fault():
    planted_for = {plant.check for plant in PLANTS}
    assert set(CHECKS) == planted_for | {*WITH_RECORD, *WITH_TESTS_OF_THEIR_OWN}


def test_a_sound_product_has_no_finding(tmp_path: Path):
    copy = planted(tmp_path, (P, "safety:\n", PRODUCT), (P, ARM, TREATED), (P, "simulation:\n", PROCESS))
    assert [str(fault) for fault in findings(copy)] == []


def test_a_form_that_nobody_is_asked_to_enter_is_told_at_the_form(tmp_path: Path):
    copy = planted(tmp_path, (P, "      forms: [TC]", "      forms: []"))
    assert [(fault.file, fault.line) for fault in findings(copy)] == [(F, line_of(copy, F, "  TC:"))]


def test_a_visit_that_hangs_on_a_form_nobody_enters_is_told(tmp_path: Path):
    copy = planted(
        tmp_path,
        (P, "logs: [XA, CM, AE, TE, DD, DV]", "logs: [XA, CM, AE, DD, DV]"),
        (P, "      forms: [TE]\n", ""),
    )
    said = [fault.says.en for fault in findings(copy)]
    assert "The visit `early_end` can never be due: the form `TE` is never entered" in said


def test_an_assessment_that_hangs_on_treatment_is_told(tmp_path: Path):
    copy = planted(
        tmp_path,
        (P, "  death: {name", "  infusion: {name: {en: infusion, zh: 输注}, fact: infusion}\n  death: {name"),
        (
            P,
            "      anchor: randomisation\n      days: [182]",
            "      anchor: infusion\n      days: [182]\n      tumour_assessment: true",
        ),
    )
    said = [fault.says.en for fault in findings(copy)]
    assert "The tumour assessment `call` moves with treatment" in said
    assert "The visit `call` can never be due: nobody in its arms has `infusion`" in said


def without_randomisation(folder: Path) -> Path:
    copy = planted(folder)
    file = copy / P
    words = file.read_text(encoding="utf-8")
    start, end = words.index("randomisation:\n  method"), words.index("schedule:\n  logs")
    file.write_text(words[:start] + words[end:], encoding="utf-8")
    return copy


def test_several_arms_need_a_randomisation(tmp_path: Path):
    copy = without_randomisation(tmp_path)
    [fault] = findings(copy)
    assert fault.line == line_of(copy, P, "arms:")
    assert "does not say how participants come to theirs" in fault.says.en


def test_a_mistaken_word_is_told_once_and_not_again_by_what_rests_on_it(tmp_path: Path):
    copy = planted(tmp_path, (P, "masking: QUADRUPLE", "masking: double"), (P, ARM, "    ratio: 0\n"))
    assert [fault.path for fault in findings(copy)] == ["design.masking", "arms.high.ratio"]


def test_two_items_are_not_computed_from_each_other(tmp_path: Path):
    line = "      CIGDAY: "
    copy = planted(tmp_path)
    words = (copy / F).read_text(encoding="utf-8")
    start = words.index(line)
    end = words.index("\n", start)
    while words[end + 1 :].startswith("        "):
        end = words.index("\n", end + 1)
    changed = f"{line}{{label: {{en: Cigarettes, zh: 每日支数}}, kind: decimal, derived: PACKYEARS / 2}}"
    (copy / F).write_text(words[:start] + changed + words[end:], encoding="utf-8")
    assert any("computed after it" in fault.says.en for fault in findings(copy))


def test_a_unit_that_converts_by_itself_needs_no_factor(tmp_path: Path):
    copy = planted(tmp_path, (F, "low: 0.74, high: 1.35, unit: mg/dL", "low: 57000, high: 97000, unit: nmol/L"))
    assert [str(fault) for fault in findings(copy)] == []


@pytest.mark.parametrize(("days", "told"), [("[165, 171]", False), ("[100, 105]", True)])
def test_a_rate_by_an_event_is_asked_on_days_on_which_its_form_is_due(tmp_path: Path, days: str, told: bool):
    better = "  better: {name: {en: better, zh: 好转}, form: EX, when: DISPENSED >= 1}\n"
    words = "{en: Better, zh: 好转}"
    rate = f"  responses:\n    rate: {{label: {words}, short: {words}, event: better, days: {days}, set: itt}}\n"
    copy = planted(
        tmp_path,
        (P, "  exacerbation:\n    name:", f"{better}  exacerbation:\n    name:"),
        (P, "  endpoints:\n", f"{rate}  endpoints:\n"),
    )
    said = [fault.says.en for fault in findings(copy)]
    assert said == (["No visit brings the form `EX` on these days after randomisation"] if told else [])


@pytest.mark.parametrize(
    ("label", "told"), [("10 mg", False), ("0.5 mL, 2 µg/kg", False), ("10 mg daily", True), ("10 apples", True)]
)
def test_a_quantity_reads_alike_in_both_languages_and_its_further_words_do_not(
    tmp_path: Path, label: str, *, told: bool
):
    old = "{en: At home, zh: 居家}"
    folder = planted(tmp_path, (F, old, f'{{en: "{label}", zh: "{label}"}}'))
    assert any("not translated into Chinese" in str(fault) for fault in findings(folder)) is told


def test_a_study_needs_no_endpoint_that_is_a_time(tmp_path: Path):
    folder = planted(tmp_path)
    file = folder / P
    words = file.read_text(encoding="utf-8")
    words = words[: words.index("  endpoints:\n")] + words[words.index("  sets:\n    itt") :]
    words = words[: words.index("  interim:\n")] + words[words.index('  alpha: "0.05"') :]
    for endpoint in ("exacerbation_free", "on_treatment"):
        words = words.replace(f"      endpoint: {endpoint}\n", "")
    file.write_text(words, encoding="utf-8")
    assert load(folder).faults == ()
