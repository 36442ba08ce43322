from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.paper import Column, Document, Figure, Heading, Table
from equipoise.paper.as_data import all_words, as_data
from equipoise.values.text import Text, same
from tests.paper.example import document


def pads(*numbers: str) -> list[str]:
    table = Table((Column(same("n"), 0, "number"),), tuple((same(one),) for one in numbers), same("numbers"))
    made = as_data(replace(document(), blocks=(table,)), "en")
    return [row[0]["pad"] for row in made["blocks"][0]["rows"]]


def test_numbers_are_filled_up_unseen_so_that_their_points_stand_in_line() -> None:
    assert pads("1", "12.5", "3.25", "-0.001") == [".000", "00", "0", ""]


def test_whole_numbers_need_no_filling() -> None:
    assert pads("1", "12", "300") == ["", "", ""]


def test_what_is_no_number_is_left_as_it_is() -> None:
    assert pads("—", "not done", "1.5") == ["", "", ""]


def test_each_language_has_its_own_words_alone() -> None:
    english, chinese = (all_words(as_data(document(words="x"), language)) for language in ("en", "zh"))
    assert "A title" in english and "标题" not in english
    assert "标题" in chinese and "A title" not in chinese


def test_a_heading_never_skips_a_level() -> None:
    one, two, three = (Heading(same("a"), 1), Heading(same("b"), 2), Heading(same("c"), 3))
    headings = (two, one, three, three, one, two, three)
    made = as_data(replace(document(), blocks=headings), "en")
    assert [block["level"] for block in made["blocks"]] == [1, 1, 2, 3, 1, 2, 3]


def test_control_signs_are_replaced() -> None:
    made = as_data(Document(same("a\x00b\x1bc"), same(""), document().moment, ()), "en")
    assert made["title"] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


def test_a_row_with_too_few_cells_is_a_programmers_fault() -> None:
    table = Table((Column(same("a")), Column(same("b"))), ((same("1"),),), same("t"))
    with pytest.raises(AssertionError, match="as many cells"):
        as_data(replace(document(), blocks=(table,)), "en")


def test_a_drawing_may_differ_by_language() -> None:
    figure = Figure("<svg id='en'/>", same("a bar"), svg_zh="<svg id='zh'/>")
    made = replace(document(), blocks=(figure, replace(figure, svg_zh="")))
    assert [block["svg"] for block in as_data(made, "zh")["blocks"]] == ["<svg id='zh'/>", "<svg id='en'/>"]
    assert [block["svg"] for block in as_data(made, "en")["blocks"]] == ["<svg id='en'/>", "<svg id='en'/>"]


def test_the_words_of_the_frame_are_in_the_language_too() -> None:
    assert as_data(document(), "zh")["words"]["signature"] == "签名"
    assert as_data(document(), "en")["words"]["signature"] == "Signature"


def test_a_figure_higher_than_a_page_is_set_narrower_so_that_nothing_of_it_is_lost() -> None:
    """A page of A4 has 174 mm across and 297 - 36 - 38 = 223 mm for a figure: 223 / (3 x 174) = 42 %."""
    tall = Figure('<svg viewBox="0 0 100 300"></svg>', Text("Tall", "高"))
    low = Figure('<svg viewBox="0 0 100 50"></svg>', Text("Low", "低"), width=80)
    made = as_data(replace(document(), blocks=(tall, low)), "en")
    assert [block["width"] for block in made["blocks"]] == [42, 80]
