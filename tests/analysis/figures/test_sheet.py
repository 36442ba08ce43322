from __future__ import annotations

import pytest

from equipoise.analysis.figures.fit_text import width_of
from equipoise.analysis.figures.marks import MarkKind
from equipoise.analysis.figures.sheet import SMALL, Sheet
from equipoise.values.text import LANGUAGES, Language, Text, same
from tests.analysis.figures.drawings import Drawing, assert_legible

KINDS = [MarkKind(str(n), Text(f"Reason number {n}", f"第 {n} 种原因"), "square", "#0072b2") for n in range(20)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_legend_runs_over_several_lines(language: Language) -> None:
    sheet = Sheet(Text("Legend", "图例"), language, "legend")
    legend, bottom = sheet.legend(KINDS, sheet.top)
    drawing = Drawing(sheet.finish([legend], bottom, []))
    assert_legible(drawing)
    assert len({line.top for line in drawing.lines}) > 2


def test_a_label_that_does_not_fit_is_cut_and_shows_it() -> None:
    sheet = Sheet(same("x"), "en", "x")
    cut = sheet.label(same("participant number seventeen"), 80)
    assert cut.endswith("…")
    assert "participant number".startswith(cut[:-1])
    assert width_of(cut, SMALL) <= 80


def test_a_label_that_just_fits_stays_whole() -> None:
    sheet = Sheet(same("x"), "en", "x")
    assert sheet.label(same("P-017"), width_of("P-017", 9.0), 9.0) == "P-017"


def test_the_description_tells_the_data_before_the_caption() -> None:
    sheet = Sheet(same("x"), "zh", "x")
    svg = sheet.finish([], 50, [Text("Caption.", "说明。")], [Text("Data.", "数据。")])
    assert '<desc id="x-desc">数据。说明。</desc>' in svg
