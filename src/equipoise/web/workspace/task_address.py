"""Where a task of the worklist is done: its address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from equipoise.trial.task import Task
from equipoise.web.workspace.acts import PERSON, STUDY, UNIT
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.task_acts import ACTS

PAGES: Final[Mapping[str, str]] = {"test": "results", "read": "results", "release": "release", "sign": "release"}
"""Tasks that begin at a page of the unit: several results on one sheet, everything that a release rests on."""


def address(scope: Scope, task: Task, units: Collection[str]) -> str:
    """Where a task is done: its form, its step, its unit, its participant, or the study."""
    if task.form and task.kind != "send_safety_report":
        form = scope.to("participants", task.participant, "forms", task.form, task.instance)
        return f"{form}#queries" if task.kind in ("answer_query", "close_query") else form
    if task.kind == "confirm_eligibility" and task.blocked:
        return scope.to("participants", task.participant, "eligibility")
    if task.kind in PAGES and task.unit:
        return scope.to("units", task.unit, PAGES[task.kind])
    if task.kind in ("book", "move_booking"):
        return scope.to("cells", "calendar", participant=task.participant)
    act = ACTS.get(task.kind, task.kind)
    if act == "verify_bag":
        return scope.to("bedside", task.unit)
    if act in UNIT and task.unit:
        return scope.to("units", task.unit, "do", act, form=task.form, instance=task.instance)
    if act in PERSON and task.participant:
        return scope.to("participants", task.participant, "do", act, unit=task.unit, instance=task.instance)
    if act in STUDY and not task.participant:
        return scope.to("do", act, instance=task.instance)
    if task.unit in units:
        return scope.to("units", task.unit)
    return scope.to("participants", task.participant) if task.participant else scope.to("study")
