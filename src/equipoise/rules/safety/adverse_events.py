"""The adverse-event log of a participant as the rules read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.facts import Facts, FormInstance, local_day, moment_of
from equipoise.facts.observe import form_holds
from equipoise.protocol.model import EventForm, Study
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One entry of the log. `grade` is None while it is not stated; `aware` is when the site first knew of it.

    `related` holds if the investigator or the sponsor cannot exclude it: neither may play down the other's view.
    """

    instance: str
    seq: int
    term: str
    grade: int | None
    serious: bool
    related: bool
    onset: date | None
    aware: datetime
    form: FormInstance


@dataclass(frozen=True, slots=True)
class Toxicity:
    """An adverse event that the study calls unacceptable toxicity, by one of its rules, and why."""

    rule: str
    event: AdverseEvent
    reason: Reason


def adverse_events(study: Study, facts: Facts) -> tuple[AdverseEvent, ...]:
    """The adverse events of one participant, in the order of entry, read from the form that the study names."""
    return tuple(_event(study, form) for form in facts.forms(study.safety.event.form))


def serious(study: Study, facts: Facts) -> tuple[AdverseEvent, ...]:
    """The serious ones among them (ICH E2A)."""
    return tuple(event for event in adverse_events(study, facts) if event.serious)


def worst_grades(study: Study, facts: Facts, since: date | None = None) -> Mapping[str, AdverseEvent]:
    """For each term its entry of highest grade, the earliest of equals; with `since`, only events that began then or later."""
    worst: dict[str, AdverseEvent] = {}
    for event in adverse_events(study, facts):
        if since is not None and event.onset is not None and event.onset < since:
            continue
        known = worst.get(event.term)
        if known is None or (event.grade or 0) > (known.grade or 0):
            worst[event.term] = event
    return worst


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
    onset = items.get(names.onset)
    return AdverseEvent(
        form.instance,
        form.seq,
        _words(items.get(names.term)),
        _grade(items.get(names.grade)),
        is_yes(items.get(names.serious)),
        any(
            items.get(item) in names.related_values
            for item in (names.related, names.related_sponsor)
            if item is not None
        ),
        local_day(onset, study.time_zone) if isinstance(onset, str) and onset else None,
        _awareness(study, names, form),
        form,
    )


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
