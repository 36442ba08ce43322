"""Which occurrence of each event of an endpoint counts for a participant, and on which day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from equipoise.analysis.date_progression import Timed
from equipoise.analysis.read_participant import Participant
from equipoise.protocol.model import Study, TimeToEvent
from equipoise.values.dates import PartialDate


@dataclass(frozen=True, slots=True, order=True)
class FoundEvent:
    """An event that counts: its day, the place of its name in the endpoint's list, and what it rests on."""

    day: date
    place: int
    seq: int
    name: str
    words: str
    facts: tuple[int, ...] = ()
    between: tuple[date, date] | None = None


def find_events(
    study: Study, endpoint: TimeToEvent, one: Participant, scans: Timed, start: date
) -> Iterator[FoundEvent]:
    """For each event of the endpoint the occurrence that counts: the first from the origin on, or the last if so declared."""
    for place, name in enumerate(endpoint.events):
        if study.events[name].fact == "progression" and study.response is not None:
            seen = scans.progression
            if seen is not None and seen.day >= start:
                yield FoundEvent(seen.day, place, seen.seq, name, "", seen.facts, seen.between)
            continue
        found = list(_from_origin(study, one, name, place, start))
        if found:
            yield max(found) if study.events[name].which == "last" else min(found)


def _from_origin(study: Study, one: Participant, name: str, place: int, start: date) -> Iterator[FoundEvent]:
    """Every occurrence from the origin on; one whose partial date may lie there counts on the origin itself."""
    for occurred in one.events.get(name, ()):
        partial = partial_date(study, one, name, occurred.seq)
        if occurred.day >= start:
            yield FoundEvent(occurred.day, place, occurred.seq, name, str(partial) if partial else "")
        elif partial is not None and partial.latest >= start:
            yield FoundEvent(start, place, occurred.seq, name, str(partial))


def partial_date(study: Study, one: Participant, name: str, seq: int) -> PartialDate | None:
    """The date of an event's form where only its month or year is known."""
    event = study.events[name]
    if event.form is None:
        return None
    item = event.date or study.forms.forms[event.form].date
    for form in one.facts.forms(event.form):
        words = form.items.get(item) if form.seq == seq and item else None
        if isinstance(words, str) and "T" not in words:
            known = PartialDate.parse(words)
            return known if known.exact is None else None
    return None
