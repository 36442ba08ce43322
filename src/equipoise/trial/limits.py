"""What a changed reference range does to what is recorded already: values, grades, signatures, questions, findings; and who must look
at them.

A range concerns everybody whose value it judges, so it is asked before it is set (`effects`), and a signed eligibility asks
afterwards (`ended_by`) whether the limits that it rested on are still the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from equipoise.facts import Body, Fact, History
from equipoise.facts.form_look import LABORATORY_ITEM, form_day
from equipoise.facts.in_use import RANGES, in_use
from equipoise.facts.laboratory import ReferenceRangeSet, ReferenceRangeWithdrawn
from equipoise.facts.participant import EligibilityConfirmed, IneligibilityFound
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules import eligibility, safety
from equipoise.rules.safety import LaboratoryGrade, LaboratoryValue
from equipoise.trial.asked_anew import AskedAnew, asked_anew
from equipoise.trial.person import Person, person
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.values.quantity import Quantity

Limits = tuple[Quantity | None, Quantity | None]
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Touched:
    """One recorded value that would be judged by other limits. `grades` are the terms whose grade changes: term, before, after."""

    participant: str
    value: LaboratoryValue
    before: Limits
    after: Limits
    grades: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that would change: values, the signed eligibilities that end, who would turn out not to have been eligible.

    `opened` and `closed` count the queries that edit checks would open, and those that they would let fall.
    """

    values: tuple[Touched, ...] = ()
    unsigned: tuple[str, ...] = ()
    ineligible: tuple[tuple[str, tuple[str, ...]], ...] = ()
    opened: int = 0
    closed: int = 0

    @property
    def participants(self) -> tuple[str, ...]:
        """Whose values are touched, in the order of registration."""
        return tuple(dict.fromkeys(one.participant for one in self.values))

    @property
    def regraded(self) -> int:
        """How many values get another grade."""
        return sum(bool(one.grades) for one in self.values)

    def facts_of(self, analyte: str) -> tuple[int, ...]:
        """The facts of the touched values of an analyte."""
        return tuple(sorted({one.value.seq for one in self.values if one.value.analyte == analyte}))


def effects(trial: Trial, more: Sequence[Fact[Body]], on: date) -> Effects:
    """What these facts about ranges would change if they were kept on a day."""
    concerned = _concerned(trial, more)
    values: list[Touched] = []
    unsigned: list[str] = []
    ineligible: list[tuple[str, tuple[str, ...]]] = []
    opened, closed = 0, 0
    would: dict[str, Study] = {}
    for number, facts in trial.participants.items():
        if not _has_values(trial.file_for(facts, on), facts, concerned):
            continue
        own = trial.file_for(facts, on)
        now = trial.in_use(own)
        then = would.setdefault(own.version, in_use(own, trial.study, more=more))
        touched = tuple(_touched(number, now, then, facts))
        if not touched:
            continue
        values += touched
        if _loses_signature(trial, number, now, then, on):
            unsigned.append(number)
        asked = _asked_anew(trial, number, now, then, touched, on)
        opened, closed = opened + len(asked.to_open), closed + len(asked.to_close)
        randomised = facts.first(Randomised)
        entered = trial.protocols.get(randomised.protocol) if randomised is not None else None
        if entered is not None:
            after = would.setdefault(entered.version, in_use(entered, trial.study, more=more))
            found = newly_ineligible(trial.in_use(entered), after, facts)
            ineligible += [(number, found.criteria)] if found is not None else []
    return Effects(tuple(values), tuple(unsigned), tuple(ineligible), opened, closed)


def ended_by(trial: Trial, one: Person, confirmed: Fact[EligibilityConfirmed]) -> int | None:
    """The first fact that ended a signature of the eligibility: other data, another judgement, or another limit under a value."""
    ends = [eligibility.superseded_by(one.facts, confirmed), _limit_changed(trial, one, confirmed)]
    return min((seq for seq in ends if seq is not None), default=None)


def _limit_changed(trial: Trial, one: Person, confirmed: Fact[EligibilityConfirmed]) -> int | None:
    later = [fact.seq for kind in RANGES for fact in trial.study.of(kind) if fact.seq > confirmed.seq]
    if not later:
        return None
    mark = (confirmed.seq, one.facts.head, one.study.version, max(later))
    return remember(
        trial, "limit changed", one.number, mark, lambda: _first_to_change(trial, one, confirmed, sorted(later))
    )


