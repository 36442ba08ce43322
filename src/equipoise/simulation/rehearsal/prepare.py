"""Each form of a study file made ready once for being filled thousands of times: how every item is drawn, and when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import exp, inf, log
from typing import Protocol

from equipoise.facts import Answer, as_stored
from equipoise.facts.form_condition import settled_by
from equipoise.facts.form_look import items_look
from equipoise.protocol.criteria import truth_of
from equipoise.protocol.model import Item, ReferenceRange, Study, Values
from equipoise.simulation.rehearsal.chance import Chance, weigh
from equipoise.values.truth import Truth


class Occasion(Protocol):
    """When a form is filled."""

    @property
    def day(self) -> date:
        """The day that its dates count from."""

    @property
    def moment(self) -> datetime:
        """The moment that its times say."""


Draw = Callable[[Occasion, Chance], Answer]
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """An item that is asked: under which condition, and how the virtual clinic answers it."""

    name: str
    condition: Condition | None
    draw: Draw


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of a form: the item that holds the key of its fixed rows, or how many rows it has at least."""

    key: str
    fixed: tuple[str, ...]
    least: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A form as it will be filled; `measured` are its items of laboratory analytes."""

    questions: tuple[Question, ...]
    groups: Mapping[str, Rows]
    measured: tuple[str, ...]


class Condition:
    """Whether an item is asked, given the answers before it."""

    def __init__(self, study: Study, form: str, group: str, words: str) -> None:
        self._study, self._form, self._group, self._words = study, form, group, words
        self._settle = settled_by(study, form, group, words)

    def holds(self, row: Answers, around: Answers, day: date) -> bool:
        """Whether it is asked on a day, by the answers of the row (or the form) and of the form around the row."""
        items = around if self._group else row
        found = self._settle(items, row)
        if found is None:
            look = items_look(self._study, self._form, items, group=self._group, row=row, day=day)
            found = truth_of(self._words, look, day)
        return found is Truth.TRUE


def prepared(study: Study, form: str) -> Prepared:
    """A form of a study file, ready to be filled."""
    return _prepared(study, form)


@lru_cache(maxsize=1024)
def _prepared(study: Study, form: str) -> Prepared:
    definition = study.forms.forms[form]
    groups = {
        name: Rows(
            next(iter(group.items)), tuple(group.rows), group.least, _questions(study, form, group.items, name, None)
        )
        for name, group in definition.groups.items()
    }
    measured = tuple(name for name, item in definition.items.items() if item.analyte is not None)
    return Prepared(_questions(study, form, definition.items, "", definition.date), groups, measured)


def _questions(
    study: Study, form: str, items: Mapping[str, Item], group: str, dated: str | None
) -> tuple[Question, ...]:
    """Every item that is asked and not derived, in the order of the form."""
    found = []
    for name, item in items.items():
        if item.derived is None:
            condition = Condition(study, form, group, item.when) if item.when is not None else None
            draw = _of_today(item) if name == dated else _draw(study, form, group, name, item)
            found.append(Question(name, condition, draw))
    return tuple(found)


def _draw(study: Study, form: str, group: str, name: str, item: Item) -> Draw:
    """By the study file's hint for the item, the nearest one first; without a hint as is usual for its kind."""
    hints = study.simulation.values
    path = f"{form}.{group}.{name}" if group else f"{form}.{name}"
    hint = hints.get(path) or hints.get(f"{form}.{name}") or hints.get(name)
    return (_hinted(item, hint) if hint is not None else None) or _usual(study, item)


def _hinted(item: Item, hint: Values) -> Draw | None:
    if hint.fixed is not None:
        return _fixed(item, hint.fixed)
    if hint.choice is not None:
        weights, answers = weigh(hint.choice), {code: _typed(item, code) for code in hint.choice}
        return lambda occasion, chance: _again(answers[chance.among(weights)])
    if hint.days_before is not None:
        least, most = hint.days_before
        return lambda occasion, chance: (occasion.day - timedelta(days=chance.between(least, most))).isoformat()
    if hint.normal is not None:
        mean, deviation = map(float, hint.normal)
        return _number(item, lambda chance: chance.normal(mean, deviation), hint.decimals)
    if hint.lognormal is not None:
        middle, spread = (log(float(one)) for one in hint.lognormal)
        return _number(item, lambda chance: exp(chance.normal(middle, spread)), hint.decimals)
    return None


def _usual(study: Study, item: Item) -> Draw:
    """An unremarkable answer: nothing special, inside every limit."""
    if item.kind == "code":
        codes = list(study.forms.code_lists[item.codes or ""])
        return lambda occasion, chance: codes[0] if chance.happens(0.7) else chance.one_of(codes)
    if item.kind == "yes_no":
        return _fixed(item, "N")
    if item.kind in ("date", "moment"):
        return _of_today(item)
    if item.kind == "text":
        return _fixed(item, "—")
    low, high = _limits(study, item)
    return _number(item, lambda chance: chance.normal((low + high) / 2, (high - low) / 8), _decimals(high))


def _of_today(item: Item) -> Draw:
    if item.kind == "moment":
        return lambda occasion, chance: as_stored(occasion.moment)
    return lambda occasion, chance: occasion.day.isoformat()


def _fixed(item: Item, words: str | int) -> Draw:
    answer = _typed(item, words)
    return lambda occasion, chance: _again(answer)


def _again(answer: Answer) -> Answer:
    """The answer for one more form: a quantity is a mapping, and each form has its own."""
    return dict(answer) if isinstance(answer, dict) else answer


def _typed(item: Item, words: str | int) -> Answer:
    if item.kind == "integer":
        return int(words)
    if item.kind == "quantity":
        return {"value": str(words), "unit": item.units[0]}
    return str(words)


def _limits(study: Study, item: Item) -> tuple[float, float]:
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


def _number(item: Item, drawn: Callable[[Chance], float], decimals: int) -> Draw:
    """A number with so many decimals, inside what is possible at all."""
    least = float(item.least) if item.least is not None else -inf
    most = float(item.most) if item.most is not None else inf
    unit = item.units[0] if item.kind == "quantity" else ""
    whole = item.kind == "integer"

    def draw(occasion: Occasion, chance: Chance) -> Answer:
        value = round(drawn(chance), decimals)
        inside = least <= value <= most
        if whole:
            return int(value) if inside else int(_nearest(item, value))
        words = f"{value:.{decimals}f}" if inside else _plain(_nearest(item, value), decimals)
        return {"value": words, "unit": unit} if unit else words

    return draw


def _nearest(item: Item, value: float) -> Decimal:
    """The limit that the value lies beyond."""
    limit = item.least if item.least is not None and value < float(item.least) else item.most
    assert limit is not None
    return limit


def _plain(limit: Decimal, decimals: int) -> str:
    return f"{limit:.{decimals}f}" if decimals else str(int(limit)) if limit == int(limit) else str(limit)
