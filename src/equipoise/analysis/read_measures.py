"""Feasibility and safety measures, counted from the facts: one record a culture, bag, course or participant.

A culture that still grows, and a bag that nobody has decided on, are not counted yet. Arms without the product have no record
of it. Whoever has no event of a safety measure counts as without it: the denominator is the whole set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Final

from equipoise.analysis.judge_treatment import receives_product
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.select_set import SelectedSet
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.product import Batch, Chain, chain
from equipoise.rules.safety import AdverseEvent, adverse_events, unacceptable

SHARES: Final = frozenset(
    {
        "manufacture_success", "release_success", "orphaned_cultures", "any_event", "severe_event", "serious_event",
        "unacceptable_toxicity",
    }
)  # fmt: skip
"""Measures whose values are 0 or 1; the others are numbers."""
SEVERE = 3


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One record: whose it is, of which unit (a culture, a bag, a course; the participant otherwise), its value and facts."""

    participant: str
    arm: str
    unit: str
    value: Fraction
    facts: tuple[int, ...]


_Read = Callable[[Study, Participant], Iterator[tuple[str, Fraction, tuple[int, ...]]]]


def read_measure(study: Study, key: str, people: Sequence[Participant], chosen: SelectedSet) -> tuple[MeasureRow, ...]:
    """The records of a declared measure over its set. KeyError for one that the study lacks."""
    read = _READ[study.analysis.measures[key].measure]
    return tuple(
        MeasureRow(one.number, arm, unit, value, facts)
        for one in people
        if (arm := chosen.arm_of.get(one.number)) is not None
        for unit, value, facts in read(study, one)
    )


def _chain(study: Study, one: Participant) -> Chain | None:
    """The product of a participant who was to have one, or has one all the same."""
    if study.product is None:
        return None
    found = chain(study, one.facts)
    return found if receives_product(study, one.arm) or found.collections else None


def _manufacture(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
    for batch in _batches(study, one):
        released = [bag.released.seq for bag in batch.bags if bag.released is not None]
        if batch.closed is not None or batch.begun or released:
            yield batch.id, Fraction(bool(released)), (batch.seeded.seq, *(released or _closed(batch)))


def _release(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
    found = _chain(study, one)
    for bag in found.bags.values() if found is not None else ():
        if bag.rejected is not None or bag.released is not None:
            decided = tuple(fact.seq for fact in (bag.released, bag.rejected) if fact is not None)
            yield bag.id, Fraction(bag.rejected is None), decided


def _orphaned(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
    for batch in _batches(study, one):
        if batch.closed is not None:
            yield batch.id, Fraction(batch.disposition == "orphaned"), (batch.seeded.seq, batch.closed.seq)


def _vein_to_vein(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
    found = _chain(study, one)
    if found is None:
        return
    for course in found.courses:
        days = found.vein_to_vein(course)
        if days is not None:
            collected = found.collections[course.collection].collected
            assert collected is not None, "the day is that of the collection that took place"
            yield course.batch, Fraction(days), (collected.seq, course.infusions[0].started.seq)


def _courses(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
    found = _chain(study, one)
    if found is not None:
        given = [course for course in found.courses if course.state == "given"]
        seqs = tuple(infusion.started.seq for course in given for infusion in course.infusions)
        yield one.number, Fraction(len(given)), seqs or _entered(one)


def _infusion_days(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
    found = _chain(study, one)
    if found is not None:
        infusions = (infusion for course in found.courses for infusion in course.infusions)
        seqs = tuple(infusion.ended.seq for infusion in infusions if infusion.ended is not None)
        yield one.number, Fraction(found.days_infused), seqs or _entered(one)


def _batches(study: Study, one: Participant) -> tuple[Batch, ...]:
    found = _chain(study, one)
    return tuple(found.batches.values()) if found is not None else ()


def _closed(batch: Batch) -> tuple[int, ...]:
    return (batch.closed.seq,) if batch.closed is not None else ()


def _events(counts: Callable[[AdverseEvent], bool], *, windowed: bool = True) -> _Read:
    def read(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
        if one.randomised is None:
            return
        first, last = (one.randomised.day + timedelta(days=days) for days in study.safety.window_days)
        found = [
            event.seq
            for event in adverse_events(study, one.facts)
            if counts(event)
            and (event.onset is None or first <= event.onset)
            and (event.onset is None or not windowed or event.onset <= last)
        ]
        yield one.number, Fraction(bool(found)), tuple(found) or _entered(one)

    return read


def _unacceptable(study: Study, one: Participant) -> Iterator[tuple[str, Fraction, tuple[int, ...]]]:
    seqs = tuple(dict.fromkeys(found.event.seq for found in unacceptable(study, one.facts)))
    yield one.number, Fraction(bool(seqs)), seqs or _entered(one)


def _entered(one: Participant) -> tuple[int, ...]:
    """The randomisation: what an absence rests on."""
    fact = one.facts.first(Randomised)
    return (fact.seq,) if fact is not None else ()


_READ: Final[Mapping[str, _Read]] = {
    "manufacture_success": _manufacture,
    "release_success": _release,
    "orphaned_cultures": _orphaned,
    "vein_to_vein": _vein_to_vein,
    "courses_given": _courses,
    "infusion_days": _infusion_days,
    "any_event": _events(lambda event: True),
    "severe_event": _events(lambda event: (event.grade or 0) >= SEVERE),
    "serious_event": _events(lambda event: event.serious, windowed=False),
    "unacceptable_toxicity": _unacceptable,
}
