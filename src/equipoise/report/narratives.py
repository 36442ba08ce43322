"""Serious adverse events told from the facts (ICH E3, 12.3.2): nothing is written that no fact says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from equipoise.analysis.read_participant import DEATH, Participant
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.adverse_events import Harm, harms
from equipoise.analysis.tables.context import arm_name
from equipoise.analysis.tables.listed_forms import say_answer
from equipoise.analysis.tables.product import tells_arms
from equipoise.analysis.tabulate_baseline import at_start, levels_of
from equipoise.facts import local_day
from equipoise.facts.product import InfusionStarted
from equipoise.facts.safety import SafetyReportSent
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.report.safety_case import answer_words
from equipoise.rules.safety import SERIOUSNESS, assess_event
from equipoise.values.dates import days_between
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

TITLE = Text("{number}: {term}, grade {grade}", "{number}：{term}，{grade} 级")
_WHO = Text("{sex}{age}allocated to {arm} on {day}.", "{sex}{age}，{day} 随机至“{arm}”。")
_WHO_MASKED = Text("{sex}{age}randomised on {day}.", "{sex}{age}，{day} 随机。")
_ONSET = Text("The event began on {day} (day {n} after randomisation).", "事件起始于 {day}（随机后第 {n} 天）。")
_NO_ONSET = Text("The day on which the event began is not known.", "事件起始日期不详。")
_SERIOUS = Text("Serious because: {why}.", "严重性依据：{why}。")
_RELATED, _UNRELATED = (
    Text("Related: a relation to the treatment cannot be excluded.", "相关性：不能排除与治疗有关。"),
    Text("Related: not held to be related to the treatment.", "相关性：判为与治疗无关。"),
)
_UNEXPECTED = Text("Not expected by the reference information.", "依参考安全性信息为非预期。")
_EXPOSURE = Text(
    "{n} infusions had begun until then, the last one {days}.",
    "此前已开始 {n} 次输注，末次在{days}。",
)
_THAT_DAY, _DAY_BEFORE = Text("on that day", "当日"), Text("on the day before", "前一天")
_DAYS_BEFORE = Text("{days} days before", " {days} 天前")
_ONE_INFUSION = Text("One infusion had begun until then, {days}.", "此前已开始 1 次输注，时间为{days}。")
_NO_EXPOSURE = Text("No infusion had begun until then.", "此前未开始任何输注。")
_REPORTED = Text("Reported: {reports}.", "报告情况：{reports}。")
_REPORT = Text("to {to} on {day}", "{day} 报告{to}")
_DIED = Text("The participant died on {day}.", "受试者于 {day} 死亡。")
_FACTS = Text("Facts: {seqs}.", "账本序号：{seqs}。")
_FURTHER = Text("As entered: {answers}.", "录入内容：{answers}。")
_ANSWER = Text("{label}: {answer}", "{label}：{answer}")
_NOBODY = same("")
_UNSAID: tuple[object, ...] = (None, "", "N", "–", "—", False)


@dataclass(frozen=True, slots=True)
class Narrative:
    """One serious event: its title and its sentences."""

    title: Text
    says: Text
    facts: tuple[int, ...]


def narratives(context: Context, since: date | None = None) -> tuple[Narrative, ...]:
    """Every serious event of the randomised, by participant and entry; with `since`, those that began or were entered then."""
    found = [harm for harm in harms(context, context.population()) if harm.event.serious]
    zone = context.study.time_zone
    return tuple(
        _tell(context, harm)
        for harm in found
        if since is None or (harm.event.onset or harm.event.form.entered.day(zone)) >= since
    )


def _tell(context: Context, harm: Harm) -> Narrative:
    one = context.by_number[harm.participant]
    title = TITLE.format(number=harm.participant, term=harm.term, grade=harm.event.grade or "–")
    reports = _reports(context.study, one, harm)
    sentences = [*_about(context, one, harm), *_assessed(context.study, harm)]
    if not tells_arms(context.study, masked=context.masked):
        sentences += [*_exposed(context.study, one, harm), *_entered(context.study, harm)]
    sentences += _after(one, reports)
    facts = tuple(sorted({harm.event.seq, *harm_facts(harm), *(seq for seq, _, _ in reports)}))
    sentences.append(_FACTS.format(seqs=", ".join(map(str, facts))))
    return Narrative(title, _joined(sentences), facts)


def harm_facts(harm: Harm) -> tuple[int, ...]:
    """The entry of the event and its corrections."""
    form = harm.event.form
    return (form.entered.seq, *(fact.seq for fact in form.corrections))


def _about(context: Context, one: Participant, harm: Harm) -> Iterator[Text]:
    assert one.randomised is not None
    sex, age = _said(context, one, "sex"), _said(context, one, "age")
    years = Text("{age} years old, ", "{age} 岁").format(age=age) if age is not None else _NOBODY
    who = Text("{sex}, ", "{sex}，").format(sex=sex) if sex is not None else _NOBODY
    arm = arm_name(context, harm.column)
    pattern = entry_words(context.study, _WHO_MASKED) if context.masked or context.study.single_arm else _WHO
    yield pattern.format(sex=who, age=years, arm=arm, day=day_words(one.randomised.day))
    if harm.event.onset is None:
        yield _NO_ONSET
    else:
        yield entry_words(context.study, _ONSET).format(
            day=day_words(harm.event.onset), n=days_between(one.randomised.day, harm.event.onset)
        )


def _said(context: Context, one: Participant, name: str) -> Text | None:
    """A value at baseline in words; None where the study or the participant has none."""
    study = context.study
    if name not in study.variables:
        return None
    found = at_start(study, one, context.trial).get(name)
    if found is None:
        return None
    labels = dict(levels_of(study, name)) if isinstance(found.value, str) else {}
    return labels.get(str(found.value), same(str(found.value)))


def _assessed(study: Study, harm: Harm) -> Iterator[Text]:
    assessed = assess_event(study, harm.event)
    if assessed.criteria:
        yield _SERIOUS.format(why=listed([SERIOUSNESS[one] for one in assessed.criteria]))
    yield _RELATED if assessed.related else _UNRELATED
    if assessed.related and not assessed.expected:
        yield _UNEXPECTED


def _exposed(study: Study, one: Participant, harm: Harm) -> Iterator[Text]:
    if (
        study.product is None
        or harm.event.onset is None
        or one.arm not in study.arms
        or not study.arms[one.arm].cell_product
    ):
        return
    days = [day for fact in one.facts.of(InfusionStarted) if (day := fact.day(study.time_zone)) <= harm.event.onset]
    yield _exposure(len(days), days_between(max(days), harm.event.onset)) if days else _NO_EXPOSURE


def _exposure(n: int, days: int) -> Text:
    """How many infusions had begun, and how long before the event the last one was."""
    ago = (_THAT_DAY, _DAY_BEFORE)[days] if days <= 1 else _DAYS_BEFORE.format(days=days)
    return _ONE_INFUSION.format(days=ago) if n == 1 else _EXPOSURE.format(n=n, days=ago)


def _entered(study: Study, harm: Harm) -> Iterator[Text]:
    answers = _further(study, harm)
    if answers:
        yield _FURTHER.format(answers=listed(answers, en="; ", zh="；"))


def _after(one: Participant, reports: Sequence[tuple[int, Text, Text]]) -> Iterator[Text]:
    died = one.first(DEATH)
    if died is not None:
        yield _DIED.format(day=day_words(died.day))
    if reports:
        yield _REPORTED.format(
            reports=listed([_REPORT.format(to=to, day=day) for _, to, day in reports], en="; ", zh="；")
        )


def _further(study: Study, harm: Harm) -> list[Text]:
    """What else was entered in words about the event: outcome, action, treatment, remarks."""
    names, form = study.safety.event, study.forms.forms[study.safety.event.form]
    known = {names.term, names.grade, names.serious, names.related, names.onset, names.aware, *names.criteria.values()}
    return [
        _ANSWER.format(label=item.label, answer=answer_words(study, item, answer) or say_answer(study, item, answer))
        for name, item in form.items.items()
        if name not in known and (answer := harm.event.form.items.get(name)) not in _UNSAID
    ]


def _reports(study: Study, one: Participant, harm: Harm) -> list[tuple[int, Text, Text]]:
    return [
        (fact.seq, _addressee(study, fact.body), day_words(local_day(fact.recorded, study.time_zone)))
        for fact in one.facts.of(SafetyReportSent)
        if fact.body.instance == harm.event.instance
    ]


def _addressee(study: Study, sent: SafetyReportSent) -> Text:
    clock = study.safety.clocks.get(sent.clock)
    return clock.to if clock is not None else same(sent.to)


def _joined(sentences: Sequence[Text]) -> Text:
    return listed(list(sentences), en=" ", zh="")
