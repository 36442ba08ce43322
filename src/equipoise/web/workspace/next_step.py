"""The one next action of a participant, wherever in the study: for the head of the casebook."""

from __future__ import annotations

from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES, may
from equipoise.trial.person import Person
from equipoise.trial.task import Task
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.screening.entry_next import Next, entry_next
from equipoise.web.workspace.shown_tasks import tasks
from equipoise.web.workspace.task_acts import ACTS
from equipoise.web.workspace.task_address import address


def next_step(scope: Scope, one: Person) -> Next | None:
    """What comes next for a participant; None where nothing is due, or in the past."""
    if scope.past or not one.active:
        return None
    entry = entry_next(scope, one)
    if entry is not None:
        return entry
    task = next(iter(tasks(scope, one)), None)
    if task is None:
        return None
    where = address(scope, task, _units(one, task)) if _mine(scope, one, task) else ""
    return Next(task.says, where, ROLES[task.role], task.blocked)


def place_of(scope: Scope, one: Person, task: Task) -> str:
    """Where a task of a participant is done: its form for everybody to read, its act for whose it is; empty otherwise."""
    if task.form or (_mine(scope, one, task) and not scope.past):
        return address(scope, task, _units(one, task))
    return ""


def _mine(scope: Scope, one: Person, task: Task) -> bool:
    """Whether the reader's role may do what a task asks for."""
    if task.kind == "save_form":
        return may(scope.role, act.SaveForm) and scope.role in one.study.forms.forms[task.form].by
    command = act.BY_NAME.get(ACTS.get(task.kind, task.kind))
    return may(scope.role, command) if command is not None else scope.role == task.role


def _units(one: Person, task: Task) -> frozenset[str]:
    """The units of a participant that exist already, where the task is about one."""
    if not task.unit or one.study.product is None:
        return frozenset()
    chain = product.chain(one.study, one.facts)
    return frozenset({*chain.bags, *chain.batches, *(collection.id for collection in chain.collections.values())})
