"""What was understood of a description of a person, in words: whoever pasted it sees what the answer rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.match.measures import MEASURES, shown_unit
from equipoise.registry.match.naming import condition_named
from equipoise.registry.match.patient import Condition, Measured, Patient, Treatment
from equipoise.registry.match.states import STATES
from equipoise.registry.match.therapies import THERAPIES
from equipoise.registry.match.words import called
from equipoise.values.quantity import decimal_words
from equipoise.values.text import Text, listed, same

_SEXES: Final = {"F": Text("female", "女"), "M": Text("male", "男")}
_AGED: Final = {
    "Years": Text("{n} years", "{n} 岁"),
    "Months": Text("{n} months", "{n} 个月"),
    "Weeks": Text("{n} weeks", "{n} 周"),
    "Days": Text("{n} days", "{n} 天"),
}
_MOST: Final = 60
"""So many things of a kind are told."""
_AGES: Final = (("Years", 365.25), ("Months", 30.4375), ("Weeks", 7), ("Days", 1))


def understood(patient: Patient, concepts: Concepts) -> tuple[tuple[Text, Text], ...]:
    """What was taken, under its heading: the person, diseases, what is not there, treatments, values, answers."""
    rows = (
        (Text("Person", "基本情况"), tuple(_person(patient))),
        (Text("Trials are looked for by", "按此疾病查找试验"), tuple(_conditions(patient, concepts, absent=False, sought=True))),
        (Text("Also there", "其他疾病"), tuple(_conditions(patient, concepts, absent=False, sought=False))),
        (Text("Not there", "没有的疾病"), tuple(_conditions(patient, concepts, absent=True, sought=False))),
        (Text("Treatments", "治疗"), tuple(_treatment(one) for one in patient.treatments)),
        (Text("Values", "数值"), tuple(_measured(one) for one in _newest(patient.measured))),
        (Text("Answers", "是非问题"), tuple(_answers(patient, concepts))),
        (Text("Assumed", "假设"), patient.assumed),
    )  # fmt: skip
    return tuple((heading, _in_one_line(list(dict.fromkeys(told)))) for heading, told in rows if told)


def _in_one_line(told: list[Text]) -> Text:
    more = len(told) - _MOST
    rest = [Text("{n} more", "另有 {n} 项").format(n=more)] if more > 0 else []
    return listed([*told[:_MOST], *rest], en="; ", zh="；")


def _newest(measured: Sequence[Measured]) -> list[Measured]:
    """The newest value of each measure: the one that counts."""
    found: dict[str, Measured] = {}
    for one in measured:
        other = found.get(one.measure)
        if other is None or (one.day or date.min) > (other.day or date.min):
            found[one.measure] = one
    return list(found.values())


def seeking(patient: Patient, names: Sequence[str], concepts: Concepts) -> Patient:
    """The person, with studies looked for of the diseases that are named alone, whatever else they have."""
    wanted = [condition_named(one, concepts) for one in names]
    if not wanted:
        return patient
    found = {concept for one in wanted for concept in one.concepts}
    own = [replace(one, sought=not one.absent and not one.concepts.isdisjoint(found)) for one in patient.conditions]
    known = {concept for one in own if one.sought for concept in one.concepts}
    added = [one for one in wanted if not one.concepts or one.concepts.isdisjoint(known)]
    return replace(patient, conditions=(*own, *added))


def _person(patient: Patient) -> Iterator[Text]:
    if patient.healthy:
        yield Text("a healthy volunteer", "健康志愿者")
    if patient.sex:
        yield _SEXES[patient.sex]
    if patient.born is not None:
        yield Text("born {day}", "出生于 {day}").format(day=patient.born)
    elif patient.aged is not None:
        unit, days = next(one for one in _AGES if patient.aged[1] - patient.aged[0] >= one[1] or one[0] == "Days")
        yield _AGED[unit].format(n=round(float(patient.aged[0]) / days))
    elif patient.age is not None:
        yield Text("{n} years", "{n} 岁").format(n=patient.age)
    if patient.response:
        yield Text("best response {code}", "最佳疗效 {code}").format(code=patient.response)


def _conditions(patient: Patient, concepts: Concepts, *, absent: bool, sought: bool) -> Iterator[Text]:
    for one in patient.conditions:
        if one.absent == absent and (absent or one.sought == sought):
            yield _condition(one, concepts)


def _condition(one: Condition, concepts: Concepts) -> Text:
    named = [STATES[one.state].name] if one.state else [concepts.term(concept) for concept in sorted(one.concepts)]
    about = [listed(named)] if named and one.words.lower() not in (named[0].en.lower(), named[0].zh) else []
    if not named:
        about.append(Text("only its words are looked for", "仅按词语检索"))
    if one.active is False and not one.absent:
        about.append(Text("in the past", "既往"))
    if one.never:
        about.append(Text("never", "从未"))
    if one.confirmed:
        about.append(Text("confirmed in tissue or cells", "经组织学或细胞学确诊"))
    if one.onset is not None:
        about.append(Text("since {day}", "始于 {day}").format(day=one.onset))
    return _with(same(one.words), about)


def _treatment(one: Treatment) -> Text:
    kinds = [
        kind
        for kind in THERAPIES
        if kind in one.kinds and not any(kind in THERAPIES[other].wider for other in one.kinds)
    ]
    about = [listed([THERAPIES[kind].name for kind in kinds])] if kinds else []
    if one.never:
        about.append(Text("never", "从未"))
    if one.start is not None:
        about.append(Text("from {day}", "自 {day}").format(day=one.start))
    if one.end is not None:
        about.append(Text("until {day}", "至 {day}").format(day=one.end))
    if one.ongoing:
        about.append(Text("now", "目前"))
    return _with(same(one.words), about)


def _measured(one: Measured) -> Text:
    value = decimal_words(one.value) if not hasattr(one.value, "least") else str(one.value)
    unit = shown_unit(one.unit)
    words = Text("{name} {value}{unit}", "{name} {value}{unit}").format(
        name=MEASURES[one.measure].name, value=value, unit=f" {unit}" if unit and unit != "%" else unit
    )
    about = []
    if one.high is not None or one.low is not None:
        low, high = (None if side is None else decimal_words(side.value) for side in (one.low, one.high))
        limits = f"{low}–{high}" if low and high else f"≤ {high}" if high else f"≥ {low}"
        about.append(Text("normal {limits}", "正常 {limits}").format(limits=limits))
    if one.day is not None:
        about.append(same(one.day.isoformat()))
    return _with(words, about)


def _answers(patient: Patient, concepts: Concepts) -> Iterator[Text]:
    for one in patient.answers:
        yes = Text("yes", "是") if one.yes else Text("no", "否")
        yield Text("{name}: {yes}", "{name}：{yes}").format(name=called(one.name, concepts), yes=yes)


def _with(words: Text, about: list[Text]) -> Text:
    if not about:
        return words
    return Text("{words} ({about})", "{words}（{about}）").format(words=words, about=listed(about))
