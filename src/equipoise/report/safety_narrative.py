"""The narrative of a serious event as a draft, computed from facts in fixed words: who, what was given, what happened, how it ended.

What ICH E2B(R3) H.1 asks of a case narrative: the course of events in their order, with diagnosis, treatment, values and outcome.
A person edits it; nothing here is an opinion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from equipoise.facts import Answer
from equipoise.facts.form_look import day_of
from equipoise.facts.observe import observations
from equipoise.facts.participant import ConsentSigned
from equipoise.facts.product import Collected, InfusionEnded, InfusionStarted
from equipoise.facts.randomisation import Randomised
from equipoise.facts.variable_source import BIRTH_DATE, SEX
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Item, Study
from equipoise.rules import safety
from equipoise.rules.safety import AdverseEvent, Assessment, LaboratoryValue, Running
from equipoise.trial.person import Person
from equipoise.values.dates import PartialDate, days_between
from equipoise.values.quantity import decimal_words
from equipoise.values.raised import power_of_ten
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

BEFORE, AFTER = timedelta(days=7), timedelta(days=28)
"""Around the onset: which laboratory values belong to the course of the event, where it has no end yet."""
NEARBY = timedelta(days=14)
_YES_NO = {"Y": Text("yes", "是"), "N": Text("no", "否")}
_SEXES = {"M": Text("man", "男性"), "F": Text("woman", "女性")}


@dataclass(frozen=True, slots=True)
class Case:
    """One event of one participant with everything that a report of it says. `product` says whether what was given may be told."""

    one: Person
    event: AdverseEvent
    name: Text
    assessed: Assessment
    clocks: tuple[Running, ...]
    at: datetime
    arms: bool

    @property
    def study(self) -> Study:
        """The study file of the participant's version."""
        return self.one.study

    @property
    def zone(self) -> str:
        """The study's time zone."""
        return self.one.study.time_zone

    def answer(self, item: str | None) -> Answer:
        """An answer of the event's form."""
        return self.event.form.items.get(item) if item is not None else None

    def said(self, item: str | None) -> Text | None:
        """An answer of the event's form in words; None where there is none."""
        plan = self.study.forms.forms[self.event.form.form].items.get(item) if item is not None else None
        return answer_words(self.study, plan, self.answer(item)) if plan is not None else None


@dataclass(frozen=True, slots=True)
class Given:
    """One infusion before an event: course, day of the course, when it began, what went in so far as it is known."""

    course: int
    day: int
    began: datetime
    volume_ml: Decimal | None
    cells: int | None


def case_of(one: Person, event: AdverseEvent, at: datetime, *, arms: bool) -> Case:
    """The case of an event as of a moment."""
    names = {name.casefold(): term.name for name, term in safety.terms(one.study.safety.dictionary).items()}
    running = tuple(
        found for found in safety.clocks(one.study, one.facts, at) if found.event.instance == event.instance
    )
    name = names.get(event.term.casefold(), same(event.term or "?"))
    return Case(one, event, name, safety.assess_event(one.study, event), running, at, arms)


def narrative(case: Case) -> tuple[Text, ...]:
    """The sentences of the draft, in the order of events."""
    return tuple(
        sentence
        for part in (_person, _treatment, _event, _values, _judgement, _course, _around, _reports)
        for sentence in part(case)
    )


def given_before(case: Case) -> tuple[Given, ...]:
    """The infusions that began on or before the day of onset, oldest first; none where arms are not told."""
    if not case.arms or case.study.product is None:
        return ()
    onset = case.event.onset or case.at.astimezone(ZoneInfo(case.zone)).date()
    ended = {fact.body.bag: fact.body for fact in case.one.facts.of(InfusionEnded)}
    found = []
    for fact in case.one.facts.of(InfusionStarted):
        if fact.day(case.zone) <= onset:
            end = ended.get(fact.body.bag)
            found.append(
                Given(
                    fact.body.course,
                    fact.body.day,
                    fact.moment(),
                    end.volume_ml if end is not None else None,
                    end.cells_given if end is not None else None,
                )
            )
    return tuple(sorted(found, key=lambda one: one.began))


def related_values(case: Case) -> tuple[LaboratoryValue, ...]:
    """The values of the analytes by which the event's term is graded, from a week before the onset until it ended."""
    onset = case.event.onset
    graded = case.study.safety.laboratory
    wanted = {
        analyte
        for analyte, named in graded.items()
        if case.event.term.casefold() in [term.casefold() for term in ((named,) if isinstance(named, str) else named)]
    }
    if onset is None or not wanted:
        return ()
    end = day_of(case.answer(case.study.safety.event.ended), case.zone)
    until = max(end, onset) + timedelta(days=3) if end is not None else onset + AFTER
    found = [
        value
        for value in safety.laboratory_values(case.study, case.one.facts)
        if value.analyte in wanted
        and value.quantity is not None
        and value.day is not None
        and onset - BEFORE <= value.day <= until
    ]
    return tuple(sorted(found, key=lambda value: (value.analyte, value.day or onset, value.seq)))


def age_and_sex(case: Case) -> tuple[int | None, Text | None, PartialDate | None]:
    """Age in whole years at the onset, sex in words, and birth date, as far as the study file names their variables."""
    day = case.event.onset or case.at.astimezone(ZoneInfo(case.zone)).date()
    look = observations(case.study, case.one.facts, day)
    sex, born = (look(name) if name in case.study.variables else None for name in (SEX, BIRTH_DATE))
    said = _SEXES.get(sex.value) if sex is not None and isinstance(sex.value, str) else None
    birth = born.value if born is not None and isinstance(born.value, PartialDate) else None
    age = None
    if birth is not None:
        age = day.year - birth.year - ((day.month, day.day) < (birth.month or 1, birth.day or 1))
    return age, said, birth


def own_words(case: Case) -> Text | None:
    """The event in the reporter's own words; None where there are none."""
    said = case.said(case.study.safety.event.verbatim)
    return said if said is not None and any(sign.isalnum() for sign in said.en) else None


def answer_words(study: Study, item: Item, given: Answer) -> Text | None:
    """An answer as people read it; None where there is none, or where it is stated as missing."""
    if given is None or given == "" or (isinstance(given, dict) and "missing" in given):
        return None
    if isinstance(given, dict):
        return same(f"{given.get('value', '')} {say_unit(str(given.get('unit') or ''))}".strip())
    words = str(given)
    if item.kind == "yes_no":
        return _YES_NO.get(words, same(words))
    if item.kind == "code" and item.codes is not None:
        return study.forms.code_lists.get(item.codes, {}).get(words, same(words))
    if item.kind in ("date", "moment"):
        try:
            return (
                moment_words(datetime.fromisoformat(words), study.time_zone)
                if "T" in words
                else day_words(PartialDate.parse(words))
            )
        except ValueError:
            return same(words)
    return same(words)


def moment_words(moment: datetime, zone: str) -> Text:
    """A moment as people write it, in the study's zone, with the zone's offset."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = f"{local:%H:%M} UTC{local:%z}"[:-2]
    day = day_words(local.date())
    return Text(f"{day.en} {clock}", f"{day.zh} {clock}")


def cells_words(number: int) -> str:
    """A number of cells as laboratories write it."""
    mantissa, _, power = f"{Decimal(number):.2e}".partition("e")
    return f"{mantissa} × {power_of_ten(int(power))}" if number else "0"


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
