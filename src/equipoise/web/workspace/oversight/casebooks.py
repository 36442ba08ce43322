"""All casebooks of the trial in numbers: what is due, entered, asked, verified, signed and locked."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.trial.conduct import Conduct, Hidden, conduct
from equipoise.trial.person import people
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Totals:
    """All casebooks together."""

    due: int
    entered: int
    overdue: int
    queries: int
    verified: int
    answers: int
    critical_verified: int
    critical: int
    unsigned: int
    locked: int
    people: int

    @property
    def complete(self) -> int:
        """Whole per cent of the forms due that are entered."""
        return 100 * self.entered // self.due if self.due else 100

    @property
    def percent(self) -> int:
        """Whole per cent of the answers that are verified."""
        return 100 * self.verified // self.answers if self.answers else 100

    @property
    def critical_percent(self) -> int:
        """Whole per cent of the critical answers that are verified."""
        return 100 * self.critical_verified // self.critical if self.critical else 100


def casebooks(scope: Scope) -> tuple[Conduct, ...]:
    """Every participant's casebook in numbers, without visits and forms that would tell a concealed arm."""
    planned, forms = scope.study.schedule.visits, scope.study.forms.forms
    hidden = Hidden(
        frozenset(name for name, visit in planned.items() if scope.conceal.visit(visit)),
        frozenset(name for name in forms if scope.conceal.form(name)),
    )
    return tuple(conduct(scope.trial, one, scope.at, hidden) for one in people(scope.trial, scope.today))


def totals(every: tuple[Conduct, ...]) -> Totals:
    """The sums over all casebooks."""
    return Totals(
        due=sum(one.due for one in every),
        entered=sum(one.entered for one in every),
        overdue=sum(one.overdue for one in every),
        queries=sum(len(one.queries) for one in every),
        verified=sum(one.verification.verified for one in every),
        answers=sum(one.verification.answers for one in every),
        critical_verified=sum(one.verification.critical_verified for one in every),
        critical=sum(one.verification.critical for one in every),
        unsigned=sum(one.unsigned for one in every),
        locked=sum(one.locked for one in every),
        people=len(every),
    )
