"""What holds for each kind of figure, on hand-made rows."""

from __future__ import annotations

import re

import pytest

from equipoise.values.text import LANGUAGES, Language
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import KINDS, NOTES

CHINESE = re.compile(r"[一-鿿]")
MOVES = re.compile(r"([MLHV])([^MLHVZ]*)")


def corners(tag: str, place: dict[str, str]) -> list[tuple[float, float]]:
    """The outermost points of a shape."""
    if tag == "rect":
        x, y = float(place.get("x", 0)), float(place.get("y", 0))
        assert float(place["width"]) >= 0
        assert float(place["height"]) >= 0
        return [(x, y), (x + float(place["width"]), y + float(place["height"]))]
    if tag == "line":
        return [(float(place["x1"]), float(place["y1"])), (float(place["x2"]), float(place["y2"]))]
    if tag == "circle":
        x, y, r = float(place["cx"]), float(place["cy"]), float(place["r"])
        return [(x - r, y - r), (x + r, y + r)]
    points, x, y = [], 0.0, 0.0
    for move, numbers in MOVES.findall(place["d"]):
        values = [float(number) for number in numbers.split()]
        x = values[0] if move in "MLH" else x
        y = values[-1] if move in "MLV" else y
        points.append((x, y))
    return points


def assert_inside(drawing: Drawing) -> None:
    width, height = drawing.size
    for tag, place in drawing.elements:
        if tag in ("rect", "line", "circle", "path"):
            for x, y in corners(tag, place):
                assert 0 <= x <= width + 1, (tag, place)
                assert 0 <= y <= height + 1, (tag, place)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_overlap_and_nothing_leaves_the_sheet(kind: str, language: Language) -> None:
    drawing = Drawing(KINDS[kind].full(language))
    assert_legible(drawing)
    assert_inside(drawing)


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_as_many_parts_as_rows(kind: str) -> None:
    svg = KINDS[kind].full("en")
    for group, times in KINDS[kind].groups:
        assert svg.count(f'class="{group}"') == times, group


@pytest.mark.parametrize("kind", KINDS)
def test_all_words_are_chinese_in_chinese_and_none_in_english(kind: str) -> None:
    assert not CHINESE.search(KINDS[kind].full("en"))
    drawing = Drawing(KINDS[kind].full("zh"))
    untranslated = [line.content for line in drawing.lines if re.search(r"[A-Za-z]{3}", line.content)]
    assert not untranslated
    assert drawing.elements[0][1]["lang"] == "zh-CN"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_without_data_it_says_so_in_words(kind: str, language: Language) -> None:
    svg = KINDS[kind].empty(language)
    drawing = Drawing(svg)
    assert_legible(drawing)
    assert svg.count('class="figure-empty"') >= 1
    assert NOTES[0].in_(language) in [line.content for line in drawing.lines]
    assert "nan" not in svg.lower()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_give_the_same_bytes_without_style_or_script(kind: str, language: Language) -> None:
    svg = KINDS[kind].full(language)
    assert svg == KINDS[kind].full(language)
    assert " style=" not in svg
    assert "<script" not in svg
    assert svg.count("http") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_it_names_and_tells_itself_to_a_screen_reader(kind: str) -> None:
    svg = KINDS[kind].full("en")
    root, title, description = Drawing(svg).elements[:3]
    assert root[1]["role"] == "img"
    assert root[1]["aria-labelledby"] == f"{title[1]['id']} {description[1]['id']}"
    told = svg.split("<desc")[1].split("</desc>")[0]
    assert told.endswith(NOTES[0].en)
    assert len(told) > len(NOTES[0].en) + 60
