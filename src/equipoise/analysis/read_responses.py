"""Who of a set counts as a success of a declared rate: by the best overall response (RECIST 1.1, 4.6), or by an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from equipoise.analysis.read_participant import Participant
from equipoise.analysis.select_set import SelectedSet
from equipoise.protocol.model import ResponseRate, Study
from equipoise.rules.response import BestRules, best_of
from equipoise.values.dates import days_between


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One member: the best response until progression, its day (None where nothing was assessed), whether it is a success.

    `facts` are the assessments up to the first progression, or the randomisation where there is none. Whoever was never
    assessed is no success: the denominator is the whole set. Of a rate by an event `best` is empty and `on` the event's day.
    """

    participant: str
    arm: str
    best: str
    on: date | None
    success: bool
    facts: tuple[int, ...]


def read_responses(
    study: Study, key: str, people: Sequence[Participant], chosen: SelectedSet
) -> tuple[ResponseRow, ...]:
    """A row for each member of the set. KeyError for a rate that the study lacks."""
    declared = study.analysis.responses[key]
    if declared.event is not None:
        return tuple(_by_event(declared, people, chosen))
    assert study.response is not None, "the checks refuse a response rate in a study that reads none"
    rules = BestRules.of(study.response, declared.confirm)
    reading = declared.reading or study.response.endpoint
    rows = []
    for one in people:
        arm = chosen.arm_of.get(one.number)
        if arm is None or one.randomised is None:
            continue
        scans = one.scans[reading]
        best = best_of(scans.responses, one.randomised.day, rules)
        end = scans.progression.day if scans.progression is not None else date.max
        seen = tuple(point.seq for point in scans.points if point.day <= end)
        facts = seen or (one.randomised.seq,)
        rows.append(ResponseRow(one.number, arm, best.response, best.day, best.response in declared.counts, facts))
    return tuple(rows)


def _by_event(declared: ResponseRate, people: Sequence[Participant], chosen: SelectedSet) -> Iterator[ResponseRow]:
    """A row for each member: a success from the first time that the event falls on a day that counts."""
    for one in people:
        arm = chosen.arm_of.get(one.number)
        if arm is None or one.randomised is None:
            continue
        start = one.randomised.day
        low, high = declared.days or (0, (date.max - start).days)
        happened = one.events.get(declared.event or "", ())
        met = next((met for met in happened if low <= days_between(start, met.day) <= high), None)
        facts = (one.randomised.seq,) if met is None else (met.seq,)
        yield ResponseRow(one.number, arm, "", met.day if met is not None else None, met is not None, facts)
