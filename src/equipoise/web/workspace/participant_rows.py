"""One line a participant: where the person stands, what is next, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.protocol.model import Study
from equipoise.rules import product, safety, visits
from equipoise.trial.find_tasks import watch
from equipoise.trial.person import Person, people
from equipoise.trial.remember import remember
from equipoise.trial.task import Task
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.shown_tasks import tasks
from equipoise.web.workspace.standing import randomised_on, trial_day

HARM_FROM: Final = 3
"""The grade from which a toxicity is shown as an alert: severe (CTCAE)."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A mark behind a participant: its kind (for the shape), and its words."""

    kind: str
    says: Text


@dataclass(frozen=True, slots=True)
class Row:
    """A participant as the list shows one. `day` counts from randomisation; None before it."""

    number: str
    site: str
    status: str
    arm: str | None
    study: Study
    randomised: date | None
    day: int | None
    course: int
    courses: int
    task: Task | None
    queries: int
    alerts: tuple[Alert, ...]


def rows(scope: Scope) -> tuple[Row, ...]:
    """Every participant in the order of registration."""
    return tuple(row(scope, one) for one in people(scope.trial, scope.today))


def row(scope: Scope, one: Person) -> Row:
    """The line of a participant; kept until a further fact of the person or the study, or the next day."""
    watched = watch(one, scope.at)
    mark = (one.facts.head, one.study.version, scope.trial.study.head, scope.today, scope.conceal.arms, watched)
    return remember(scope.trial, "row", (one.number, scope.conceal.arms), mark, lambda: _row(scope, one))


def _row(scope: Scope, one: Person) -> Row:
    planned = one.study.product
    chain = product.chain(one.study, one.facts) if planned is not None and not scope.conceal.product else None
    open_queries = sum(not query.is_settled for query in visits.queries(one.facts))
    return Row(
        number=one.number,
        site=one.site,
        status=one.status,
        arm=one.arm,
        study=one.study,
        randomised=randomised_on(one),
        day=trial_day(one, scope.today),
        course=len(chain.courses) if chain is not None else 0,
        courses=planned.courses.number if planned is not None and one.receives_product and chain is not None else 0,
        task=next(iter(tasks(scope, one)), None) if one.active else None,
        queries=open_queries,
        alerts=alerts(one),
    )


def alerts(one: Person) -> tuple[Alert, ...]:
    """What stands out: progression, serious events, severe toxicity, a consent that is due."""
    found = []
    if one.progression is not None:
        found.append(Alert("progression", Text("progression", "疾病进展")))
    events = safety.adverse_events(one.study, one.facts)
    serious = sum(event.serious for event in events)
    if serious:
        found.append(Alert("serious", Text(f"SAE {serious}", f"SAE {serious}")))
    worst = max((event.grade or 0 for event in events), default=0)
    if worst >= HARM_FROM:
        found.append(Alert("grade", Text(f"grade {worst}", f"{worst} 级")))
    if one.unacceptable:
        found.append(Alert("stop", Text("unacceptable toxicity", "不可接受毒性")))
    if one.active and one.consent_due is not None:
        found.append(Alert("consent", Text(f"consent {one.consent_due} due", f"待签 {one.consent_due} 版知情同意")))
    return tuple(found)
