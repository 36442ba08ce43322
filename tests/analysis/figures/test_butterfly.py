from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.analysis.figures.butterfly import ButterflyArm, ButterflyRow, EventCount, draw_butterfly
from equipoise.analysis.figures.palette import CONTROL, EXPERIMENTAL
from equipoise.values.text import LANGUAGES, Language, Text
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.figures.hand_made import BUTTERFLY, CARE


def widths(svg: str, colour: str) -> list[float]:
    found = [place for tag, place in Drawing(svg).elements if tag == "rect" and place.get("fill") == colour]
    return [float(place["width"]) for place in found if place["height"] == "14"]


def test_bars_are_shares_of_the_people_in_the_arm() -> None:
    one = replace(BUTTERFLY, rows=(ButterflyRow(BUTTERFLY.rows[0].term, EventCount(20, 10), EventCount(25, 5)),))
    svg = draw_butterfly(one, "en")
    left, right = widths(svg, CONTROL), widths(svg, EXPERIMENTAL)
    # 20 of 40 and 25 of 50 are the same share; half and a fifth of them severe.
    assert left[0] == pytest.approx(right[0], abs=0.1)
    assert left[1] == pytest.approx(left[0] / 2, abs=0.1)
    assert right[1] == pytest.approx(right[0] / 5, abs=0.1)


def test_each_side_shows_its_counts_in_the_order_given() -> None:
    words = [line.content for line in Drawing(draw_butterfly(BUTTERFLY, "en")).lines]
    first = words.index("Neutrophil count decreased")
    assert words[first : first + 6] == [
        "Neutrophil count decreased",
        "20 (10)",
        "30 (21)",
        "Anaemia",
        "18 (4)",
        "25 (5)",
    ]


def test_the_description_tells_every_term() -> None:
    svg = draw_butterfly(BUTTERFLY, "zh")
    assert "发热：最佳支持治疗及观察 2/40 例，其中重度 0 例；自体细胞联合化疗 41/50 例，其中重度 1 例。" in svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_terms_and_an_arm_without_people_are_drawn(language: Language) -> None:
    long = Text(
        "Aspartate aminotransferase increased with other investigations of the liver",
        "天门冬氨酸氨基转移酶升高及其他肝功能检查异常，需进一步评估",
    )
    rows = tuple(ButterflyRow(long, EventCount(n, 0), EventCount(0)) for n in range(0, 40, 3))
    figure = replace(BUTTERFLY, rows=rows, right=ButterflyArm(CARE, EXPERIMENTAL, 0))
    assert_legible(Drawing(draw_butterfly(figure, language)))
