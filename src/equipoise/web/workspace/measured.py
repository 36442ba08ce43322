"""What a measured value says beyond its number: in its usual unit, against the limits of its laboratory."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from equipoise.facts.limits import NOBODY, SexAndBirth
from equipoise.facts.observe import person_of
from equipoise.protocol.criteria import Observation
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Form
from equipoise.trial.person import Person
from equipoise.values.quantity import Quantity, decimal_words
from equipoise.values.text import Text
from equipoise.values.units import UnitFault

_PLACES: Final = 2


def usual_words(seen: Observation | None) -> str:
    """The value in its usual unit, where it was given in another one; empty otherwise."""
    if seen is None or not seen.usual or seen.unit == seen.usual or not isinstance(seen.value, Decimal):
        return ""
    try:
        found = Quantity(seen.value, seen.unit).shown_in(seen.usual, _PLACES, seen.analyte)
    except UnitFault:
        return ""
    return f"{decimal_words(found.value)} {say_unit(found.unit)}"


def limit_words(seen: Observation | None) -> str:
    """What is normal for the value; empty where nobody says."""
    if seen is None or (seen.low is None and seen.high is None):
        return ""
    low = decimal_words(seen.low.value) if seen.low is not None else ""
    high = decimal_words(seen.high.value) if seen.high is not None else ""
    unit = (seen.low or seen.high or Quantity(Decimal(0), "")).unit
    span = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{span} {say_unit(unit)}".strip()


def mark_words(seen: Observation | None) -> Text | None:
    """Whether a value lies outside the limits of its laboratory, and on which side."""
    if seen is None or not isinstance(seen.value, Decimal):
        return None
    try:
        if seen.high is not None and seen.value > seen.high.magnitude(seen.unit, seen.analyte):
            return Text("▲ high", "▲ 偏高")
        if seen.low is not None and seen.value < seen.low.magnitude(seen.unit, seen.analyte):
            return Text("▼ low", "▼ 偏低")
    except UnitFault:
        return None
    return None


def has_analyte(plan: Form) -> bool:
    """Whether a form holds a laboratory value, whose limits depend on the person."""
    every = [*plan.items.values(), *(item for group in plan.groups.values() for item in group.items.values())]
    return any(item.analyte is not None for item in every)


def ranges_of(one: Person, plan: Form) -> SexAndBirth:
    """Sex and birth date, on which limits of normal depend; nobody's where the form needs none."""
    return person_of(one.study, one.facts) if has_analyte(plan) else NOBODY
