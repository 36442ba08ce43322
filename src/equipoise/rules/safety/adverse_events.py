"""The adverse-event log of a participant as the rules read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, get_args
from zoneinfo import ZoneInfo

from equipoise.facts import Facts, FormInstance, local_day, moment_of
from equipoise.facts.form_condition import form_holds
from equipoise.protocol.model import EventForm, Study
from equipoise.protocol.model.safety import Seriousness
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One entry of the log. `grade` is None while it is not stated; `aware` is when the site first knew of it.

    `marked_serious` is what the form says in one word, `criteria` are those of seriousness that it answers with yes. `related`
    holds if the investigator or the sponsor cannot exclude it: neither may play down the other's view.
    """

    instance: str
    seq: int
    term: str
    grade: int | None
    marked_serious: bool
    criteria: tuple[Seriousness, ...]
    related: bool
    onset: date | None
    aware: datetime
    form: FormInstance

    @property
    def serious(self) -> bool:
        """Whether the form says so, or one criterion does (ICH E2A, II.B): neither can be played down by the other."""
        return self.marked_serious or bool(self.criteria)


@dataclass(frozen=True, slots=True)
class Toxicity:
    """An adverse event that the study calls unacceptable toxicity, by one of its rules, and why."""

    rule: str
    event: AdverseEvent
    reason: Reason


def adverse_events(study: Study, facts: Facts) -> tuple[AdverseEvent, ...]:
    """The adverse events of one participant, in the order of entry, read from the form that the study names."""
    return tuple(_event(study, form) for form in facts.forms(study.safety.event.form))


def unacceptable(study: Study, facts: Facts) -> tuple[Toxicity, ...]:
    """Every adverse event that fulfils a rule of unacceptable toxicity; what is not known about it does not fulfil one."""
    return facts.remember("unacceptable", (study.safety.event.form,), lambda: _unacceptable(study, facts), study)


def _unacceptable(study: Study, facts: Facts) -> tuple[Toxicity, ...]:
    return tuple(
        Toxicity(rule, event, _why(rule, limit.name, event))
        for form in facts.forms(study.safety.event.form)
        for rule, limit in study.safety.unacceptable.items()
        if form_holds(study, form, limit.when)
        for event in (_event(study, form),)
    )


def is_yes(answer: Any) -> bool:
    """Whether a yes-no item was answered yes."""
    return answer is True or answer == "Y"


def _event(study: Study, form: FormInstance) -> AdverseEvent:
    names, items = study.safety.event, form.items
    onset, grade = items.get(names.onset), _grade(items.get(names.grade))
    return AdverseEvent(
        form.instance,
        form.seq,
        _words(items.get(names.term)),
        grade,
        is_yes(items.get(names.serious)),
        tuple(_criteria(names, form, grade)),
        any(
            items.get(item) in names.related_values
            for item in (names.related, names.related_sponsor)
            if item is not None
        ),
        local_day(onset, study.time_zone) if isinstance(onset, str) and onset else None,
        _awareness(study, names, form),
        form,
    )


def _criteria(names: EventForm, form: FormInstance, grade: int | None) -> Iterator[Seriousness]:
    """The criteria of seriousness that are met; a grade of 5 is a death whatever else is said."""
    for criterion in get_args(Seriousness):
        item = names.criteria.get(criterion)
        if (item is not None and is_yes(form.items.get(item))) or (criterion == "death" and grade == 5):
            yield criterion


def _words(answer: Any) -> str:
    return answer if isinstance(answer, str) else ""


def _grade(answer: Any) -> int | None:
    if isinstance(answer, str) and answer.isdigit():
        return int(answer)
    return answer if isinstance(answer, int) and not isinstance(answer, bool) else None


def _awareness(study: Study, names: EventForm, form: FormInstance) -> datetime:
    """When the site first knew: as entered, a day from its first local instant; otherwise when the form was first kept."""
    answer = form.items.get(names.aware) if names.aware else None
    if not isinstance(answer, str) or not answer:
        return moment_of(form.entered.recorded)
    if "T" in answer:
        return moment_of(answer)
    day = local_day(answer, study.time_zone)
    return datetime.combine(day, time.min, ZoneInfo(study.time_zone)).astimezone(UTC)


def _why(rule: str, name: Text, event: AdverseEvent) -> Reason:
    return Reason(
        "unacceptable_toxicity",
        Text("Unacceptable toxicity: {term} ({rule}).", "不可接受的毒性：{term}（{rule}）。").format(
            term=same(event.term), rule=name
        ),
        (event.seq,),
        f"safety.unacceptable.{rule}",
    )
