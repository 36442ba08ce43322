"""What the names of the criteria language stand for, for one participant on a day.

Start here: `observations`. A name is a variable of the study file, or an event; it is resolved when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from equipoise.facts.body import Answer
from equipoise.facts.events import Events
from equipoise.facts.events import events as all_events
from equipoise.facts.form_look import (
    LABORATORY_ITEM,
    Person,
    day_of,
    form_day,
    form_holds,
    form_look,
    item_of,
    items_look,
    observed,
    row_look,
)
from equipoise.facts.history import Facts, FormInstance
from equipoise.protocol.criteria import Look, Observation, Range, evaluate, parse
from equipoise.protocol.criteria.operands import amount_of, in_usual, moment_of_value
from equipoise.protocol.criteria.ranges import read_number
from equipoise.protocol.model import Item, Study, Variable
from equipoise.values.dates import PartialDate, completed_years
from equipoise.values.truth import Truth

__all__ = ["Look", "Observation", "form_holds", "form_look", "items_look", "observations", "row_look"]

SEX, BIRTH_DATE = "sex", "birth_date"
"""The variables that reference ranges depend on, where a study file has them."""


def observations(
    study: Study, facts: Facts, at: date, events: Events | None = None, supposing: Collection[str] = ()
) -> Look:
    """Variables and events of the study file -> what is known of them on the day `at`; nothing dated later is seen.

    `events` are those of `facts.events.events` (computed here, without progression, if left out). `supposing` names events that
    are taken to happen on `at` where they have not happened yet: whoever asks whether a participant may be randomised today
    supposes the randomisation today.
    """
    return _Participant(study, facts, at, events, frozenset(supposing)).look


class _Participant:
    """Resolves each name once."""

    __slots__ = ("at", "events", "facts", "found", "person", "study", "supposing")

    def __init__(self, study: Study, facts: Facts, at: date, events: Events | None, supposing: frozenset[str]) -> None:
        self.study = study
        self.facts = facts
        self.at = at
        self.events = events
        self.supposing = supposing
        self.found: dict[str, Observation | None] = {}
        self.person: Person | None = None

    def look(self, name: str) -> Observation | None:
        """What is known of a name; None where nothing is, or nobody knows the name."""
        if name in self.found:
            return self.found[name]
        variable = self.study.variables.get(name)
        if variable is not None:
            self.found[name] = self._variable(variable)
        else:
            self.found[name] = self._event(name) if name in self.study.events else None
        return self.found[name]

    def _event(self, name: str) -> Observation | None:
        """The newest occurrence of an event at or before the day asked."""
        if self.events is None:
            self.events = all_events(self.study, self.facts)
        label = self.study.events[name].name
        for occurred in reversed(self.events.get(name, ())):
            if occurred.day <= self.at:
                day = occurred.day
                return Observation(_exact(day), "", day, occurred.seq, source=f"events.{name}", name=label)
        if name in self.supposing:
            return Observation(_exact(self.at), "", self.at, source=f"events.{name}", name=label)
        return None

    def _variable(self, variable: Variable) -> Observation | None:
        known = item_of(self.study, variable.item)
        if known is None:
            return None
        _, group, item = known
        candidates = list(self._candidates(variable, group, item))
        picked = _pick(candidates, variable.pick) if candidates else self._absent(variable)
        if picked is None or variable.kind == "value":
            return picked
        return self._age(variable, picked)

    def _candidates(self, variable: Variable, group: str, item: Item) -> Iterator[Observation]:
        """Every value of the variable at or before the day asked, in the order of entry."""
        form_id, _, rest = variable.item.partition(".")
        name = rest.rpartition(".")[2]
        for form in self.facts.forms(form_id):
            rows: list[Mapping[str, Answer]] = list(form.groups.get(group, ())) if group else [form.items]
            for row in rows:
                answer = row.get(name)
                if answer is None:
                    continue
                day = self._day(variable, form, row)
                if day is None or day > self.at or not self._kept(variable, form, group, row):
                    continue
                found = observed(
                    self.study,
                    item,
                    answer,
                    day=day,
                    seq=form.seq,
                    source=f"{form_id}/{form.instance}/{rest}",
                    laboratory=row.get(LABORATORY_ITEM) or form.items.get(LABORATORY_ITEM),
                    person=self._person() if item.analyte is not None else Person(),
                )
                if found is not None:
                    yield _named(found, variable)

    def _day(self, variable: Variable, form: FormInstance, row: Mapping[str, Answer]) -> date | None:
        """The day of a value: its own date item if the variable names one (none if unanswered), otherwise the form's."""
        if variable.date is None:
            return form_day(self.study, form)
        name = variable.date.rpartition(".")[2]
        return day_of(row.get(name, form.items.get(name)), self.study.time_zone)

    def _kept(self, variable: Variable, form: FormInstance, group: str, row: Mapping[str, Answer]) -> bool:
        if variable.where is None:
            return True
        look = row_look(self.study, form, group, row) if group else form_look(self.study, form)
        return evaluate(parse(variable.where), look, self.at).truth is Truth.TRUE

    def _absent(self, variable: Variable) -> Observation | None:
        """The value `none` of the newest form at or before the day asked that says so."""
        newest: Observation | None = None
        if variable.absent is None:
            return None
        for form in self.facts.forms(variable.item.partition(".")[0]):
            day = form_day(self.study, form)
            if day is None or day > self.at or (newest is not None and newest.day is not None and day < newest.day):
                continue
            if form_holds(self.study, form, variable.absent):
                source = f"{form.form}/{form.instance}"
                newest = Observation(variable.absent_value, "", day, form.seq, source=source, name=variable.name)
        return newest

    def _age(self, variable: Variable, born: Observation) -> Observation | None:
        """Completed years at the event (or on the day asked), as a range where the birth date is partial."""
        until = self.at
        if variable.event is not None:
            happened = self.look(variable.event)
            if happened is None or happened.day is None:
                return None
            until = happened.day
        moment = moment_of_value(born)
        if moment is None:
            return None
        least, most = completed_years(moment.last, until), completed_years(moment.first, until)
        value = Decimal(least) if least == most else Range(Fraction(least), Fraction(most))
        return Observation(value, "a", until, born.seq, source=born.source, name=variable.name, usual="a")

    def _person(self) -> Person:
        if self.person is None:
            self.person = Person()  # the ranges of sex or birth date themselves would ask for this again
            sex, born = self._answer(SEX), self._answer(BIRTH_DATE)
            self.person = Person(
                sex.value if sex is not None and isinstance(sex.value, str) else None,
                born.value if born is not None and isinstance(born.value, PartialDate) else None,
            )
        return self.person

    def _answer(self, name: str) -> Observation | None:
        return self.look(name) if name in self.study.variables else None


