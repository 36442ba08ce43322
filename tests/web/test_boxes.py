"""What is typed into the boxes of a form, as people and input methods type it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.protocol.model import Item
from equipoise.rules.visits.check_answer import checked
from equipoise.values.text import Text
from equipoise.web.workspace.entry.boxes import plain, read, wrong_date
from tests.rules.visits.booklet import study

TODAY = date(2018, 5, 22)


def item(kind: Any, *units: str) -> Item:
    return Item(label=Text("Item", "条目"), kind=kind, units=units)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("３６．８", "36.8"),
        ("36。8", "36.8"),
        (" 36.8 ", "36.8"),
        ("＜６０", "<60"),
        ("36,8", "36,8"),
        ("10⁹", "10⁹"),
        ("5½", "5½"),
        ("正常。8", "正常。8"),
    ],
)
def test_what_an_input_method_adds_is_left_out_and_no_figure_becomes_another(typed: str, read_as: str) -> None:
    assert plain(typed) == read_as


def test_a_unit_with_raised_figures_may_be_pasted_behind_a_number() -> None:
    typed = {"PLAT": "196×10⁹/L"}
    assert read(study(), "PLAT", item("quantity", "10*9/L", "10*3/uL"), typed, TODAY) == {
        "value": "196",
        "unit": "10*9/L",
    }


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("62.5公斤", "kg", "62.5"),
        ("62.5 千克", "kg", "62.5"),
        ("165厘米", "cm", "165"),
        ("76次/分", "/min", "76"),
        ("16 次／分钟", "/min", "16"),
        ("120毫米汞柱", "mm[Hg]", "120"),
        ("36.6摄氏度", "Cel", "36.6"),
    ],
)
def test_a_unit_may_be_written_in_chinese_behind_a_number(typed: str, unit: str, value: str) -> None:
    assert read(study(), "V", item("quantity", unit), {"V": typed}, TODAY) == {"value": value, "unit": unit}


@pytest.mark.parametrize(
    ("typed", "wanted", "en", "zh"),
    [
        ("16.5 kPa", "mm[Hg]", "V is not measured in kPa: use mmHg.", "“项”的单位不能是 kPa：请使用 mmHg。"),
        ("16.5千帕", "mm[Hg]", "V is not measured in kPa: use mmHg.", "“项”的单位不能是 kPa：请使用 mmHg。"),
        ("98.6 °F", "Cel", "V is not measured in °F: use °C.", "“项”的单位不能是 °F：请使用 °C。"),
        (
            "120/80",
            "mm[Hg]",
            "V: 120/80 is not a number: write it like 12.5.",
            "“项”：120/80 不是数字，请按 12.5 的格式填写。",
        ),
        ("about 120", "mm[Hg]", "V: about 120 is not a number", "“项”：about 120 不是数字"),
    ],
)
def test_another_unit_is_named_with_the_one_to_use(typed: str, wanted: str, en: str, zh: str) -> None:
    asked = Item(label=Text("V", "项"), kind="quantity", units=(wanted,))
    fault = checked(study(), asked)(read(study(), "V", asked, {"V": typed}, TODAY))
    assert fault is not None
    says = fault.says.format(item=asked.label, **fault.values)
    assert says.en.startswith(en)
    assert says.zh.startswith(zh)


def test_an_item_that_lists_kilopascal_takes_it() -> None:
    asked = item("quantity", "mm[Hg]", "kPa")
    answer = read(study(), "V", asked, {"V": "16.5 kPa", "V~unit": "mm[Hg]"}, TODAY)
    assert answer == {"value": "16.5", "unit": "kPa"}
    assert checked(study(), asked)(answer) is None


@pytest.mark.parametrize("words", ["发热（38.5℃）", "ＡＢＣ", "5×10⁹", "甲；乙，丙"])
def test_words_stay_as_they_were_typed(words: str) -> None:
    assert read(study(), "NOTE", item("text"), {"NOTE": f" {words} "}, TODAY) == words


@pytest.mark.parametrize(
    ("boxes", "says"),
    [
        ({"d": "21"}, "the year is missing"),
        ({"y": "18", "m": "5", "d": "21"}, "four figures"),
        ({"y": "2018", "d": "21"}, "the month is missing"),
        ({"y": "2018", "m": "13"}, "1 to 12"),
        ({"y": "2018", "m": "五"}, "1 to 12"),
        ({"y": "2018", "m": "2", "d": "30"}, "no such day"),
    ],
)
def test_the_wrong_box_of_a_date_is_named(boxes: dict[str, str], says: str) -> None:
    assert says in wrong_date("DAY", {f"DAY~{part}": words for part, words in boxes.items()}).en
