"""The calendar of one participant: every planned contact with its target, its window, its forms and where it stands.

Start here: `calendar`. A visit counts from an anchor event and from nothing else, so a delayed infusion never moves a scan that is
anchored on randomisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


Entered = Mapping[tuple[str, str], FormInstance]
"""(form, visit instance) -> the form that was entered at it."""


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
    found: dict[tuple[str, str], FormInstance] = {}
    for form in wanted:
        for one in facts.forms(form):
            found.setdefault((form, one.visit or one.instance), one)
            found.setdefault((form, one.instance), one)
    return found


def _occurrences(
    study: Study, name: str, visit: Visit, events: Events, entered: Entered, at: date
) -> Iterator[Occurrence]:
    end = _end(visit, events)
    several = len(visit.days) > 1 or visit.every is not None or study.events[visit.anchor].which == "each"
    planned = [
        (anchor.day, target) for anchor in events.get(visit.anchor, ()) for target in targets(visit, anchor.day, at)
    ]
    for place, (anchor_day, target) in enumerate(planned):
        following = planned[place + 1][1] if place + 1 < len(planned) else None
        number = place + 1
        yield _occurrence(study, name, visit, number, anchor_day, target, following, end, several, entered, at)


def _end(visit: Visit, events: Events) -> date | None:
    """The day after which the visit is no longer due."""
    days = [found[0].day for name in visit.ends if (found := events.get(name))]
    return min(days, default=None)


def _occurrence(
    study: Study,
    name: str,
    visit: Visit,
    number: int,
    anchor_day: date,
    target: date,
    following: date | None,
    end: date | None,
    several: bool,
    entered: Entered,
    at: date,
) -> Occurrence:
    instance = instance_id(name, number)
    earliest = target - timedelta(days=visit.window.before)
    latest = target + timedelta(days=visit.window.after)
    forms = _forms(visit, instance, entered)
    day = _day(study, visit, instance, entered)
    off = _off(day, earliest, latest)
    return Occurrence(
        visit=name,
        number=number,
        instance=instance,
        name=_numbered(visit.name, number) if several else visit.name,
        epoch=visit.epoch,
        anchor_day=anchor_day,
        target=target,
        earliest=earliest,
        latest=latest,
        state=_state(visit, forms, day, earliest, latest, target, following, end, at),
        forms=forms,
        role=visit.role,
        tumour_assessment=visit.tumour_assessment,
        day=day,
        deviation=Deviation(off, visit.deviation) if off else None,
    )


@lru_cache(maxsize=4096)
def _numbered(name: Text, number: int) -> Text:
    return Text(f"{name.en} {number}", f"{name.zh} {number}")


def _forms(visit: Visit, instance: str, entered: Entered) -> tuple[FormDue, ...]:
    wanted = [_form(form, True, entered.get((form, instance))) for form in visit.forms]
    wanted += [_form(form, False, entered.get((form, instance))) for form in visit.optional]
    return tuple(wanted)


def _form(form: str, required: bool, one: FormInstance | None) -> FormDue:
    return FormDue(form, required, True, one.seq) if one else _not_entered(form, required)


@lru_cache(maxsize=1024)
def _not_entered(form: str, required: bool) -> FormDue:
    return FormDue(form, required, False)


def _day(study: Study, visit: Visit, instance: str, entered: Entered) -> date | None:
    """The day on which the visit took place: the earliest of its required forms; optional ones if it has no others."""
    days = [
        form_day(study, entered[form, instance])
        for form in visit.forms or visit.optional
        if (form, instance) in entered
    ]
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


def _off(day: date | None, earliest: date, latest: date) -> int:
    if day is None or earliest <= day <= latest:
        return 0
    return (day - latest).days if day > latest else (day - earliest).days


def _state(
    visit: Visit,
    forms: tuple[FormDue, ...],
    day: date | None,
    earliest: date,
    latest: date,
    target: date,
    following: date | None,
    end: date | None,
    at: date,
) -> State:
    if day is not None and all(form.entered for form in forms if form.required):
        return "late_done" if _off(day, earliest, latest) else "done"
    if day is None and end is not None and target > end:
        return "not_applicable"
    if at < earliest:
        return "planned"
    if at <= latest:
        return "open"
    passed = following is not None and at >= following - timedelta(days=visit.window.before)
    stopped = end is not None and at > end
    return "missed" if day is None and (passed or stopped) else "overdue"