def _exact(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _named(found: Observation, variable: Variable) -> Observation:
    return Observation(
        found.value, found.unit, found.day, found.seq, found.low, found.high, found.source, variable.name, found.usual,
        found.analyte,
    )  # fmt: skip


def _pick(candidates: list[Observation], how: str) -> Observation:
    """The one that counts: by day for latest and earliest, by size for highest and lowest; the newest fact among equals."""
    if how == "earliest":
        return min(candidates, key=lambda found: (found.day or date.max, -found.seq))
    if how == "latest":
        return max(candidates, key=lambda found: (found.day or date.min, found.seq))
    sign = 1 if how == "highest" else -1
    return max(candidates, key=lambda found: (*_size(found, sign), found.day or date.min, found.seq))


def _size(found: Observation, sign: int) -> tuple[int, Fraction, str]:
    """A key that orders numbers by size in the usual unit and dates by their nearest day; what has no size comes last."""
    moment = moment_of_value(found)
    if moment is not None and not (isinstance(found.value, str) and read_number(found.value)):
        return 1, Fraction((moment.last if sign > 0 else moment.first).toordinal() * sign), ""
    amount = amount_of(found)
    if amount is None:
        return 0, Fraction(0), str(found.value)
    number = in_usual(amount)
    if isinstance(number, Range):
        bound = (
            (number.most if number.most is not None else number.least)
            if sign > 0
            else (number.least if number.least is not None else number.most)
        )
        number = bound if bound is not None else Fraction(0)
    return 1, Fraction(number) * sign, ""
