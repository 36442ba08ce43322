"""The virtual transport and ward: dispatch, receipt, bedside, infusion, destruction."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Final

from equipoise.rules import product
from equipoise.simulation.rehearsal.gate import make_ready
from equipoise.simulation.rehearsal.harm import happen
from equipoise.simulation.rehearsal.process import Doing, figure, form_for, plan_of
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial import commands as act

REACTION: Final = "Infusion related reaction"
"""The CTCAE term of what an infusion may cause."""


def dispatch(life: Life, line: product.Due) -> Doing:
    """Send the bag to the ward."""
    command = act.DispatchBag(
        participant=life.number, bag=line.unit, temperature_c=figure(life, "bag_c"), logger="LOG-1"
    )
    answer = yield from life.do("cell_technician", command)
    return answer.accepted


def receive_bag(life: Life, line: product.Due) -> Doing:
    """Take the bag over on the ward."""
    low, high = plan_of(life).shelf.temperature_c
    warm = life.happens("temperature_excursion")
    items, groups = form_for(life, plan_of(life).forms.transport)
    command = act.ReceiveBag(
        participant=life.number,
        bag=line.unit,
        lowest_c=low + Decimal("1.1"),
        highest_c=high + Decimal("4.0") if warm else high - Decimal("1.2"),
        minutes_outside=45 if warm else 0,
        items=items,
        groups=groups,
    )
    answer = yield from life.do("infusion_nurse", command)
    return answer.accepted


def _rest(life: Life) -> Script:
    """After a collection the participant rests before anything is infused."""
    made = [
        one.collected.moment()
        for one in product.chain(life.person().study, life.facts).collections.values()
        if one.collected
    ]
    if made:
        yield life.wait(max(made) + timedelta(hours=plan_of(life).limits.rest_before_infusion_hours))


def infuse(life: Life, line: product.Due) -> Doing:
    """Verify the bag with a second person and begin, after the rest that a collection asks for."""
    yield from _rest(life)
    ready = yield from make_ready(life, "infusion", line.unit)
    if not ready:
        return False
    verified = yield from life.do(
        "infusion_nurse",
        act.VerifyBag(
            participant=life.number, bag=line.unit, wristband=life.number, second=life.second("infusion_nurse")
        ),
        5,
    )
    if not verified.accepted:
        return False
    one = life.person()
    state = product.chain(one.study, one.facts)
    bag = state.bags[line.unit]
    course = state.course_of(bag.batch)
    planned = min(bag.formulated.body.volume_ml, product.most_ml(one.study, state, bag))
    started = yield from life.do(
        "infusion_nurse",
        act.StartInfusion(
            participant=life.number,
            bag=line.unit,
            course=course.number if course else len(state.courses) + 1,
            day=bag.harvest,
            planned_ml=planned,
        ),
        5,
    )
    return started.accepted


def end(life: Life, line: product.Due) -> Doing:
    """End the infusion with the volume that went in, and write down a reaction."""
    one = life.person()
    bag = product.chain(one.study, one.facts).bags[line.unit]
    assert bag.started is not None
    planned = bag.started.body.planned_ml
    stopped = life.happens("infusion_stopped")
    given = (planned * Decimal("0.4")).quantize(Decimal("0.1")) if stopped else planned
    minutes = life.chance.between(30, 60)
    items, groups = form_for(life, plan_of(life).forms.infusion)
    life.now += timedelta(minutes=minutes)
    command = act.EndInfusion(
        participant=life.number,
        bag=line.unit,
        volume_ml=given,
        minutes=minutes,
        completed=not stopped,
        reason="Infusion reaction / 输注反应" if stopped else "",
        items=items,
        groups=groups,
    )
    answer = yield from life.do("infusion_nurse", command)
    if stopped or life.happens("infusion_reaction"):
        yield from happen(life, REACTION, life.chance.weighted({"1": Decimal(7), "2": Decimal(2), "3": Decimal(1)}))
    return answer.accepted


def dispose(life: Life, line: product.Due) -> Doing:
    """Destroy what was not given."""
    bag = product.chain(life.person().study, life.facts).bags[line.unit]
    given = bag.ended.body.volume_ml if bag.ended else Decimal(0)
    command = act.DisposeBag(
        participant=life.number,
        bag=line.unit,
        volume_ml=bag.formulated.body.volume_ml - given,
        second=life.second("cell_technician"),
        reason="Not to be given / 不再输注",
    )
    answer = yield from life.do("cell_technician", command)
    return answer.accepted
