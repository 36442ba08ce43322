"""How the virtual clinic fills a form: what is settled stands, everything else is drawn as `prepare.py` made it ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from equipoise.facts import Answer
from equipoise.protocol.model import Study
from equipoise.simulation.rehearsal.chance import Chance
from equipoise.simulation.rehearsal.prepare import Answers, Question, Rows, prepared

Items = dict[str, Answer]
Groups = dict[str, tuple[Items, ...]]


@dataclass(frozen=True, slots=True)
class Filling:
    """A form to be filled: on which day and at which moment, with which answers already settled.

    `settled` holds answers by item, `rows` whole groups; everything else is drawn.
    """

    study: Study
    form: str
    day: date
    moment: datetime
    settled: Mapping[str, Answer] = field(default_factory=dict)
    rows: Mapping[str, tuple[Items, ...]] = field(default_factory=dict)


def fill(filling: Filling, chance: Chance) -> tuple[Items, Groups]:
    """Answers to every item that is asked, and rows of every group."""
    form = prepared(filling.study, filling.form)
    items = _answered(filling, form.questions, filling.settled, {}, chance)
    groups = {
        name: filling.rows[name] if name in filling.rows else tuple(_rows(filling, rows, items, chance))
        for name, rows in form.groups.items()
    }
    return items, groups


def _rows(filling: Filling, rows: Rows, around: Items, chance: Chance) -> Iterable[Items]:
    if rows.fixed:
        return [_answered(filling, rows.questions, {rows.key: key}, around, chance) for key in rows.fixed]
    return [_answered(filling, rows.questions, {}, around, chance) for _ in range(rows.least)]


def _answered(
    filling: Filling, questions: Iterable[Question], settled: Answers, around: Answers, chance: Chance
) -> Items:
    given: Items = {}
    for question in questions:
        name = question.name
        if name in settled:
            given[name] = settled[name]
        elif question.condition is None or question.condition.holds(given, around, filling.day):
            given[name] = question.draw(filling, chance)
    return given
