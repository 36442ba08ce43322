"""Where a value that a criterion misses is entered: the form that supplies it, at the visit where it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.rules import visits
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import Person
from equipoise.values.text import Text, listed
from equipoise.web.workspace.matrix import occurrences
from equipoise.web.workspace.scope import Scope

_STATES = ("overdue", "open", "planned")


@dataclass(frozen=True, slots=True)
class Supply:
    """A form with its address, and who enters it where the reader does not."""

    form: Text
    address: str
    by: Text | None


def supply(scope: Scope, one: Person, variable: str) -> Supply | None:
    """The form in which a variable of the study is entered next; None for an event, or where the role may not see the form.

    First the visit where the form is due, then any open visit that may take it, then a contact outside the plan, then the
    form as it was last entered (to be corrected).
    """
    plan = one.study.variables.get(variable)
    form = plan.item.partition(".")[0] if plan is not None else ""
    if form not in one.study.forms.forms or scope.conceal.form(form):
        return None
    instance = next(_instances(scope, one, form), None)
    if instance is None:
        return None
    found = one.study.forms.forms[form]
    by = None if scope.role in found.by else listed([ROLES[role] for role in found.by])
    return Supply(found.name, scope.to("participants", one.number, "forms", form, instance), by)


def _instances(scope: Scope, one: Person, form: str) -> Iterator[str]:
    waiting = [
        (not due.required, _STATES.index(visit.state), visit.latest, visit.instance)
        for visit in occurrences(scope, one)
        for due in visit.forms
        if due.form == form and not due.entered and visit.state in _STATES
    ]
    yield from (instance for *_, instance in sorted(waiting))
    if one.study.forms.forms[form].log:
        yield "new"
    taken = visits.unscheduled(one.study, one.facts, scope.today)
    for name, kind in one.study.schedule.unscheduled.items():
        if form in kind.forms:
            yield f"{name}.{1 + max((each.number for each in taken if each.visit == name), default=0)}"
    entered = one.facts.forms(form)
    if entered:
        yield max(entered, key=lambda each: each.seq).instance
