"""The data cut of the moment shown, as the role that reads may see it; kept until a further fact arrives."""

from __future__ import annotations

from equipoise.report import Material, imprint_of
from equipoise.trial.permissions import reads_closed_report
from equipoise.trial.remember import remember
from equipoise.web import trials
from equipoise.web.workspace.scope import Scope


def material_of(scope: Scope) -> Material:
    """What reports are made of, of the whole days until the moment shown."""
    masked, closed = scope.conceal.arms, reads_closed_report(scope.study, scope.role)
    mark = (scope.trial.head, scope.study.version, scope.today)
    return remember(scope.trial, "report", (masked, closed), mark, lambda: _material(scope, masked, closed))


def _material(scope: Scope, masked: bool, closed: bool) -> Material:
    imprint = imprint_of(scope.trial, scope.study, scope.today, trials.store())
    return Material(scope.trial, scope.study, imprint, masked, closed)
