"""The virtual culture room: receives, seeds, controls, harvests, closes."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from equipoise.rules import product
from equipoise.simulation.rehearsal.gate import make_ready
from equipoise.simulation.rehearsal.process import Doing, figure, form_for, percent, plan_of
from equipoise.simulation.rehearsal.script import Life
from equipoise.trial import commands as act

_ENDINGS: Final = ("failed", "rejected", "missed", "orphaned")
"""How a culture may end that was not given; the one that is due comes first."""


def receive(life: Life, line: product.Due) -> Doing:
    """Take a collection in, now and then into quarantine first."""
    state = product.chain(life.person().study, life.facts)
    found = state.collection(line.unit)
    again = found is not None and found.verdict == "quarantined"
    verdict = "accepted" if again or not life.happens("collection_quarantined") else "quarantined"
    command = act.ReceiveCollection(
        participant=life.number,
        collection=line.unit,
        verdict=verdict,
        temperature_c=figure(life, "receipt_c"),
    )
    answer = yield from life.do("cell_technician", command)
    return answer.accepted


def discard(life: Life, line: product.Due) -> Doing:
    """Reject a collection that is too old to be seeded."""
    command = act.ReceiveCollection(
        participant=life.number,
        collection=line.unit,
        verdict="rejected",
        temperature_c=figure(life, "receipt_c"),
        reason="Too old to seed / 超过接种时限",
    )
    answer = yield from life.do("cell_technician", command)
    return answer.accepted


def seed(life: Life, line: product.Due) -> Doing:
    """Begin the culture."""
    state = product.chain(life.person().study, life.facts)
    found = next(one for one in state.unseeded if product.batch_id(state.participant, one.number) == line.unit)
    items, groups = form_for(life, plan_of(life).forms.seeding)
    lot = f"{life.today:%y%m}"
    command = act.SeedBatch(
        participant=life.number,
        collection=found.id,
        second=life.second("cell_technician"),
        lots={"medium": f"M{lot}", "interleukin-2": f"IL{lot}"},
        items=items,
        groups=groups,
    )
    answer = yield from life.do("cell_technician", command)
    return answer.accepted


def control(life: Life, line: product.Due) -> Doing:
    """Count the culture; one that does not grow is closed."""
    state = product.chain(life.person().study, life.facts)
    batch = state.batches[line.unit]
    number = (life.today - batch.day).days
    grew = any(test.body.culture_day > 0 for test in batch.tests)
    # A culture that will not grow shows it at its first control after the seeding.
    failing = number > 0 and not grew and life.happens("culture_failure")
    days, cells = _counted(life, state, batch)
    since = number - days
    grown = cells * float(figure(life, "daily_growth")) ** (since / 4 if failing else since)
    items, groups = form_for(life, plan_of(life).forms.control)
    command = act.ControlBatch(
        participant=life.number,
        batch=line.unit,
        culture_day=number,
        total_cells=max(1, int(grown)),
        viability_pct=percent(life, "viability_pct"),
        items=items,
        groups=groups,
    )
    answer = yield from life.do("cell_technician", command)
    if failing and answer.accepted:
        close = act.CloseBatch(
            participant=life.number, batch=line.unit, disposition="failed", reason="No growth / 细胞未扩增"
        )
        yield from life.do("cell_technician", close, 60)
    return answer.accepted


def _counted(life: Life, state: product.Chain, batch: product.Batch) -> tuple[int, float]:
    """The culture day of the newest count and its cells; before the first count the cells that were seeded."""
    if batch.tests:
        newest = batch.tests[-1].body
        return newest.culture_day, newest.total_cells
    start = state.collections[batch.collection].collected
    assert start is not None, "what was not collected does not grow"
    return 0, start.body.mononuclear_cells * float(figure(life, "seeded_percent")) / 100


def harvest(life: Life, line: product.Due) -> Doing:
    """Fill a bag on the day of infusion; the first one only if the participant may be infused."""
    state = product.chain(life.person().study, life.facts)
    days = range(1, 1 + len(plan_of(life).courses.infusion_days))
    batch = next(one for one in state.live if any(product.next_bag(state, one, n) == line.unit for n in days))
    if not batch.begun:
        ready = yield from make_ready(life, "infusion", line.unit)
        if not ready:
            return False
    newest = max((bag.harvest for bag in batch.bags), default=0)
    viability = percent(life, "viability_pct")
    share = percent(life, "nk_pct")
    volume = figure(life, "bag_ml")
    wanted = _wanted(life, newest + 1)
    if life.happens("out_of_specification"):
        viability = Decimal(66)
    concentration = int(wanted / (float(volume) * float(viability) / 100 * float(share) / 100))
    command = act.FormulateBag(
        participant=life.number,
        batch=batch.id,
        harvest=newest + 1,
        volume_ml=volume,
        concentration_per_ml=concentration,
        viability_pct=viability,
        nk_pct=share,
        t_cell_pct=min(Decimal(100) - share, figure(life, "t_cell_pct")),
        operator_two=life.second("cell_technician"),
    )
    answer = yield from life.do("cell_technician", command)
    return answer.accepted


def _wanted(life: Life, harvest: int) -> float:
    """The cells that a bag is filled for: its share of the middle of the dose range, as the process happens to yield it."""
    dose = plan_of(life).dose
    share = dose.daily_fraction[min(harvest, len(dose.daily_fraction)) - 1] if dose.per == "course" else Decimal(1)
    middle = (dose.least + dose.most) / 2 * float(share)
    return middle * float(figure(life, "filled_share"))


def close(life: Life, line: product.Due) -> Doing:
    """End a culture that was given, missed, rejected or orphaned."""
    others = (name for name in _ENDINGS if name not in line.what)
    for disposition in (*line.what, *others):
        command = act.CloseBatch(
            participant=life.number, batch=line.unit, disposition=disposition, reason=f"{line.says.en} / {line.says.zh}"
        )
        answer = yield from life.do("cell_technician", command)
        if answer.accepted:
            return True
    return False
