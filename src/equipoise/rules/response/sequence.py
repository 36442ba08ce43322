"""What a sequence of responses comes to: the best one, confirmed or not, and how long it lasted (RECIST 1.1, 4.6, table 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.protocol.model import Response
from equipoise.values.dates import days_between

DatedResponse = tuple[date, str]
"""The day of an assessment and its overall response."""
_ORDER: Final = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE", "ND")
_RESPONSES: Final = ("CR", "PR")


@dataclass(frozen=True, slots=True)
class BestRules:
    """How a best response is found; days and counts as the study file states them."""

    confirm: bool = False
    confirm_days: int = 28
    stable_days: int = 42
    not_evaluable_between: int = 1
    stable_between: bool = False
    missing_as_not_evaluable: bool = False

    @classmethod
    def of(cls, plan: Response, confirm: bool | None = None) -> BestRules:
        """The rules of a study file; whether a response is confirmed is its rule unless asked otherwise."""
        return cls(
            plan.confirm if confirm is None else confirm,
            plan.confirm_days,
            plan.stable_days,
            plan.not_evaluable_between,
            plan.stable_between,
            plan.no_assessment == "NE",
        )


@dataclass(frozen=True, slots=True)
class Best:
    """The best response and the first day on which it was reached; MISSING without a day where nothing was assessed."""

    response: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a response lasted: from its first day to progression, or to the last evaluable assessment (`ended` false)."""

    start: date
    until: date
    ended: bool

    @property
    def days(self) -> int:
        """Days, the first one counted."""
        return days_between(self.start, self.until) + 1


def best_of(dated: Sequence[DatedResponse], start: date, rules: BestRules) -> Best:
    """The best response of assessments in order of day; those after the first progression do not count.

    A stable disease, and a response that nothing confirmed, count as stable from `stable_days` after the start, before
    that as not evaluable.
    """
    counted = list(until_progression(dated))
    if not counted:
        return Best("NE" if rules.missing_as_not_evaluable else "MISSING", None)
    reached: dict[str, date] = {}
    for place, (day, _) in enumerate(counted):
        for earned in _earned(counted, place, start, rules):
            reached.setdefault(earned, day)
    best = next((response for response in _ORDER if response in reached), "NE")
    return Best(best, reached.get(best))


def duration_of_response(dated: Sequence[DatedResponse], start: date, rules: BestRules) -> Duration | None:
    """From the first CR or PR (whichever is recorded first) to progression (4.6.2); None without a response."""
    best = best_of(dated, start, rules)
    if best.response not in _RESPONSES:
        return None
    counted = list(until_progression(dated))
    first = next(
        day
        for place, (day, _) in enumerate(counted)
        if any(earned in _RESPONSES for earned in _earned(counted, place, start, rules))
    )
    return _lasting(counted, first)


def duration_of_stable_disease(dated: Sequence[DatedResponse], start: date) -> Duration | None:
    """From the start of treatment to progression (4.6.3); None where nothing evaluable was seen."""
    counted = list(until_progression(dated))
    return _lasting(counted, start) if any(response not in ("NE", "ND") for _, response in counted) else None


def _lasting(counted: Sequence[DatedResponse], first: date) -> Duration:
    last = [(day, response) for day, response in counted if response not in ("NE", "ND")][-1]
    return Duration(first, last[0], last[1] == "PD")


def until_progression(dated: Sequence[DatedResponse]) -> Iterator[DatedResponse]:
    """The assessments up to the first progression, that one included."""
    for found in dated:
        yield found
        if found[1] == "PD":
            return


def _earned(dated: Sequence[DatedResponse], place: int, start: date, rules: BestRules) -> Iterator[str]:
    day, response = dated[place]
    late = days_between(start, day) >= rules.stable_days
    if response in _RESPONSES:
        if not rules.confirm or is_confirmed(dated, place, rules):
            yield response
        yield "SD" if late else "NE"
    elif response in ("SD", "NON-CR/NON-PD"):
        yield response if late else "NE"
    else:
        yield response


def is_confirmed(dated: Sequence[DatedResponse], place: int, rules: BestRules) -> bool:
    """Whether a later assessment confirms a CR (CR again) or a PR (PR or CR), with nothing but the like or gaps between."""
    day, response = dated[place]
    confirming = ("CR",) if response == "CR" else _RESPONSES
    gaps = stable = 0
    complete = False
    for later, found in dated[place + 1 :]:
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


def by_table_3(first: str, subsequent: str, stable_long_enough: bool, complete_was_real: bool = True) -> str:
    """The best response of two assessments where confirmation is required, as table 3 of RECIST 1.1 lists it.

    CR followed by PR is as the table's footnote reads it: the complete response was real, or it was none and the best
    response is PR. KeyError for a pair that the table does not list.
    """
    if (first, subsequent) == ("CR", "PR") and not complete_was_real:
        return "PR"
    met, not_met = _TABLE_3[(first, subsequent)]
    return met if stable_long_enough else not_met
