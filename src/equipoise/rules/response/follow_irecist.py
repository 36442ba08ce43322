"""Assessments read one after the other by iRECIST; the measurements are those of RECIST 1.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from equipoise.facts import Facts
from equipoise.protocol.model import IRecist, Study
from equipoise.rules.response.follow import TimePoint
from equipoise.rules.response.irecist import (
    Category,
    ImmuneLook,
    Unconfirmed,
    immune_response,
)
from equipoise.rules.response.overall import NonTarget
from equipoise.rules.response.target import Target, is_progression
from equipoise.rules.response.time_points import time_points
from equipoise.values.dates import days_between


@dataclass(frozen=True, slots=True)
class ImmunePoint:
    """One assessment by iRECIST: its response, where progression shows and where it grew further.

    `early` says that it came too early to confirm, `late` that it came after the days in which it should.
    """

    day: date
    seq: int
    response: str
    target: Target | None
    non_target: NonTarget | None
    progressed: frozenset[Category] = frozenset()
    grown: frozenset[Category] = frozenset()
    early: bool = False
    late: bool = False


@dataclass(slots=True)
class _Since:
    """What was measured since an unconfirmed progression began: the smallest sums, so that growth adds up."""

    day: date
    found: Unconfirmed
    sum: Decimal
    new_sum: Decimal | None


def follow_irecist(points: Sequence[TimePoint], rules: IRecist) -> tuple[ImmunePoint, ...]:
    """The responses by iRECIST of time points read by RECIST 1.1, without baseline; after iCPD nothing changes any more."""
    walk = _Walk(rules)
    return tuple(walk.add(point) for point in points if not point.baseline)


class _Walk:
    """The state between two assessments: unconfirmed progression, the new lesions seen, their smallest sum."""

    def __init__(self, rules: IRecist) -> None:
        self.rules = rules
        self.since: _Since | None = None
        self.known: frozenset[str] = frozenset()
        self.new_nadir: Decimal | None = None
        self.confirmed = False

    def add(self, point: TimePoint) -> ImmunePoint:
        """Read one more assessment."""
        target, others = _of_reappearance(point)
        if self.confirmed:
            return ImmunePoint(point.day, point.seq, "iCPD", target, others)
        new = _numbers(point)
        sizes = [lesion.mm for lesion in point.seen.new if lesion.sure and lesion.mm is not None]
        new_sum = sum(sizes, Decimal(0)) if sizes else None
        appeared = bool(new - self.known)
        grew = new_sum is not None and self.new_nadir is not None and is_progression(self.new_nadir, new_sum)
        look = ImmuneLook(target, others, appeared or grew, bool(new), self._grown(point, appeared, new_sum))
        waited = days_between(self.since.day, point.day) if self.since is not None else 0
        early = self.since is not None and waited < self.rules.from_days
        before = self.since.found if self.since is not None else None
        response = immune_response(look, before, may_confirm=not early, lasting=self.rules.lasting_new_lesions)
        late = self.since is not None and waited > self.rules.until_days
        self._remember(point, look, response, new, new_sum)
        return ImmunePoint(point.day, point.seq, response, target, others, look.progressed, look.grown, early, late)

    def _grown(self, point: TimePoint, appeared: bool, new_sum: Decimal | None) -> frozenset[Category]:
        """Where disease is larger than since the progression that is not confirmed yet (5 mm in a sum, else anything)."""
        if self.since is None:
            return frozenset()
        least = self.rules.growth_mm
        grown: set[Category] = set()
        if point.sum is not None and point.sum - self.since.sum >= least:
            grown.add("target")
        if point.seen.worse:
            grown.add("non_target")
        larger = any(lesion.larger and lesion.sure for lesion in point.seen.new)
        before = self.since.new_sum
        if appeared or larger or (new_sum is not None and before is not None and new_sum - before >= least):
            grown.add("new")
        return frozenset(grown)

    def _remember(
        self, point: TimePoint, look: ImmuneLook, response: str, new: frozenset[str], new_sum: Decimal | None
    ) -> None:
        total = point.sum if point.sum is not None else Decimal(0)
        if response == "iCPD":
            self.confirmed = True
        elif response == "iUPD" and self.since is None:
            self.since = _Since(point.day, Unconfirmed(look.progressed, look.of_baseline), total, new_sum)
        elif response == "iUPD" and self.since is not None:
            self._still(self.since, point, look, total, new_sum)
        elif response != "NE":
            self.since = None
        self.known |= new
        if new_sum is not None:
            self.new_nadir = new_sum if self.new_nadir is None else min(self.new_nadir, new_sum)

    def _still(
        self, since: _Since, point: TimePoint, look: ImmuneLook, total: Decimal, new_sum: Decimal | None
    ) -> None:
        categories = since.found.categories
        since.found = Unconfirmed(categories | look.progressed, since.found.of_baseline)
        if not point.missing:
            since.sum = min(since.sum, total) if self.rules.additive else total
        if new_sum is not None:
            known = since.new_sum
            since.new_sum = new_sum if known is None or not self.rules.additive else min(known, new_sum)


def _of_reappearance(point: TimePoint) -> tuple[Target | None, NonTarget | None]:
    """Target and non-target, where disease is back after a complete response as the study file or a person read it."""
    target, others = point.target, point.non_target
    if point.mis_called:
        return ("PR" if target is not None else None), others
    if point.reappeared or point.asks:
        now: Literal["PD", "NE"] = "PD" if point.reappeared else "NE"
        return (now, others) if target is not None else (None, now)
    return target, others


def _numbers(point: TimePoint) -> frozenset[str]:
    """The new lesions of an assessment; one without a number where the form only says that there is one."""
    named = {lesion.number or "?" for lesion in point.seen.new if lesion.sure}
    return frozenset(named or ({"?"} if point.new_lesion else ()))


def immune_points(study: Study, facts: Facts, readers: tuple[str, ...] | None = None) -> tuple[ImmunePoint, ...]:
    """The second reading of a participant; empty where the study file asks for none."""
    plan = study.response
    if plan is None or plan.irecist is None:
        return ()
    return follow_irecist(time_points(study, facts, readers), plan.irecist)
