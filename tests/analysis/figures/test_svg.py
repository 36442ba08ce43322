from __future__ import annotations

from equipoise.analysis.figures import svg


def test_numbers_have_at_most_one_decimal_and_no_negative_zero() -> None:
    assert [svg.number(value) for value in (1.0, 1.25, 1.26, -0.01, 1e3)] == ["1", "1.2", "1.3", "0", "1000"]


def test_words_are_escaped_once() -> None:
    assert svg.words(1, 2, "a < b & c") == '<text x="1" y="2">a &lt; b &amp; c</text>'


def test_attributes_are_escaped_hyphenated_and_left_out_when_none() -> None:
    assert svg.line(0, 0, 1, 1, class_='a"b', stroke_width=2, fill=None) == (
        '<line x1="0" y1="0" x2="1" y2="1" class="a&quot;b" stroke-width="2"/>'
    )


def test_lines_of_a_paragraph_stand_below_one_another() -> None:
    assert svg.paragraph(0, 0, ["a", "b"], 12) == (
        '<text x="0" y="12" font-size="12">a</text><text x="0" y="28" font-size="12">b</text>'
    )
