"""What one result means against its line of the specification, and which of several results decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, Literal

from equipoise.facts import Fact
from equipoise.facts.product import UnitTested
from equipoise.protocol.model import Limit

Outcome = Literal["passes", "fails", "awaited", "exceptional", "reported"]


def is_readable(limit: Limit, value: str) -> bool:
    """Whether a result can be read: any words for a qualitative test, a number (perhaps `<` a number) for a limit."""
    if not value.strip():
        return False
    return limit.equals is not None or limit.report_only or number_of(value) is not None or _has_no_limit(limit)


def judge(limit: Limit, value: str) -> Outcome:
    """What a result means against its limit."""
    if limit.report_only:
        return "reported"
    if limit.equals is not None:
        return "passes" if value.strip().casefold() == limit.equals.strip().casefold() else "fails"
    number = number_of(value)
    if number is None:
        return "passes" if _has_no_limit(limit) else "fails"
    return place_of(limit, number)


def judge_to_date(limit: Limit, value: str, *, final: bool) -> Outcome:
    """What a result means as long as its test runs: one that passes is still awaited where the test ends after release."""
    outcome = judge(limit, value)
    return "awaited" if outcome == "passes" and not final and limit.stage == "after_release" else outcome


def without_result(limit: Limit) -> Outcome:
    """What a line is before it has any result."""
    return "reported" if limit.report_only else "awaited"


def calls_back(limit: Limit, outcome: Outcome) -> bool:
    """Whether a result calls back what was released before it was known: a critical line that fails."""
    return outcome == "fails" and limit.severity == "critical"


def bars_release(outcome: Outcome, *, before_release: bool) -> bool:
    """Whether a line bars every kind of release: it fails, or its result must be there first."""
    return outcome == "fails" or (outcome == "awaited" and before_release)


def _has_no_limit(limit: Limit) -> bool:
    return limit.least is None and limit.most is None


_MAGNITUDE: Final = 15
"""No result of a release test has more figures, or more places before or after its point."""


@lru_cache(maxsize=4096)
def number_of(value: str) -> Decimal | None:
    """A number; `<0.5`, below what the method can see, counts as its limit. None for what nobody measured: `1E+400`."""
    try:
        number = Decimal(value.strip().removeprefix("<").strip())
    except InvalidOperation:
        return None
    measured = (
        number.is_finite() and abs(number.adjusted()) <= _MAGNITUDE and len(number.as_tuple().digits) <= _MAGNITUDE
    )
    return number if measured else None


def place_of(limit: Limit, number: Decimal) -> Outcome:
    """Where a number lies; an exception is never argued on a critical line."""
    if limit.most is not None and (number > limit.most or (limit.strictly and number == limit.most)):
        return "fails"
    if limit.least is None or number > limit.least or (number == limit.least and not limit.strictly):
        return "passes"
    floor = limit.exceptional_least
    return "exceptional" if floor is not None and number >= floor and limit.severity != "critical" else "fails"


def decisive(limit: Limit, found: Sequence[Fact[UnitTested]], invalid: Collection[int] = ()) -> Fact[UnitTested] | None:
    """The result that decides a line, of those that no investigation set aside; None where there is none."""
    valid = [fact for fact in found if fact.seq not in invalid]
    place = decides([judge(limit, fact.body.value) for fact in valid])
    return None if place is None else valid[place]


def decides(outcomes: Sequence[Outcome]) -> int | None:
    """Which of several results in their order decides: the first that fails, else the first exceptional one, else the newest.

    So a test is not repeated until it passes: a result out of specification stands until a fault of the test is shown (FDA,
    Investigating Out-of-Specification Test Results, 2006, rev. 2022, section IV.B).
    """
    for bad in ("fails", "exceptional"):
        if bad in outcomes:
            return outcomes.index(bad)
    return len(outcomes) - 1 if outcomes else None
