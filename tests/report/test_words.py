"""What the reports say, they say in words of either language: no codes, no key of a table, no date as a computer writes it."""

from __future__ import annotations

import re

import pytest

from equipoise.analysis.tables.listed_forms import say_answer
from equipoise.paper import Cell, Document, KeyValues, Table
from equipoise.report.clinical_study import clinical_study_appendices, clinical_study_report
from equipoise.report.narratives import _exposure
from equipoise.report.safety_case import answer_words
from equipoise.values.text import LANGUAGES, Language, Text
from tests.report.cut import material


def said(document: Document, language: Language) -> list[str]:
    """Every line of running text."""
    return [says.in_(language) for block in document.blocks if isinstance(says := getattr(block, "says", None), Text)]


def pairs(document: Document, language: Language) -> list[tuple[str, str]]:
    """Every name with its value."""
    rows = [row for block in document.blocks if isinstance(block, KeyValues) for row in block.rows]
    return [(name.in_(language), (one.says if isinstance(one, Cell) else one).in_(language)) for name, one in rows]


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [("en", "See table 14.2.13.", "See tables 14.1.3, 14.1.4."), ("zh", "见表 14.2.13。", "见表 14.1.3、14.1.4。")],
)
def test_the_tables_to_see_are_one_or_several(language: Language, one: str, several: str) -> None:
    words = said(clinical_study_report(material().view()), language)
    assert several in words
    assert one in words or any(re.fullmatch(one.replace("13", r"\d+").replace(".", r"\."), line) for line in words)
    assert not any(re.fullmatch(r"See tables [\d.]+\.", line) for line in words)


@pytest.mark.parametrize(
    ("language", "name", "value"),
    [
        ("en", "Otherwise censored at the last", "evaluable tumour assessment or randomisation"),
        ("zh", "否则删失于末次", "可评价的肿瘤评估或随机化"),
        ("en", "Reading", "independent (central)"),
        ("en", "Time counts from", "first infusion"),
        ("zh", "计为应答的最佳疗效", "CR、PR"),
    ],
)
def test_endpoints_are_defined_in_sentences(language: Language, name: str, value: str) -> None:
    assert (name, value) in pairs(clinical_study_report(material().view()), language)


@pytest.mark.parametrize(
    ("language", "consent", "item"),
    [
        ("en", "New consent form: Informed consent 1.1. All who are active consent again.", "New item of Laboratory: Troponin I"),
        ("zh", "新增知情同意书：知情同意书 1.1 版。所有在研受试者须重新签署知情同意。", "新增实验室检查的条目：肌钙蛋白 I"),
    ],
)  # fmt: skip
def test_what_an_amendment_changed_is_told_without_the_keys_of_the_study_file(
    language: Language, consent: str, item: str
) -> None:
    words = said(clinical_study_report(material().view()), language)
    assert consent in words
    assert any(line.startswith(item) for line in words)
    assert not any("forms." in line or "LBORRES" in line for line in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_assumed_is_named_in_words_before_its_place_in_the_study_file(language: Language) -> None:
    blocks = clinical_study_appendices(material().view()).blocks
    (table,) = [one for one in blocks if isinstance(one, Table) and one.name.en == "Assumptions"]
    for what, *_, place in table.rows:
        assert isinstance(what, Text) and isinstance(place, Cell) and place.code
        assert re.fullmatch(r"[a-z_]+(\.\w+)+", what.in_(language)) is None


def test_tables_of_events_say_what_they_count() -> None:
    view = material().view()
    assert view.display("adverse_events_by_grade").label == Text("Term", "术语")
    assert view.display("serious_events").rows[0].label == Text(
        "Participants with a serious event", "发生严重事件的受试者"
    )
    assert view.display("form_withdrawals").notes[0] == Text(
        "Counted are entries of the form “Withdrawal”.", "以表单“退出”的记录计数。"
    )
    labels = [row.label for row in view.display("response_orr").rows]
    assert Text("Never assessed again", "未再评估") in labels
    assert not any("MISSING" in label.en + label.zh for label in labels)


@pytest.mark.parametrize(
    ("n", "days", "en", "zh"),
    [
        (7, 0, "7 infusions had begun until then, the last one on that day.", "此前已开始 7 次输注，末次在当日。"),
        (
            2,
            1,
            "2 infusions had begun until then, the last one on the day before.",
            "此前已开始 2 次输注，末次在前一天。",
        ),
        (
            5,
            55,
            "5 infusions had begun until then, the last one 55 days before.",
            "此前已开始 5 次输注，末次在 55 天前。",
        ),
        (1, 0, "One infusion had begun until then, on that day.", "此前已开始 1 次输注，时间为当日。"),
    ],
)
def test_an_event_says_how_long_after_the_last_infusion_it_came(n: int, days: int, en: str, zh: str) -> None:
    assert _exposure(n, days) == Text(en, zh)


def test_an_answer_in_a_narrative_has_its_date_and_its_unit_as_people_write_them() -> None:
    study = material().study
    event, signs = (study.forms.forms[name].items for name in ("AE", "LB"))
    end = event[study.safety.event.ended or ""]
    assert answer_words(study, end, "2018-08-08") == Text("8 August 2018", "2018年8月8日")
    assert answer_words(study, end, "2018-08") == Text("August 2018", "2018年8月")
    platelets = next(item for item in signs.values() if "10*9/L" in item.units)
    assert answer_words(study, platelets, {"value": "96", "unit": "10*9/L"}) == Text("96 ×10⁹/L", "96 ×10⁹/L")
    assert say_answer(study, platelets, None).en == "–"
