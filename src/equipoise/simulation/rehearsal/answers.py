"""How the virtual clinic fills a form: from the form's own definition, and the study file's hints where it has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from equipoise.facts import Answer, as_stored
from equipoise.facts.observe import items_look
from equipoise.protocol.criteria import evaluate, parse
from equipoise.protocol.model import Form, Group, Item, ReferenceRange, Study, Values
from equipoise.simulation.rehearsal.chance import Chance
from equipoise.values.itself import Itself
from equipoise.values.truth import Truth

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
    form = filling.study.forms.forms[filling.form]
    items = _answers(filling, form.items, "", chance, {})
    groups = {
        name: filling.rows[name] if name in filling.rows else _rows(filling, form, name, group, items, chance)
        for name, group in form.groups.items()
    }
    return items, groups


def _rows(filling: Filling, form: Form, name: str, group: Group, items: Items, chance: Chance) -> tuple[Items, ...]:
    if group.rows:
        key = next(iter(group.items))
        return tuple(_answers(filling, group.items, f"{name}.", chance, items, {key: row}) for row in group.rows)
    return tuple(_answers(filling, group.items, f"{name}.", chance, items) for _ in range(group.least))


def _answers(
    filling: Filling,
    wanted: Mapping[str, Item],
    prefix: str,
    chance: Chance,
    around: Mapping[str, Answer],
    settled: Mapping[str, Answer] | None = None,
) -> Items:
    given: Items = {}
    dated = filling.study.forms.forms[filling.form].date if not prefix else None
    known = settled if settled is not None else (filling.settled if not prefix else {})
    for name, item in wanted.items():
        if item.derived is not None:
            continue
        if name in known:
            given[name] = known[name]
        elif item.when is not None and not _asked(filling, item.when, {**around, **given}):
            continue
        elif name == dated:
            given[name] = as_stored(filling.moment) if item.kind == "moment" else filling.day.isoformat()
        else:
            given[name] = _drawn(filling, f"{prefix}{name}", name, item, chance)
    return given


def _asked(filling: Filling, condition: str, given: Mapping[str, Answer]) -> bool:
    look = items_look(filling.study, filling.form, given, day=filling.day)
    return evaluate(parse(condition), look, filling.day).truth is Truth.TRUE


def _drawn(filling: Filling, path: str, name: str, item: Item, chance: Chance) -> Answer:
    hints = filling.study.simulation.values
    hint = hints.get(f"{filling.form}.{path}") or hints.get(f"{filling.form}.{name}") or hints.get(name)
    if hint is not None:
        return _hinted(filling, item, hint, chance)
    return _usual(filling, item, chance)


def _hinted(filling: Filling, item: Item, hint: Values, chance: Chance) -> Answer:
    if hint.fixed is not None:
        return _typed(item, hint.fixed)
    if hint.choice is not None:
        return _typed(item, chance.weighted(hint.choice))
    if hint.days_before is not None:
        day = filling.day - timedelta(days=chance.between(*hint.days_before))
        return day.isoformat()
    if hint.normal is not None:
        return _number(item, chance.normal(*map(float, hint.normal)), hint.decimals)
    if hint.lognormal is not None:
        return _number(item, chance.lognormal(*map(float, hint.lognormal)), hint.decimals)
    return _usual(filling, item, chance)


def _typed(item: Item, words: str | int) -> Answer:
    if item.kind == "integer":
        return int(words)
    if item.kind == "quantity":
        return {"value": str(words), "unit": item.units[0]}
    return str(words)


def _usual(filling: Filling, item: Item, chance: Chance) -> Answer:
    """An unremarkable answer: nothing special, inside every limit."""
    study = filling.study
    if item.kind == "code":
        codes = list(study.forms.code_lists[item.codes or ""])
        return codes[0] if chance.happens(0.7) else chance.one_of(codes)
    if item.kind == "yes_no":
        return "N"
    if item.kind == "date":
        return filling.day.isoformat()
    if item.kind == "moment":
        return as_stored(filling.moment)
    if item.kind == "text":
        return "—"
    low, high = _limits(Itself(study), Itself(item))
    return _number(item, chance.normal((low + high) / 2, (high - low) / 8), _decimals(high))


@lru_cache(maxsize=4096)
def _limits(its_study: Itself, its_item: Itself) -> tuple[float, float]:
    study, item = its_study.it, its_item.it
    assert isinstance(study, Study) and isinstance(item, Item)
    found = _reference(study, item)
    low = found.low if found and found.low is not None else item.least
    high = found.high if found and found.high is not None else item.most
    least = float(low) if low is not None else 0.0
    return least, float(high) if high is not None else max(1.0, least * 2)


def _reference(study: Study, item: Item) -> ReferenceRange | None:
    if item.analyte is None:
        return None
    for laboratory in study.forms.laboratories.values():
        for one in laboratory.ranges:
            if one.analyte == item.analyte and item.units and one.unit == item.units[0]:
                return one
    return None


def _decimals(high: float) -> int:
    return 0 if high >= 50 else 1 if high >= 5 else 2


def _number(item: Item, drawn: float, decimals: int) -> Answer:
    value = Decimal(repr(round(drawn, decimals)))
    if item.least is not None:
        value = max(value, item.least)
    if item.most is not None:
        value = min(value, item.most)
    if item.kind == "integer":
        return int(value)
    words = f"{value:.{decimals}f}" if decimals else str(int(value)) if value == int(value) else str(value)
    return {"value": words, "unit": item.units[0]} if item.kind == "quantity" else words
