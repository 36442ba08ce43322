"""What changed data, and changed limits, bring with them: questions on forms that rest on them, ineligibility that is found later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date

from equipoise.facts import Body, Fact, FormInstance, History, local_day
from equipoise.facts.casebook import FormRetracted, FormSaved, ItemsCorrected, QueryClosed, QueryOpened
from equipoise.facts.in_use import RANGES, in_use
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules import eligibility, visits
from equipoise.trial.acts.about import closed
from equipoise.trial.acts.casebook import next_query
from equipoise.trial.asked_anew import asked_anew
from equipoise.trial.decision import Happening
from equipoise.trial.limits import newly_ineligible
from equipoise.trial.person import Person, person
from equipoise.trial.state import Trial

CHANGES = (FormSaved, ItemsCorrected, FormRetracted)


def follow_changes(trial: Trial, facts: Sequence[Fact[Body]]) -> Iterator[Happening]:
    """The facts that follow from newly kept data of participants."""
    for fact in facts:
        if fact.subject and isinstance(fact.body, CHANGES):
            yield from _questions(trial, fact, fact.body.form, fact.body.instance)
            yield from _ineligible(trial, fact)
    limits = [fact for fact in facts if isinstance(fact.body, RANGES)]
    touched = {seq for fact in facts if isinstance(fact.body, RANGES) for seq in fact.body.touched}
    if touched:
        yield from _ineligible_by_limits(trial, limits[0].seq, touched)
        yield from _questions_by_limits(trial, limits[0], touched)


def _questions(trial: Trial, fact: Fact[Body], form: str, instance: str) -> Iterator[Happening]:
    """Queries that checks of other forms now want opened or closed. Data entered rightly are not refused for another form's sake:
    there a hard check asks as a soft one does."""
    one = _one(trial, fact.subject, fact)
    number = next_query(one)
    entered = one.facts.form(form, instance) if isinstance(fact.body, FormSaved) else None
    for name in visits.resting_on(one.study, form):
        for other in one.facts.forms(name):
            if entered is not None and not visits.can_touch(one.study, entered, other):
                continue
            if (name, other.instance) == (form, instance) or closed(
                trial, one, name, other.instance, other.visit or other.instance
            ):
                continue
            look = visits.around(
                one.study, one.facts, one.events, name, other.instance, other.visit, _day(one, fact), other.items
            )
            wanted = visits.wanted_across(one.study, one.facts, other, look, fact.seq)
            for finding in wanted.to_open:
                yield _ask(one, other, finding, number, fact)
                number += 1
            for query in wanted.to_close:
                yield _settle(one, query, fact)


def _questions_by_limits(trial: Trial, first: Fact[Body], touched: Set[int]) -> Iterator[Happening]:
    """The same where ranges changed: questions that only the new limits bring, and those that they make needless."""
    on = local_day(first.recorded, trial.protocols.first.time_zone)
    before: dict[str, Study] = {}
    for subject, history in trial.participants.items():
        if not _has_any(history, touched):
            continue
        own = trial.file_for(history, on)
        was = before.setdefault(own.version, in_use(own, trial.study, until=first.seq - 1))
        one = _one(trial, subject, first)
        found = asked_anew(trial, one, was, one.study, touched, on)
        for number, (form, finding) in enumerate(found.to_open, start=next_query(one)):
            yield _ask(one, form, finding, number, first)
        for query in found.to_close:
            yield _settle(one, query.id, first)


def _ask(one: Person, form: FormInstance, finding: visits.CheckFinding, number: int, cause: Fact[Body]) -> Happening:
    asked = QueryOpened(
        query=f"Q{number:03d}",
        form=form.form,
        instance=form.instance,
        item=finding.path,
        words=f"{finding.says.en} / {finding.says.zh}",
        check=finding.check,
    )
    return Happening(asked, f"P:{one.number}", one.number, cause=cause.seq)


def _settle(one: Person, query: str, cause: Fact[Body]) -> Happening:
    return Happening(QueryClosed(query=query), f"P:{one.number}", one.number, cause=cause.seq)


def _ineligible(trial: Trial, fact: Fact[Body]) -> Iterator[Happening]:
    """The deviation of a randomised participant who, as the data now stand, did not fulfil a criterion."""
    history = trial.participants[fact.subject]
    randomised = history.first(Randomised)
    if randomised is None or randomised.seq > fact.seq:
        return
    zone = (trial.protocols.get(randomised.protocol) or trial.protocols.first).time_zone
    if isinstance(fact.body, FormSaved) and fact.day(zone) > randomised.day(zone):
        return  # what is entered about a later day says nothing of that one
    found = eligibility.found_ineligible(trial.version(randomised.protocol), history)
    if found is not None:
        yield Happening(found, f"P:{fact.subject}", fact.subject, cause=fact.seq)


def _ineligible_by_limits(trial: Trial, first: int, touched: Set[int]) -> Iterator[Happening]:
    """The same for everybody with a value (`touched`: their facts) that changed ranges judge anew; all facts of the command, from the
    `first` on, are kept by then."""
    for number, history in trial.participants.items():
        randomised = history.first(Randomised)
        entered = trial.protocols.get(randomised.protocol) if randomised is not None else None
        if entered is None or not _has_any(history, touched):
            continue
        before = in_use(entered, trial.study, until=first - 1)
        found = newly_ineligible(before, trial.in_use(entered), history)
        if found is not None:
            yield Happening(found, f"P:{number}", number, cause=first)


def _has_any(history: History, touched: Set[int]) -> bool:
    return any(form.seq in touched for forms in history.all_forms().values() for form in forms.values())


def _one(trial: Trial, number: str, fact: Fact[Body]) -> Person:
    found = person(trial, number, local_day(fact.recorded, trial.protocols.first.time_zone))
    assert found is not None, "a fact about a participant follows the registration"
    return found


def _day(one: Person, fact: Fact[Body]) -> date:
    return local_day(fact.recorded, one.study.time_zone)
