"""The virtual participant comes to the visits, mostly on time; the virtual site fills in what is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from equipoise.facts import Answer
from equipoise.protocol.model import Study
from equipoise.rules import product, visits
from equipoise.simulation.rehearsal.agenda import Agenda
from equipoise.simulation.rehearsal.answers import Filling, fill
from equipoise.simulation.rehearsal.fate import Fate, record, scan
from equipoise.simulation.rehearsal.gate import keep
from equipoise.simulation.rehearsal.prepare import prepared
from equipoise.simulation.rehearsal.process import Doing
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial.person import Person

_OPEN = ("planned", "open", "overdue")
COMPLETED = "COMPLETED"
_TREATING = frozenset({"book", "collect", "receive", "seed", "control", "harvest", "label", "test", "release", "dispatch",
                       "receive_bag", "decide_excursion", "infuse", "end_infusion"})  # fmt: skip
"""What is due of the product as long as treatment goes on."""


def attend(life: Life, fate: Fate) -> Script:
    """Every occurrence of the calendar in turn, until nothing more is due."""
    calendar = _Calendar(life)
    while not life.over:
        one = life.person()
        if not one.active:
            return
        if not (yield from calendar.ask(one)):
            continue
        coming = calendar.next(one)
        if coming is None:
            yield life.wait(life.at(life.today + _look(one), 9))
            continue
        if coming.target > life.today:
            yield life.wait(life.at(min(coming.target, life.today + _look(one)), 8))
            continue
        calendar.strike_off(coming)
        if life.happens("missed_visit"):
            continue
        if life.happens("late_visit"):
            yield life.wait(life.at(life.today + timedelta(days=life.chance.between(1, 5)), 8, 30))
            if not life.person().active:
                return
        yield from _visit(life, fate, coming)


class _Calendar:
    """What the calendar still asks of a participant; what was attended or missed is struck off.

    It is asked again only when an event that it hangs on has come, or when nothing is left: what repeats without end then shows
    its next occurrence.
    """

    def __init__(self, life: Life) -> None:
        self._life = life
        self._agenda = Agenda(life)
        self._struck: set[str] = set()
        self._due: list[visits.Occurrence] = []
        self._events: object = None
        self._hangs_on: object = None
        self._exhausted = False

    def ask(self, one: Person) -> Doing:
        """Whether the visits that are due are known. Not while an end of treatment that they tell of was just entered."""
        life = self._life
        if one.events is self._events and not self._exhausted:
            return True
        self._events, before, self._hangs_on = one.events, self._hangs_on, _moving(one)
        if self._hangs_on == before and not self._exhausted:
            return True
        self._exhausted = False
        found = visits.calendar(one.study, one.facts, one.events, life.today, one.arm)
        yield from _end_of_treatment(life, found)
        if life.person().events is not self._events:
            self._hangs_on = None
            return False
        self._due = _due(found, self._struck)
        return True

    def next(self, one: Person) -> visits.Occurrence | None:
        """The first occurrence that is not too early."""
        return next((coming for coming in self._due if not _too_early(one, coming, self._agenda)), None)

    def strike_off(self, coming: visits.Occurrence) -> None:
        """It was attended, or missed."""
        self._struck.add(coming.instance)
        self._due.remove(coming)
        self._exhausted = not self._due


def _moving(one: Person) -> tuple[object, ...]:
    """What the calendar hangs on: the version of the study file, and when the events came that its visits count from or end
    with, or with which treatment ends."""
    stopped = (one.progression is not None, one.unacceptable, "treatment" in one.withdrawn)
    return one.study.version, stopped, *(one.events.get(name) for name in _anchors_and_ends(one.study))


@lru_cache(maxsize=64)
def _anchors_and_ends(study: Study) -> frozenset[str]:
    visits_of = study.schedule.visits.values()
    return frozenset(name for visit in visits_of for name in (visit.anchor, *visit.ends))


def _look(one: Person) -> timedelta:
    """How soon to look whether something has moved what is waited for: each morning while treatment goes on."""
    return timedelta(days=1 if one.receives_product and one.status == "on_treatment" else 3)


def _due(found: Iterable[visits.Occurrence], struck: set[str]) -> list[visits.Occurrence]:
    """What is still to be attended, in the order of target days."""
    return [
        occurrence
        for occurrence in found
        if occurrence.state in _OPEN
        and occurrence.instance not in struck
        and any(form.required and not form.entered for form in occurrence.forms)
    ]


def _visit(life: Life, fate: Fate, occurrence: visits.Occurrence) -> Script:
    for form in occurrence.forms:
        if not form.required or form.entered or life.facts.form(form.form, occurrence.instance) is not None:
            continue
        end = life.study.events.get("end_of_treatment")
        if end is not None and form.form == end.form and life.person().day("end_of_treatment") is not None:
            continue  # treatment ends once
        yield from _enter(life, fate, form.form, occurrence)


def _enter(life: Life, fate: Fate, form: str, occurrence: visits.Occurrence) -> Script:
    study, instance = life.person().study, occurrence.instance
    filling = Filling(study, form, life.today, life.now, _settled(life, study, form, occurrence.visit))
    if study.response is not None and form == study.response.lesions.form:
        filling = scan(life, study, fate) or filling
    items, groups = fill(filling, life.chance)
    _lose_some(life, study, form, items)
    yield from keep(life, form, instance, instance, items, groups)


def _too_early(one: Person, occurrence: visits.Occurrence, agenda: Agenda) -> bool:
    """Whether a visit would end a treatment that still goes on: a chain that slipped is waited for."""
    if one.study.product is None or not one.receives_product or not _brings_the_end(one.study, occurrence):
        return False
    return agenda.goes_on and any(line.act in _TREATING for line in agenda.due())


def _settled(life: Life, study: Study, form: str, visit: str) -> dict[str, Answer]:
    """What the occasion of a visit itself answers on a form; a treatment that fell short is not called completed."""
    given = study.schedule.visits[visit].answers
    answers = {words.removeprefix(f"{form}."): code for words, code in given.items() if words.startswith(f"{form}.")}
    short = _why_short(life) if COMPLETED in answers.values() else None
    return {name: short if code == COMPLETED and short else code for name, code in answers.items()}


def _why_short(life: Life) -> str | None:
    """The reason (CDISC codelist NCOMPLT) why fewer courses were given than planned; None if all were."""
    one = life.person()
    if one.study.product is None or not one.receives_product:
        return None
    given = len(product.chain(one.study, one.facts).courses)
    if given >= one.study.product.courses.number:
        return None
    return "TECHNICAL PROBLEMS" if given else "NEVER DOSED"


def _lose_some(life: Life, study: Study, form: str, items: dict[str, Answer]) -> None:
    """A tube broke: now and then a laboratory value is missing, with its reason."""
    for name in prepared(study, form).measured:
        if name in items and life.happens("missing_laboratory_value"):
            items[name] = {"missing": "ND", "reason": "Sample lost / 标本丢失"}


def _end_of_treatment(life: Life, found: Iterable[visits.Occurrence]) -> Script:
    """Treatment is over for this participant: the form that says so is entered once."""
    one = life.person()
    if one.arm is None or one.day("end_of_treatment") is not None or not one.study.arms[one.arm].interventions:
        return
    if one.progression is None and not one.unacceptable and "treatment" not in one.withdrawn:
        return
    if not any(_brings_the_end(one.study, occurrence) for occurrence in found):  # else a visit of its own asks for it
        yield from record(life, "end_of_treatment", life.today)


def _brings_the_end(study: Study, occurrence: visits.Occurrence) -> bool:
    """Whether an occurrence that is due says on a form how treatment ended."""
    end = study.events.get("end_of_treatment")
    return end is not None and occurrence.state in _OPEN and any(due.form == end.form for due in occurrence.forms)
