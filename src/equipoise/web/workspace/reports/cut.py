"""The data cut of the moment shown, as the role that reads may see it; kept until a further fact arrives."""

from __future__ import annotations

from equipoise.report import Material, imprint_of
from equipoise.trial.permissions import reads_closed_report
from equipoise.web import trials
from equipoise.web.workspace.scope import Scope


def material_of(scope: Scope) -> Material:
    """What reports are made of, of the whole days until the moment shown."""
    masked, closed = scope.conceal.arms, reads_closed_report(scope.study, scope.role)
    mark = (scope.trial.head, scope.study.version, scope.today)
    kept: tuple[object, Material] | None = scope.trial.memory.get(("report", masked, closed))
    if kept is None or kept[0] != mark:
        imprint = imprint_of(scope.trial, scope.study, scope.today, trials.store())
        kept = (mark, Material(scope.trial, scope.study, imprint, masked, closed))
        scope.trial.memory[("report", masked, closed)] = kept
    return kept[1]
