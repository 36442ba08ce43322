"""Derived items: computed from the form's other answers, never entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from equipoise.facts.body import Answer
from equipoise.facts.form_look import day_of, items_look
from equipoise.protocol.criteria import Look, Moment, compute, parse_term, truth_of
from equipoise.protocol.model import Item, Study
from equipoise.values.truth import Truth

PLACES: Final = 4
"""Digits after the point of a derived number as it is kept; decisions compute it anew, without rounding."""
FAR: Final = date(9000, 1, 1)
"""The day on which conditions are read where nothing says a day: after everything that can be answered."""


def derive(study: Study, form_id: str, items: Mapping[str, Answer]) -> dict[str, Answer]:
    """The derived items of a form with their answers; what cannot be computed yet is left out."""
    form = study.forms.forms[form_id]
    wanted = derived_items(study, form_id)
    if not wanted:
        return {}
    day = day_of(items.get(form.date), study.time_zone) if form.date else None
    known = dict(items)
    found: dict[str, Answer] = {}
    for name, item in wanted.items():
        look = items_look(study, form_id, known, day=day)
        answer = _answer(item, look, day or FAR)
        if answer is not None:
            found[name] = known[name] = answer
    return found


@lru_cache(maxsize=1024)
def derived_items(study: Study, form_id: str) -> Mapping[str, Item]:
    """The items of a form that are computed and never entered."""
    return {name: item for name, item in study.forms.forms[form_id].items.items() if item.derived is not None}


def _answer(item: Item, look: Look, at: date) -> Answer:
    rule = item.derived or ""
    if item.kind == "yes_no":
        truth = truth_of(rule, look, at)
        return None if truth is Truth.UNKNOWN else truth is Truth.TRUE
    value = compute(parse_term(rule), look, at)
    if isinstance(value, int | Decimal | Fraction):
        return _number(item, Fraction(value))
    if isinstance(value, Moment):
        return value.first.isoformat() if value.first == value.last else None
    return value if isinstance(value, str) else None


def _number(item: Item, value: Fraction) -> Answer:
    if item.kind == "integer":
        return int(value) if value.denominator == 1 else None
    exact = Decimal(round(value * 10**PLACES)).scaleb(-PLACES)
    words = format(exact.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_EVEN).normalize(), "f")
    return {"value": words, "unit": item.units[0] if item.units else ""} if item.kind == "quantity" else words
