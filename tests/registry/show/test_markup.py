"""The registry's light markup becomes blocks; a huge text is cut at a line's end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.show.markup import Block, blocks, unescaped


def test_headings_items_and_what_stands_below_an_item() -> None:
    text = (
        "Inclusion Criteria:\n\n* Age \\> 18\n  years\n* Any of\n\n    1. one\n    2. two\n\n   A note\n\n* Last\n\n"
        "Exclusion Criteria\n\nPlain words\nthat go on."
    )
    assert blocks(text).blocks == (
        Block("heading", "Inclusion Criteria:"),
        Block("item", "Age > 18 years"),
        Block("item", "Any of"),
        Block("item", "one", "1.", 1),
        Block("item", "two", "2.", 1),
        Block("paragraph", "A note", "", 1),
        Block("item", "Last"),
        Block("heading", "Exclusion Criteria"),
        Block("paragraph", "Plain words that go on."),
    )


def test_the_name_of_a_list_ends_the_item_above_it() -> None:
    text = "入选标准：\n1. 年龄 18 至 75 岁\n2. ECOG 0-1\n排除标准：\n1. 妊娠\nExclusion Criteria:\n* Pregnancy"
    assert [(block.kind, block.words) for block in blocks(text).blocks] == [
        ("heading", "入选标准："),
        ("item", "年龄 18 至 75 岁"),
        ("item", "ECOG 0-1"),
        ("heading", "排除标准："),
        ("item", "妊娠"),
        ("heading", "Exclusion Criteria:"),
        ("item", "Pregnancy"),
    ]


def test_escapes_are_read_and_backslashes_that_escape_nothing_stay() -> None:
    assert unescaped(r"\>= 3 \[CNS\] C:\temp \\") == ">= 3 [CNS] C:\\temp \\"
    assert unescaped(r"100 mg/m\^2 \= \"one\" course") == '100 mg/m^2 = "one" course'


def test_a_huge_text_is_cut_at_the_end_of_a_line() -> None:
    text = "* one line\n" * 1_000_000
    shown = blocks(text, most=1000)
    assert shown.cut_of == len(text)
    assert {block.words for block in shown.blocks} == {"one line"}


def test_a_huge_line_is_cut_too() -> None:
    shown = blocks("x" * 10_000_000, most=1000)
    assert shown.cut_of == 10_000_000
    assert sum(len(block.words) for block in shown.blocks) == 500


@given(st.text(max_size=400))
def test_no_letter_is_lost(text: str) -> None:
    def letters(words: str) -> list[str]:
        return sorted(sign for sign in words if sign.isalpha())

    shown = blocks(text).blocks
    assert letters("".join(block.words + block.mark for block in shown)) == letters(text)
