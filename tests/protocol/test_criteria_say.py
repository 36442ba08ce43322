from __future__ import annotations

import pytest
from hypothesis import given, settings

from equipoise.protocol.criteria import Expression, parse, say
from equipoise.values.text import Text
from tests.protocol.criteria_strategies import expressions

CALLED = {
    "alt": Text("ALT", "ALT"),
    "ast": Text("AST", "AST"),
    "bilirubin": Text("total bilirubin", "总胆红素"),
    "age": Text("age", "年龄"),
    "response": Text("best response to first-line therapy", "一线治疗最佳疗效"),
    "response=CR": Text("complete response", "完全缓解"),
    "response=PR": Text("partial response", "部分缓解"),
    "steroid": Text("last dose of a systemic glucocorticoid", "最后一次全身糖皮质激素给药"),
    "randomisation": Text("randomisation", "随机分组"),
    "hiv": Text("HIV antibody", "HIV 抗体"),
}


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (
            "alt <= 3 x ULN within 7 days",
            "ALT at most 3 times the upper limit of normal, measured within 7 days",
            "ALT 不超过正常上限的 3 倍（7 天内测定）",
        ),
        (
            "bilirubin <= {2.0 mg/dL | 34.2 umol/L}",
            "total bilirubin at most 2.0 mg/dL (34.2 µmol/L)",
            "总胆红素不超过 2.0 mg/dL（34.2 µmol/L）",
        ),
        ("age >= 18", "age at least 18", "年龄不低于 18"),
        (
            "response in (CR, PR)",
            "best response to first-line therapy one of: complete response, partial response",
            "一线治疗最佳疗效属于：完全缓解、部分缓解",
        ),
        (
            "steroid on or before randomisation - 1 week",
            "last dose of a systemic glucocorticoid on or before 1 week before randomisation",
            "最后一次全身糖皮质激素给药不晚于随机分组前 1 周",
        ),
        ("hiv is missing", "HIV antibody not recorded", "HIV 抗体未记录"),
        ("hiv = 'negative'", "HIV antibody is negative", "HIV 抗体为 negative"),
        (
            "if alt > ULN then ast <= 2.5 x ULN",
            "if ALT above the upper limit of normal, then AST at most 2.5 times the upper limit of normal",
            "若 ALT 高于正常上限，则 AST 不超过正常上限的 2.5 倍",
        ),
        (
            "not (alt > 5 or ast > 5) and age < 80",
            "not: (ALT above 5, or AST above 5), and age below 80",
            "非：（ALT 高于 5，或 AST 高于 5），且年龄低于 80",
        ),
        ("alt + ast < 100 U/L", "ALT + AST below 100 U/L", "ALT + AST 低于 100 U/L"),
        ("alt >= 0.2 x10^9/L within 1 month", "ALT at least 0.2 ×10⁹/L, measured within 1 calendar month",
         "ALT 不低于 0.2 ×10⁹/L（1 个日历月内测定）"),
    ],
)  # fmt: skip
def test_a_criterion_is_said_in_both_languages(words: str, en: str, zh: str) -> None:
    assert say(parse(words), CALLED) == Text(en, zh)


@given(expressions)
@settings(max_examples=200, deadline=None)
def test_every_criterion_can_be_said(expression: Expression) -> None:
    said = say(expression, {})
    assert said.en
    assert said.zh
