"""What may be added to a casebook besides the planned visits, and what may be done to the casebook as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.trial.person import Person
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Addition:
    """A form that may be entered now although no visit asks for it."""

    form: str
    name: Text
    instance: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact outside the plan, with the forms that this role enters at it."""

    name: Text
    forms: tuple[Addition, ...]


def additions(scope: Scope, one: Person) -> Sequence[Addition]:
    """The forms that are entered whenever something happens."""
    if not _writes(scope, one):
        return ()
    return [
        Addition(name, plan.name, "new")
        for name, plan in one.study.forms.forms.items()
        if plan.log and scope.role in plan.by and not scope.conceal.form(name)
    ]


def contacts(scope: Scope, one: Person) -> Sequence[Contact]:
    """The next contact of each kind that nobody planned."""
    if not _writes(scope, one):
        return ()
    taken = visits.unscheduled(one.study, one.facts, scope.today)
    found = []
    for visit, kind in one.study.schedule.unscheduled.items():
        number = 1 + max((each.number for each in taken if each.visit == visit), default=0)
        plans = one.study.forms.forms
        own = tuple(
            Addition(form, plans[form].name, f"{visit}.{number}")
            for form in kind.forms
            if scope.role in plans[form].by and not scope.conceal.form(form)
        )
        if own:
            found.append(Contact(Text(f"{kind.name.en} {number}", f"{kind.name.zh} {number}"), own))
    return found


@dataclass(frozen=True, slots=True)
class Whole:
    """What a role may do to the whole casebook."""

    endorse: bool
    lock: bool
    is_locked: bool


def whole(scope: Scope, one: Person) -> Whole:
    """Endorse and lock; nothing in the past."""
    return Whole(
        not scope.past and may(scope.role, act.EndorseCasebook),
        not scope.past and may(scope.role, act.Lock),
        visits.is_locked(one.facts, "participant", one.number),
    )


def _writes(scope: Scope, one: Person) -> bool:
    locked = visits.locked(one.facts, scope.trial.study)
    may_write = may(scope.role, act.SaveForm) and one.consent is not None and "data" not in one.withdrawn
    return may_write and not scope.past and locked is None
