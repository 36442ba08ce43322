"""Whoever does what the worklist says, when it says it, brings a participant through the whole way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

import pytest

from equipoise.facts import Body
from equipoise.facts import product as made
from equipoise.protocol.builtin import folder, studies
from equipoise.protocol.load import load
from equipoise.protocol.model import Study
from equipoise.rules.product import (
    Due,
    Standing,
    against,
    batch_id,
    cells_in,
    chain,
    collection_id,
    due,
    most_ml,
    next_collection,
)
from tests.rules.product.cells import RANDOMISED_ON, Trail, at, formulated, released, study

PLANNED = Standing(arm_receives_product=True, consent_in_force=True, weight_kg=Decimal(62), real=False)
PEOPLE = {
    "coordinator": ("cora", ""),
    "apheresis_nurse": ("anna", "bo"),
    "cell_technician": ("tao", "wei"),
    "quality_releaser": ("qin", ""),
    "infusion_nurse": ("nie", "mei"),
}


@lru_cache
def built_in(name: str) -> Study:
    found = folder(name)
    assert found is not None
    loaded = load(found).study
    assert loaded is not None
    return loaded


class Team:
    """Does the first thing that is due and possible, every quarter of an hour of a working day."""

    def __init__(self, study: Study) -> None:
        self.trail = Trail(study=study, standing=PLANNED)
        self.refused: Counter[str] = Counter()

    def work(self, days: int, standing: Standing = PLANNED, start: date = RANDOMISED_ON) -> None:
        for ahead in range(days):
            for quarter in range(28, 64):
                self.tick(at(start + timedelta(days=ahead), quarter // 4, quarter % 4 * 15), standing)

    def tick(self, now: datetime, standing: Standing) -> None:
        day = (now + timedelta(hours=8)).date()
        for one in due(self.trail.study, self.trail.history, now, standing):
            if one.earliest > day:
                continue
            for act in self.acts(one, day):
                actor = PEOPLE[one.role][0]
                reasons = against(self.trail.study, self.trail.history, now, actor, act, standing)
                self.refused.update(reason.code for reason in reasons)
                if not reasons:
                    self.trail.add(act, now, actor)
            return

    def acts(self, one: Due, day: date) -> Iterator[Body]:
        yield from self.collection_acts(one, day)
        yield from self.culture_acts(one, day)
        yield from self.bag_acts(one)

    def collection_acts(self, one: Due, day: date) -> Iterator[Body]:
        state, second = chain(self.trail.study, self.trail.history), PEOPLE[one.role][1]
        coming = next_collection(self.trail.study, self.trail.history)
        if one.act == "book" and coming:
            target = max(coming.target, day)
            yield made.CollectionBooked(collection=one.unit, number=coming.number, day=target.isoformat())
        elif one.act == "collect" and coming:
            yield made.Collected(
                collection=one.unit,
                number=coming.number,
                second=second,
                volume_ml=Decimal(180),
                mononuclear_cells=10**9,
            )
        elif one.act == "receive":
            yield made.CollectionReceived(collection=one.unit, verdict="accepted", temperature_c=Decimal(20))
        elif one.act == "seed":
            number = state.unseeded[0].number
            yield made.BatchSeeded(batch=one.unit, collection=collection_id("P001", number), second=second)

    def culture_acts(self, one: Due, day: date) -> Iterator[Body]:
        second = PEOPLE[one.role][1]
        batch = chain(self.trail.study, self.trail.history).batches.get(one.unit)
        if one.act == "control" and batch:
            yield made.BatchTested(
                batch=batch.id, culture_day=batch.age(day), total_cells=10**9, viability_pct=Decimal(93)
            )
        elif one.act == "harvest":
            number, harvest = int(one.unit.split("-")[1][1:]), int(one.unit.split("-")[2][1:])
            yield checked_by(formulated(number, harvest), second)
        elif one.act in ("test", "read"):
            yield from self.results(one.unit, "before_release" if one.act == "test" else "after_release")
        elif one.act == "close" and batch:
            word = one.says.en.rpartition(": ")[2].split(",")[0]
            yield made.BatchClosed(batch=batch.id, disposition="given" if batch.begun else word)

    def bag_acts(self, one: Due) -> Iterator[Body]:
        state, second = chain(self.trail.study, self.trail.history), PEOPLE[one.role][1]
        bag = state.bags.get(one.unit)
        if one.act == "label":
            yield made.BagLabelled(bag=one.unit, printed=2, used=2, destroyed=0, second=second)
        elif one.act == "release":
            yield released(self.trail, one.unit)
        elif one.act == "dispatch":
            yield made.BagDispatched(bag=one.unit, temperature_c=Decimal(5))
        elif one.act == "receive_bag":
            yield made.BagReceived(bag=one.unit, lowest_c=Decimal(4), highest_c=Decimal(6))
        elif one.act == "infuse" and bag:
            course = state.course_of(bag.batch)
            number = course.number if course else len(state.courses) + 1
            yield made.BagVerified(bag=bag.id, wristband="P001", second=second)
            planned = most_ml(self.trail.study, state, bag)
            yield made.InfusionStarted(bag=bag.id, course=number, day=bag.harvest, planned_ml=planned)
        elif one.act == "end_infusion" and bag and bag.started:
            begun = bag.started.body
            cells = cells_in(self.trail.study, bag, begun.planned_ml)
            yield made.InfusionEnded(
                bag=bag.id, course=begun.course, day=begun.day, volume_ml=begun.planned_ml, minutes=60,
                completed=True, cells_given=cells,
            )  # fmt: skip
        elif one.act == "dispose" and bag:
            yield made.BagDisposed(bag=bag.id, volume_ml=bag.left_ml, second=second)

    def results(self, unit: str, stage: str) -> Iterator[Body]:
        assert self.trail.study.product is not None
        per = "batch" if unit in chain(self.trail.study, self.trail.history).batches else "bag"
        for name, limit in self.trail.study.product.release.items():
            if limit.stage == stage and not limit.computed and limit.per == per:
                yield made.UnitTested(unit=unit, attribute=name, value=limit.equals or str(limit.least or "0.5"))


def checked_by(filled: made.BagFormulated, second: str) -> made.BagFormulated:
    fields = {name: getattr(filled, name) for name in filled.__struct_fields__}
    return made.BagFormulated(**fields | {"operator_two": second})


@pytest.mark.parametrize("name", ["small", "NCT03410368"])
def test_the_worklist_leads_through_six_courses(name: str) -> None:
    if name != "small" and name not in studies():
        pytest.skip("this study is not built in")
    team = Team(study() if name == "small" else built_in(name))
    team.work(115)
    state = chain(team.trail.study, team.trail.history)
    assert [(course.number, course.state) for course in state.courses] == [(number, "given") for number in range(1, 7)]
    assert sum(len(course.infusions) for course in state.courses) == 18
    assert state.courses[-1].last_day == RANDOMISED_ON + timedelta(days=89)
    assert {batch.disposition for batch in state.batches.values()} == {"given"}
    assert due(team.trail.study, team.trail.history, at(RANDOMISED_ON + timedelta(days=115)), PLANNED) == ()
    assert set(team.refused) <= {"rest-after-collection", "wrong-culture-day"}


def test_the_worklist_of_who_stops_closes_every_culture() -> None:
    team = Team(study())
    team.work(40)
    stopped = Standing(arm_receives_product=True, consent_in_force=True, progressed=True, real=False)
    team.work(40, stopped, RANDOMISED_ON + timedelta(days=40))
    state = chain(team.trail.study, team.trail.history)
    assert state.live == ()
    assert [batch.disposition for batch in state.batches.values()] == ["given", "given", "orphaned"]
    assert batch_id("P001", 3) in state.batches
