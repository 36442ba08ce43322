"""What the edit checks of a form see beyond the form: other forms, the entry before, variables and events of the study.

A name of a check is, in this order: an item of the form itself; `previous.ITEM`, the same form as it was last entered for an earlier
day; `FORM.ITEM`, another form at the same visit, or else the newest one up to the day of this form; a variable of the study file on
that day; an event, whenever it happened. What is not there is unknown, and a check that cannot be told says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from equipoise.facts import Answer, Facts, FormInstance
from equipoise.facts.events import Events
from equipoise.facts.form_look import day_of, form_day, form_look, forms_by_day
from equipoise.facts.observe import observations
from equipoise.protocol.checks.criteria import PREVIOUS
from equipoise.protocol.criteria import Look, Observation, names, parse
from equipoise.protocol.model import Form, Study
from equipoise.rules.visits.derive import FAR
from equipoise.rules.visits.whose_limits import whose_limits


def around(
    study: Study,
    facts: Facts,
    events: Events,
    form: str,
    instance: str,
    visit: str,
    today: date,
    answers: Mapping[str, Answer],
) -> Look | None:
    """What the checks of a form with these answers see beyond it; None where they look at nothing else."""
    if form not in reaching(study):
        return None
    plan = study.forms.forms[form]
    day = (day_of(answers.get(plan.date), study.time_zone) if plan.date else None) or today
    return _Around(study, facts, events, form, instance, visit or instance, day).look


@lru_cache(maxsize=64)
def reaching(study: Study) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Form -> its checks that look beyond it -> the forms on which each rests."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for form_id, form in study.forms.forms.items():
        for check_id, check in form.checks.items():
            beyond = [name for name in names(parse(check.test)) if name not in form.items and not _is_row(form, name)]
            if beyond:
                rests_on = frozenset(_form_of(study, form_id, name) for name in beyond) - {""}
                found.setdefault(form_id, {})[check_id] = rests_on
    return found


def resting_on(study: Study, form: str) -> tuple[str, ...]:
    """The forms with a check that a change of this form can touch, the form itself among them where it looks at an earlier entry."""
    return _resting_on(study, form)


@lru_cache(maxsize=1024)
def _resting_on(study: Study, form: str) -> tuple[str, ...]:
    return tuple(
        name for name, checks in reaching(study).items() if any(form in rests_on for rests_on in checks.values())
    )


def can_touch(study: Study, changed: FormInstance, other: FormInstance) -> bool:
    """Whether a newly entered form can be what a check of another looks at: it is about an earlier day or the same, or at its visit.

    Only of checks that look at other forms can that be said; a variable may be dated otherwise than its form.
    """
    plan = study.forms.forms[other.form]
    day = day_of(other.items.get(plan.date), study.time_zone) if plan.date else None
    if day is None or not _looks_at_forms_alone(study, other.form):
        return True
    same_visit = (other.visit or other.instance) in (changed.visit or changed.instance, changed.instance)
    return same_visit or form_day(study, changed) <= day


@lru_cache(maxsize=1024)
def _looks_at_forms_alone(study: Study, form: str) -> bool:
    plan = study.forms.forms[form]
    named = {name for check in plan.checks.values() for name in names(parse(check.test))} - plan.items.keys()
    return all(name.partition(".")[0] in (PREVIOUS, *study.forms.forms, *plan.groups) for name in named)


def _is_row(form: Form, name: str) -> bool:
    group, _, item = name.partition(".")
    return group in form.groups and item in form.groups[group].items


def _form_of(study: Study, form: str, name: str) -> str:
    """The form that a name beyond the own items is read from; empty where it is a fact."""
    first = name.partition(".")[0]
    if first == PREVIOUS:
        return form
    if first in study.forms.forms:
        return first
    if name in study.variables:
        return study.variables[name].item.partition(".")[0]
    return (study.events[name].form or "") if name in study.events else ""


class _Around:
    """Resolves the names of one form's checks on the day of that form."""

    __slots__ = ("day", "events", "facts", "form", "instance", "person", "place", "study", "variables")

    def __init__(
        self, study: Study, facts: Facts, events: Events, form: str, instance: str, place: str, day: date
    ) -> None:
        self.study = study
        self.facts = facts
        self.form = form
        self.instance = instance
        self.place = place
        self.day = day
        self.person = whose_limits(study, facts, form)
        self.variables = observations(study, facts, day, events)
        self.events = observations(study, facts, FAR, events)

    def look(self, name: str) -> Observation | None:
        first, _, item = name.partition(".")
        if first == PREVIOUS:
            return self._answer(self._before(), item)
        if first in self.study.forms.forms:
            return self._answer(self._beside(first), item)
        return self.events(name) if name in self.study.events else self.variables(name)

    def _answer(self, form: FormInstance | None, item: str) -> Observation | None:
        return form_look(self.study, form, self.person)(item) if form is not None else None

    def _before(self) -> FormInstance | None:
        """The newest other entry of the form about an earlier day."""
        newest_first = reversed(forms_by_day(self.study, self.facts, self.form))
        return next((one for day, _, one in newest_first if day < self.day and one.instance != self.instance), None)

    def _beside(self, form: str) -> FormInstance | None:
        """The form at the same visit, or else the newest about a day up to this one."""
        there = self.facts.at_visit(self.place).get(form)
        if there is not None:
            return there
        newest_first = reversed(forms_by_day(self.study, self.facts, form))
        return next((one for day, _, one in newest_first if day <= self.day), None)
