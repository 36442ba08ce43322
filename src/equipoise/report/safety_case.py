"""One adverse event of one participant, with all that a report of it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from equipoise.facts import Answer
from equipoise.facts.form_look import day_of
from equipoise.facts.observe import observations
from equipoise.facts.product import InfusionEnded, InfusionStarted
from equipoise.facts.variable_source import BIRTH_DATE, SEX
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Item, Study
from equipoise.rules import safety
from equipoise.rules.safety import AdverseEvent, Assessment, LaboratoryValue, Running
from equipoise.trial.person import Person
from equipoise.values.dates import PartialDate
from equipoise.values.raised import power_of_ten
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same

BEFORE = timedelta(days=7)
AFTER = timedelta(days=28)
"""Around the onset: which laboratory values belong to the course of the event, where it has no end yet."""
_YES_NO = {"Y": Text("yes", "是"), "N": Text("no", "否")}
_SEXES = {"M": Text("man", "男性"), "F": Text("woman", "女性")}


@dataclass(frozen=True, slots=True)
class Case:
    """One event of one participant with everything that a report of it says. `arms` says whether what was given may be told."""

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
