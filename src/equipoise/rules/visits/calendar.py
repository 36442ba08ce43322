"""The calendar of one participant: every planned contact with its target, its window, its forms and where it stands.

Start here: `calendar`. A visit counts from an anchor event and from nothing else, so a delayed infusion never moves a scan that is
anchored on randomisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from equipoise.facts import Facts, FormInstance, local_day
from equipoise.facts.events import Events
from equipoise.protocol.model import Study, Visit
from equipoise.rules.visits.repeat import targets
from equipoise.values.text import Text

State = Literal["planned", "open", "overdue", "done", "late_done", "missed", "not_applicable"]


@dataclass(frozen=True, slots=True)
class FormDue:
    """A form of a visit: whether it is entered, and by which fact; an optional one is never waited for."""

    form: str
    required: bool
    entered: bool
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Deviation:
    """A visit outside its window: days late (negative: early), in the class that the schedule gives it."""

    days: int
    grade: Literal["minor", "major"]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One planned contact. `number` counts the occurrences of a visit from 1, `day` is when it took place.

    `late_done` is done outside the window, early included; `deviation` says by how much.
    """

    visit: str
    number: int
    instance: str
    name: Text
    epoch: str
    anchor_day: date
    target: date
    earliest: date
    latest: date
    state: State
    forms: tuple[FormDue, ...]
    role: str
    tumour_assessment: bool = False
    day: date | None = None
    deviation: Deviation | None = None


Entered = Mapping[str, Mapping[str, FormInstance]]
"""Visit instance -> the forms that were entered at it."""


def instance_id(visit: str, number: int) -> str:
    """The name of a visit's occurrence, e.g. `TA.3`: the `instance` or the `visit` of the forms entered at it."""
    return f"{visit}.{number}"


def calendar(study: Study, facts: Facts, events: Events, at: date, arm: str | None) -> tuple[Occurrence, ...]:
    """Every occurrence whose anchor has happened, in order of target; repetitions without end go on to the next one."""
    entered = _entered(study, facts)
    found: list[Occurrence] = []
    for name, visit in study.schedule.visits.items():
        if visit.arms and arm not in visit.arms:
            continue
        found.extend(_occurrences(study, name, visit, events, entered, at))
    found.sort(key=lambda one: (one.target, one.visit, one.number))
    return tuple(found)


def next_due(occurrences: Sequence[Occurrence]) -> Occurrence | None:
    """The occurrence to attend to next: the first that is overdue or open, otherwise the first that is planned."""
    waiting = [one for one in occurrences if one.state in ("overdue", "open", "planned")]
    return min(waiting, key=lambda one: (one.state == "planned", one.latest), default=None)


def _entered(study: Study, facts: Facts) -> Entered:
    """The forms of the schedule by the visit that they belong to, named by their `visit` or by their own instance."""
    wanted = {form for visit in study.schedule.visits.values() for form in (*visit.forms, *visit.optional)}
    found: dict[str, dict[str, FormInstance]] = {}
    for form in wanted:
        for one in facts.forms(form):
            for instance in {one.visit or one.instance, one.instance}:
                found.setdefault(instance, {}).setdefault(form, one)
    return found


def _occurrences(
    study: Study, name: str, visit: Visit, events: Events, entered: Entered, at: date
) -> Iterator[Occurrence]:
    end = _end(visit, events)
    several = len(visit.days) > 1 or visit.every is not None or study.events[visit.anchor].which == "each"
    planned = [
        (anchor.day, target) for anchor in events.get(visit.anchor, ()) for target in targets(visit, anchor.day, at)
    ]
    key = _Same(visit)
    for place, (anchor_day, target) in enumerate(planned):
        following = planned[place + 1][1] if place + 1 < len(planned) else None
        state = _waiting(visit, target, following, end, at)
        bare = _bare(key, name, place + 1, several, anchor_day, target, state)
        there = entered.get(bare.instance)
        yield bare if there is None else _with_forms(study, visit, bare, there, at)


class _Same:
    """A key that is equal only to itself: a part of a study file is large, and never changes."""

    __slots__ = ("it",)

    def __init__(self, it: Visit) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.it is self.it


@lru_cache(maxsize=32768)
def _bare(
    key: _Same, name: str, number: int, several: bool, anchor_day: date, target: date, state: State
) -> Occurrence:
    """An occurrence before anything was entered; a participant's calendar is asked for again and again."""
    visit = key.it
    required = tuple(FormDue(form, True, False) for form in visit.forms)
    return Occurrence(
        visit=name,
        number=number,
        instance=instance_id(name, number),
        name=Text(f"{visit.name.en} {number}", f"{visit.name.zh} {number}") if several else visit.name,
        epoch=visit.epoch,
        anchor_day=anchor_day,
        target=target,
        earliest=target - timedelta(days=visit.window.before),
        latest=target + timedelta(days=visit.window.after),
        state=state,
        forms=(*required, *(FormDue(form, False, False) for form in visit.optional)),
        role=visit.role,
        tumour_assessment=visit.tumour_assessment,
    )


def _with_forms(
    study: Study, visit: Visit, bare: Occurrence, there: Mapping[str, FormInstance], at: date
) -> Occurrence:
    """The occurrence with what was entered at it; it took place on the earliest day of its required forms (or of its others)."""
    forms = tuple(
        FormDue(one.form, one.required, True, there[one.form].seq) if one.form in there else one for one in bare.forms
    )
    days = [form_day(study, there[form]) for form in visit.forms or visit.optional if form in there]
    day = min(days, default=None)
    if day is None:
        return replace(bare, forms=forms)
    off = _off(day, bare.earliest, bare.latest)
    if all(form.entered for form in forms if form.required):
        state: State = "late_done" if off else "done"
    else:
        state = "planned" if at < bare.earliest else "open" if at <= bare.latest else "overdue"
    deviation = Deviation(off, visit.deviation) if off else None
    return replace(bare, forms=forms, day=day, state=state, deviation=deviation)


def _end(visit: Visit, events: Events) -> date | None:
    """The day after which the visit is no longer due."""
    days = [found[0].day for name in visit.ends if (found := events.get(name))]
    return min(days, default=None)


def form_day(study: Study, form: FormInstance) -> date:
    """The day that a form's own date item says, or that of its entry where it has none."""
    item = study.forms.forms[form.form].date
    words = form.items.get(item) if item else None
    if isinstance(words, str):
        try:
            return local_day(words, study.time_zone)
        except ValueError:
            pass  # what is no date was refused at entry; an older form may still hold it
    return form.entered.day(study.time_zone)


def _off(day: date, earliest: date, latest: date) -> int:
    if earliest <= day <= latest:
        return 0
    return (day - latest).days if day > latest else (day - earliest).days


def _waiting(visit: Visit, target: date, following: date | None, end: date | None, at: date) -> State:
    """The state of an occurrence at which nothing was entered yet."""
    if end is not None and target > end:
        return "not_applicable"
    if at < target - timedelta(days=visit.window.before):
        return "planned"
    if at <= target + timedelta(days=visit.window.after):
        return "open"
    passed = following is not None and at >= following - timedelta(days=visit.window.before)
    return "missed" if passed or (end is not None and at > end) else "overdue"
