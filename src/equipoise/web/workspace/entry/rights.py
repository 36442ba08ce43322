"""Which acts on a form a role may begin now: what the page offers. Whether an act holds is decided by the gate alone."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.facts import FormInstance
from equipoise.protocol.model import Form
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Rights:
    """What a page of a form offers to whoever reads it."""

    enter: bool = False
    correct: bool = False
    retract: bool = False
    sign: bool = False
    verify: bool = False
    ask: bool = False
    answer: bool = False
    close: bool = False
    lock: bool = False
    unlock: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to offer besides answering questions."""
        return self.correct or self.retract or self.sign or self.lock or self.unlock


def rights(
    scope: Scope, one: Person, name: str, plan: Form, saved: FormInstance | None, locked: Reason | None
) -> Rights:
    """What a role may begin on a form: nothing in the past, no change where it is locked."""
    if scope.past:
        return Rights()
    role, there, is_open = scope.role, saved is not None, locked is None
    own = role in plan.by and one.consent is not None and "data" not in one.withdrawn
    target = visits.form_target(name, saved.instance) if saved is not None else ""
    return Rights(
        enter=own and is_open and not there and may(role, act.SaveForm),
        correct=own and is_open and there and may(role, act.CorrectItems),
        retract=own and is_open and there and may(role, act.RetractForm),
        sign=there and may(role, act.SignForm) and plan.signed_by in (None, role),
        verify=there and may(role, act.VerifySource),
        ask=there and is_open and may(role, act.OpenQuery),
        answer=there and may(role, act.AnswerQuery),
        close=there and may(role, act.CloseQuery),
        lock=there and is_open and may(role, act.Lock),
        unlock=there and visits.is_locked(one.facts, "form", target) and may(role, act.Unlock),
    )
