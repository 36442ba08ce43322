"""Where a participant stands, as a role may see it: status, arm, day of the trial."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.trial.person import STATUSES, Person
from equipoise.values.dates import days_between
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope

IN_PHASE: Final = Text("In the treatment phase", "治疗期")
"""The status of everybody between randomisation and follow-up for those who may not see who is treated."""
_TREATED_OR_NOT: Final = frozenset({"on_treatment", "observation"})
_ENDS: Final = ("death", "lost_to_follow_up", "withdrawn_data")


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
