"""The delegation log as it is read: who holds which role, from which day to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from equipoise.facts import Fact
from equipoise.facts.study import DutyDelegated, DutyWithdrawn
from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text, same
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the delegation log. Days in ISO form; `last` is empty where no end is set."""

    person: str
    role: str
    name: Text
    first: str
    last: str
    given: Fact[DutyDelegated]
    ended: Fact[DutyWithdrawn] | None
    state: Literal["held", "to_come", "ended"]


def duties(scope: Scope) -> tuple[Duty, ...]:
    """Every line, in the order in which roles were given."""
    return tuple(_duty(scope, fact) for fact in scope.trial.study.of(DutyDelegated))


def _duty(scope: Scope, fact: Fact[DutyDelegated]) -> Duty:
    given, today = fact.body, scope.today.isoformat()
    same_duty = (
        one
        for one in scope.trial.study.of(DutyWithdrawn)
        if one.seq > fact.seq and (one.body.person, one.body.role) == (given.person, given.role)
    )
    ended = next(same_duty, None)
    first = given.first_day or fact.day(scope.zone).isoformat()
    last = ended.day(scope.zone).isoformat() if ended is not None else given.last_day
    state: Literal["held", "to_come", "ended"] = "held"
    if ended is not None or (last and last < today):
        state = "ended"
    elif first > today:
        state = "to_come"
    return Duty(given.person, given.role, ROLES.get(given.role, same(given.role)), first, last, fact, ended, state)
