"""Contacts that nobody planned: they stand in the calendar on the day on which they took place, as their forms tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from equipoise.facts import Facts, FormInstance
from equipoise.facts.form_look import form_day
from equipoise.protocol.model import Study, Unscheduled
from equipoise.rules.visits.occurrence import FormDue, Occurrence
from equipoise.values.text import Text


def unscheduled(study: Study, facts: Facts, at: date) -> tuple[Occurrence, ...]:
    """Every unscheduled contact up to a day, in order of day. A tumour assessment among them is marked so, and moves no planned one."""
    kinds = study.schedule.unscheduled
    forms = {form for kind in kinds.values() for form in kind.forms}

    def anew() -> tuple[Occurrence, ...]:
        found = (one for name, kind in kinds.items() for one in _of_kind(study, facts, name, kind))
        return tuple(sorted(found, key=lambda one: (one.target, one.visit, one.number)))

    every = facts.remember("unscheduled", sorted(forms), anew, study)
    return tuple(one for one in every if one.target <= at)


def _of_kind(study: Study, facts: Facts, name: str, kind: Unscheduled) -> Iterator[Occurrence]:
    there: dict[int, list[FormInstance]] = {}
    for form in kind.forms:
        for one in facts.forms(form):
            visit, _, words = (one.visit or one.instance).partition(".")
            if visit == name and words.isascii() and words.isdecimal():
                there.setdefault(int(words), []).append(one)
    for number, entered in sorted(there.items()):
        day = min(form_day(study, one) for one in entered)
        yield Occurrence(
            visit=name,
            number=number,
            instance=f"{name}.{number}",
            name=Text(f"{kind.name.en} {number}", f"{kind.name.zh} {number}"),
            epoch=kind.epoch,
            anchor_day=day,
            target=day,
            earliest=day,
            latest=day,
            state="done",
            forms=tuple(FormDue(one.form, False, True, one.seq) for one in entered),
            role=kind.role,
            tumour_assessment=kind.tumour_assessment,
            day=day,
            scheduled=False,
        )
