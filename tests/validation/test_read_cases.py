"""A file of cases is read whole: every case that can be asked, every fault with its place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from equipoise.validation.cases import CaseFile, Tolerance
from equipoise.validation.read_cases import LARGEST, read_cases

GOOD = {"id": "a", "kind": "product.dose", "given": {"x": 1}, "expect": {"y": 2}}


def read(*cases: Any, **more: Any) -> CaseFile:
    return read_cases(json.dumps({"format": "equipoise-cases/1", "cases": list(cases)} | more).encode(), "file.json")


def told(file: CaseFile) -> list[str]:
    """Place and English words of every fault."""
    assert all(fault.says.zh for fault in file.faults)
    return [f"{fault.place} {fault.says.en}".strip() for fault in file.faults]


def test_a_good_file_has_its_cases_and_its_hash() -> None:
    file = read(GOOD, title="T", notes=["one", "two"])
    assert file.faults == ()
    assert (file.title, file.notes) == ("T", ("one", "two"))
    assert [(case.id, case.kind, case.place) for case in file.cases] == [("a", "product.dose", "cases[0]")]
    assert len(file.sha256) == 64


def test_numbers_arrive_as_they_were_written() -> None:
    content = b'{"format": "equipoise-cases/1", "cases": [{"id": "a", "kind": "k", "given": {"x": 34.2050, "n": 7}, "expect": {"y": 1e9}}]}'
    (case,) = read_cases(content, "f").cases
    assert str(case.given["x"]) == "34.2050" and isinstance(case.given["x"], Decimal)
    assert case.given["n"] == 7 and isinstance(case.given["n"], int)
    assert case.expect["y"] == Decimal(10**9)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty."),
        (b" \n\t ", "the file is empty."),
        (b'{"format":\n "equipoise-cases/1",\n cases}', "line 3, column 2 is not JSON"),
        (b'{"format": "equipoise-cases/1"\n, "cases": [\xff]}', "line 2 is not UTF-8. Save the file as UTF-8."),
        (b"[]", "the file holds [ \N{HORIZONTAL ELLIPSIS} ]; write"),
        (b"7", "the file holds 7; write"),
        (b'{"a": 1, "a": 2}', "the key \N{LEFT DOUBLE QUOTATION MARK}a\N{RIGHT DOUBLE QUOTATION MARK} stands twice"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": 1e999999999}', "the number 1e999999999"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is beyond what can be compared"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (LARGEST + 1), "at most 64 MiB are read"),
    ],
)
def test_what_is_no_file_of_cases_is_told_with_its_line(content: bytes, says: str) -> None:
    file = read_cases(content, "f")
    assert file.cases == ()
    assert len(file.faults) == 1 and says in told(file)[0]


def test_a_byte_order_mark_is_allowed() -> None:
    assert read_cases(
        b"\xef\xbb\xbf" + json.dumps({"format": "equipoise-cases/1", "cases": [GOOD]}).encode(), "f"
    ).cases


@pytest.mark.parametrize("words", [None, "equipoise-cases/2", 1])
def test_another_format_is_not_guessed(words: object) -> None:
    file = read(GOOD, format=words)
    assert file.cases == ()
    assert 'write "equipoise-cases/1"' in told(file)[0]


def test_a_missing_format_and_missing_cases_are_told_together() -> None:
    assert told(read_cases(b"{}", "f")) == [
        'format is missing; write "equipoise-cases/1".',
        "cases are missing; write a list [ … ] of cases.",
    ]


@pytest.mark.parametrize(("cases", "says"), [([], "cases are none"), ({}, "cases are { … }")])
def test_cases_are_a_list_with_something_in_it(cases: object, says: str) -> None:
    content = json.dumps({"format": "equipoise-cases/1", "cases": cases}).encode()
    assert says in told(read_cases(content, "f"))[0]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (without("id"), "cases[0] id is missing; write a text."),
        (without("kind"), "cases[0] kind is missing; write a text."),
        (without("given"), "cases[0] given is missing; write an object { … }."),
        (without("expect"), "cases[0] expect is missing; write an object { … }."),
        (GOOD | {"id": 7}, "cases[0] id is 7; write a text."),
        (GOOD | {"id": " "}, "cases[0] id is “ ”; write a text."),
        (GOOD | {"given": []}, "cases[0] given is [ … ]; write an object { … }."),
        (GOOD | {"expect": {}}, "cases[0] expect is empty; name at least one field."),
        (7, "cases[0] is 7; write an object with id, kind, given and expect."),
        (GOOD | {"tolerance": 0.1}, "cases[0] tolerance: write"),
        (GOOD | {"tolerance": {"relative": -1}}, "cases[0] tolerance: write"),
        (GOOD | {"tolerance": {"relativ": 1}}, "cases[0] tolerance: write"),
        (GOOD | {"tolerance": {"absolute": True}}, "cases[0] tolerance: write"),
        (GOOD | {"tolerance": {}}, "cases[0] tolerance: write"),
    ],
)
def test_a_fault_of_a_case_is_told_with_its_place(case: object, says: str) -> None:
    file = read(case)
    assert file.cases == ()
    assert told(file)[0].startswith(says)


def test_every_fault_is_told_at_once_and_the_good_cases_remain() -> None:
    file = read(7, {"id": "b"}, GOOD, GOOD)
    assert [case.place for case in file.cases] == ["cases[2]"]
    assert [(fault.place, fault.case) for fault in file.faults] == [
        ("cases[0]", ""), ("cases[1]", "b"), ("cases[1]", "b"), ("cases[1]", "b"), ("cases[3]", "a"),
    ]  # fmt: skip
    assert "stands at cases[2] already" in told(file)[-1]


def test_a_tolerance_is_exact() -> None:
    (case,) = read(GOOD | {"tolerance": {"relative": 1e-9, "absolute": 0}}).cases
    assert case.tolerance == Tolerance(Decimal("1e-9"), Decimal(0))


def test_fields_that_nobody_knows_are_allowed() -> None:
    (case,) = read(GOOD | {"grade": "table", "author": "X", "note": None, "source": "S"}, datasets={}).cases
    assert (case.grade, case.note, case.source) == ("table", "", "S")


def test_a_data_set_stands_in_the_place_of_its_name() -> None:
    content = (
        b'{"format": "equipoise-cases/1", "datasets": {"ours": {"columns": {"time": [5, 8.5], "status": [1, 0]}}}, '
        b'"cases": [{"id": "a", "kind": "k", "given": {"data": "ours"}, "expect": {"y": 1}}]}'
    )
    file = read_cases(content, "f")
    assert file.faults == ()
    data = file.cases[0].given["data"]
    assert str(data) == "ours" and data.columns["time"] == [5, Decimal("8.5")]


def test_a_data_set_that_is_not_there_or_not_in_columns_is_a_fault() -> None:
    content = (
        b'{"format": "equipoise-cases/1", "datasets": {"ours": {"columns": {"time": [5], "status": []}}}, '
        b'"cases": [{"id": "a", "kind": "k", "given": {"data": "ours"}, "expect": {"y": 1}}]}'
    )
    assert told(read_cases(content, "f")) == [
        "datasets.ours write columns as equally long lists [ … ].",
        "cases[0] given.data: the file has no data set “ours”; write one of .",
    ]
