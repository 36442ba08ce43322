"""When the named events of the study file happened to a participant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from equipoise.facts import participant, product, randomisation
from equipoise.facts.body import Body
from equipoise.facts.fact import Fact, local_day
from equipoise.facts.form_condition import form_holds
from equipoise.facts.history import Facts, Source
from equipoise.protocol.model import Event, Study


@dataclass(frozen=True, slots=True, order=True)
class Occurred:
    """An event happened on a day; `seq` is the fact that says so."""

    day: date
    seq: int


Events = Mapping[str, Sequence[Occurred]]
"""Event id -> its occurrences in order of day; empty where it has not happened. `which` is already applied."""

_FACT_KINDS: Mapping[str, type[Body]] = {
    "registered": participant.ParticipantRegistered,
    "consent_signed": participant.ConsentSigned,
    "eligibility_confirmed": participant.EligibilityConfirmed,
    "randomised": randomisation.Randomised,
    "collected": product.Collected,
    "infusion": product.InfusionEnded,
    "screening_failed": participant.ScreeningFailed,
}
_WITHDRAWN = {
    "withdrawn_treatment": "treatment",
    "withdrawn_procedures": "procedures",
    "withdrawn_data": "data",
}


def events(study: Study, facts: Facts, progression: Occurred | None = None) -> Events:
    """All named events of one participant; progression is read by the response rules and handed in."""
    return facts.remember(
        "events",
        _saying(study),
        lambda: {
            name: _happened(study, facts, what, sources, event, progression)
            for name, what, sources, event in _asked(study)
        },
        (study, progression),
    )


@lru_cache(maxsize=64)
def _saying(study: Study) -> frozenset[Source]:
    """Everything that says of any event."""
    return frozenset(source for event in study.events.values() for source in sources_of(event))


@lru_cache(maxsize=64)
def _asked(study: Study) -> tuple[tuple[str, tuple[str, str], tuple[Source, ...], Event], ...]:
    """Every named event with the place where its occurrences are remembered, and with what says of it."""
    return tuple((name, ("event", name), sources_of(event), event) for name, event in study.events.items())


def happened(study: Study, facts: Facts, name: str) -> Sequence[Occurred]:
    """The occurrences of one named event; of progression none, as the response rules read it."""
    event = study.events[name]
    return _happened(study, facts, ("event", name), sources_of(event), event, None)


def _happened(
    study: Study,
    facts: Facts,
    what: tuple[str, str],
    sources: tuple[Source, ...],
    event: Event,
    progression: Occurred | None,
) -> tuple[Occurred, ...]:
    """The occurrences of one event, read again only when a form or a kind of fact that can say so has arrived."""
    if event.fact == "progression":
        return (progression,) if progression is not None else ()
    return facts.remember(
        what, sources, lambda: tuple(_picked(event, sorted(_occurrences(study, facts, event)))), study
    )


def sources_of(event: Event) -> tuple[Source, ...]:
    """The form or the kind of fact that says when an event happened; none for progression, which the response rules read."""
    if event.fact == "progression":
        return ()
    if event.form is not None:
        return (event.form,)
    if event.fact == "course_started":
        return (product.InfusionStarted,)
    if event.fact in _WITHDRAWN:
        return (participant.ConsentWithdrawn,)
    assert event.fact is not None, "the checks refuse an event without a source"
    return (_FACT_KINDS[event.fact],)


def first_day(found: Events, name: str) -> date | None:
    """The day on which an event first happened, if it did."""
    occurrences = found.get(name, ())
    return occurrences[0].day if occurrences else None


def as_declared(study: Study, found: Events) -> Events:
    """Events of which every occurrence was kept, as the study file reads them: the first, the last or each."""
    return {name: _picked(study.events[name], days) for name, days in found.items()}


def _picked(event: Event, occurrences: Sequence[Occurred]) -> Sequence[Occurred]:
    if not occurrences or event.which == "each":
        return occurrences
    return occurrences[:1] if event.which == "first" else occurrences[-1:]


def _occurrences(study: Study, facts: Facts, event: Event) -> Iterable[Occurred]:
    if event.form is not None:
        return _from_forms(study, facts, event)
    if event.fact == "course_started":
        begun = {fact.body.course: fact for fact in reversed(facts.of(product.InfusionStarted))}
        return [_occurred(study, fact) for fact in begun.values()]
    if event.fact in _WITHDRAWN:
        scope = _WITHDRAWN[event.fact]
        return [_occurred(study, fact) for fact in facts.of(participant.ConsentWithdrawn) if scope in fact.body.scopes]
    assert event.fact is not None, "the checks refuse an event without a source"
    return [_occurred(study, fact) for fact in facts.of(_FACT_KINDS[event.fact])]


def _occurred(study: Study, fact: Fact[Body]) -> Occurred:
    return Occurred(fact.day(study.time_zone), fact.seq)


def _from_forms(study: Study, facts: Facts, event: Event) -> Iterable[Occurred]:
    assert event.form is not None
    item = event.date or study.forms.forms[event.form].date
    for form in facts.forms(event.form):
        words = form.items.get(item) if item else None
        if isinstance(words, str) and (event.when is None or form_holds(study, form, event.when)):
            yield Occurred(local_day(words, study.time_zone), form.seq)
