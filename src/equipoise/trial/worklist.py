"""Who must do what by when: one list for all roles, computed from the facts, sorted by urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from equipoise.trial.find_tasks import of_person, of_the_study, readings, watch
from equipoise.trial.permissions import BLIND_READER
from equipoise.trial.person import Person, people
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.trial.task import URGENCIES, Task, by_moment
from equipoise.values.undisturbed import undisturbed


def worklist(trial: Trial, at: datetime, role: str | None = None) -> tuple[Task, ...]:
    """Every task of a role (of all roles without one), most urgent first."""
    if not trial.is_open:
        return ()
    today = at.astimezone(ZoneInfo(trial.protocols.first.time_zone)).date()
    tasks = [*of_the_study(trial, today)]
    with undisturbed():
        for one in people(trial, today):
            tasks += [*_of_the_day(trial, one, at, today), *watch(one, at)]
            if role is None or role == BLIND_READER:
                tasks += _to_read(trial, one, today)
    wanted = [task for task in tasks if role is None or task.role == role]
    order = list(URGENCIES)
    return tuple(
        sorted(
            wanted,
            key=lambda task: (
                order.index(task.urgency),
                task.due or today,
                by_moment(task),
                task.participant,
                task.kind,
            ),
        )
    )


def tasks_of(trial: Trial, one: Person, at: datetime) -> tuple[Task, ...]:
    """Every task about one participant."""
    today = at.astimezone(ZoneInfo(one.study.time_zone)).date()
    return (*_of_the_day(trial, one, at, today), *watch(one, at), *_to_read(trial, one, today))


def _of_the_day(trial: Trial, one: Person, at: datetime, today: date) -> list[Task]:
    """The tasks about a person, but for vital signs and blinded readings."""
    return _remembered(trial, one, today, "tasks", lambda: of_person(trial, one, at, today))


def _to_read(trial: Trial, one: Person, today: date) -> list[Task]:
    """The blinded readings of a person: they are on the list of their readers alone, and nobody else waits for them to be found."""
    return _remembered(trial, one, today, "readings", lambda: readings(one, today))


def _remembered(trial: Trial, one: Person, today: date, what: str, find: Callable[[], Iterable[Task]]) -> list[Task]:
    """Tasks about a person, kept for the day until a further fact of the person or of the study arrives."""
    mark = (one.facts.head, trial.study.head, today, one.study.version)
    return remember(trial, what, one.number, mark, lambda: [*find()])
