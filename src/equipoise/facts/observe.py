"""What the names of the criteria language stand for, for one participant on a day.

Start here: `observations`. A name is a variable of the study file, or an event; it is resolved when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from zoneinfo import ZoneInfo

from equipoise.facts.body import Answer
from equipoise.facts.events import Events
from equipoise.facts.events import events as all_events
from equipoise.facts.fact import moment_of
from equipoise.facts.form_condition import form_holds
from equipoise.facts.form_look import LABORATORY_ITEM, day_of, form_day, form_look, observed, row_look
from equipoise.facts.history import Facts, FormInstance
from equipoise.facts.limits import NOBODY, SexAndBirth
from equipoise.facts.product import VitalSignsTaken
from equipoise.facts.variable_source import BIRTH_DATE, SEX, Dates, VariableSource, source_of
from equipoise.protocol.criteria import Look, Observation, Range, truth_of
from equipoise.protocol.criteria.operands import amount_of, in_usual, moment_of_value
from equipoise.protocol.criteria.ranges import read_number
from equipoise.protocol.model import Item, Study, Variable
from equipoise.values.dates import PartialDate, completed_years
from equipoise.values.truth import Truth

Entry = tuple[date, int, FormInstance, Mapping[str, Answer]]


def observations(
    study: Study, facts: Facts, at: date, events: Events | None = None, supposing: Collection[str] = ()
) -> Look:
    """Variables and events of the study file -> what is known of them on the day `at`; nothing dated later is seen.

    `events` are those of `facts.events.events` (computed here, without progression, if left out). `supposing` names events that
    are taken to happen on `at` where they have not happened yet: whoever asks whether a participant may be randomised today
    supposes the randomisation today.
    """
    return _Participant(study, facts, at, events, frozenset(supposing)).look


def person_of(study: Study, facts: Facts) -> SexAndBirth:
    """Sex and birth date of a participant, on which limits of normal depend; nobody's where the study asks for neither."""
    return _person_seen(study, observations(study, facts, date.max))


def _person_seen(study: Study, look: Look) -> SexAndBirth:
    sex, born = (look(name) if name in study.variables else None for name in (SEX, BIRTH_DATE))
    return SexAndBirth(
        sex.value if sex is not None and isinstance(sex.value, str) else None,
        born.value if born is not None and isinstance(born.value, PartialDate) else None,
    )


