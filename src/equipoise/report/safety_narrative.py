"""The narrative of a serious event as a draft, computed from facts in fixed words: who, what was given, what happened, how it ended.

What ICH E2B(R3) H.1 asks of a case narrative: the course of events in their order, with diagnosis, treatment, values and outcome.
A person edits it; nothing here is an opinion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from equipoise.facts.form_look import day_of
from equipoise.facts.participant import ConsentSigned
from equipoise.facts.product import Collected
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.entry_words import entry_words
from equipoise.report.safety_case import (
    Case,
    age_and_sex,
    cells_words,
    given_before,
    moment_words,
    own_words,
    related_values,
)
from equipoise.rules import safety
from equipoise.rules.safety import LaboratoryValue
from equipoise.values.dates import days_between
from equipoise.values.quantity import decimal_words
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

NEARBY = timedelta(days=14)
"""Other events that began so near to this one are told with it."""


def narrative(case: Case) -> tuple[Text, ...]:
    """The sentences of the draft, in the order of events."""
    return tuple(
        sentence
        for part in (_person, _treatment, _event, _values, _judgement, _course, _around, _reports)
        for sentence in part(case)
    )


def _person(case: Case) -> Iterator[Text]:
    age, sex, _ = age_and_sex(case)
    who = Text("Participant {number}", "受试者 {number}").format(number=case.one.number)
    what = [part for part in (sex, Text(f"aged {age}", f"{age} 岁") if age is not None else None) if part is not None]
    if what:
        who = Text("{who}, {what}", "{who}，{what}").format(who=who, what=listed(what, en=" ", zh="，"))
    disease = listed([one.text for one in case.study.about.conditions])
    yield Text("{who}, takes part in {study} for {disease}.", "{who}，因{disease}参加{study}。").format(
        who=who, study=same(case.study.id), disease=disease
    )
    consent = case.one.facts.first(ConsentSigned)
    entered = case.one.facts.first(Randomised)
    if consent is not None and entered is None:
        yield Text("Consent was signed on {day}.", "{day}签署知情同意书。").format(
            day=day_words(consent.day(case.zone))
        )
    if entered is not None:
        plan = case.study.arms.get(entered.body.arm)
        day = day_words(entered.day(case.zone))
        if case.arms and plan is not None and not case.study.single_arm:
            says = Text("Randomised on {day} to {arm}.", "{day}随机至{arm}。")
            yield says.format(day=day, arm=plan.label.text)
        else:
            yield entry_words(case.study, Text("Randomised on {day}.", "{day}随机。")).format(day=day)


def _treatment(case: Case) -> Iterator[Text]:
    if not case.arms or case.study.product is None:
        return
    name = case.study.product.name
    given = given_before(case)
    if not given and case.one.receives_product:
        yield Text("Before the event no infusion of {product} was given.", "事件发生前未输注{product}。").format(
            product=name
        )
    elif given:
        first, last = given[0], given[-1]
        yield Text(
            "{n} infusions of {product} were given before it, the first on {first}.",
            "事件前共输注{product} {n} 次，首次为{first}。",
        ).format(n=len(given), product=name, first=day_words(first.began.astimezone(ZoneInfo(case.zone)).date()))
        amount = (
            Text(", {ml} mL with {cells} cells", "，{ml} mL，细胞数 {cells}").format(
                ml=decimal_words(last.volume_ml), cells=same(cells_words(last.cells))
            )
            if last.volume_ml is not None and last.cells is not None
            else same("")
        )
        yield Text(
            "The last one before the event: course {course}, day {day}, on {when}{amount}.",
            "事件前末次：第 {course} 疗程第 {day} 天，{when}{amount}。",
        ).format(course=last.course, day=last.day, when=moment_words(last.began, case.zone), amount=amount)
    collected = [
        fact for fact in case.one.facts.of(Collected) if case.event.onset and fact.day(case.zone) <= case.event.onset
    ]
    if collected:
        says = Text("The last apheresis before it was on {day}.", "事件前末次单采：{day}。")
        yield says.format(day=day_words(collected[-1].day(case.zone)))


def _event(case: Case) -> Iterator[Text]:
    event = case.event
    own = own_words(case)
    term = (
        case.name
        if own is None or own.en.casefold() == case.name.en.casefold()
        else Text("{name} (“{own}”)", "{name}（“{own}”）").format(name=case.name, own=own)
    )
    if event.onset is None:
        yield Text("{term} was reported; its start is not known.", "报告{term}，开始日期不详。").format(term=term)
    else:
        yield Text("{term} began on {day}{place}.", "{day}{place}出现{term}。").format(
            term=term, day=day_words(event.onset), place=_place(case, event.onset)
        )
    if event.grade is not None:
        yield Text("Highest grade: {grade} ({dictionary}).", "最高分级：{grade}（{dictionary}）。").format(
            grade=safety.GRADES.get(event.grade, same(str(event.grade))), dictionary=same(case.study.safety.dictionary)
        )
    if case.assessed.serious:
        criteria = listed([safety.SERIOUSNESS[name] for name in case.assessed.criteria])
        if case.assessed.criteria:
            yield Text("Serious: {criteria}.", "严重性标准：{criteria}。").format(criteria=criteria)
        else:
            yield Text("Serious; no criterion is stated.", "判为严重不良事件，未注明标准。")
    yield Text("The team has known since {when}.", "研究团队于{when}获知。").format(
        when=moment_words(event.aware, case.zone)
    )


def _place(case: Case, onset: date) -> Text:
    """Where the onset lies: days after randomisation, and after the last infusion before it."""
    parts = []
    entered = case.one.facts.first(Randomised)
    if entered is not None:
        after = days_between(entered.day(case.zone), onset)
        parts.append(entry_words(case.study, Text(f"day {after} after randomisation", f"随机后第 {after} 天")))
    given = given_before(case)
    if given:
        after = days_between(given[-1].began.astimezone(ZoneInfo(case.zone)).date(), onset)
        parts.append(Text(f"{after} days after the last infusion", f"末次输注后第 {after} 天"))
    return Text(f" ({listed(parts).en})", f"（{listed(parts).zh}）") if parts else same("")


def _values(case: Case) -> Iterator[Text]:
    by_analyte: dict[str, list[LaboratoryValue]] = {}
    for value in related_values(case):
        by_analyte.setdefault(value.analyte, []).append(value)
    for analyte, values in by_analyte.items():
        plan = case.study.forms.analytes.get(analyte)
        name = plan.name if plan is not None else same(analyte)
        course = listed([_value_words(value) for value in values])
        yield Text("{name}: {course}.", "{name}：{course}。").format(name=name, course=course)


def _value_words(value: LaboratoryValue) -> Text:
    assert value.quantity is not None and value.day is not None
    day = day_words(value.day)
    amount = f"{decimal_words(value.quantity.value)} {say_unit(value.quantity.unit)}"
    return Text(f"{amount} on {day.en}", f"{day.zh} {amount}")


def _judgement(case: Case) -> Iterator[Text]:
    names = case.study.safety.event
    related, sponsor = case.said(names.related), case.said(names.related_sponsor)
    if related is not None:
        yield Text(
            "Relation to the treatment, by the investigator: {related}.", "研究者判断与治疗的关系：{related}。"
        ).format(related=related)
    if sponsor is not None:
        yield Text("By the sponsor: {related}.", "申办者判断：{related}。").format(related=sponsor)
    if case.assessed.serious and case.assessed.expected is not None:
        yield (
            Text("Expected for the product.", "对该制品属预期。")
            if case.assessed.expected
            else Text("Unexpected for the product.", "对该制品属非预期。")
        )


def _course(case: Case) -> Iterator[Text]:
    names = case.study.safety.event
    action, outcome = case.said(names.action), case.said(names.outcome)
    end = day_of(case.answer(names.ended), case.zone)
    if action is not None:
        yield Text("Treatment: {action}.", "对治疗采取的措施：{action}。").format(action=action)
    if outcome is not None and end is not None:
        yield Text("Outcome: {outcome}, {day}.", "转归：{outcome}，{day}。").format(outcome=outcome, day=day_words(end))
    elif outcome is not None:
        yield Text("Outcome so far: {outcome}.", "目前转归：{outcome}。").format(outcome=outcome)
    elif end is not None:
        yield Text("It ended on {day}.", "事件于{day}结束。").format(day=day_words(end))


def _around(case: Case) -> Iterator[Text]:
    """Other events that began within two weeks of it."""
    onset = case.event.onset
    if onset is None:
        return
    terms = {name.casefold(): term.name for name, term in safety.terms(case.study.safety.dictionary).items()}
    near = [
        Text("{name} grade {grade}", "{name} {grade} 级").format(
            name=terms.get(other.term.casefold(), same(other.term)), grade=other.grade or "?"
        )
        for other in safety.adverse_events(case.study, case.one.facts)
        if other.instance != case.event.instance and other.onset is not None and abs(other.onset - onset) <= NEARBY
    ]
    if near:
        yield Text("Within two weeks of it also: {events}.", "前后两周内另有：{events}。").format(events=listed(near))


def _reports(case: Case) -> Iterator[Text]:
    sent = [
        Text("{to} on {when}", "{when}报{to}").format(
            to=case.study.safety.clocks[clock.clock].to, when=moment_words(clock.sent, case.zone)
        )
        for clock in case.clocks
        if clock.sent is not None
    ]
    if sent:
        yield Text("Reported to: {sent}.", "已报告：{sent}。").format(sent=listed(sent, en="; ", zh="；"))


def text_of(sentences: Sequence[Text]) -> Text:
    """The sentences as one running text in each language."""
    return Text(" ".join(one.en for one in sentences), "".join(one.zh for one in sentences))
