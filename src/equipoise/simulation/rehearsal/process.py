"""What the virtual units of the product share: the plan, the figures of the process, the forms that go with a step."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal

from equipoise.protocol.model import Product
from equipoise.protocol.model.simulation import Step
from equipoise.simulation.rehearsal.answers import Filling, Groups, Items, fill
from equipoise.simulation.rehearsal.script import Ask, Life
from equipoise.trial.gateway import Reply

Doing = Generator[Ask, Reply | None, bool]
"""An act of the virtual staff: what it asks for, and in the end whether it was done."""


def plan_of(life: Life) -> Product:
    """The product as the version of the study file that holds for the participant describes it."""
    found = life.person().study.product
    assert found is not None
    return found


def figure(life: Life, step: Step) -> Decimal:
    """A figure of the process, drawn around what the study file gives; never below zero."""
    given = life.study.simulation.process[step]
    draw = life.chance.lognormal if given.lognormal else life.chance.normal
    return Decimal(repr(round(max(draw(float(given.middle), float(given.spread)), 0.0), given.decimals)))


def percent(life: Life, step: Step) -> Decimal:
    """A share of the process in percent, at most 99."""
    return min(Decimal(99), figure(life, step))


def form_for(life: Life, form: str | None) -> tuple[Items, Groups]:
    """The form that goes with a step, filled; nothing where the study has none."""
    if form is None:
        return {}, {}
    return fill(Filling(life.person().study, form, life.today, life.now), life.chance)
