"""The virtual apheresis unit: books and collects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from equipoise.rules import product
from equipoise.simulation.rehearsal.gate import make_ready
from equipoise.simulation.rehearsal.process import Doing, figure, form_for, plan_of
from equipoise.simulation.rehearsal.script import Life
from equipoise.trial import commands as act


def book(life: Life, line: product.Due) -> Doing:
    """Book the next collection on the first day that has room."""
    coming = product.next_collection(life.person().study, life.facts)
    assert coming is not None
    day = _free_day(life, max(coming.target, life.today), coming.latest)
    command = act.BookCollection(participant=life.number, number=coming.number, day=day.isoformat())
    answer = yield from life.do("coordinator", command)
    if answer.accepted:
        life.diary[life.number] = day
    return answer.accepted


def _free_day(life: Life, day: date, latest: date) -> date:
    """The first day on which laboratory and ward have room; the wished one where there is none."""
    study, site = life.person().study, life.person().site
    chains = [product.chain(study, life.trial.participants[number]) for number in _in_the_house(life)]
    days = (day + timedelta(days=later) for later in range((latest - day).days + 1))
    return next((one for one in days if not product.against_capacity(study, chains, one, site)), day)


def _in_the_house(life: Life) -> Sequence[str]:
    """Whose cells, or whose bookings, may still take a place; who was last booked longer ago leaves the diary."""
    courses = plan_of(life).courses
    stay = timedelta(days=courses.interval_days + courses.infusion_days[-1])
    for number in [number for number, day in life.diary.items() if day + stay < life.today]:
        del life.diary[number]
    return sorted(life.diary)


def collect(life: Life, line: product.Due) -> Doing:
    """Collect from a participant who is fit that day; otherwise say why not."""
    state = product.chain(life.person().study, life.facts)
    found = state.collection(line.unit)
    assert found is not None
    ready = yield from make_ready(life, "collection", line.unit)
    if not ready or life.happens("unfit_for_collection"):
        reason = "Not fit for collection today / 今日不适合采集"
        refusal = act.RefuseCollection(
            participant=life.number, number=found.number, day=life.today.isoformat(), reason=reason
        )
        yield from life.do("apheresis_nurse", refusal, 5)
        return False
    items, groups = form_for(life, plan_of(life).forms.collection)
    answer = yield from life.do(
        "apheresis_nurse",
        act.Collect(
            participant=life.number,
            collection=line.unit,
            number=found.number,
            second=life.second("apheresis_nurse"),
            volume_ml=figure(life, "collection_ml"),
            mononuclear_cells=int(figure(life, "mononuclear_cells")),
            items=items,
            groups=groups,
        ),
        40,
    )
    return answer.accepted
