"""Criteria that were read, in plain words: what a name stands for, one line a criterion, and the question that would decide it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from equipoise.protocol.criteria import Expression, names
from equipoise.protocol.criteria.say import in_order, say_number, say_test
from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Conjunction,
    Disjunction,
    Implication,
    Name,
    Negation,
    Number,
    Test,
    Timing,
    Word,
)
from equipoise.registry.concepts import Concepts
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.states import STATES
from equipoise.registry.match.therapies import THERAPIES
from equipoise.values.text import Text, listed, same

_YEARS: Final = re.compile(r"(年龄[^。；：]*?\d)\s?年(?!龄)")
_QUALIFIED: Final[Mapping[str, Text]] = {
    "active": Text("active {of}", "活动性{of}"),
    "uncontrolled": Text("uncontrolled or unstable {of}", "未控制或不稳定的{of}"),
    "severe": Text("severe or significant {of}", "严重或有临床意义的{of}"),
    "confirmed": Text("{of}, confirmed in tissue or cells", "经组织学或细胞学确诊的{of}"),
    "symptomatic": Text("symptomatic {of}", "有症状的{of}"),
    "diagnosed": Text("confirmed {of}", "确诊的{of}"),
    "acute": Text("acute {of}", "急性{of}"),
    "chronic": Text("chronic {of}", "慢性{of}"),
    "recurrent": Text("recurrent or refractory {of}", "复发或难治性{of}"),
    "advanced": Text("advanced or metastatic {of}", "晚期或转移性{of}"),
}
_VERBS: Final[Mapping[str, Text]] = {
    "has": Text("{of}", "{of}"),
    "had": Text("history of {of}", "{of}病史"),
    "when": Text("last onset of {of}", "最近一次{of}的日期"),
    "still": Text("{of} that is still there", "目前仍有{of}"),
    "last": Text("last day of {of}", "{of}末次日期"),
    "now": Text("current {of}", "目前使用{of}"),
    "ever": Text("earlier {of}", "既往{of}"),
}
_OTHERS: Final[Mapping[str, Text]] = {
    "age_months": Text("age in months", "月龄"),
    "age_weeks": Text("age in weeks", "周龄"),
    "age_days": Text("age in days", "日龄"),
    "response": Text("best response to treatment", "最佳疗效"),
    "diagnosis": Text("the diagnosis", "确诊日期"),
    "unread": Text("the rest of the text, which a person must read", "其余文字，需人工阅读"),
}
_RESPONSES: Final[Mapping[str, Text]] = {
    "response=CR": Text("complete response", "完全缓解"),
    "response=PR": Text("partial response", "部分缓解"),
    "response=SD": Text("stable disease", "疾病稳定"),
}


def called(name: str, concepts: Concepts) -> Text:
    """What a name of a read criterion is called."""
    if name in MEASURES:
        return MEASURES[name].name
    if name in _OTHERS:
        return _OTHERS[name]
    verb, _, rest = name.partition(".")
    of, _, qualifier = rest.partition(".")
    thing = STATES[of].name if of in STATES else THERAPIES[of].name if of in THERAPIES else concepts.term(of)
    for one in reversed(qualifier.split("_")):
        if one in _QUALIFIED:
            thing = _QUALIFIED[one].format(of=thing)
    return _VERBS[verb].format(of=thing) if verb in _VERBS else same(name)


def names_of(expression: Expression, concepts: Concepts) -> dict[str, Text]:
    """Every name of an expression with what it is called, for the evaluator's reasons."""
    return {**{name: called(name, concepts) for name in names(expression)}, **_RESPONSES}


def in_years(says: Text) -> Text:
    """A sentence on an age as Chinese says it: 22 岁, not 22 年."""
    return Text(says.en, _YEARS.sub(r"\1 岁", says.zh))


def line(expression: Expression, concepts: Concepts) -> Text:
    """The criterion in one plain line: “age at least 18 years”, “no HIV infection”."""
    return _line(expression, names_of(expression, concepts))


