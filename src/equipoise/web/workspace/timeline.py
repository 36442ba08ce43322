"""What a participant's timeline shows, before it is drawn: lanes of days, read from the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from equipoise.facts.form_look import day_of
from equipoise.facts.participant import ConsentSigned, ScreeningFailed
from equipoise.protocol.entry_words import entry_words
from equipoise.rules import product, response, safety
from equipoise.rules.product import Batch, Chain
from equipoise.rules.safety import LaboratoryGrade
from equipoise.rules.visits import Occurrence
from equipoise.trial.person import Person
from equipoise.values.text import Text, same
from equipoise.web.workspace.participant_rows import HARM_FROM
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.standing import randomised_on

ENDED: Final = "AEENDAT"
"""The item (CDASH) of the adverse-event form that dates the end of an event."""
_MILESTONES: Final[dict[str, Text]] = {
    "progression": Text("Progression", "进展"),
    "end_of_treatment": Text("End of treatment", "治疗结束"),
    "lost_to_follow_up": Text("Lost to follow-up", "失访"),
    "death": Text("Death", "死亡"),
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that divides the way: consent, randomisation, progression, death."""

    day: date
    says: Text


@dataclass(frozen=True, slots=True)
class VisitMark:
    """A visit: its window, the day on which it took place or its target, its state."""

    name: Text
    earliest: date
    latest: date
    day: date
    state: str


@dataclass(frozen=True, slots=True)
class CourseBar:
    """A collection, its culture and its infusions. `fate` is empty, or why nothing of it was given; `planned` lies ahead."""

    name: str
    collected: date
    until: date | None
    infusions: tuple[date, ...]
    fate: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """A tumour assessment: sum of diameters in mm, and how it was read (empty at baseline)."""

    day: date
    sum: Decimal | None
    response: str
    says: Text


@dataclass(frozen=True, slots=True)
class Harm:
    """An adverse event: from its onset to its end, None while it lasts or where no end is stated."""

    term: str
    grade: int | None
    serious: bool
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Laboratory values of a day with a severe grade."""

    day: date
    grade: int
    says: Text


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that is drawn, on days from the first to the last."""

    first: date
    last: date
    today: date
    randomised: date | None
    milestones: tuple[Milestone, ...]
    visits: tuple[VisitMark, ...]
    courses: tuple[CourseBar, ...]
    scans: tuple[Scan, ...]
    harms: tuple[Harm, ...]
    alarms: tuple[Alarm, ...]


def timeline(scope: Scope, one: Person, found: Sequence[Occurrence], grades: Sequence[LaboratoryGrade]) -> Timeline:
    """The timeline of a participant; what a role may not see is not on it."""
    milestones = tuple(sorted(_milestones(one), key=lambda mark: mark.day))
    visits = tuple(_visits(found))
    courses = tuple(_courses(scope, one)) if one.study.product is not None and not scope.conceal.product else ()
    scans = tuple(_scans(one))
    harms = tuple(_harms(one))
    alarms = tuple(_alarms(grades))
    days = [
        *(mark.day for mark in milestones),
        *(mark.day for mark in visits if mark.state != "planned"),
        *(mark.day for mark in visits if mark.state == "planned" and mark.day <= scope.today + timedelta(days=42)),
        *(bar.collected for bar in courses),
        *(day for bar in courses for day in bar.infusions),
        *(scan.day for scan in scans),
        *(harm.start for harm in harms),
    ]
    ends = one.day("death") if "death" in one.events else None
    first, last = min(days, default=scope.today), max(days, default=scope.today)
    if one.active and ends is None:
        last = max(last, scope.today)
    return Timeline(
        first, last, scope.today, randomised_on(one), milestones, visits, courses, scans, harms, alarms
    )  # fmt: skip


def _milestones(one: Person) -> Iterator[Milestone]:
    zone = one.study.time_zone
    consent = one.facts.first(ConsentSigned)
    if consent is not None:
        yield Milestone(consent.day(zone), Text("Consent", "知情同意"))
    start = randomised_on(one)
    if start is not None:
        yield Milestone(start, entry_words(one.study, Text("Randomised", "随机")))
    failed = one.facts.first(ScreeningFailed)
    if failed is not None:
        yield Milestone(failed.day(zone), Text("Screening failed", "筛选失败"))
    for name, says in _MILESTONES.items():
        day = one.day(name) if name in one.events else None
        if day is not None:
            yield Milestone(day, says)


def _visits(found: Sequence[Occurrence]) -> Iterator[VisitMark]:
    for visit in found:
        if visit.state != "not_applicable":
            yield VisitMark(visit.name, visit.earliest, visit.latest, visit.day or visit.target, visit.state)


def _courses(scope: Scope, one: Person) -> Iterator[CourseBar]:
    chain = product.chain(one.study, one.facts)
    for collection in chain.collections.values():
        if collection.day is None:
            continue
        batch = chain.batch_of(collection.number)
        yield _course(one, chain, collection.number, collection.day, batch)
    if one.active and one.receives_product and one.progression is None and "treatment" not in one.withdrawn:
        known = {number for number, collection in chain.collections.items() if collection.collected}
        for planned in product.plan(one.study, one.facts, scope.today):
            if planned.collection not in known:
                days = planned.infusion_days
                yield CourseBar("", planned.collection_day, days[0] if days else None, days, "", planned=True)


def _course(one: Person, chain: Chain, number: int, collected: date, batch: Batch | None) -> CourseBar:
    course = chain.course_of(batch.id) if batch is not None else None
    if course is not None:
        given = tuple(infusion.on for infusion in course.infusions)
        return CourseBar(f"{course.number}", collected, given[0], given, "", planned=False)
    if batch is None:
        rejected = chain.collections[number].verdict == "rejected"
        return CourseBar("", collected, None, (), "rejected" if rejected else "", planned=False)
    zone = one.study.time_zone
    until = batch.closed.day(zone) if batch.closed is not None else batch.bags[-1].day if batch.bags else None
    return CourseBar("", collected, until, (), batch.disposition, planned=False)


def _scans(one: Person) -> Iterator[Scan]:
    for point in response.time_points(one.study, one.facts):
        read = point.overall or ""
        says = response.RESPONSES[point.overall] if point.overall is not None else Text("baseline", "基线")
        yield Scan(point.day, point.sum, read, says)


def _harms(one: Person) -> Iterator[Harm]:
    for event in safety.adverse_events(one.study, one.facts):
        if event.onset is not None:
            end = day_of(event.form.items.get(ENDED), one.study.time_zone)
            yield Harm(event.term, event.grade, event.serious, event.onset, end)


def _alarms(grades: Sequence[LaboratoryGrade]) -> Iterator[Alarm]:
    by_day: dict[date, list[LaboratoryGrade]] = {}
    for found in grades:
        if found.value.day is not None and (found.grade.grade or 0) >= HARM_FROM and found.accepted is not False:
            by_day.setdefault(found.value.day, []).append(found)
    for day, severe in sorted(by_day.items()):
        worst = max(found.grade.grade or 0 for found in severe)
        names = ", ".join(f"{found.term} {found.grade.grade}" for found in severe)
        yield Alarm(day, worst, same(names))
