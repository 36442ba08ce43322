from __future__ import annotations

import pytest

from equipoise.web.csv_twin import csv_answer, neutral


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\r=1"])
def test_a_formula_is_text(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "kept"), [("-2.5", "-2.5"), ("+3", "+3"), (7, "7"), (None, ""), ("肺癌", "肺癌")])
def test_numbers_and_words_stay_as_they_are(cell: object, kept: str) -> None:
    assert neutral(cell) == kept


def test_the_file_opens_with_chinese_in_a_spreadsheet() -> None:
    answer = csv_answer("list", ("名称",), [("肺癌, 小细胞",)])
    assert answer.content.decode() == '\ufeff名称\r\n"肺癌, 小细胞"\r\n'
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