def _first_to_change(
    trial: Trial, one: Person, confirmed: Fact[EligibilityConfirmed], later: Iterable[int]
) -> int | None:
    """The first of these facts after which what was signed reads otherwise: the same data, the same day, another limit."""
    own = trial.protocols.get(one.study.version) or trial.protocols.first
    day = confirmed.day(own.time_zone)
    before = eligibility.assess(in_use(own, trial.study, confirmed.seq), one.facts, day).digest
    for seq in later:
        after = eligibility.assess(in_use(own, trial.study, seq), one.facts, day).digest
        if after != before:
            return seq
    return None


def _concerned(trial: Trial, more: Sequence[Fact[Body]]) -> dict[tuple[str, str], str]:
    """Laboratory and analyte of the ranges that these facts set or withdraw -> the first day of which any of them speaks."""
    known = {fact.seq: fact.body for fact in trial.study.of(ReferenceRangeSet)}
    bodies = [
        known.get(fact.body.range) if isinstance(fact.body, ReferenceRangeWithdrawn) else fact.body for fact in more
    ]
    found: dict[tuple[str, str], str] = {}
    for body in bodies:
        if isinstance(body, ReferenceRangeSet):
            key = (body.laboratory, body.analyte)
            found[key] = min(body.valid_from, found.get(key, body.valid_from))
    return found


def _has_values(study: Study, facts: History, concerned: Mapping[tuple[str, str], str]) -> bool:
    """Whether a participant may have a value of these analytes from these laboratories and days."""
    for name, plan in study.forms.forms.items():
        single = {item.analyte for item in plan.items.values() if item.analyte}
        inner = {item.analyte for group in plan.groups.values() for item in group.items.values() if item.analyte}
        first = {code: day for (code, analyte), day in concerned.items() if analyte in single | inner}
        for form in facts.forms(name) if first else ():
            named = {str(form.items.get(LABORATORY_ITEM))}
            named |= {str(row.get(LABORATORY_ITEM)) for rows in form.groups.values() for row in rows}
            day = form_day(study, form).isoformat()
            if any(first[code] <= day for code in named & first.keys()):
                return True
    return False


def _touched(number: str, now: Study, then: Study, facts: History) -> Iterator[Touched]:
    after = {_place(value): value for value in safety.laboratory_values(then, facts)}
    changed = [
        (value, later)
        for value in safety.laboratory_values(now, facts)
        for later in (after[_place(value)],)
        if (value.low, value.high) != (later.low, later.high)
    ]
    if not changed:
        return
    graded, regraded = (_grades(safety.laboratory_grades(study, facts)) for study in (now, then))
    for value, later in changed:
        place = _place(value)
        was, will = graded.get(place, {}), regraded.get(place, {})
        grades = tuple((term, was[term], will.get(term)) for term in was if was[term] != will.get(term))
        yield Touched(number, value, (value.low, value.high), (later.low, later.high), grades)


def _asked_anew(trial: Trial, number: str, now: Study, then: Study, touched: Sequence[Touched], on: date) -> AskedAnew:
    one = person(trial, number, on)
    assert one is not None, "whose values are touched is a participant"
    return asked_anew(trial, one, now, then, {each.value.seq for each in touched}, on)


def _place(value: LaboratoryValue) -> Place:
    return value.form, value.instance, value.item


def _grades(found: Sequence[LaboratoryGrade]) -> Mapping[Place, dict[str, int | None]]:
    grades: dict[Place, dict[str, int | None]] = {}
    for one in found:
        grades.setdefault(_place(one.value), {})[one.term] = one.grade.grade
    return grades


def _loses_signature(trial: Trial, number: str, now: Study, then: Study, on: date) -> bool:
    """Whether a signature that holds today would not hold any more; after randomisation it has done its work."""
    one = person(trial, number, on)
    confirmed = one.facts.last(EligibilityConfirmed) if one is not None else None
    if one is None or confirmed is None or one.arm is not None or ended_by(trial, one, confirmed) is not None:
        return False
    day = confirmed.day(now.time_zone)
    return eligibility.assess(now, one.facts, day).digest != eligibility.assess(then, one.facts, day).digest


def newly_ineligible(before: Study, after: Study, facts: History) -> IneligibilityFound | None:
    """The deviation of a randomised participant that only the new limits show: criteria that did not fail by the old ones.

    Both are the version under which the participant was randomised.
    """
    found = eligibility.found_ineligible(after, facts)
    if found is None:
        return None
    known = eligibility.found_ineligible(before, facts)
    new = tuple(name for name in found.criteria if known is None or name not in known.criteria)
    return replace(found, criteria=new) if new else None
