"""What follows from facts by the study file itself, without anybody asking: automatic holds, questions, deviations."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.facts import Body, Fact
from equipoise.trial.acts.follow import follow_changes
from equipoise.trial.acts.hold import follow_holds
from equipoise.trial.decision import Happening
from equipoise.trial.state import Trial


def consequences(trial: Trial, facts: Sequence[Fact[Body]]) -> tuple[Happening, ...]:
    """The facts that follow from newly kept ones: holds, questions on forms that rest on changed ones, ineligibility found later."""
    return (*follow_holds(trial, facts), *follow_changes(trial, facts))
