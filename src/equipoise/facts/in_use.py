"""The study file as it is in use: with the reference ranges and the days off that were set since, by facts.

Rules read this study and need not know where a limit or a day off came from. Without such facts it is the file's own, the very
same object; so what is kept of a study file under it is kept anew as soon as one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from equipoise.facts.body import Body
from equipoise.facts.calendar import OFFICE, DayOffSet, DayOffWithdrawn
from equipoise.facts.fact import Fact
from equipoise.facts.history import Facts
from equipoise.facts.laboratory import ReferenceRangeSet, ReferenceRangeWithdrawn
from equipoise.protocol.model import Calendar, DayOff, ReferenceRange, Study
from equipoise.protocol.model.schedule import Closed
from equipoise.values.text import same

RANGES = (ReferenceRangeSet, ReferenceRangeWithdrawn)
DAYS_OFF = (DayOffSet, DayOffWithdrawn)
_DAY = timedelta(days=1)


class RangeInUse(NamedTuple):
    """A reference range for the time in which nothing newer takes its place. `seq` is the fact that set it, 0: the study file.

    `began` is its own first day: what is left of it after a newer one is no newer for that.
    """

    range: ReferenceRange
    seq: int
    began: str


def in_use(study: Study, of_the_study: Facts, until: int | None = None, more: Sequence[Fact[Body]] = ()) -> Study:
    """A version of the study file with what the facts of the study laid over it, up to a ledger number where one is given.

    `more` are facts that are not kept yet: whoever asks what a range would change asks with it.
    """
    ranges = _standing(_facts(of_the_study, RANGES, until, more))
    days = _days_off(_facts(of_the_study, DAYS_OFF, until, more))
    return _with_days(_with_ranges(study, ranges), days) if ranges or days else study


def standing_ranges(of_the_study: Facts) -> tuple[Fact[ReferenceRangeSet], ...]:
    """The ranges that were set and not withdrawn, in the order of the ledger."""
    return _standing(_facts(of_the_study, RANGES, None, ()))


def standing_days_off(of_the_study: Facts) -> tuple[Fact[DayOffSet], ...]:
    """The days off that were set and not withdrawn, in the order of the ledger."""
    return _days_off(_facts(of_the_study, DAYS_OFF, None, ()))


def ranges_in_use(study: Study, of_the_study: Facts, laboratory: str) -> tuple[RangeInUse, ...]:
    """The ranges of a laboratory, of this version of the study file and of facts, each with the days on which it may count."""
    plan = study.forms.laboratories.get(laboratory)
    ranges = standing_ranges(of_the_study)
    return _laid(plan.ranges, ranges, laboratory) if plan is not None else ()


def covers(wide: ReferenceRange, narrow: ReferenceRange) -> bool:
    """Whether everybody to whom the second range applies is somebody to whom the first one does."""
    return (
        wide.sex in (None, narrow.sex)
        and (wide.age_from is None or (narrow.age_from is not None and wide.age_from <= narrow.age_from))
        and (wide.age_to is None or (narrow.age_to is not None and narrow.age_to <= wide.age_to))
    )


def meets(one: ReferenceRange, other: ReferenceRange) -> bool:
    """Whether there can be somebody, on some day, to whom both apply."""
    return (
        (one.sex is None or other.sex is None or one.sex == other.sex)
        and (one.age_to is None or other.age_from is None or other.age_from <= one.age_to)
        and (other.age_to is None or one.age_from is None or one.age_from <= other.age_to)
        and (one.valid_to is None or (other.valid_from or "") <= one.valid_to)
        and (other.valid_to is None or (one.valid_from or "") <= other.valid_to)
    )


def as_range(body: ReferenceRangeSet) -> ReferenceRange:
    """The range that a fact set, as a study file would write it."""
    return ReferenceRange(
        analyte=body.analyte,
        sex="M" if body.sex == "M" else "F" if body.sex == "F" else None,
        age_from=body.age_from,
        age_to=body.age_to,
        valid_from=body.valid_from,
        valid_to=body.valid_to or None,
        low=Decimal(body.low) if body.low else None,
        high=Decimal(body.high) if body.high else None,
        unit=body.unit,
    )


def _facts(
    of_the_study: Facts, kinds: Sequence[type[Body]], until: int | None, more: Sequence[Fact[Body]]
) -> list[Fact[Any]]:
    kept = [fact for kind in kinds for fact in of_the_study.of(kind) if until is None or fact.seq <= until]
    kept += [fact for fact in more if isinstance(fact.body, tuple(kinds))]
    return sorted(kept, key=lambda fact: fact.seq)


def _standing(facts: Iterable[Fact[Any]]) -> tuple[Fact[ReferenceRangeSet], ...]:
    every = list(facts)
    gone = {fact.body.range for fact in every if isinstance(fact.body, ReferenceRangeWithdrawn)}
    return tuple(fact for fact in every if isinstance(fact.body, ReferenceRangeSet) and fact.seq not in gone)


def _days_off(facts: Iterable[Fact[Any]]) -> tuple[Fact[DayOffSet], ...]:
    every = list(facts)
    gone = {fact.body.day_off for fact in every if isinstance(fact.body, DayOffWithdrawn)}
    return tuple(fact for fact in every if isinstance(fact.body, DayOffSet) and fact.seq not in gone)


def _with_ranges(study: Study, ranges: Sequence[Fact[ReferenceRangeSet]]) -> Study:
    touched = {fact.body.laboratory for fact in ranges} & study.forms.laboratories.keys()
    if not touched:
        return study
    laboratories = {
        code: plan.model_copy(update={"ranges": tuple(one.range for one in _laid(plan.ranges, ranges, code))})
        if code in touched
        else plan
        for code, plan in study.forms.laboratories.items()
    }
    return study.model_copy(update={"forms": study.forms.model_copy(update={"laboratories": laboratories})})


def _laid(
    own: Sequence[ReferenceRange], ranges: Sequence[Fact[ReferenceRangeSet]], laboratory: str
) -> tuple[RangeInUse, ...]:
    """The ranges of a laboratory once each newer one took the place of the older ones that it covers, for its own days."""
    found = [RangeInUse(one, 0, one.valid_from or "") for one in own]
    for fact in sorted(ranges, key=lambda fact: (fact.body.valid_from, fact.seq)):
        if fact.body.laboratory == laboratory:
            newer = as_range(fact.body)
            found = [piece for one in found for piece in _beside(one, newer)]
            found.append(RangeInUse(newer, fact.seq, fact.body.valid_from))
    return tuple(found)


def _beside(older: RangeInUse, newer: ReferenceRange) -> Iterable[RangeInUse]:
    """What is left of an older range: the days before the newer one, and those after it where that has an end."""
    one, began, first = older.range, older.began, newer.valid_from or ""
    apart = one.analyte != newer.analyte or not covers(newer, one) or not meets(one, newer)
    # Of two that begin on one day the one for fewer people counts beside the other; only its equal takes its place.
    if apart or began > first or (began == first and not covers(one, newer)):
        yield older
        return
    if (one.valid_from or "") < first:
        yield older._replace(range=one.model_copy(update={"valid_to": _shifted(first, -1)}))
    last = newer.valid_to
    if last is not None and (one.valid_to is None or one.valid_to > last):
        yield older._replace(range=one.model_copy(update={"valid_from": _shifted(last, 1)}))


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + days * _DAY).isoformat()


def _with_days(study: Study, days: Sequence[Fact[DayOffSet]]) -> Study:
    """With the closed places in the schedule, and days off or worked by law in the calendar of the clocks, each once."""
    offs = tuple(off for fact in days if (off := _as_day_off(fact.body)) is not None)
    found = study
    if offs:
        schedule = study.schedule.model_copy(update={"days_off": (*study.schedule.days_off, *offs)})
        found = found.model_copy(update={"schedule": schedule})
    calendar = _by_law(study.safety.calendar, days)
    if calendar is not study.safety.calendar:
        found = found.model_copy(update={"safety": study.safety.model_copy(update={"calendar": calendar})})
    return found


def _by_law(calendar: Calendar, days: Sequence[Fact[DayOffSet]]) -> Calendar:
    """The working days by law: of two facts about a day the later one counts."""
    holidays, worked = set(calendar.holidays), set(calendar.worked)
    for body in (fact.body for fact in days):
        if body.worked:
            worked |= set(each_day(body.first, body.last))
        elif OFFICE in body.closed:
            holidays |= set(each_day(body.first, body.last))
            worked -= set(each_day(body.first, body.last))
    if (holidays, worked) == (set(calendar.holidays), set(calendar.worked)):
        return calendar
    return calendar.model_copy(update={"holidays": tuple(sorted(holidays)), "worked": tuple(sorted(worked))})


def _as_day_off(body: DayOffSet) -> DayOff | None:
    places: tuple[Closed, ...] = tuple(place for place in PLACES if place in body.closed)
    if not places:
        return None
    return DayOff(first=body.first, last=body.last, closed=places, site=body.site, name=same(body.name))


PLACES: tuple[Closed, ...] = ("clinic", "apheresis", "cell_laboratory", "ward")
"""What can be closed."""


def each_day(first: str, last: str) -> Iterable[str]:
    """Every day from the first to the last, both included."""
    start = date.fromisoformat(first)
    for ahead in range((date.fromisoformat(last) - start).days + 1):
        yield (start + ahead * _DAY).isoformat()