def question(name: str, concepts: Concepts) -> Text:
    """What to find out so that a name is known."""
    verb = name.partition(".")[0]
    thing = called(name, concepts)
    if verb in ("has", "had", "still", "now", "ever"):
        return Text("{thing}: yes or no?", "{thing}：有还是没有？").format(thing=thing)
    if verb in ("last", "when"):
        return Text("{thing}: when, or never?", "{thing}：何时？或从未？").format(thing=thing)
    if name == "unread":
        return thing
    return Text("{thing}: what is the value, and on which day?", "{thing}：数值与日期？").format(thing=thing)


def _line(part: Expression, called_so: Mapping[str, Text]) -> Text:
    if isinstance(part, Conjunction | Disjunction):
        said = [_bracketed(one, called_so) for one in part.parts]
        return (
            listed(said, en="; and ", zh="；且")
            if isinstance(part, Conjunction)
            else listed(said, en="; or ", zh="；或")
        )
    if isinstance(part, Negation):
        return _not(part.part, called_so)
    assert not isinstance(part, Implication), "nothing that is read becomes one"
    return _test(part, called_so)


def _bracketed(part: Expression, called_so: Mapping[str, Text]) -> Text:
    words = _line(part, called_so)
    return Text(f"({words.en})", f"（{words.zh}）") if isinstance(part, Conjunction | Disjunction) else words


def _not(part: Expression, called_so: Mapping[str, Text]) -> Text:
    """“None of these” for a list; the contrary of a plain yes."""
    if isinstance(part, Disjunction):
        said = listed([_line(one, called_so) for one in part.parts], en="; ", zh="；")
        return Text(f"none of: {said.en}", f"无以下任何一项：{said.zh}")
    words = _line(part, called_so)
    return Text(f"no {words.en}", f"无{words.zh}")


def _test(test: Test, called_so: Mapping[str, Text]) -> Text:
    if (
        isinstance(test, Comparison)
        and isinstance(test.left, Name)
        and isinstance(test.right, Word)
        and test.right.text in ("Y", "N")
    ):
        words = called_so[test.left.id]
        return words if (test.right.text == "Y") == (test.relation == "=") else Text(f"no {words.en}", f"无{words.zh}")
    if isinstance(test, Timing) and isinstance(test.left, Name):
        return _timing(test, test.left, called_so)
    return _plainly(test, say_test(test, called_so))


def _plainly(test: Test, words: Text) -> Text:
    """A measurement in everyday words: months are months, and an age is 岁 in Chinese."""
    en = words.en.replace("calendar month", "month")
    zh = words.zh.replace("个日历月", "个月")
    if isinstance(test, Comparison) and isinstance(test.left, Name) and test.left.id == "age":
        zh = zh.replace(" 年", "岁")
    return in_order(Text(en, zh))


def _timing(test: Timing, left: Name, called_so: Mapping[str, Text]) -> Text:
    """“chemotherapy within the last 4 weeks”, “no chemotherapy in the last 4 weeks”."""
    verb, _, of = left.id.partition(".")
    plain = called_so[left.id]
    thing = Text(
        plain.en.removeprefix("last day of ").removeprefix("last onset of "),
        plain.zh.removesuffix("末次日期").removeprefix("最近一次").removesuffix("的日期"),
    )
    if isinstance(test.right, Name):
        return Text("{thing} after {moment}", "{moment}之后有{thing}").format(
            thing=thing, moment=Text("the diagnosis", "确诊")
        )
    if isinstance(test.right, Arithmetic) and isinstance(test.right.right, Number) and verb in ("last", "when") and of:
        span = say_number(test.right.right)
        if test.order == "after":
            return Text("{thing} within the last {span}", "近{span}内有{thing}").format(thing=thing, span=span)
        return Text("no {thing} for at least {span}", "至少{span}未用{thing}").format(thing=thing, span=span)
    return say_test(test, called_so)
