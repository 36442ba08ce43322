"""Visits whose planned day is a day off: the nearest open day of their window, a working day if there is one.

A day off never widens a window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from equipoise.protocol.closed import closed_on, is_working_day
from equipoise.protocol.model import Study
from equipoise.rules.visits.occurrence import Occurrence
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class OnDayOff:
    """A visit whose target is closed, what closes it, and the day to see the participant instead; None where the window has none."""

    visit: Occurrence
    off: Text
    instead: date | None


def on_days_off(study: Study, occurrences: Sequence[Occurrence], site: str, at: date) -> tuple[OnDayOff, ...]:
    """The visits still to come whose planned day the clinic of the site is closed on."""
    if not study.schedule.days_off:
        return ()
    return tuple(_found(study, occurrences, site, at))


def _found(study: Study, occurrences: Sequence[Occurrence], site: str, at: date) -> Iterator[OnDayOff]:
    for one in occurrences:
        if one.state not in ("planned", "open") or one.day is not None or one.target < at:
            continue
        off = closed_on(study, "clinic", one.target, site)
        if off is not None:
            first = max(one.earliest, at)
            days = (first + timedelta(days=ahead) for ahead in range((one.latest - first).days + 1))
            working = study.safety.calendar
            near = sorted(days, key=lambda day: (not is_working_day(day, working), abs((day - one.target).days), day))
            instead = next((day for day in near if closed_on(study, "clinic", day, site) is None), None)
            yield OnDayOff(one, off.name, instead)
