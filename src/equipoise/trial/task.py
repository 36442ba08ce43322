"""One line of a worklist: what is to be done, with whom, by when, and how urgent that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import inf
from typing import Final, Literal

from equipoise.values.reason import Reason
from equipoise.values.text import Text

Urgency = Literal["overdue", "today", "this_week", "later", "waiting"]
URGENCIES: Final[dict[Urgency, Text]] = {
    "overdue": Text("Overdue", "逾期"),
    "today": Text("Today", "今天"),
    "this_week": Text("This week", "本周"),
    "later": Text("Later", "以后"),
    "waiting": Text("Waiting for others", "等待他人"),
}
"""How a list is grouped."""


@dataclass(frozen=True, slots=True)
class Task:
    """One line: what is to be done, with whom or which unit, by when, and why it cannot be done yet."""

    role: str
    kind: str
    says: Text
    participant: str = ""
    unit: str = ""
    earliest: date | None = None
    due: date | None = None
    urgency: Urgency = "today"
    blocked: tuple[Reason, ...] = ()
    form: str = ""
    instance: str = ""
    by: datetime | None = None
    """The moment at which it is due, where the day does not say it: vital signs around an infusion."""
    not_for: frozenset[str] = frozenset()
    """People of the role who may not do it: who has read a participant's scans does not read them for another reader."""


def by_moment(task: Task) -> float:
    """What is due at a moment comes before what is due on its day."""
    return task.by.timestamp() if task.by is not None else inf


def urgency_of(due: date | None, today: date, earliest: date | None = None) -> Urgency:
    """How urgent a task is by its days; one that cannot begin yet waits for its first day."""
    if due is not None and due < today:
        return "overdue"
    if earliest is not None and earliest > today:
        return "this_week" if earliest <= today + timedelta(days=7) else "later"
    if due is None or due <= today or (earliest is not None and earliest <= today and due <= today):
        return "today"
    return "this_week" if due <= today + timedelta(days=7) else "later"


def count_by_urgency(tasks: Sequence[Task]) -> dict[Urgency, int]:
    """The numbers of the day."""
    return {urgency: sum(task.urgency == urgency for task in tasks) for urgency in URGENCIES}
