"""The eligibility of a participant as pages show it: of the day that it was decided on, otherwise of today."""

from __future__ import annotations

from equipoise.facts.participant import ScreeningFailed
from equipoise.rules import eligibility
from equipoise.rules.eligibility import Assessment
from equipoise.trial.person import Person
from equipoise.trial.remember import remember
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.standing import randomised_on


def assessment(scope: Scope, one: Person) -> Assessment:
    """The eligibility as of the day of randomisation, or of the end of screening, or of today."""
    failed = one.facts.first(ScreeningFailed)
    ended = failed.day(one.study.time_zone) if failed is not None else None
    day = randomised_on(one) or ended or scope.today
    mark = (one.facts.head, one.study, day)
    return remember(
        scope.trial,
        "eligibility",
        one.number,
        mark,
        lambda: eligibility.assess(one.study, one.facts, day, events=one.events),
    )