class _Participant:
    """Resolves each name once."""

    __slots__ = ("at", "days", "events", "facts", "found", "newest", "ordered", "person", "study", "supposing")

    def __init__(self, study: Study, facts: Facts, at: date, events: Events | None, supposing: frozenset[str]) -> None:
        self.study = study
        self.facts = facts
        self.at = at
        self.events = events
        self.supposing = supposing
        self.found: dict[str, Observation | None] = {}
        self.person: SexAndBirth | None = None
        self.days: dict[tuple[str, str], date] = {}
        self.newest: dict[Dates, date] = {}
        self.ordered: dict[str, Sequence[tuple[date, FormInstance]]] = {}

    def look(self, name: str) -> Observation | None:
        """What is known of a name; None where nothing is, or nobody knows the name."""
        if name in self.found:
            return self.found[name]
        variable = self.study.variables.get(name)
        if variable is not None:
            self.found[name] = self._variable(name, variable)
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

    def _variable(self, name: str, variable: Variable) -> Observation | None:
        """What is known of a variable; found once for all days on which nothing further is seen of its forms."""
        study = self.study
        source = source_of(study, name)
        if source is None:
            return None
        day = self.at if source.daily else min(self.at, max(self._newest_day(study, one) for one in source.dates))
        picked = self.facts.remember(
            ("variable", name), source.forms, lambda: self._stated(variable, source), (study, day)
        )
        if source.sign and variable.pick == "latest":
            picked = self._measured(variable, source, picked)
        if picked is None or variable.kind == "value":
            return picked
        return self._age(variable, picked)

    def _measured(self, variable: Variable, source: VariableSource, entered: Observation | None) -> Observation | None:
        """The newer of what a form says and what was measured around an infusion."""
        zone = self.study.time_zone
        taken = [fact for fact in self.facts.of(VitalSignsTaken) if fact.body.signs.get(source.sign) is not None]
        until_then = (fact for fact in taken if fact.day(zone) <= self.at)
        newest = max(until_then, key=lambda fact: (fact.moment(), fact.seq), default=None)
        if newest is None:
            return entered
        forms = self.facts.forms(variable.item.partition(".")[0])
        form = next((one for one in forms if entered is not None and one.seq == entered.seq), None)
        if form is not None and self._taken(form) > newest.moment():
            return entered
        return observed(
            self.study,
            source.item,
            newest.body.signs[source.sign],
            day=newest.day(zone),
            seq=newest.seq,
            source=f"bedside/{newest.body.bag}/{newest.body.point}",
            name=variable.name,
        )

    def _newest_day(self, study: Study, dates: Dates) -> date:
        """The newest day that the entries speak of: whoever asks about a later day sees the same entries."""
        day = self.newest.get(dates)
        if day is None:
            day = self.newest[dates] = self.facts.remember(
                ("newest day", dates), (dates.form,), lambda: max(self._days(dates), default=date.min), study
            )
        return day

    def _days(self, dates: Dates) -> Iterable[date]:
        for form in self.facts.forms(dates.form):
            yield self._form_day(form)
            for row in _rows(form, dates.group) if dates.item else ():
                day = day_of(row.get(dates.item, form.items.get(dates.item)), self.study.time_zone)
                if day is not None:
                    yield day

    def _stated(self, variable: Variable, source: VariableSource) -> Observation | None:
        """What the entries say, or that they say there is none."""
        group = source.group
        if group and variable.pick in ("highest", "lowest") and self._is_open(variable, group):
            return None
        if variable.pick == "latest" and not group and variable.date is None:
            picked = self._latest(variable, source.item)
        else:
            picked = self._picked(variable, group, source.item, self._entries(variable, group))
        return picked if picked is not None else self._absent(variable)

    def _latest(self, variable: Variable, item: Item) -> Observation | None:
        """The value of the newest form that has one: from the end back, since nothing before it counts."""
        form_id, _, name = variable.item.partition(".")
        for day, form in self._newest_first(form_id):
            if day <= self.at and form.items.get(name) is not None and self._kept(variable, form, "", form.items):
                found = self._observed(variable, item, (day, form.seq, form, form.items))
                if found is not None:
                    return found
        return None

    def _newest_first(self, form_id: str) -> Sequence[tuple[date, FormInstance]]:
        """The entries of a form by day, by the time at which they were taken and by entry, the newest first."""

        def ordered() -> Sequence[tuple[date, FormInstance]]:
            entries = [
                (self._form_day(one), self._taken(one), one.entered.seq, one) for one in self.facts.forms(form_id)
            ]
            entries.sort(key=itemgetter(0, 1, 2), reverse=True)
            return [(day, one) for day, _, _, one in entries]

        found = self.ordered.get(form_id)
        if found is None:
            found = self.facts.remember(("newest first", form_id), (form_id,), ordered, self.study)
            self.ordered[form_id] = found
        return found

    def _entries(self, variable: Variable, group: str) -> list[Entry]:
        """Every answer at or before the day asked with its day, in the order of entry."""
        name = variable.item.rpartition(".")[2]
        found: list[Entry] = []
        for form in self.facts.forms(variable.item.partition(".")[0]):
            for row in _rows(form, group):
                day = self._day(variable, form, row) if row.get(name) is not None else None
                if day is not None and day <= self.at:
                    found.append((day, form.seq, form, row))
        return found

    def _is_open(self, variable: Variable, group: str) -> bool:
        """Whether a row that counts has no answer yet: then nobody knows which of the rows is the highest or lowest."""
        form_id, name = variable.item.partition(".")[0], variable.item.rpartition(".")[2]
        return any(
            _is_unanswered(row.get(name)) and self._kept(variable, form, group, row)
            for form in self.facts.forms(form_id)
            if self._form_day(form) <= self.at
            for row in _rows(form, group)
        )

    def _picked(self, variable: Variable, group: str, item: Item, entries: list[Entry]) -> Observation | None:
        """The value that counts: by day for latest and earliest, by size for highest and lowest; the newest fact among equals."""
        if len(entries) > 1 and variable.pick == "latest":
            entries = sorted(entries, key=lambda one: (one[0], self._taken(one[2]), one[2].entered.seq), reverse=True)
        elif len(entries) > 1 and variable.pick == "earliest":
            entries = sorted(entries, key=lambda one: (one[0], self._taken(one[2]), -one[2].entered.seq))
        values = (
            found
            for entry in entries
            if self._kept(variable, entry[2], group, entry[3])
            and (found := self._observed(variable, item, entry)) is not None
        )
        if variable.pick in ("latest", "earliest"):
            return next(values, None)
        sign = 1 if variable.pick == "highest" else -1
        return max(values, key=lambda found: (*_size(found, sign), found.day or date.min, found.seq), default=None)

    def _observed(self, variable: Variable, item: Item, entry: Entry) -> Observation | None:
        day, seq, form, row = entry
        _, _, path = variable.item.partition(".")
        return observed(
            self.study,
            item,
            row[path.rpartition(".")[2]],
            day=day,
            seq=seq,
            source=f"{form.form}/{form.instance}/{path}",
            laboratory=row.get(LABORATORY_ITEM) or form.items.get(LABORATORY_ITEM),
            person=self._person() if item.analyte is not None else NOBODY,
            name=variable.name,
        )

    def _taken(self, form: FormInstance) -> datetime:
        """The time at which a form was taken, the start of its day where it tells no time: it orders the forms of one day."""
        item = self.study.forms.forms[form.form].date
        words = form.items.get(item) if item else None
        if isinstance(words, str) and "T" in words:
            moment = moment_of(words)
            return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return datetime.combine(self._form_day(form), time(), ZoneInfo(self.study.time_zone))

    def _form_day(self, form: FormInstance) -> date:
        """The day of a form, worked out once."""
        key = (form.form, form.instance)
        day = self.days.get(key)
        if day is None:
            day = self.days[key] = form_day(self.study, form)
        return day

    def _day(self, variable: Variable, form: FormInstance, row: Mapping[str, Answer]) -> date | None:
        """The day of a value: its own date item if the variable names one (none if unanswered), otherwise the form's."""
        if variable.date is None:
            return self._form_day(form)
        name = variable.date.rpartition(".")[2]
        return day_of(row.get(name, form.items.get(name)), self.study.time_zone)

    def _kept(self, variable: Variable, form: FormInstance, group: str, row: Mapping[str, Answer]) -> bool:
        if variable.where is None:
            return True
        look = row_look(self.study, form, group, row) if group else form_look(self.study, form)
        return truth_of(variable.where, look, self.at) is Truth.TRUE

    def _absent(self, variable: Variable) -> Observation | None:
        """The value `none` of the newest form at or before the day asked that says so."""
        newest: Observation | None = None
        if variable.absent is None:
            return None
        for form in self.facts.forms(variable.item.partition(".")[0]):
            day = self._form_day(form)
            if day > self.at or (newest is not None and newest.day is not None and day < newest.day):
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

    def _person(self) -> SexAndBirth:
        if self.person is None:
            self.person = SexAndBirth()  # the ranges of sex or birth date themselves would ask for this again
            self.person = _person_seen(self.study, self.look)
        return self.person


def _exact(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _rows(form: FormInstance, group: str) -> Sequence[Mapping[str, Answer]]:
    return form.groups.get(group, ()) if group else (form.items,)


def _is_unanswered(answer: Answer) -> bool:
    return answer is None or answer == "" or (isinstance(answer, dict) and "value" not in answer)


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
