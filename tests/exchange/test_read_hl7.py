"""HL7 v2 messages ORU^R01 as laboratories send them."""

from __future__ import annotations

import pytest

from equipoise.exchange.laboratory import read_hl7
from equipoise.exchange.laboratory.result import Coded

HEAD = r"MSH|^~\&|LIS|JLU1|EDC|SITE|20260511||ORU^R01^ORU_R01|{control}|P|2.5.1|||||CHN|{charset}"
PERSON = "PID|1||H7788^^^HIS^MR~JLU1-0001-K^^^STUDY^RI||张^三||19600101|M"
ORDER = "OBR|1||A1|CBC^血常规^L|||20260511083000+0800"


def message(*segments: str, charset: str = "UNICODE UTF-8", control: str = "1") -> str:
    """A message with the usual head."""
    return "\r".join((HEAD.format(control=control, charset=charset), PERSON, ORDER, *segments)) + "\r"


def test_a_number_with_its_unit_limits_and_flag() -> None:
    raw = message("OBX|1|NM|718-7^Hemoglobin^LN^HGB^血红蛋白^L||130|g/L|120-160|N|||F|||20260511090000|JLU1-CENTRAL")
    (one,) = read_hl7(raw.encode()).results
    assert one.place == "1/OBX-1"
    assert one.subjects == (("H7788", "PID-3^HIS"), ("JLU1-0001-K", "PID-3^STUDY"))
    assert one.sampled == "20260511083000+0800"
    assert one.analyte == (Coded("718-7", "Hemoglobin", "LN"), Coded("HGB", "血红蛋白", "L"))
    assert (one.value, one.unit, one.limits, one.flag) == ("130", "g/L", "120-160", "N")
    assert (one.laboratory, one.status) == ("JLU1-CENTRAL", "F")


@pytest.mark.parametrize("charset", ["GB 18030-2000", "GBK", "GB2312", ""])
def test_chinese_is_read_in_the_declared_encoding_and_where_none_is_declared(charset: str) -> None:
    raw = message("OBX|1|NM|HGB^血红蛋白^L||130|g/L||N|||F", charset=charset)
    read = read_hl7(raw.encode("gb18030"))
    assert not read.faults
    assert read.results[0].analyte == (Coded("HGB", "血红蛋白", "L"),)
    assert read.encoding == "gb18030"


def test_an_unknown_character_set_is_a_fault_of_its_message() -> None:
    (fault,) = read_hl7(message("OBX|1|NM|HGB||1|g/L|||||F", charset="KOI8-R").encode()).faults
    assert (fault.place, fault.reason.code) == ("1", "charset")


@pytest.mark.parametrize(
    ("kind", "words", "written"),
    [("SN", "<^5", "<5"), ("SN", ">=^1000", ">=1000"), ("SN", "=^12", "12"), ("SN", "^1^:^128", "1:128"), ("ST", "<0.1", "<0.1"),
     ("NM", "5.20", "5.20"), ("NM", "-1.5", "-1.5"), ("CE", "260385009^阴性^SCT", "260385009")],
)  # fmt: skip
def test_values_are_kept_as_they_are_written(kind: str, words: str, written: str) -> None:
    (one,) = read_hl7(message(f"OBX|1|{kind}|X^X^L||{words}|U/L|||||F").encode()).results
    assert one.written == written


def test_a_coded_answer_keeps_its_words() -> None:
    (one,) = read_hl7(message("OBX|1|CE|75622-1^HIV^LN||NEG^阴性^L|||||||F").encode()).results
    assert (one.value, one.words) == ("NEG", "阴性")


def test_escapes_are_undone() -> None:
    (one,) = read_hl7(message(r"OBX|1|NM|A\T\B^X||1|mg\S\L|||||F").encode()).results
    assert (one.called, one.unit) == ("A&B", "mg^L")


@pytest.mark.parametrize("status", ["F", "P", "C", "X", "D", "W"])
def test_the_status_of_a_result_is_kept(status: str) -> None:
    (one,) = read_hl7(message(f"OBX|1|NM|HGB||130|g/L|||||{status}").encode()).results
    assert one.status == status


def test_a_batch_holds_several_messages_each_with_its_own_person() -> None:
    second = message("OBX|1|NM|HGB||120|g/L|||||F", control="2").replace("JLU1-0001-K", "JLU1-0002-P")
    raw = "FHS|^~\\&\rBHS|^~\\&\r" + message("OBX|1|NM|HGB||130|g/L|||||F") + second + "BTS|2\rFTS|1\r"
    read = read_hl7(raw.encode())
    assert [(one.place, one.subjects[1][0]) for one in read.results] == [
        ("1/OBX-1", "JLU1-0001-K"),
        ("2/OBX-1", "JLU1-0002-P"),
    ]


def test_several_samples_in_one_message_keep_their_own_times() -> None:
    raw = message("OBX|1|NM|HGB||130|g/L|||||F", "OBR|2||A2|CHEM|||202605120915", "OBX|1|NM|ALT||20|U/L|||||F")
    assert [(one.place, one.sampled) for one in read_hl7(raw.encode()).results] == [
        ("1/OBX-1", "20260511083000+0800"),
        ("1/OBX-2", "202605120915"),
    ]


def test_another_message_type_is_told_and_the_next_message_is_read() -> None:
    other = message("OBX|1|NM|HGB||130|g/L|||||F").replace("ORU^R01^ORU_R01", "ADT^A01")
    read = read_hl7((other + message("OBX|1|NM|HGB||130|g/L|||||F")).encode())
    assert [(one.place, one.reason.code) for one in read.faults] == [("1", "not_a_result")]
    assert [one.place for one in read.results] == ["2/OBX-1"]


def test_a_type_that_is_not_read_is_a_fault_of_its_segment() -> None:
    (fault,) = read_hl7(message("OBX|1|ED|PDF||^AP^PDF^Base64^AAAA||||||F").encode()).faults
    assert (fault.place, fault.reason.code) == ("1/OBX-1", "value_type")


def test_what_is_no_message_is_told() -> None:
    assert [one.reason.code for one in read_hl7(b"OBX|1|NM").faults] == ["not_hl7"]
    assert [one.reason.code for one in read_hl7(b"").faults] == ["no_messages"]


def test_frames_of_the_lower_layer_do_not_matter() -> None:
    raw = b"\x0b" + message("OBX|1|NM|HGB||130|g/L|||||F").encode() + b"\x1c\r"
    assert len(read_hl7(raw).results) == 1
