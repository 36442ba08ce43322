"""The virtual units of the product do what is due, in the order in which it is due: `apheresis`, `culture`, `quality`, `ward`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from equipoise.rules import product
from equipoise.simulation.rehearsal import apheresis, culture, quality, ward
from equipoise.simulation.rehearsal.agenda import Agenda
from equipoise.simulation.rehearsal.process import Doing
from equipoise.simulation.rehearsal.script import Life, Script

_HOURS: Final = {
    "read": (6, 10), "collect": (8, 30), "harvest": (8, 40), "label": (8, 50), "book": (9, 0), "test": (9, 5), "control": (9, 10),
    "receive": (9, 30), "release": (9, 50), "discard": (10, 0), "dispatch": (10, 20), "seed": (10, 30), "receive_bag": (10, 40),
    "decide_excursion": (10, 50), "investigate": (9, 20), "sign": (9, 40), "tell": (6, 15), "follow_up": (12, 0),
    "settle": (13, 0), "infuse": (11, 10), "end_infusion": (11, 20), "dispose": (15, 0), "close": (17, 0),
}  # fmt: skip
"""When in the day each act is usually done, local time: after the examinations of the visit, the collection before the infusion."""
_TROUBLED_DAYS = 3


def make(life: Life) -> Script:
    """From the first collection to the last closed culture: whatever the product rules say is due, on its day."""
    agenda = Agenda(life)
    refused: Counter[tuple[str, str]] = Counter()
    while True:
        ready = [line for line in agenda.due() if refused[line.unit, line.act] < _TROUBLED_DAYS]
        if not ready:
            one = life.person()
            if life.over or not one.active or one.day("end_of_treatment") is not None:
                return
            yield life.wait(life.at(life.today + timedelta(days=3), 8))
            continue
        line = _first(ready, life.today)
        if line.earliest > life.today:
            # Something may change in between: an event, a withdrawal, a scan. Look again each week, and that morning.
            yield life.wait(life.at(min(line.earliest, life.today + timedelta(days=7)), 6))
            if line.earliest > life.today:
                continue
        yield life.wait(life.at(life.today, *_HOURS[line.act]))
        if not agenda.has(line):
            continue  # meanwhile somebody withdrew, progressed, or ended treatment
        done = yield from _DOERS[line.act](life, line)
        if not done:
            refused[line.unit, line.act] += 1
            yield life.wait(life.at(life.today + timedelta(days=1), 6))


def _first(lines: Sequence[product.Due], today: date) -> product.Due:
    """What is to be done before all else, from today on."""
    return min(lines, key=lambda line: (max(line.earliest, today), _HOURS[line.act], line.unit))


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
