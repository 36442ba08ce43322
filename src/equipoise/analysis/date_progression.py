"""On which day a progression counts: that of the scan, the scheduled day of that scan, or the middle of its interval.

Scans come in rhythm, disease does not. A reading on scheduled days shows what unequal timing does (statistics: FDA, Clinical
Trial Endpoints for the Approval of Cancer Drugs and Biologics, appendix 3, table B); the middle between two scans is the usual
way to read an interval-censored time without a model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from equipoise.analysis.read_participant import Participant
from equipoise.analysis.read_scans import Scans
from equipoise.facts.events import Occurred, as_declared
from equipoise.protocol.model import Study, TimeToEvent
from equipoise.rules.visits import calendar
from equipoise.values.dates import days_between


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with the facts that it rests on, and the days between which the event truly lies (None where it is exact)."""

    day: date
    seq: int
    facts: tuple[int, ...]
    between: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """What an endpoint reads of the scans of one participant: its progression, if any, and its evaluable assessments."""

    progression: Dated | None
    assessments: tuple[Occurred, ...]
    has_baseline: bool


def time_scans(study: Study, endpoint: TimeToEvent, one: Participant, origin: date, until: date) -> Timed:
    """The scans of the reading that an endpoint asks for, dated as it says; no day lies before the origin."""
    scans = scans_of(study, endpoint, one)
    if scans is None:
        return Timed(None, one.assessments, one.has_baseline)
    found = scans.progression
    if endpoint.dating == "scheduled":
        targets = _scheduled(study, one, until)
        exact = _dated(study, one, targets, found, after=True) if found is not None else None
        return Timed(
            None if exact is None else _not_before(exact, origin),
            tuple(sorted(_moved(study, one, targets, seen) for seen in scans.assessments)),
            scans.has_baseline,
        )
    if found is None:
        return Timed(None, scans.assessments, scans.has_baseline)
    before = [seen for seen in scans.assessments if origin < seen.day < found.day]
    last = max(before, default=None)
    left = last.day if last is not None else min(origin, found.day)
    facts = (found.seq,) if last is None else (last.seq, found.seq)
    if endpoint.dating == "midpoint" and found.day > origin:
        middle = left + timedelta(days=days_between(left, found.day) // 2)
        return Timed(Dated(middle, found.seq, facts, (left, found.day)), scans.assessments, scans.has_baseline)
    return Timed(Dated(found.day, found.seq, (found.seq,), (left, found.day)), scans.assessments, scans.has_baseline)


def scans_of(study: Study, endpoint: TimeToEvent, one: Participant) -> Scans | None:
    """The scans of the endpoint's reading; None in a study that does not read response."""
    if study.response is None:
        return None
    return one.scans.get(endpoint.reading or study.response.endpoint)


_Targets = tuple[Mapping[str, date], Sequence[date]]
"""The scheduled day of each visit with a tumour assessment, by the visit's instance, and all of them in order."""


def _scheduled(study: Study, one: Participant, until: date) -> _Targets:
    occurrences = calendar(study, one.facts, as_declared(study, one.events), until, one.arm)
    planned = {
        each.instance: each.target
        for each in occurrences
        if each.tumour_assessment and each.visit not in study.schedule.unscheduled
    }
    return planned, sorted(planned.values())


def _moved(study: Study, one: Participant, targets: _Targets, seen: Occurred) -> Occurred:
    found = _dated(study, one, targets, seen, after=False)
    return Occurred(found.day, found.seq)


def _dated(study: Study, one: Participant, targets: _Targets, seen: Occurred, *, after: bool) -> Dated:
    """The scheduled day of a scan. An unscheduled one: with progression the next scheduled day, otherwise the one before.

    Where the schedule has no such day, the day of the scan stands.
    """
    planned, days = targets
    assert study.response is not None, "scans are read only where response is"
    form = next((form for form in one.facts.forms(study.response.lesions.form) if form.seq == seen.seq), None)
    target = planned.get(form.visit or form.instance) if form is not None else None
    if target is None:
        some = [day for day in days if (day >= seen.day if after else day <= seen.day)]
        target = (min(some) if after else max(some)) if some else seen.day
    return Dated(target, seen.seq, (seen.seq,))


def _not_before(found: Dated, origin: date) -> Dated:
    return found if found.day >= origin else Dated(origin, found.seq, found.facts)
