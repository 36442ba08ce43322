from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.paper import Fonts, NoFont, find_fonts
from tests.services import absent


def test_latin_words_are_set_without_the_fonts_of_the_machine() -> None:
    assert Fonts("Noto Serif CJK SC", (Path("fonts"),)).for_words("34.2 µmol/L ≤ 2 × ULN — “a”") == Fonts()


@pytest.mark.parametrize("words", ["中", "，", "（", "カ", "한"])
def test_eastern_words_need_a_chinese_font(words: str) -> None:
    here = Fonts("Noto Serif CJK SC", (Path("fonts"),))
    assert here.for_words(f"a {words}") is here
    with pytest.raises(NoFont):
        Fonts().for_words(f"a {words}")


def test_an_empty_folder_of_fonts_leaves_those_of_the_machine(tmp_path: Path) -> None:
    assert find_fonts(tmp_path) == find_fonts()


def test_a_folder_that_has_a_chinese_font_comes_first() -> None:
    known = find_fonts()
    if not known.chinese:
        absent("a Chinese font")
    found = find_fonts(known.folders[0])
    assert found.folders == known.folders
