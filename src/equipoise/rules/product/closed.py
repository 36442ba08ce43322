"""Collections and infusions on days on which the places that they need are closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from equipoise.facts import Facts
from equipoise.protocol.closed import PLACES, closed_on
from equipoise.protocol.model import Study
from equipoise.protocol.model.schedule import Closed
from equipoise.rules.product.chain import chain
from equipoise.rules.product.plan import plan
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text

_COLLECTING: tuple[Closed, ...] = ("apheresis", "cell_laboratory")
"""A collection is taken in and seeded by the laboratory on its own day."""
_INFUSING: tuple[Closed, ...] = ("cell_laboratory", "ward")
"""A bag is harvested and filled for the day of its infusion."""


@dataclass(frozen=True, slots=True)
class ToMove:
    """A booked collection, or an infusion of a culture in hand, that falls on days on which something that it needs is closed."""

    unit: str
    number: int
    day: date
    is_booking: bool
    reasons: tuple[Reason, ...]


def against_closed(study: Study, day: date, site: str) -> Iterator[Reason]:
    """Why a collection of a site cannot be booked for a day: then, or on a day of its infusions, something is closed."""
    if not study.schedule.days_off or study.product is None:
        return
    yield from _closed(study, _COLLECTING, day, site)
    courses = study.product.courses
    for offset in courses.infusion_days:
        yield from _closed(study, _INFUSING, day + timedelta(days=courses.interval_days + offset), site)


def to_be_moved(study: Study, facts: Facts, site: str, on: date) -> tuple[ToMove, ...]:
    """What a participant has booked, or in culture, for days from a day on that are closed."""
    if not study.schedule.days_off or study.product is None:
        return ()
    return tuple(_to_be_moved(study, facts, site, on))


def _to_be_moved(study: Study, facts: Facts, site: str, on: date) -> Iterator[ToMove]:
    state = chain(study, facts)
    for one in state.collections.values():
        if one.state != "booked" or one.booked is None:
            continue
        day = date.fromisoformat(one.booked.body.day)
        reasons = tuple(against_closed(study, day, site))
        if reasons and day >= on:
            yield ToMove(one.id, one.number, day, True, reasons)
    for course in plan(study, facts, on):
        collected = state.collections.get(course.collection)
        if not course.done or collected is None:
            continue
        closed = [(day, tuple(_closed(study, _INFUSING, day, site))) for day in course.infusion_days if day >= on]
        if any(reasons for _, reasons in closed):
            first = next(day for day, reasons in closed if reasons)
            every = tuple(reason for _, reasons in closed for reason in reasons)
            yield ToMove(collected.id, collected.number, first, False, every)


def _closed(study: Study, places: tuple[Closed, ...], day: date, site: str) -> Iterator[Reason]:
    for place in places:
        off = closed_on(study, place, day, site)
        if off is not None:
            says = Text("The {place} is closed on {day}: {name}.", "{day}{place}停用：{name}。")
            yield Reason(
                f"closed-{place.replace('_', '-')}",
                says.format(place=PLACES[place], day=day_words(day), name=off.name),
                protocol="schedule.days_off",
                remedy=Text("Choose another day.", "请另选日期。"),
            )
