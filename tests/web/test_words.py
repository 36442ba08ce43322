"""How templates speak: the language of a record's own words."""

from __future__ import annotations

import pytest

from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import in_tongue


@pytest.mark.parametrize(
    ("words", "attributes"),
    [
        ("NK cells in small cell lung cancer", ' lang="en"'),
        ("自体 NK 细胞维持治疗", ' lang="zh-Hans"'),
        ("A study of 安宫牛黄丸 in stroke", ' lang="en"'),
        ("小細胞肺がんの患者を対象とした試験", ' lang="ja"'),
        ("تجربة سريرية لعلاج الربو", ' lang="ar" dir="auto"'),
        ("Клиническое исследование", ' lang="ru"'),
        (same("Asthma"), ' lang="en"'),
        ("2026-05", ' lang="en"'),
        ("", ' lang="en"'),
    ],
)
def test_a_record_s_words_carry_their_language(words: str | Text, attributes: str) -> None:
    assert in_tongue(words) == attributes
