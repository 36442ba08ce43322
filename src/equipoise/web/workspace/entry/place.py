"""Where a form stands: whose it is, which entry of it, at which visit; and the form as a sheet to write on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import Http404

from equipoise.facts import FormInstance
from equipoise.protocol.model import Form
from equipoise.rules import visits
from equipoise.rules.visits import Occurrence
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.web.drafts.keep import Place as DraftPlace
from equipoise.web.workspace.entry.rights import Rights, rights
from equipoise.web.workspace.entry.sheet import NOTHING, Sheet, as_of, boxes_of
from equipoise.web.workspace.matrix import occurrences
from equipoise.web.workspace.scope import Scope

NEW: Final = "new"
"""The instance that asks for the next free number of a form that is entered whenever something happens."""
_NUMBER: Final = re.compile(r"[1-9]\d{0,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a form of a participant: entered, due, or of a form that is entered whenever something happens."""

    scope: Scope
    one: Person
    plan: Form
    form: str
    instance: str
    visit: str
    saved: FormInstance | None
    occurrence: Occurrence | None

    @property
    def locked(self) -> Reason | None:
        """Why nothing may be changed here."""
        visit = self.saved.visit or self.instance if self.saved is not None else self.visit or self.instance
        return visits.locked(self.one.facts, self.scope.trial.study, self.form, self.instance, visit)

    @property
    def rights(self) -> Rights:
        """What the reader may begin."""
        return rights(self.scope, self.one, self.form, self.plan, self.saved, self.locked)

    @property
    def address(self) -> str:
        """The page of the form."""
        return self.scope.to("participants", self.one.number, "forms", self.form, self.instance)

    def step(self, name: str) -> str:
        """The address of an act on the form."""
        return self.scope.to("participants", self.one.number, name, self.form, self.instance)

    def draft_of(self, owner: str) -> DraftPlace:
        """Where a person's draft of this form is kept."""
        return DraftPlace(owner, self.scope.name, self.one.number, self.form, self.instance)

    def sheet(self, typed: Mapping[str, str] | None = None, base: int | None = None) -> Sheet:
        """The form to write on: with what is typed, otherwise as it is saved."""
        now = self.saved.seq if self.saved is not None else 0
        given = as_of(self.saved, now) if self.saved is not None else NOTHING
        held = typed if typed is not None else boxes_of(self.one.study, self.plan, given)
        visit = self.saved.visit if self.saved is not None else self.visit
        return Sheet(
            self.scope, self.one, self.form, self.instance, visit, self.saved, now if base is None else base, held
        )


def find(scope: Scope, number: str, form: str, instance: str) -> Place:
    """The place that an address names; 404 where there is none, or where the role may not see that there is one."""
    one = scope.person(number)
    plan = one.study.forms.forms.get(form)
    if plan is None or scope.conceal.form(form):
        raise Http404
    if instance == NEW and plan.log:
        instance = next_number(one, form)
    saved = one.facts.form(form, instance)
    at = saved.visit or instance if saved is not None else instance
    if scope.conceal.visit(one.study.schedule.visits.get(at.partition(".")[0])):
        raise Http404
    occurrence = next((one for one in occurrences(scope, one) if one.instance == at), None)
    if saved is None and not _may_be_entered(one, plan, form, instance, occurrence):
        raise Http404
    visit = instance if saved is None and not plan.log else ""
    return Place(scope, one, plan, form, instance, visit, saved, occurrence)


def _may_be_entered(one: Person, plan: Form, form: str, instance: str, occurrence: Occurrence | None) -> bool:
    if occurrence is not None:
        return any(due.form == form for due in occurrence.forms) or not occurrence.scheduled
    visit, _, number = instance.partition(".")
    kind = one.study.schedule.unscheduled.get(visit)
    if kind is not None:
        return form in kind.forms and _NUMBER.fullmatch(number) is not None
    return plan.log and _NUMBER.fullmatch(instance) is not None


def next_number(one: Person, form: str) -> str:
    """The running number of the next entry of a form."""
    taken = {entered.instance for entered in one.facts.forms(form)}
    return next(str(number) for number in range(len(taken) + 1, len(taken) + 100_000) if str(number) not in taken)
