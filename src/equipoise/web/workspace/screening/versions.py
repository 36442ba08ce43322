"""The consent versions of a trial: which is in force, which a participant signed, who must sign again and what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.facts import Fact
from equipoise.facts.participant import ConsentSigned
from equipoise.facts.study import AmendmentApproved
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Consent, Study
from equipoise.rules.visits import Occurrence
from equipoise.trial.person import Person, people
from equipoise.values.dates import days_between
from equipoise.values.text import Text
from equipoise.web.workspace.matrix import occurrences
from equipoise.web.workspace.scope import Scope

SIGNERS: Final = {
    "participant": Text("The participant", "受试者本人"),
    "representative": Text("The legal representative", "法定代理人"),
}
"""Who can have signed."""


@dataclass(frozen=True, slots=True)
class Version:
    """A consent version with the version of the study file that brought it; `state`: in force, earlier, or to come."""

    name: str
    consent: Consent
    study: Study
    state: str


@dataclass(frozen=True, slots=True)
class Again:
    """A participant of whom an amendment asks for a new signature: signed again, or still due, for so many days.

    `before` is the next visit, for whose acts the signature is needed.
    """

    one: Person
    version: str
    since: date
    signed: Fact[ConsentSigned] | None
    days: int
    before: Occurrence | None


def versions(scope: Scope) -> Sequence[Version]:
    """Every consent version of the versions of the study file that are or were in force, in order."""
    approved = {fact.body.version for fact in scope.trial.study.of(AmendmentApproved)}
    current = in_force(scope)
    found: dict[str, Version] = {}
    for study in scope.trial.protocols.versions:
        if study is not scope.trial.protocols.first and study.version not in approved:
            continue
        for name, consent in study.consents.items():
            if name not in found:
                found[name] = Version(name, consent, study, "")
    order = list(found)
    here = order.index(current) if current in order else -1
    states = ("earlier" if place < here else "in_force" if place == here else "to_come" for place in range(len(order)))
    return [Version(one.name, one.consent, one.study, state) for one, state in zip(found.values(), states, strict=True)]


def in_force(scope: Scope) -> str:
    """The version that is signed today; empty where none is in force yet."""
    return on_day(scope.study, scope.today)


def on_day(study: Study, day: date) -> str:
    """The version of a study file that is signed on a day; empty where none is in force yet."""
    return next((name for name in reversed(study.consents) if study.consents[name].effective <= day.isoformat()), "")


def again(scope: Scope) -> Sequence[Again]:
    """Everybody of whom the amendments in force ask for a new signature; those who have not given it first."""
    asked = [
        fact
        for fact in scope.trial.study.of(AmendmentApproved)
        if fact.body.consent_version and fact.body.effective <= scope.today.isoformat()
    ]
    found = [
        _again(scope, one, fact)
        for fact in asked[-1:]
        for one in people(scope.trial, scope.today)
        if _concerned(one, fact)
    ]
    return sorted(found, key=lambda line: (line.signed is not None, line.one.number))


def _concerned(one: Person, fact: Fact[AmendmentApproved]) -> bool:
    """Whether an amendment asks this person: whoever consented before it and was still in the study, or has signed since."""
    first = one.facts.first(ConsentSigned)
    if first is None or first.day(one.study.time_zone).isoformat() >= fact.body.effective:
        return False
    signed = any(each.body.version == fact.body.consent_version for each in one.facts.of(ConsentSigned))
    return signed or (one.active and one.consent_due is not None)


def _again(scope: Scope, one: Person, fact: Fact[AmendmentApproved]) -> Again:
    since = date.fromisoformat(fact.body.effective)
    wanted = fact.body.consent_version
    signed = next((each for each in one.facts.of(ConsentSigned) if each.body.version == wanted), None)
    until = signed.day(one.study.time_zone) if signed is not None else scope.today
    waiting = [visit for visit in occurrences(scope, one) if visit.state in ("open", "overdue", "planned")]
    before = min(waiting, key=lambda visit: visit.target, default=None) if signed is None else None
    return Again(one, wanted, since, signed, max(0, days_between(since, until)), before)


def blocked(study: Study) -> Sequence[Text]:
    """What waits for the signature of a participant from whom a new one is asked."""
    acts = [
        Text("judge and sign the eligibility", "判断与签署入选确认"),
        entry_words(study, Text("randomise", "随机分组")),
    ]
    if study.product is not None:
        acts += [
            Text("book and make a collection", "预约与实施采集"),
            Text("give an infusion", "实施输注"),
        ]
    return acts
