"""The virtual participant comes to the visits, mostly on time; the virtual site fills in what is due."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta

from equipoise.facts import Answer as FormAnswer
from equipoise.protocol.model import Study
from equipoise.rules import product, visits
from equipoise.simulation.rehearsal.answers import Filling, fill
from equipoise.simulation.rehearsal.fate import Fate, record, scan
from equipoise.simulation.rehearsal.script import Ask, Life, Script
from equipoise.trial import commands as act
from equipoise.trial.gateway import Answer
from equipoise.trial.person import Person, standing

_OPEN = ("planned", "open", "overdue")
COMPLETED = "COMPLETED"
_TREATING = frozenset({"book", "collect", "receive", "seed", "control", "harvest", "label", "test", "release", "dispatch",
                       "receive_bag", "decide_excursion", "infuse", "end_infusion"})  # fmt: skip
"""What is due of the product as long as treatment goes on."""


def attend(life: Life, fate: Fate) -> Script:
    """Every occurrence of the calendar in turn, until nothing more is due.

    The calendar is asked again only when an event has moved it; what was attended or missed is struck off.
    """
    struck: set[str] = set()
    due: list[visits.Occurrence] = []
    seen: object = None
    while not life.over:
        one = life.person()
        if not one.active:
            return
        if one.events is not seen:
            seen = one.events
            yield from _end_of_treatment(life)
            due = _due(life.person(), life.today, struck)
        open_ones = [occurrence for occurrence in due if occurrence.instance not in struck]
        if due and not open_ones:
            due = _due(one, life.today, struck)  # what repeats without end shows its next occurrence
            continue
        coming = next((occurrence for occurrence in open_ones if not _too_early(life, one, occurrence)), None)
        if coming is None:
            yield from life.wait(life.at(life.today + _look(one), 9))
            continue
        if coming.target > life.today:
            yield from life.wait(life.at(min(coming.target, life.today + _look(one)), 8))
            continue
        struck.add(coming.instance)
        if life.happens("missed_visit"):
            continue
        if life.happens("late_visit"):
            yield from life.wait(life.at(life.today + timedelta(days=life.chance.between(1, 5)), 8, 30))
            if not life.person().active:
                return
        yield from _visit(life, fate, coming)


def _look(one: Person) -> timedelta:
    """How soon to look whether something has moved what is waited for: each morning while treatment goes on."""
    return timedelta(days=1 if one.receives_product and one.status == "on_treatment" else 3)


def _due(one: Person, today: date, struck: set[str]) -> list[visits.Occurrence]:
    """What is still to be attended, in the order of target days."""
    return [
        occurrence
        for occurrence in visits.calendar(one.study, one.facts, one.events, today, one.arm)
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


def _enter(life: Life, fate: Fate, form: str, occurrence: visits.Occurrence) -> Generator[Ask, Answer | None, None]:
    study, instance = life.person().study, occurrence.instance
    filling = Filling(study, form, life.today, life.now, _settled(life, study, form, occurrence.visit))
    if study.response is not None and form == study.response.lesions.form:
        filling = scan(life, study, fate) or filling
    items, groups = fill(filling, life.chance)
    _lose_some(life, form, items)
    definition = study.forms.forms[form]
    command = act.SaveForm(
        participant=life.number, form=form, instance=instance, visit=instance, items=items, groups=groups
    )
    yield from life.do(definition.by[0], command, 5)


def _too_early(life: Life, one: Person, occurrence: visits.Occurrence) -> bool:
    """Whether a visit would end a treatment that still goes on: a chain that slipped is waited for."""
    if one.study.product is None or not one.receives_product or not _brings_the_end(one.study, occurrence):
        return False
    now = standing(life.trial(), one, life.today)
    return now.goes_on and any(line.act in _TREATING for line in product.due(one.study, one.facts, life.now, now))


def _settled(life: Life, study: Study, form: str, visit: str) -> dict[str, FormAnswer]:
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


def _lose_some(life: Life, form: str, items: dict[str, FormAnswer]) -> None:
    """A tube broke: now and then a laboratory value is missing, with its reason."""
    definition = life.study.forms.forms[form]
    for name in items:
        item = definition.items.get(name)
        if item is not None and item.analyte is not None and life.happens("missing_laboratory_value"):
            items[name] = {"missing": "ND", "reason": "Sample lost / 标本丢失"}


def _end_of_treatment(life: Life) -> Script:
    """Treatment is over for this participant: the form that says so is entered once."""
    one = life.person()
    if one.arm is None or one.day("end_of_treatment") is not None or not one.study.arms[one.arm].interventions:
        return
    if any(
        _brings_the_end(one.study, occurrence)
        for occurrence in visits.calendar(one.study, one.facts, one.events, life.today, one.arm)
    ):
        return  # a visit of its own asks for it
    if one.progression is not None or one.unacceptable or "treatment" in one.withdrawn:
        yield from record(life, "end_of_treatment", life.today)


def _brings_the_end(study: Study, occurrence: visits.Occurrence) -> bool:
    """Whether an occurrence that is due says on a form how treatment ended."""
    end = study.events.get("end_of_treatment")
    return end is not None and occurrence.state in _OPEN and any(due.form == end.form for due in occurrence.forms)
