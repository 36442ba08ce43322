"""How the casebook of each participant stands: what is due, entered, late, asked, verified, signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from equipoise.facts.fact import day_in
from equipoise.rules import visits
from equipoise.rules.visits import Occurrence, Query, Verification
from equipoise.trial.person import Person
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial


@dataclass(frozen=True, slots=True)
class Conduct:
    """One participant's casebook in numbers. `due` are required forms whose day has come, `overdue` those past their window."""

    number: str
    site: str
    due: int
    entered: int
    overdue: int
    late: int
    missed: int
    queries: tuple[Query, ...]
    verification: Verification
    unsigned: int
    locked: bool
    deviations: tuple[Occurrence, ...]

    @property
    def complete(self) -> int:
        """Whole per cent of the forms due that are entered, rounded down; 100 where none is due."""
        return 100 * self.entered // self.due if self.due else 100


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a masked reader is not to count: visits and forms that only some arms have."""

    visits: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()


NOTHING_HIDDEN: Final = Hidden()


def conduct(trial: Trial, one: Person, at: datetime, hidden: Hidden = NOTHING_HIDDEN) -> Conduct:
    """How one participant's casebook stands; kept until a further fact, another day or another version."""
    today = day_in(at, one.study.time_zone)
    mark = (one.facts.head, one.study.version, trial.study.head, today)
    return remember(trial, "conduct", (one.number, hidden), mark, lambda: _conduct(trial, one, today, hidden))


def _conduct(trial: Trial, one: Person, today: date, hidden: Hidden) -> Conduct:
    calendar = visits.calendar(one.study, one.facts, one.events, today, one.arm)
    occurrences = [found for found in calendar if found.visit not in hidden.visits]
    reached = [found for found in occurrences if found.earliest <= today and found.state != "not_applicable"]
    required = [(found, form) for found in reached for form in found.forms if form.required]
    entered = [
        form for name, all_of in one.facts.all_forms().items() if name not in hidden.forms for form in all_of.values()
    ]
    return Conduct(
        one.number,
        one.site,
        due=len(required),
        entered=sum(form.entered for _, form in required),
        overdue=sum(not form.entered and found.state == "overdue" for found, form in required),
        late=sum(found.state == "late_done" for found in reached),
        missed=sum(found.state == "missed" for found in reached),
        queries=tuple(
            query for query in visits.queries(one.facts) if not query.is_settled and query.form not in hidden.forms
        ),
        verification=visits.verification(one.study, one.facts, entered),
        unsigned=sum(form.form not in hidden.forms for form in visits.to_sign(one.study, one.facts)),
        locked=visits.is_locked(one.facts, "participant", one.number) or visits.is_locked(trial.study, "trial"),
        deviations=tuple(found for found in visits.deviations(occurrences) if found.deviation is not None),
    )
