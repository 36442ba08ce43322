"""What is proposed for a file that nobody has read before."""

from __future__ import annotations

import pytest

from equipoise.exchange.laboratory import propose
from equipoise.exchange.laboratory.propose import fits, names_of
from equipoise.trial.acts.laboratory import against_mapping, laboratory_items
from tests.exchange.test_read_hl7 import message
from tests.exchange.ward import MAPPING, protocols, table

STUDY = protocols().first
CHINESE = "受试者编号,采样日期,项目代码,项目名称,结果,单位,参考区间,检验科\n"


def test_columns_analytes_days_and_laboratory_of_a_chinese_export() -> None:
    row = "N1,2026-05-11 08:30,GPT,谷丙转氨酶,33,U/L,9-50,检验科中心实验室\n"
    found = propose(STUDY, (CHINESE + row).encode("gb18030"))
    mapping = found.mapping
    assert (mapping.subject, mapping.sampled, mapping.code, mapping.label) == (
        "受试者编号",
        "采样日期",
        "项目代码",
        "项目名称",
    )
    assert (mapping.value, mapping.unit, mapping.limits, mapping.laboratory) == ("结果", "单位", "参考区间", "检验科")
    assert mapping.pattern == "YYYY-MM-DD HH:mm"
    assert mapping.analytes == {"GPT": "LB.ALT_LBORRES"}
    assert mapping.laboratories == {"检验科中心实验室": "JLU1-CENTRAL"}


@pytest.mark.parametrize(
    ("name", "path"),
    [("718-7", "LB.HGB_LBORRES"), ("血红蛋白", "LB.HGB_LBORRES"), ("hgb", "LB.HGB_LBORRES"), ("Hb", "LB.HGB_LBORRES"),
     ("PLT", "LB.PLAT_LBORRES"),
     ("总胆红素", "LB.BILI_LBORRES"), ("T-BIL", "LB.BILI_LBORRES"), ("Na+", "LB.SODIUM_LBORRES"), ("IL-6", "IMM.INTLK6_LBORRES"),
     ("神经元特异性烯醇化酶", "TM.NSE_LBORRES"), ("铁蛋白", "")],
)  # fmt: skip
def test_an_analyte_is_known_by_its_names_and_codes(name: str, path: str) -> None:
    found = propose(STUDY, table(f"N1,2026-05-11,{name},1,g/L,,"))
    assert found.mapping.analytes.get(name, "") == path
    assert name in found.analytes


def test_a_name_of_two_items_is_not_guessed() -> None:
    names = names_of(STUDY, laboratory_items(STUDY))
    assert set(names.values()) <= set(laboratory_items(STUDY))
    assert "lb" not in names


def test_days_that_fit_two_patterns_are_left_to_the_person() -> None:
    found = propose(STUDY, table("N1,3/4/2026,HGB,130,g/L,,"))
    assert set(found.patterns) >= {"D/M/YYYY", "M/D/YYYY"}
    assert found.mapping.pattern == ""
    assert propose(STUDY, table("N1,13/4/2026,HGB,130,g/L,,")).mapping.pattern == "D/M/YYYY"


def test_one_wrong_day_among_many_does_not_hide_the_pattern() -> None:
    rows = ["N1,2026-05-11,HGB,130,g/L,,"] * 20 + ["N1,2026-05-41,HGB,130,g/L,,"]
    assert propose(STUDY, table(*rows)).mapping.pattern == "YYYY-MM-DD"


def test_analytes_that_stand_across_are_all_shown() -> None:
    found = propose(STUDY, "编号;日期;HGB (g/L);备注\nN1;2026-05-11;130;x\n".encode())
    assert found.mapping.code == ""
    assert found.mapping.analytes == {"HGB (g/L)": "LB.HGB_LBORRES"}
    assert dict(found.analytes) == {"HGB (g/L)": 1, "备注": 1}


def test_units_without_a_meaning_and_values_without_a_unit_are_asked_about() -> None:
    found = propose(STUDY, table("N1,2026-05-11,HGB,130,克每升,,", "N1,2026-05-11,ALT,20,,,", "N1,2026-05-11,INR,1,,,"))
    assert found.units == ("克每升",)
    assert found.unitless == ("ALT",)


def test_messages_say_whose_numbers_they_carry() -> None:
    found = propose(STUDY, message("OBX|1|NM|718-7^Hb^LN||130|g/L|||||F").encode())
    assert (found.mapping.kind, found.mapping.subject) == ("hl7", "PID-3")
    assert found.issuers == ("PID-3^HIS", "PID-3^STUDY")
    assert found.mapping.analytes == {"718-7": "LB.HGB_LBORRES"}


def test_a_remembered_mapping_comes_before_every_guess() -> None:
    found = propose(STUDY, table("N1,2026-05-11,ESR,9,mm/h,,", "N1,2026-05-11,K,4,mmol/L,,"), MAPPING)
    assert found.mapping.analytes["ESR"] == ""
    assert found.mapping.analytes["K"] == "LB.K_LBORRES"
    assert found.mapping.default_laboratory == "JLU1-CENTRAL"


def test_a_mapping_fits_a_file_that_has_its_columns() -> None:
    assert fits(MAPPING, "csv", ("subject", "date", "code", "value", "unit", "low", "high", "more"))
    assert not fits(MAPPING, "csv", ("subject", "date"))
    assert not fits(MAPPING, "hl7", ())


def test_the_mapping_of_these_tests_can_be_used() -> None:
    assert against_mapping(STUDY, MAPPING) == ()
