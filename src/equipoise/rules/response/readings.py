"""The blinded readings that are still to be given: which scan by which reader, and whether an adjudicator is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipoise.facts import Facts, FormInstance
from equipoise.facts.form_look import day_of
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Response, Study
from equipoise.protocol.model.response import Readers
from equipoise.rules.response.readers import central
from equipoise.rules.response.time_points import time_points


@dataclass(frozen=True, slots=True)
class ToRead:
    """The next scan of a participant for one blinded reader; `number` counts its scans from 1, the baseline.

    `waiting` is how many scans this reader has before them, this one included; `people` who gave the earlier readings.
    """

    reader: str
    day: date
    number: int
    waiting: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """What is to be read of a participant, whether two finished readings differ and nobody has decided, and who has read."""

    wanted: tuple[ToRead, ...]
    adjudicate: bool
    people: tuple[tuple[str, str], ...]

    def read_by(self, person: str) -> tuple[str, ...]:
        """The codes under which a person has read this participant."""
        return tuple(sorted({code for code, name in self.people if name == person}))


NOBODY = Readings((), adjudicate=False, people=())


def readings(study: Study, facts: Facts) -> Readings:
    """The blinded readings of a randomised participant: scans in the order of their days, for each reader the next one alone.

    A scan is one that the investigator has assessed, from baseline on. Readers see one scan after the other, so that a later
    one does not change an earlier reading (FDA, Clinical Trial Imaging Endpoint Process Standards, 2018).
    """
    plan = study.response
    readers = plan.readers if plan is not None else None
    if plan is None or readers is None or not readers.central or facts.first(Randomised) is None:
        return NOBODY
    return facts.remember(
        "readings", (plan.lesions.form, Randomised), lambda: _readings(study, plan, readers, facts), study
    )


def _readings(study: Study, plan: Response, readers: Readers, facts: Facts) -> Readings:
    days = [point.day for point in time_points(study, facts)]
    given = {code: _read(study, plan, readers, facts, code) for code in _codes(readers)}
    wanted = [one for code in readers.central if (one := _next(code, days, given[code])) is not None]
    adjudicate = bool(days) and not wanted and _asks(study, facts)
    if adjudicate and readers.adjudicator is not None and readers.decided is None:
        own = _next(readers.adjudicator, days, given[readers.adjudicator])
        wanted, adjudicate = ([own] if own is not None else []), False
    people = tuple(
        (str(form.items.get(readers.item)), form.entered.actor)
        for form in facts.forms(plan.lesions.form)
        if isinstance(form.items.get(readers.item), str)
    )
    return Readings(tuple(wanted), adjudicate, people)


def is_blind_reading(study: Study, code: object) -> bool:
    """Whether a reader's code is that of a blinded reader or of the adjudicator."""
    plan = study.response
    return plan is not None and plan.readers is not None and code in _codes(plan.readers)


def _codes(readers: Readers) -> tuple[str, ...]:
    return (*readers.central, *((readers.adjudicator,) if readers.adjudicator is not None else ()))


def _read(study: Study, plan: Response, readers: Readers, facts: Facts, code: str) -> dict[date, FormInstance]:
    """The readings under a code by the day of their scan."""
    found: dict[date, FormInstance] = {}
    for form in facts.forms(plan.lesions.form):
        day = day_of(form.items.get(plan.lesions.date), study.time_zone)
        if day is not None and form.items.get(readers.item) == code:
            found.setdefault(day, form)
    return found


def _next(code: str, days: list[date], given: dict[date, FormInstance]) -> ToRead | None:
    left = [(number, day) for number, day in enumerate(days, start=1) if day not in given]
    if not left:
        return None
    number, day = left[0]
    people = tuple(sorted({form.entered.actor for form in given.values()}))
    return ToRead(code, day, number, len(left), people)


def _asks(study: Study, facts: Facts) -> bool:
    found = central(study, facts)
    return found is not None and bool(found.differ) and bool(found.open)
