from __future__ import annotations

from pathlib import Path

from equipoise.protocol.assumptions import assumptions, to_markdown
from equipoise.protocol.load import load
from tests.protocol.planting import ASPIRE, line_of, planted

P = "protocol.yaml"
MARK = "assumed: {because: {en: Nobody | wrote it., zh: 未写明。}, confirm_by: statistician}"


def test_a_study_without_marks_assumes_nothing():
    loaded = load(ASPIRE)
    assert loaded.study is not None
    assert assumptions(loaded.study, loaded.lines) == ()


def test_each_mark_is_listed_with_its_line_and_name(tmp_path: Path):
    copy = planted(
        tmp_path,
        (P, "  method: permuted_blocks", f"  method: permuted_blocks\n  {MARK}"),
        (
            P,
            "      name: {en: Eosinophils, zh: 嗜酸性粒细胞}",
            f"      name: {{en: Eosinophils, zh: 嗜酸性粒细胞}}\n      {MARK}",
        ),
    )
    loaded = load(copy)
    assert loaded.study is not None
    found = assumptions(loaded.study, loaded.lines)
    assert [(one.path, one.what.zh, one.confirm_by) for one in found] == [
        ("randomisation", "随机化", "statistician"),
        ("randomisation.factors.eosinophils", "嗜酸性粒细胞", "statistician"),
    ]
    assert found[0].place.line == line_of(copy, P, "method: permuted_blocks") - 1
    text = to_markdown(loaded.study, found)
    assert "## randomisation (2)" in text
    assert "| Eosinophils | `randomisation.factors.eosinophils` | Nobody \\| wrote it. | statistician |" in text
    assert "| 嗜酸性粒细胞 | `randomisation.factors.eosinophils` | 未写明。 | statistician |" in text
