"""The virtual units of the product do what is due, in the order in which it is due: `apheresis`, `culture`, `quality`, `ward`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from equipoise.rules import product
from equipoise.simulation.rehearsal import apheresis, culture, quality, ward
from equipoise.simulation.rehearsal.process import Doing
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial.person import standing

_HOURS: Final = {
    "read": (6, 10), "harvest": (6, 30), "label": (7, 0), "test": (7, 20), "collect": (8, 10), "book": (9, 0), "control": (9, 10),
    "receive": (9, 30), "release": (9, 50), "discard": (10, 0), "dispatch": (10, 20), "seed": (10, 30), "receive_bag": (10, 40),
    "decide_excursion": (10, 50), "investigate": (9, 20), "sign": (9, 40), "tell": (6, 15), "follow_up": (12, 0),
    "settle": (13, 0), "infuse": (11, 10), "end_infusion": (11, 20), "dispose": (15, 0), "close": (17, 0),
}  # fmt: skip
"""When in the day each act is usually done, local time: the collection before the infusion, with rest between them."""
_TROUBLED_DAYS = 3


def make(life: Life) -> Script:
    """From the first collection to the last closed culture: whatever the product rules say is due, on its day."""
    refused: dict[tuple[str, str], int] = {}
    while True:
        one, seen = life.person(), _heads(life)
        due = product.due(one.study, one.facts, life.now, standing(life.trial(), one, life.today))
        ready = [line for line in due if refused.get((line.unit, line.act), 0) < _TROUBLED_DAYS]
        if not ready:
            if life.over or not one.alive or one.day("end_of_treatment") is not None or not one.active:
                return
            yield from life.wait(life.at(life.today + timedelta(days=3), 8))
            continue
        line = min(ready, key=lambda each: (max(each.earliest, life.today), _HOURS[each.act], each.unit))
        day = max(line.earliest, life.today)
        if day > life.today:
            # Something may change in between: an event, a withdrawal, a scan. Look again each morning.
            yield from life.wait(life.at(min(day, life.today + timedelta(days=7)), 6))
            if life.today < day:
                continue
        yield from life.wait(life.at(day, *_HOURS[line.act]))
        late = line.by is not None and life.now >= line.by
        if (late or _heads(life) != seen) and not _is_still_due(life, line):
            continue  # meanwhile somebody withdrew, progressed, or ended treatment
        done = yield from _DOERS[line.act](life, line)
        if not done:
            refused[(line.unit, line.act)] = refused.get((line.unit, line.act), 0) + 1
            yield from life.wait(life.at(life.today + timedelta(days=1), 6))


def _heads(life: Life) -> tuple[int, int, date]:
    """The day, and how much is known of the participant and of the study: while they stay, so does what is due."""
    return life.facts.head, life.trial().study.head, life.today


def _is_still_due(life: Life, line: product.Due) -> bool:
    one = life.person()
    due = product.due(one.study, one.facts, life.now, standing(life.trial(), one, life.today))
    return any((each.unit, each.act) == (line.unit, line.act) for each in due)


_DOERS: Final[Mapping[str, Callable[[Life, product.Due], Doing]]] = {
    "book": apheresis.book,
    "collect": apheresis.collect,
    "receive": culture.receive,
    "discard": culture.discard,
    "seed": culture.seed,
    "control": culture.control,
    "harvest": culture.harvest,
    "label": quality.label,
    "test": quality.test,
    "investigate": quality.investigate,
    "sign": quality.sign,
    "release": quality.release,
    "dispatch": ward.dispatch,
    "receive_bag": ward.receive_bag,
    "decide_excursion": quality.excursion,
    "infuse": ward.infuse,
    "end_infusion": ward.end,
    "dispose": ward.dispose,
    "read": quality.read,
    "tell": quality.tell,
    "follow_up": quality.follow_up,
    "settle": quality.settle,
    "close": culture.close,
}
