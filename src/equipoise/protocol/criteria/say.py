"""A criterion as people say it, in English and Chinese, made from its syntax alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Conjunction,
    Day,
    Disjunction,
    Either,
    Expression,
    Implication,
    Membership,
    Multiple,
    Name,
    Negation,
    Number,
    Presence,
    Term,
    Test,
    Timing,
    Today,
    Word,
)
from equipoise.values.raised import raise_powers
from equipoise.values.say_day import day_words
from equipoise.values.spacing import spaced
from equipoise.values.text import Text, listed, same

Names = Mapping[str, Text]
"""Name -> what people call it; `name=code` -> what a code of it means."""

_AMOUNTS: Mapping[str, Text] = {
    "<": Text("{left} below {right}", "{left} 低于 {right}"),
    "<=": Text("{left} at most {right}", "{left} 不超过 {right}"),
    ">": Text("{left} above {right}", "{left} 高于 {right}"),
    ">=": Text("{left} at least {right}", "{left} 不低于 {right}"),
    "=": Text("{left} is {right}", "{left} 为 {right}"),
    "!=": Text("{left} is not {right}", "{left} 不为 {right}"),
}
_MOMENTS: Mapping[str, Text] = {
    "before": Text("{left} before {right}", "{left} 早于 {right}"),
    "on or before": Text("{left} on or before {right}", "{left} 不晚于 {right}"),
    "after": Text("{left} after {right}", "{left} 晚于 {right}"),
    "on or after": Text("{left} on or after {right}", "{left} 不早于 {right}"),
}
_ORDERS = {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after"}
_DURATIONS: Mapping[str, tuple[str, str]] = {
    "s": ("second", "秒"),
    "min": ("minute", "分钟"),
    "h": ("hour", "小时"),
    "d": ("day", "天"),
    "wk": ("week", "周"),
    "mo": ("calendar month", "个日历月"),
    "a": ("year", "年"),
}
_FORMS = (
    ("10*", "×10^"),
    ("mm[Hg]", "mmHg"),
    ("[degF]", "°F"),
    ("Cel", "°C"),
    ("[IU]", "IU"),
    ("[EU]", "EU"),
    ("[pH]", "pH"),
)
_ANNOTATION: Final = re.compile(r"\{[^}]*\}")
_OF_SURFACE: Final = "{1.73_m2}"
_LIMITS = {"ULN": Text("the upper limit of normal", "正常上限"), "LLN": Text("the lower limit of normal", "正常下限")}
_WORDS = {
    "Y": Text("yes", "是"),
    "yes": Text("yes", "是"),
    "N": Text("no", "否"),
    "no": Text("no", "否"),
    "none": Text("none", "无"),
}
_SYMBOLS = {"+": "+", "-": "−", "*": "×", "/": "/", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def say(expression: Expression, names: Names) -> Text:
    """The criterion in words of both languages; a name that `names` does not have is said as it is written."""
    return in_order(_say(expression, names))


def in_order(text: Text) -> Text:
    """The same text with blanks in its Chinese words where they belong."""
    return Text(text.en, spaced(text.zh))


def _say(expression: Expression, names: Names) -> Text:
    if isinstance(expression, Conjunction):
        return _joined(expression.parts, names, en=", and ", zh="，且")
    if isinstance(expression, Disjunction):
        return _joined(expression.parts, names, en=", or ", zh="，或")
    if isinstance(expression, Negation):
        return Text("not: {part}", "非：{part}").format(part=_grouped(expression.part, names))
    if isinstance(expression, Implication):
        return Text("if {condition}, then {consequence}", "若{condition}，则{consequence}").format(
            condition=_grouped(expression.condition, names), consequence=_grouped(expression.consequence, names)
        )
    return say_test(expression, names)


def say_term(term: Term, names: Names) -> Text:
    """A value that is computed, in words: the rule of a derived item."""
    return _term(term, names)


def say_test(test: Test, names: Names) -> Text:
    """A single test in words, with its window."""
    words = _plain_test(test, names)
    if test.within is None:
        return words
    window = say_window(test.within)
    return Text(f"{words.en}, measured {window.en}", f"{words.zh}（{window.zh}测定）")


def say_window(window: Number) -> Text:
    """A window in words: `within 7 days`, 「7 天内」."""
    length = say_number(window)
    return Text(f"within {length.en}", f"{length.zh}内")


def say_number(number: Number) -> Text:
    """A number with its unit as people write it; stretches of time in words."""
    return say_figure(format(number.value, "f"), number.unit)


def say_figure(figure: str, code: str) -> Text:
    """A figure with its unit; stretches of time in words."""
    named = _DURATIONS.get(code)
    if named is not None:
        return Text(f"{figure} {named[0]}{'' if figure == '1' else 's'}", f"{figure} {named[1]}")
    return same(f"{figure} {say_unit(code)}".rstrip())


def say_unit(code: str) -> str:
    """A UCUM code as a laboratory prints it: `×10⁹/L`, `µmol/L`, `°C`, `mmHg`; an annotation such as `{INR}` says nothing."""
    code = _ANNOTATION.sub("", code.replace(_OF_SURFACE, "1.73 m²"))
    for part, shown in _FORMS:
        code = code.replace(part, shown)
    if code.startswith("u"):
        code = f"µ{code[1:]}"
    return raise_powers(code.replace("/u", "/µ"))


def say_word(word: str) -> Text:
    """A code in words where it is one of yes, no, none; as it is written otherwise."""
    return _WORDS.get(word, same(word))


def _joined(parts: tuple[Expression, ...], names: Names, *, en: str, zh: str) -> Text:
    return listed([_grouped(part, names) for part in parts], en=en, zh=zh)


def _grouped(part: Expression, names: Names) -> Text:
    words = _say(part, names)
    if isinstance(part, Conjunction | Disjunction | Implication):
        return Text(f"({words.en})", f"（{words.zh}）")
    return words


def _plain_test(test: Test, names: Names) -> Text:
    if isinstance(test, Presence):
        pattern = (
            Text("{left} recorded", "{left} 已记录") if test.known else Text("{left} not recorded", "{left} 未记录")
        )
        return pattern.format(left=_term(test.left, names))
    left = _term(test.left, names)
    if isinstance(test, Membership):
        values = listed([_entry(test.left, value, names) for value in test.values], en=", ", zh="、")
        if test.negated:
            return Text("{left} none of: {values}", "{left} 不属于：{values}").format(left=left, values=values)
        return Text("{left} one of: {values}", "{left} 属于：{values}").format(left=left, values=values)
    right = _entry(test.left, test.right, names)
    if isinstance(test, Timing):
        return _MOMENTS[test.order].format(left=left, right=right)
    order = _ORDERS.get(test.relation)
    if order is not None and (_is_moment(test.left) or _is_moment(test.right)):
        return _MOMENTS[order].format(left=left, right=right)
    if order is not None and isinstance(test.left, Name) and isinstance(test.right, Name):
        sign = _SYMBOLS[test.relation]  # two values: numbers or dates, so no word of either kind
        return Text(f"{left.en} {sign} {right.en}", f"{left.zh} {sign} {right.zh}")
    return _AMOUNTS[test.relation].format(left=left, right=right)


def _is_moment(term: Term) -> bool:
    if isinstance(term, Arithmetic):
        return isinstance(term.right, Number) and term.right.unit in _DURATIONS
    return isinstance(term, Day | Today)


def _entry(left: Term, value: Term, names: Names) -> Text:
    if isinstance(value, Word):
        key = f"{left.id}={value.text}" if isinstance(left, Name) else value.text
        return names.get(key) or say_word(value.text)
    return _term(value, names)


def _term(term: Term, names: Names) -> Text:
    if isinstance(term, Name):
        return names.get(term.id) or same(term.id)
    if isinstance(term, Number):
        return say_number(term)
    if isinstance(term, Either):
        first, *others = (say_number(limit) for limit in term.limits)
        return Text(
            f"{first.en} ({', '.join(one.en for one in others)})",
            f"{first.zh}（{'、'.join(one.zh for one in others)}）",
        )
    if isinstance(term, Multiple):
        limit, times = _LIMITS[term.limit], format(term.times, "f")
        return limit if term.times == 1 else Text(f"{times} times {limit.en}", f"{limit.zh}的 {times} 倍")
    if isinstance(term, Day):
        return day_words(term.date)
    if isinstance(term, Today):
        return Text("the day of the decision", "判断当日")
    if isinstance(term, Word):
        return say_word(term.text)
    return _arithmetic(term, names)


def _arithmetic(term: Arithmetic, names: Names) -> Text:
    left, right = _term(term.left, names), _term(term.right, names)
    if _is_moment(term) and term.operator in "+-":
        if term.operator == "-":
            return Text(f"{right.en} before {left.en}", f"{left.zh}前 {right.zh}")
        return Text(f"{right.en} after {left.en}", f"{left.zh}后 {right.zh}")
    en = [
        f"({side.en})" if isinstance(of, Arithmetic) else side.en
        for side, of in ((left, term.left), (right, term.right))
    ]
    zh = [
        f"（{side.zh}）" if isinstance(of, Arithmetic) else side.zh
        for side, of in ((left, term.left), (right, term.right))
    ]
    symbol = _SYMBOLS[term.operator]
    return Text(f"{en[0]} {symbol} {en[1]}", f"{zh[0]} {symbol} {zh[1]}")
