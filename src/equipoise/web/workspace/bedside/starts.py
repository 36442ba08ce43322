"""What is known already when a form of the ward begins, so that nobody types it a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from equipoise.facts import Answer, local_day
from equipoise.facts.product import ReactionNoted
from equipoise.rules import product
from equipoise.rules.visits import UNLIKELY
from equipoise.trial.commands import StartInfusion
from equipoise.trial.person import standing
from equipoise.web.workspace.bedside.bags import WardBag
from equipoise.web.workspace.entry.confirmed import note_name
from equipoise.web.workspace.entry.sheet import Answers, Rows, boxes_of


def transport_starts(one: WardBag) -> Mapping[str, str]:
    """The form of the transport: its day."""
    form = one.plan.forms.transport
    plan = one.one.study.forms.forms[form] if form is not None else None
    if plan is None or plan.date is None:
        return {}
    return boxes_of(one.one.study, plan, Answers({plan.date: one.scope.today.isoformat()}, {}))


def infusion_starts(one: WardBag) -> Mapping[str, str]:
    """The form of the infusion: its day and times, the weight, the reactions, and every reading that was taken."""
    form = one.plan.forms.infusion
    if form is None:
        return {}
    plan = one.one.study.forms.forms[form]
    items = {name: answer for name, answer in _items(one) if name in plan.items}
    return {**boxes_of(one.one.study, plan, Answers(items, _rows(one))), **_said(one)}


def event_starts(one: WardBag, reaction: ReactionNoted, happened: str) -> Mapping[str, str]:
    """The form of an adverse event: its term, its grade, when it began and since when the team knows."""
    study, bedside = one.one.study, one.plan.bedside
    event = study.safety.event
    plan = study.forms.forms[event.form]
    items: dict[str, Answer] = {event.onset: _day(one, happened), event.grade: reaction.grade}
    if bedside.reaction_term is not None:
        items[event.term] = bedside.reaction_term
    if event.aware is not None and "T" in happened:
        items[event.aware] = happened
    items |= {name: words.format(seen=reaction.seen) for name, words in bedside.event_starts.items()}
    return boxes_of(study, plan, Answers({name: answer for name, answer in items.items() if name in plan.items}, {}))


def planned_ml(one: WardBag) -> Decimal:
    """What may be drawn from the bag: its content, or what the dose leaves."""
    return min(one.bag.formulated.body.volume_ml, product.most_ml(one.one.study, one.chain, one.bag))


def least_minutes(one: WardBag) -> int:
    """How long the infusion takes at least, by its release and its endotoxin; 0 where any rate will do."""
    weight = standing(one.scope.trial, one.one, one.scope.today).weight_kg
    condition = one.bag.released.body.minutes_at_least if one.bag.released else 0
    return max(condition, int(product.slowest_needed(one.one.study, one.chain, one.bag, weight, planned_ml(one))))


USUAL_MINUTES: Final = 60
"""An infusion is planned over an hour where nothing else is said."""


def usual_start(one: WardBag) -> StartInfusion:
    """The infusion as it usually begins: all that the dose leaves, over an hour or as long as its endotoxin asks for."""
    return StartInfusion(
        participant=one.one.number,
        bag=one.id,
        course=one.course,
        day=one.bag.harvest,
        planned_ml=planned_ml(one),
        planned_minutes=max(USUAL_MINUTES, least_minutes(one)),
    )


def minutes_running(one: WardBag) -> int:
    """Minutes since the infusion began, one at least."""
    if one.bag.started is None:
        return 0
    return max(1, (one.scope.at - one.bag.started.moment()) // timedelta(minutes=1))


def _items(one: WardBag) -> Iterator[tuple[str, Answer]]:
    bedside, bag = one.plan.bedside, one.bag
    last = max((fact.moment() for fact in (*bag.signs, bag.started) if fact is not None), default=None)
    weight = standing(one.scope.trial, one.one, one.scope.today).weight_kg
    worst = max((fact.body.grade for fact in bag.reactions), default=0)
    known: dict[str | None, Answer] = {
        bedside.date: _day(one, bag.started.happened) if bag.started else None,
        bedside.started: bag.started.happened if bag.started else None,
        bedside.ended: bag.ended.happened if bag.ended else None,
        bedside.weight: {"value": str(weight), "unit": "kg"} if weight is not None else None,
        bedside.reaction_grade: str(worst),
        bedside.reaction_seen: "; ".join(fact.body.seen for fact in bag.reactions),
        bedside.reaction_treated: "; ".join(fact.body.treated for fact in bag.reactions if fact.body.treated),
    }
    if last is not None and bag.started is not None:
        hours = Decimal((last - bag.started.moment()) // timedelta(minutes=6)) / 10
        known[bedside.observed_hours] = str(hours)
    yield from ((name, answer) for name, answer in known.items() if name is not None and answer not in (None, ""))


def _rows(one: WardBag) -> Rows:
    """The readings row by row, in the order in which the form shows its rows: an empty one where nothing was read."""
    name, group = one.plan.bedside.signs, product.signs_group(one.one.study)
    if name is None or group is None:
        return {}
    taken = {fact.body.point: fact.body.signs for fact in one.bag.signs}
    return {name: tuple(dict(taken.get(point, {})) for point in group.rows)}


def _said(one: WardBag) -> Mapping[str, str]:
    """Why an unlikely reading is so, as it was said when it was taken."""
    name, group = one.plan.bedside.signs, product.signs_group(one.one.study)
    if name is None or group is None:
        return {}
    reasons = {fact.body.point: fact.reason for fact in one.bag.signs if fact.reason}
    return {
        note_name(f"{name}.{place}.{item}", UNLIKELY): reasons[point]
        for place, point in enumerate(group.rows)
        if point in reasons
        for item in group.items
    }


def _day(one: WardBag, happened: str) -> str:
    """The local day of a stored time."""
    return local_day(happened, one.scope.zone).isoformat()
