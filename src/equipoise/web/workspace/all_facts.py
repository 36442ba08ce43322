"""Every fact of a trial in the order of its ledger."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.facts import Body, Fact
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.web.workspace.scope import Scope


def all_facts(scope: Scope) -> Sequence[Fact[Body]]:
    """Every fact of the trial in ledger order; gathered once for each head."""
    return remember(scope.trial, "ledger", "", (scope.trial.head,), lambda: _gathered(scope.trial))


def _gathered(trial: Trial) -> Sequence[Fact[Body]]:
    found: list[Fact[Body]] = [*trial.study.facts]
    for history in trial.participants.values():
        found.extend(history.facts)
    found.sort(key=lambda fact: fact.seq)
    return found
