"""What the analysis needs to know of one participant, read once from the facts up to the data cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from equipoise.analysis.cut_facts import cut_facts
from equipoise.analysis.read_scans import Scans, read_scans, readings_of
from equipoise.facts import Facts, History
from equipoise.facts.events import Events, Occurred, events
from equipoise.facts.form_look import day_of
from equipoise.facts.product import Collected, InfusionEnded, InfusionStarted
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.protocol.model.response import Reading
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial

DEATH, LOST, PROGRESSION = "death", "lost_to_follow_up", "progression"
END_OF_TREATMENT, FIRST_TREATMENT, STUDY_END = "end_of_treatment", "first_treatment", "study_end"
WITHDRAWALS = ("withdrawn_treatment", "withdrawn_procedures", "withdrawn_data")
"""Event names of a study file that the analysis knows; a study that lacks one simply has no such event."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant up to the cut. `events` holds every occurrence, so that each reader may choose among them.

    `assessments` are the evaluable tumour assessments after baseline, `contacts` the days on which the participant was
    known to be alive; both in order of day. `has_baseline`: a tumour assessment lies on or before the randomisation.
    `scans` holds every reading that an endpoint asks for; the fields above are of the one that the study file declares.
    """

    number: str
    facts: Facts
    arm: str | None
    randomised: Occurred | None
    events: Events
    assessments: tuple[Occurred, ...]
    contacts: tuple[Occurred, ...]
    has_baseline: bool = True
    scans: Mapping[Reading, Scans] = field(default_factory=dict)

    def first(self, event: str) -> Occurred | None:
        """The first occurrence of an event, if it has happened."""
        found = self.events.get(event, ())
        return found[0] if found else None


def read_participants(trial: Trial, study: Study, until: date) -> tuple[Participant, ...]:
    """All participants by number, so that the order in which they came never matters.

    Each is kept in the trial's memory until a further fact of it, another version or another cut is asked for.
    """
    every = _each(study)

    def read(number: str) -> Participant:
        history = trial.participants[number]
        mark = (history.head, study, until)
        return remember(trial, "analysis", number, mark, lambda: read_participant(study, history, until, every))

    return tuple(read(number) for number in sorted(trial.participants))


def read_participant(study: Study, history: History, until: date, every: Study | None = None) -> Participant:
    """One participant up to a day; `every` is the study with each occurrence of each event kept, made once for many."""
    facts = cut_facts(study, history, until)
    scans = {reading: read_scans(study, facts, reading, until) for reading in readings_of(study)}
    declared = scans.get(study.response.endpoint) if study.response is not None else None
    occurred = events(every or _each(study), facts, declared.progression if declared is not None else None)
    found = {name: tuple(one for one in days if one.day <= until) for name, days in occurred.items()}
    randomised = facts.first(Randomised)
    return Participant(
        number=history.subject,
        facts=facts,
        arm=randomised.body.arm if randomised else None,
        randomised=Occurred(randomised.day(study.time_zone), randomised.seq) if randomised else None,
        events=found,
        assessments=declared.assessments if declared is not None else (),
        contacts=tuple(sorted(one for one in _contacts(study, facts) if one.day <= until)),
        has_baseline=declared is not None and declared.has_baseline,
        scans=scans,
    )


def _each(study: Study) -> Study:
    """The study with every event read in all its occurrences: which of them counts depends on where time starts."""
    events_of = {name: event.model_copy(update={"which": "each"}) for name, event in study.events.items()}
    return study.model_copy(update={"events": events_of})


def _contacts(study: Study, facts: Facts) -> Iterator[Occurred]:
    """The contacts that the study file declares; where it declares none, visits, collections and infusions."""
    declared: Sequence[tuple[str, str | None]] = list(study.analysis.contacts.items())
    if not declared:
        yield from _seen(study, facts)
        declared = [(name, form.date) for name, form in study.forms.forms.items()]
    for form, item in declared:
        for entered in facts.forms(form):
            if not study.analysis.contacts and not entered.visit:
                continue
            day = day_of(entered.items.get(item), study.time_zone) if item else None
            if day is not None:
                yield Occurred(day, entered.seq)


def _seen(study: Study, facts: Facts) -> Iterator[Occurred]:
    for kind in (Collected, InfusionStarted, InfusionEnded):
        for fact in facts.of(kind):
            yield Occurred(fact.day(study.time_zone), fact.seq)
