"""The one next action of a participant between registration and randomisation, and by whom where the reader may not do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import Person
from equipoise.trial.task import Task
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.shown_tasks import tasks

_ENTRY: Final[dict[str, type[Command]]] = {
    "sign_consent": act.SignConsent,
    "fail_screening": act.FailScreening,
    "confirm_eligibility": act.ConfirmEligibility,
    "randomise": act.Randomise,
}
"""The acts from registration to randomisation, in their order."""
_OPEN: Final = Text("Complete the eligibility: {n} criteria are open", "完善入排评估：尚有 {n} 条标准未定")
_LAST: Final = Text("Complete the eligibility: one criterion is open", "完善入排评估：尚有 1 条标准未定")


@dataclass(frozen=True, slots=True)
class Next:
    """An action. `address` is empty where the reader may not do it; `by` says who may; `blocked` why it waits."""

    says: Text
    address: str
    by: Text
    blocked: Sequence[Reason]


def entry_next(scope: Scope, one: Person) -> Next | None:
    """What comes next on the way to randomisation, or the consent that an amendment asks for; None where it is neither."""
    if scope.past or not one.active:
        return None
    due = {task.kind: task for task in tasks(scope, one)}
    kind = next((kind for kind in _ENTRY if kind in due), None)
    return _found(scope, one, due[kind], _ENTRY[kind]) if kind is not None else None


def _found(scope: Scope, one: Person, task: Task, command: type[Command]) -> Next:
    by = listed([ROLES[role] for role in MAY[command]])
    if task.kind == "confirm_eligibility" and task.blocked:
        says = _LAST if len(task.blocked) == 1 else _OPEN.format(n=len(task.blocked))
        return Next(says, scope.to("participants", one.number, "eligibility"), by, ())
    where = scope.to("participants", one.number, "do", task.kind) if may(scope.role, command) else ""
    return Next(task.says, where, by, task.blocked)
