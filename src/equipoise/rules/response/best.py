"""The first progression, and the best response, confirmed or not (RECIST 1.1, 4.6 and table 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.facts import Facts
from equipoise.facts.events import Occurred
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.response.time_points import time_points
from equipoise.values.dates import days_between

Visit = tuple[date, str]
"""The day of an assessment and its overall response."""
_ORDER: Final = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE")


@dataclass(frozen=True, slots=True)
class BestRules:
    """How a best response is found; days and counts as the study file states them."""

    confirm: bool = False
    confirm_days: int = 28
    stable_days: int = 42
    not_evaluable_between: int = 1
    stable_between: bool = False
    missing_as_not_evaluable: bool = False


@dataclass(frozen=True, slots=True)
class Best:
    """The best response and the first day on which it was reached; MISSING without a day where nothing was assessed."""

    response: str
    day: date | None


def progression(study: Study, facts: Facts) -> Occurred | None:
    """The first assessment that shows progression, or None."""
    for point in time_points(study, facts):
        if point.overall == "PD":
            return Occurred(point.day, point.seq)
    return None


def best_response(study: Study, facts: Facts, *, confirm: bool | None = None) -> Best:
    """The best overall response of a participant from randomisation (else baseline) to the first progression.

    Whether it is confirmed is the study's rule unless asked otherwise.
    """
    points = time_points(study, facts)
    plan = study.response
    if plan is None or not points:
        return Best("MISSING", None)
    randomised = facts.first(Randomised)
    start = randomised.day(study.time_zone) if randomised is not None else points[0].day
    rules = BestRules(
        plan.confirm if confirm is None else confirm, plan.confirm_days, plan.stable_days, plan.not_evaluable_between
    )
    return best_of([(point.day, point.overall) for point in points if point.overall is not None], start, rules)


def best_of(visits: Sequence[Visit], start: date, rules: BestRules) -> Best:
    """The best response of assessments in order of day; those after the first progression do not count.

    A stable disease, and a response that nothing confirmed, count as stable from `stable_days` after the start, before
    that as not evaluable.
    """
    counted = list(_until_progression(visits))
    if not counted:
        return Best("NE" if rules.missing_as_not_evaluable else "MISSING", None)
    reached: dict[str, date] = {}
    for place, (day, _) in enumerate(counted):
        for earned in _earned(counted, place, start, rules):
            reached.setdefault(earned, day)
    best = next(response for response in _ORDER if response in reached)
    return Best(best, reached[best])


def _until_progression(visits: Sequence[Visit]) -> Iterator[Visit]:
    for visit in visits:
        yield visit
        if visit[1] == "PD":
            return


def _earned(visits: Sequence[Visit], place: int, start: date, rules: BestRules) -> Iterator[str]:
    day, response = visits[place]
    late = days_between(start, day) >= rules.stable_days
    if response in ("CR", "PR"):
        if not rules.confirm or _is_confirmed(visits, place, rules):
            yield response
        yield "SD" if late else "NE"
    elif response in ("SD", "NON-CR/NON-PD"):
        yield response if late else "NE"
    else:
        yield response


def _is_confirmed(visits: Sequence[Visit], place: int, rules: BestRules) -> bool:
    """Whether a later assessment confirms a CR (CR again) or a PR (PR or CR), with nothing but the like or gaps between."""
    day, response = visits[place]
    confirming = ("CR",) if response == "CR" else ("CR", "PR")
    gaps = stable = 0
    complete = False
    for later, found in visits[place + 1 :]:
        if found in confirming and not (complete and found == "PR"):
            if days_between(day, later) >= rules.confirm_days:
                return True
            complete = complete or found == "CR"
        elif found == "NE" and gaps < rules.not_evaluable_between:
            gaps += 1
        elif found == "SD" and response == "PR" and rules.stable_between and stable == 0:
            stable += 1
        else:
            return False
    return False


_TABLE_3: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("CR", "CR"): ("CR", "CR"),
    ("CR", "PR"): ("SD", "PD"),
    ("CR", "SD"): ("SD", "PD"),
    ("CR", "PD"): ("SD", "PD"),
    ("CR", "NE"): ("SD", "NE"),
    ("PR", "CR"): ("PR", "PR"),
    ("PR", "PR"): ("PR", "PR"),
    ("PR", "SD"): ("SD", "SD"),
    ("PR", "PD"): ("SD", "PD"),
    ("PR", "NE"): ("SD", "NE"),
    ("NE", "NE"): ("NE", "NE"),
}
"""First and subsequent response -> best response if the least duration of stable disease was met, and if not."""


def by_table_3(first: str, subsequent: str, stable_long_enough: bool) -> str:
    """The best response of two assessments where confirmation is required, as table 3 of RECIST 1.1 lists it.

    CR followed by PR is as the table's footnote reads it when the complete response was real. KeyError for a pair that
    the table does not list.
    """
    met, not_met = _TABLE_3[(first, subsequent)]
    return met if stable_long_enough else not_met
