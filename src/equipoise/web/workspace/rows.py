"""One line a participant: where the person stands, what is next, what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules import product, safety, visits
from equipoise.trial.find_tasks import watch
from equipoise.trial.person import STATUSES, Person, people
from equipoise.trial.remember import remember
from equipoise.trial.task import URGENCIES, Task, by_moment
from equipoise.trial.worklist import tasks_of
from equipoise.values.dates import days_between
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope

HARM_FROM: Final = 3
"""The grade from which a toxicity is shown as an alert: severe (CTCAE)."""
IN_PHASE: Final = Text("In the treatment phase", "治疗期")
"""The status of everybody between randomisation and follow-up for those who may not see who is treated."""
_TREATED_OR_NOT: Final = frozenset({"on_treatment", "observation"})
_ENDS: Final = ("death", "lost_to_follow_up", "withdrawn_data")


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


def tasks(scope: Scope, one: Person) -> tuple[Task, ...]:
    """What is due for a participant, without what would tell a concealed arm; most urgent first."""
    seen = [task for task in tasks_of(scope.trial, one, scope.at) if shows(scope, task)]
    order = list(URGENCIES)
    return tuple(
        sorted(seen, key=lambda task: (order.index(task.urgency), task.due or scope.today, by_moment(task), task.kind))
    )


def shows(scope: Scope, task: Task) -> bool:
    """Whether a role may see a task."""
    if scope.blind:
        return task.kind in ("read_scan", "adjudicate")
    if not scope.conceal.arms:
        return True
    visit = scope.study.schedule.visits.get(task.instance.partition(".")[0])
    hidden = scope.conceal.visit(visit) or (scope.conceal.product and bool(task.unit)) or scope.conceal.form(task.form)
    return not hidden


def status_words(scope: Scope, status: str) -> Text:
    """Where a participant stands, without telling a concealed arm."""
    return IN_PHASE if scope.conceal.arms and status in _TREATED_OR_NOT else STATUSES[status]


def arm_words(scope: Scope, study: Study, arm: str | None) -> Text | None:
    """The arm of a participant in words; None before randomisation, and for those who may not see it."""
    if arm is None or scope.conceal.arms:
        return None
    return study.arms[arm].label.text if arm in study.arms else Text(arm, arm)


def arm_numbers(study: Study) -> Mapping[str, int]:
    """Arm -> the number of its colour."""
    return {arm: number for number, arm in enumerate(study.arms, start=1)}


def randomised_on(one: Person) -> date | None:
    """The day of randomisation."""
    found = one.facts.first(Randomised)
    return found.day(one.study.time_zone) if found is not None else None


def trial_day(one: Person, today: date) -> int | None:
    """Days since randomisation; it stands still at death, loss or withdrawal."""
    start = randomised_on(one)
    if start is None:
        return None
    last = min([today, *(day for name in _ENDS if (day := one.day(name)) is not None)])
    return days_between(start, last)


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
