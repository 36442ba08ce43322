"""Where the visits of a schedule fall once their anchors have happened, before anybody asks what was done about them.

Participants with the same arm and the same days of their anchors share their slots, and a participant's stay the same until
another anchor happens: so they are worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from equipoise.protocol.model import Study, Visit
from equipoise.rules.visits.repeat import targets


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One planned contact: its days, and `passed`, the day from which the next one takes its place.

    `after` is the target that must have come before this one is planned: a repetition without end shows one step ahead.
    A slot is equal only to itself, which makes it a cheap key.
    """

    visit_id: str
    visit: Visit
    number: int
    instance: str
    several: bool
    anchor_day: date
    target: date
    earliest: date
    latest: date
    passed: date | None
    after: date | None


def instance_id(visit: str, number: int) -> str:
    """The name of a visit's occurrence, e.g. `TA.3`: the `instance` or the `visit` of the forms entered at it."""
    return f"{visit}.{number}"


@lru_cache(maxsize=2048)
def slots(study: Study, arm: str | None, anchors: tuple[tuple[date, ...], ...], until: date) -> tuple[Slot, ...]:
    """The slots of an arm in order of target, for the days of each anchor event in the order of the schedule."""
    visits = study.schedule.visits
    days = dict(zip(dict.fromkeys(visit.anchor for visit in visits.values()), anchors, strict=True))
    found: list[Slot] = []
    for name, visit in visits.items():
        if not visit.arms or arm in visit.arms:
            found.extend(_of_visit(study, name, days[visit.anchor], until))
    return tuple(sorted(found, key=lambda one: (one.target, one.visit_id, one.number)))


@lru_cache(maxsize=16384)
def _of_visit(study: Study, name: str, anchors: tuple[date, ...], until: date) -> tuple[Slot, ...]:
    """The slots of one visit: they stay the very same while its own anchor stays, whatever other anchors happen."""
    return tuple(_slots_of(study, name, study.schedule.visits[name], anchors, until))


def _slots_of(study: Study, name: str, visit: Visit, anchors: Sequence[date], until: date) -> Iterator[Slot]:
    several = len(visit.days) > 1 or visit.every is not None or study.events[visit.anchor].which == "each"
    before, after = timedelta(days=visit.window.before), timedelta(days=visit.window.after)
    planned = [(anchor, *one) for anchor in anchors for one in _targets(visit, anchor, until)]
    for place, (anchor, target, waits_for) in enumerate(planned):
        following = planned[place + 1][1] if place + 1 < len(planned) else None
        yield Slot(
            visit_id=name,
            visit=visit,
            number=place + 1,
            instance=instance_id(name, place + 1),
            several=several,
            anchor_day=anchor,
            target=target,
            earliest=target - before,
            latest=target + after,
            passed=following - before if following is not None else None,
            after=waits_for,
        )


def _targets(visit: Visit, anchor: date, until: date) -> Iterator[tuple[date, date | None]]:
    """Each target, and in a repetition without end the target before it, from its second step on."""
    endless = visit.every is not None and visit.every.until is None
    before: date | None = None
    for place, target in enumerate(targets(visit, anchor, until)):
        yield target, before if endless and place > len(visit.days) else None
        before = target
