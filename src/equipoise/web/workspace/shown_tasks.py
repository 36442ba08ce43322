"""The open tasks that a page shows to a role."""

from __future__ import annotations

from equipoise.trial.person import Person
from equipoise.trial.task import URGENCIES, Task, by_moment
from equipoise.trial.worklist import tasks_of
from equipoise.web.workspace.scope import Scope


def tasks(scope: Scope, one: Person) -> tuple[Task, ...]:
    """What is due for a participant, without what would tell a concealed arm; most urgent first."""
    seen = [task for task in tasks_of(scope.trial, one, scope.at) if shows(scope, task)]
    order = list(URGENCIES)
    return tuple(
        sorted(seen, key=lambda task: (order.index(task.urgency), task.due or scope.today, by_moment(task), task.kind))
    )


def shows(scope: Scope, task: Task) -> bool:
    """Whether a role may see a task."""
    if scope.blind:
        return task.kind in ("read_scan", "adjudicate")
    if not scope.conceal.arms:
        return True
    visit = scope.study.schedule.visits.get(task.instance.partition(".")[0])
    hidden = scope.conceal.visit(visit) or (scope.conceal.product and bool(task.unit)) or scope.conceal.form(task.form)
    return not hidden
