"""What is typed into the boxes of a form, as people and input methods type it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.protocol.model import Item
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
