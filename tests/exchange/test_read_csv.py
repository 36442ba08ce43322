"""Tables of laboratories: encodings, separators, both shapes, and every fault at its line."""

from __future__ import annotations

import msgspec
import pytest

from equipoise.exchange.laboratory import read_csv, read_table
from equipoise.facts.laboratory import LaboratoryMapping
from tests.exchange.ward import MAPPING, table

CHINESE = "受试者编号,采样日期,项目,结果,单位\n吉01,2026-05-11,血红蛋白,130,g/L\n"
LONG = LaboratoryMapping(
    kind="csv", subject="受试者编号", sampled="采样日期", code="项目", value="结果", unit="单位", pattern="YYYY-MM-DD"
)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8"),
        (CHINESE.encode("gbk"), "gb18030"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (CHINESE.encode("utf-16"), "utf-16"),
    ],
)
def test_a_table_is_the_same_in_every_encoding(raw: bytes, encoding: str) -> None:
    read = read_csv(raw, LONG)
    assert not read.faults
    assert read.encoding == encoding
    (one,) = read.results
    assert (one.place, one.subjects, one.sampled) == ("2", (("吉01", ""),), "2026-05-11")
    assert (one.called, one.value, one.unit) == ("血红蛋白", "130", "g/L")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_separator_is_told_from_the_rows(sign: str) -> None:
    raw = sign.join(("a", "b", "c")) + "\n" + sign.join(("1", '"x, y; z"', "3")) + "\n"
    found = read_table(raw.encode())
    assert found.delimiter == sign
    assert list(found.rows) == [(2, ["1", "x, y; z", "3"])]


def test_bytes_that_are_no_text_are_a_fault_of_the_file() -> None:
    (fault,) = read_csv(b"\xff\x80\x00a", MAPPING).faults
    assert (fault.place, fault.reason.code) == ("", "not_text")


def test_an_empty_file_is_told() -> None:
    assert [fault.reason.code for fault in read_csv(b"", MAPPING).faults] == ["empty_file"]


def test_a_row_with_a_cell_too_many_is_a_fault_of_its_line_and_the_others_are_read() -> None:
    read = read_csv(
        table("N1,2026-05-11,HGB,130,g/L,,", "N1,2026-05-11,WBC,5,2,10*9/L,,", "N1,2026-05-11,ALT,20,U/L,,"), MAPPING
    )
    assert [(fault.place, fault.reason.code) for fault in read.faults] == [("3", "row_width")]
    assert [one.place for one in read.results] == ["2", "4"]


def test_a_column_that_is_not_there_is_a_fault_of_the_file() -> None:
    read = read_csv(b"subject,date,code\nN1,2026-05-11,HGB\n", MAPPING)
    assert {fault.reason.code for fault in read.faults} == {"no_such_column"}
    assert {fault.place for fault in read.faults} == {""}
    assert not read.results


def test_two_columns_of_one_name_are_told() -> None:
    assert "column_twice" in [one.reason.code for one in read_table(b"a,a\n1,2\n").faults]


def test_lines_are_counted_as_they_stand_in_the_file() -> None:
    read = read_csv(table("", 'N1,2026-05-11,HGB,"13\n0",g/L,,', "", "N1,2026-05-11,ALT,20,U/L,,"), MAPPING)
    assert [one.place for one in read.results] == ["3", "6"]


def test_analytes_that_stand_across_are_one_result_a_cell() -> None:
    raw = b"id;day;HGB (g/L);WBC(10^9/L);note\nN1;11.05.2026;130;5.2;-\nN2;11.05.2026;;4.8;-\n"
    mapping = LaboratoryMapping(
        kind="csv", subject="id", sampled="day", pattern="DD.MM.YYYY",
        analytes={"HGB (g/L)": "LB.HGB_LBORRES", "WBC(10^9/L)": "LB.WBC_LBORRES"},
    )  # fmt: skip
    read = read_csv(raw, mapping)
    assert [(one.place, one.value, one.unit) for one in read.results] == [
        ("2/HGB (g/L)", "130", "g/L"),
        ("2/WBC(10^9/L)", "5.2", "10^9/L"),
        ("3/WBC(10^9/L)", "4.8", "10^9/L"),
    ]


def test_day_and_time_in_two_columns_are_one_moment() -> None:
    mapping = msgspec.structs.replace(LONG, time="时间")
    raw = "受试者编号,采样日期,时间,项目,结果,单位\nN1,2026-05-11,08:30,HGB,130,g/L\n".encode()
    assert read_csv(raw, mapping).results[0].sampled == "2026-05-11 08:30"


def test_a_mapping_without_a_column_for_the_participant_is_told_so_and_reads_nothing() -> None:
    read = read_csv(
        b"who,day,code,value\na,2026-05-11,HGB,130\n", LaboratoryMapping(kind="csv", code="code", value="value")
    )
    assert not read.results
    assert [one.reason.code for one in read.faults] == ["no_column_named", "no_column_named"]
