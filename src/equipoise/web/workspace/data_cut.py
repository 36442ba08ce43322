"""The data cut that a page shows: prepared once for every page that reads it."""

from __future__ import annotations

from equipoise.analysis.tables import Context, prepare
from equipoise.trial.remember import remember
from equipoise.web.workspace.scope import Scope


def context_of(scope: Scope) -> Context:
    """What results, figures and tables of the whole days until the moment shown are made from; kept until a further fact arrives."""
    masked = scope.conceal.arms
    mark = (scope.trial.head, scope.study.version, scope.today)
    return remember(
        scope.trial, "context", masked, mark, lambda: prepare(scope.trial, scope.study, scope.today, masked)
    )
