"""Blanks in Chinese text."""

from __future__ import annotations

import pytest

from equipoise.values.spacing import spaced


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("7天内", "7 天内"),
        ("ALT正常，INR 偏高", "ALT 正常，INR 偏高"),
        ("于2018年5月10日测定", "于 2018年5月10日测定"),
        ("2018 年 5 月 10 日，3天前", "2018年5月10日，3 天前"),
        ("2018 年 5 月", "2018年5月"),
        ("正常 上限 的3倍（ = 120 U/L ）", "正常上限的 3 倍（= 120 U/L）"),
        ("第 3 疗程", "第 3 疗程"),
        ("血氧 97%时", "血氧 97% 时"),
        ("ACTH, γ干扰素", "ACTH, γ干扰素"),
    ],
)
def test_blanks_stand_between_chinese_and_latin_but_not_within_a_date(words: str, right: str) -> None:
    assert spaced(words) == right
    assert spaced(right) == right
