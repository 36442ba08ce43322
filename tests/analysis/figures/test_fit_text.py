from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from equipoise.analysis.figures.fit_text import width_of, wrap


def test_english_breaks_between_words() -> None:
    assert wrap("maintenance with autologous cells", 100, 10) == ["maintenance with", "autologous cells"]


def test_a_compound_breaks_after_its_hyphen() -> None:
    assert wrap("cyclophosphamide-methotrexate", 120, 10) == ["cyclophosphamide-", "methotrexate"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("aaaaaa", 20, 10) == ["aaa", "aaa"]


def test_chinese_breaks_anywhere_but_before_closing_punctuation() -> None:
    assert wrap("自体细胞，维持治疗", 40, 10) == ["自体细", "胞，维持", "治疗"]


def test_chinese_does_not_leave_an_opening_bracket_at_the_end() -> None:
    assert wrap("细胞（自体）", 30, 10) == ["细胞", "（自", "体）"]


def test_a_no_break_space_never_breaks() -> None:
    assert wrap("moved (n\u00a0=\u00a03)", 40, 10) == ["moved", "(n\u00a0=\u00a03)"]


def test_nothing_has_no_lines() -> None:
    assert wrap("", 100, 10) == []


@given(some.text("abc 细胞，（）-", max_size=60), some.integers(30, 200))
def test_every_line_fits_and_no_sign_is_lost(content: str, width: int) -> None:
    lines = wrap(content, width, 10)
    assert "".join(lines).replace(" ", "") == content.replace(" ", "")
    assert all(width_of(line, 10) <= width for line in lines)
