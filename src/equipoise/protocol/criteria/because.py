"""The reason of a single test, in words: the value, its date and age, and what it was held against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from equipoise.protocol.criteria.observation import NEVER, Observation
from equipoise.protocol.criteria.say import in_order, say_figure, say_test, say_window, say_word
from equipoise.protocol.criteria.syntax import Arithmetic, Comparison, Multiple, Presence
from equipoise.protocol.criteria.tested import Tested
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import decimal_words
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same
from equipoise.values.truth import Truth

_YES_NO: Final = ("Y", "N")

_CODES = {
    "missing": "criteria.missing",
    "stale": "criteria.stale",
    "undated": "criteria.undated",
    "not yet": "criteria.not_yet",
    "no limit": "criteria.no_limit",
    "no unit": "criteria.no_unit",
    "unit": "criteria.unit",
    "bounds": "criteria.undecided",
    "not a number": "criteria.not_a_number",
    "not a date": "criteria.not_a_date",
}
_WHY = {
    "undated": Text("{value} has no date, so its age is not known.", "{value}没有日期，无法判断时效。"),
    "not yet": Text("{value} is dated after the day asked.", "{value}的日期晚于判断日。"),
    "no limit": Text("{value}: its laboratory's {limit} is not recorded.", "{value}：所在实验室的{limit}未记录。"),
    "no unit": Text("{value} was recorded without a unit.", "{value}未记录单位。"),
    "unit": Text(
        "{value}: its unit does not convert to that of “{test}”.", "{value}：其单位不能换算到“{test}”的单位。"
    ),
    "bounds": Text("{value}: this does not decide whether {test}.", "{value}：不足以判断“{test}”。"),
    "not a number": Text("{value} is not a number; the condition is: {test}.", "{value}不是数值；条件为：{test}。"),
    "not a date": Text("{value} is not a date; the condition is: {test}.", "{value}不是日期；条件为：{test}。"),
}
_REMEDIES = {
    "missing": Text("Record {names}.", "请记录{names}。"),
    "stale": Text("Measure {names} again.", "请复测{names}。"),
    "no limit": Text("Record the limits that the laboratory's report prints.", "请记录检验报告上的参考范围。"),
    "no unit": Text("Record the unit.", "请记录单位。"),
}


def because(tested: Tested, at: date, names: Mapping[str, Text] | None = None) -> Reason:
    """The reason that one test gives, with the facts it rests on and what would decide it."""
    code = "criteria.met" if tested.truth is Truth.TRUE else _CODES.get(tested.cause, "criteria.not_met")
    called = listed([_called(name, found, names) for name, found in _wanting(tested)], en=" and ", zh="和")
    remedy = _REMEDIES.get(tested.cause)
    return Reason(
        code=code,
        says=in_order(_words(tested, at, names)),
        facts=tested.facts,
        remedy=None if remedy is None else remedy.format(names=called),
    )


def _wanting(tested: Tested) -> list[tuple[str, Observation | None]]:
    if tested.cause == "missing":
        return [(name, found) for name, found in dict(tested.seen).items() if found is None]
    return list(dict(tested.seen).items())[-1:]


def _words(tested: Tested, at: date, names: Mapping[str, Text] | None) -> Text:
    everyone = {name: _called(name, found, names) for name, found in tested.seen}
    known = names if names is not None else {}
    test = say_test(tested.test, {**known, **everyone})
    if isinstance(tested.test, Presence) and tested.cause == "decided":
        return _presence(tested, at, everyone, known)
    if tested.cause == "missing":
        wanting = listed([everyone[name] for name, _ in _wanting(tested)], en=" and ", zh="、")
        return Text(f"{wanting.en}: not recorded.", f"{wanting.zh}：未记录。")
    value = listed(
        [_value(name, found, everyone, known, at) for name, found in dict(tested.seen).items() if found is not None]
    )
    if tested.cause == "stale" and tested.test.within is not None:
        window = say_window(tested.test.within)
        return Text(f"{value.en} is older than allowed: {window.en}.", f"{value.zh}，已超出时间窗：{window.zh}。")
    if tested.cause != "decided":
        limit = (
            tested.test.right.limit
            if isinstance(tested.test, Comparison) and isinstance(tested.test.right, Multiple)
            else ""
        )
        normal = (
            Text("lower limit of normal", "正常下限") if limit == "LLN" else Text("upper limit of normal", "正常上限")
        )
        return _WHY[tested.cause].format(value=value, test=test, limit=normal)
    if len(tested.seen) == 1 and _says_all(tested.seen[0][1]):
        return Text(f"{value.en}.", f"{value.zh}。")
    holds = Text("holds", "满足") if tested.truth is Truth.TRUE else Text("does not hold", "不满足")
    held = _limit(tested)
    if not value.en:
        return Text(f"{test.en}: {holds.en}.", f"{test.zh}：{holds.zh}。")
    return Text(f"{value.en}. {test.en}{held.en}: {holds.en}.", f"{value.zh}。{test.zh}{held.zh}：{holds.zh}。")


def _says_all(found: Observation | None) -> bool:
    """Whether a value alone says what came of the test: a yes, a no, a never."""
    return found is not None and (isinstance(found.value, bool) or found.value == NEVER)


def _presence(tested: Tested, at: date, called: Mapping[str, Text], known: Mapping[str, Text]) -> Text:
    name, found = tested.seen[-1]
    if found is None:
        return Text(f"{called[name].en}: not recorded.", f"{called[name].zh}：未记录。")
    value = _value(name, found, called, known, at)
    return Text(f"{value.en}: recorded.", f"{value.zh}：已记录。")


def _limit(tested: Tested) -> Text:
    """The limit in figures where the words alone do not tell it: `3 times ULN (= 120 U/L)`."""
    test = tested.test
    if tested.limit is None or not isinstance(test, Comparison):
        return same("")
    if not isinstance(test.right, Multiple | Arithmetic):
        return same("")
    number, measured = tested.limit
    words = decimal_words(Fraction(number)) if isinstance(number, int | Fraction | Decimal) else str(number)
    return Text(f" (= {words} {measured}".rstrip() + ")", f"（= {words} {measured}".rstrip() + "）")


def _called(name: str, found: Observation | None, names: Mapping[str, Text] | None) -> Text:
    if names is not None and name in names:
        return names[name]
    return found.name if found is not None and found.name is not None else same(name)


def _value(name: str, found: Observation, everyone: Mapping[str, Text], known: Mapping[str, Text], at: date) -> Text:
    """The value with its unit, and how long before the day asked: of a date its own age, of a measurement that of its day."""
    called, meaning, day = everyone[name], known.get(f"{name}={found.value}"), found.day
    shown = meaning if meaning is not None else _figure(found)
    if meaning is not None or _says_all(found) or found.value in _YES_NO:
        called = Text(f"{called.en}:", f"{called.zh}：")
    if isinstance(found.value, PartialDate):
        day = found.value.exact
    elif isinstance(found.value, date):
        day = found.value.date() if isinstance(found.value, datetime) else found.value
    if day is None:
        return Text(f"{called.en} {shown.en}", f"{called.zh} {shown.zh}".replace("： ", "："))
    ago = _apart((at - day).days)
    if isinstance(found.value, PartialDate | date):
        return Text(f"{called.en} {shown.en} ({ago.en})", f"{called.zh} {shown.zh}（{ago.zh}）")
    zh = f"{called.zh} {shown.zh}".replace("： ", "：")
    on = day_words(day)
    return Text(f"{called.en} {shown.en} on {on.en} ({ago.en})", f"{zh}（{on.zh}，{ago.zh}）")


def _figure(found: Observation) -> Text:
    value = found.value
    if value == NEVER:
        return Text("none", "无")
    if isinstance(value, bool):
        return say_word("Y" if value else "N")
    if isinstance(value, str) and value in _YES_NO:
        return say_word(value)
    if isinstance(value, PartialDate | date):
        time = f" {value:%H:%M}" if isinstance(value, datetime) else ""
        on = day_words(value)
        return Text(on.en + time, on.zh + time)
    return say_figure(format(value, "f") if isinstance(value, Decimal) else str(value), found.unit)


def _apart(age: int) -> Text:
    days = "day" if abs(age) == 1 else "days"
    if age == 0:
        return Text("the same day", "当天")
    if age > 0:
        return Text(f"{age} {days} before", f"{age} 天前")
    return Text(f"{-age} {days} after", f"{-age} 天后")
