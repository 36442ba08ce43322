"""The one next action of a participant, wherever in the study: for the head of the casebook."""

from __future__ import annotations

from equipoise.rules import product
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import Person
from equipoise.trial.worklist import Task
from equipoise.web.workspace.actions import address
from equipoise.web.workspace.rows import tasks
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.screening.entry_next import Next, entry_next


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
    return Next(task.says, address(scope, task, _units(one, task)), ROLES[task.role], task.blocked)


def _units(one: Person, task: Task) -> frozenset[str]:
    """The units of a participant that exist already, where the task is about one."""
    if not task.unit or one.study.product is None:
        return frozenset()
    chain = product.chain(one.study, one.facts)
    return frozenset({*chain.bags, *chain.batches, *(collection.id for collection in chain.collections.values())})
