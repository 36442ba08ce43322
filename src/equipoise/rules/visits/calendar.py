"""The calendar of one participant: every planned contact with its target, its window, its forms and where it stands.

Start here: `calendar`. A visit counts from an anchor event and from nothing else, so a delayed infusion never moves a scan that is
anchored on randomisation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from equipoise.facts import Facts, FormInstance
from equipoise.facts.events import Events
from equipoise.facts.form_look import form_day
from equipoise.protocol.model import Study, Visit
from equipoise.rules.visits.occurrence import Deviation, FormDue, Occurrence, State, Window
from equipoise.rules.visits.slots import Slot, slots
from equipoise.rules.visits.unscheduled import unscheduled
from equipoise.values.itself import Itself
from equipoise.values.text import Text


def calendar(study: Study, facts: Facts, events: Events, at: date, arm: str | None) -> tuple[Occurrence, ...]:
    """Every occurrence whose anchor has happened, in order of target; repetitions without end go on to the next one.

    Contacts that were not planned stand among them on the day on which they took place.
    """
    anchors = tuple(tuple(one.day for one in events.get(name, ())) for name in _anchors(study))
    ends = {name: _end(visit, events) for name, visit in study.schedule.visits.items() if visit.ends}
    found: list[Occurrence] = []
    for slot in slots(study, arm, anchors, _until(study, events, at)):
        if slot.after is not None and slot.after > at:
            continue
        bare = _bare(slot, _waiting(slot, ends.get(slot.visit_id), at))
        there = facts.at_visit(slot.instance)
        found.append(_with_forms(study, slot, bare, there, at) if there else bare)
    between = unscheduled(study, facts, at) if study.schedule.unscheduled else ()
    return tuple(sorted((*found, *between), key=lambda one: one.target) if between else found)


def window(study: Study, events: Events, arm: str | None, instance: str, at: date) -> Window | None:
    """The window of one planned contact; None for one that is not planned, or whose anchor has not happened."""
    anchors = tuple(tuple(one.day for one in events.get(name, ())) for name in _anchors(study))
    return _windows(study, arm, anchors, _until(study, events, at)).get(instance)


@lru_cache(maxsize=512)
def _windows(study: Study, arm: str | None, anchors: tuple[tuple[date, ...], ...], until: date) -> Mapping[str, Window]:
    return {slot.instance: Window(slot.earliest, slot.latest) for slot in slots(study, arm, anchors, until)}


def deviations(occurrences: Sequence[Occurrence]) -> tuple[Occurrence, ...]:
    """The occurrences that were early, late or missed: what a deviation log holds of the schedule."""
    return tuple(one for one in occurrences if one.deviation is not None)


def is_occasion(study: Study, instance: str) -> bool:
    """Whether forms can be entered at this occurrence: `VISIT.number`, planned or not, with a number that can come."""
    name, _, words = instance.partition(".")
    number = int(words) if words.isascii() and words.isdecimal() and not words.startswith("0") else 0
    if number < 1:
        return False
    visit = study.schedule.visits.get(name)
    if visit is None:
        return name in study.schedule.unscheduled
    repeats = visit.every is not None or study.events[visit.anchor].which == "each"
    return repeats or number <= len(visit.days)


def _until(study: Study, events: Events, at: date) -> date:
    """How far repetitions without end are worked out: a year ahead, so that the slots serve many days.

    Where such a repetition begins anew with each of several anchors, its numbers hang on the day itself.
    """
    for visit in study.schedule.visits.values():
        endless = visit.every is not None and visit.every.until is None
        if endless and len(events.get(visit.anchor, ())) > 1:
            return at
    return date(at.year + 1, 12, 31)


@lru_cache(maxsize=64)
def _anchors(study: Study) -> tuple[str, ...]:
    """The events that visits count from, each once."""
    return tuple(dict.fromkeys(visit.anchor for visit in study.schedule.visits.values()))


@lru_cache(maxsize=8192)
def _bare(slot: Slot, state: State) -> Occurrence:
    """An occurrence before anything was entered; a participant's calendar is asked for again and again."""
    visit = slot.visit
    return Occurrence(
        visit=slot.visit_id,
        number=slot.number,
        instance=slot.instance,
        name=_numbered(visit.name, slot.number) if slot.several else visit.name,
        epoch=visit.epoch,
        anchor_day=slot.anchor_day,
        target=slot.target,
        earliest=slot.earliest,
        latest=slot.latest,
        state=state,
        forms=_forms(Itself(visit)),
        role=visit.role,
        tumour_assessment=visit.tumour_assessment,
        deviation=Deviation(0, visit.missed or visit.deviation, "missed") if state == "missed" else None,
    )


def _numbered(name: Text, number: int) -> Text:
    """The name of one of several: `Tumour assessment 3`; where the name has a figure of its own, `Course days 2 and 3, no. 4`."""
    if any(sign.isdigit() for sign in name.en + name.zh):
        return Text(f"{name.en}, no. {number}", f"{name.zh}（第 {number} 次）")
    return Text(f"{name.en} {number}", f"{name.zh} {number}")


@lru_cache(maxsize=1024)
def _forms(visit: Itself[Visit]) -> tuple[FormDue, ...]:
    """The forms of a visit while none of them is entered."""
    required = (FormDue(form, True, False) for form in visit.it.forms)
    return (*required, *(FormDue(form, False, False) for form in visit.it.optional))


def _with_forms(study: Study, slot: Slot, bare: Occurrence, there: Mapping[str, FormInstance], at: date) -> Occurrence:
    """The occurrence with what was entered at it; it took place on the earliest day of its required forms (or of its others)."""
    visit = slot.visit
    seqs = tuple(there[form].seq if form in there else None for form in (*visit.forms, *visit.optional))
    days = [form_day(study, there[form]) for form in visit.forms or visit.optional if form in there]
    day = min(days, default=None)
    state = bare.state
    if day is not None:
        if None not in seqs[: len(visit.forms)]:
            state = "done" if slot.earliest <= day <= slot.latest else "late_done"
        else:
            state = "planned" if at < slot.earliest else "open" if at <= slot.latest else "overdue"
    return _entered(slot, state, seqs, day)


@lru_cache(maxsize=8192)
def _entered(slot: Slot, state: State, seqs: tuple[int | None, ...], day: date | None) -> Occurrence:
    """An occurrence at which forms were entered; with its deviation where it took place outside its window."""
    bare = _bare(slot, state)
    forms = tuple(
        one if seq is None else FormDue(one.form, one.required, True, seq)
        for one, seq in zip(bare.forms, seqs, strict=True)
    )
    off = _off(day, slot.earliest, slot.latest) if day is not None else 0
    return replace(bare, forms=forms, day=day, deviation=_outside(slot.visit, off) if off else None)


def _outside(visit: Visit, off: int) -> Deviation:
    """The class of a visit so many days outside its window."""
    far = visit.major_beyond is not None and abs(off) > visit.major_beyond
    return Deviation(off, "major" if far else visit.deviation, "late" if off > 0 else "early")


def _end(visit: Visit, events: Events) -> date | None:
    """The day after which the visit is no longer due."""
    days = [found[0].day for name in visit.ends if (found := events.get(name))]
    return min(days, default=None)


def _off(day: date, earliest: date, latest: date) -> int:
    if earliest <= day <= latest:
        return 0
    return (day - latest).days if day > latest else (day - earliest).days


def _waiting(slot: Slot, end: date | None, at: date) -> State:
    """The state of an occurrence at which nothing was entered yet."""
    if end is not None and slot.target > end:
        return "not_applicable"
    if at < slot.earliest:
        return "planned"
    if at <= slot.latest:
        return "open"
    passed = slot.passed is not None and at >= slot.passed
    return "missed" if passed or (end is not None and at > end) else "overdue"
