"""A state machine over the product graph, through the gateway: two participants, right and wrong steps, a small model beside them.

The model knows no rule of the code under test. It says what must have held whenever an act was accepted, and where each bag stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from equipoise.facts import product as made
from equipoise.protocol.model import Study
from equipoise.rules import product
from equipoise.rules.product import Bag, Chain, Due
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.gateway import Reply
from tests.rules.example import PLAN
from tests.rules.product.cells import PRODUCT
from tests.trial.stage import Stage, plan

MOST = 2_000_000_000
SECOND = "pharmacist"
"""Everybody's second person: delegated, and nobody's first."""
LOTS = ("A", "B", "C")


@lru_cache
def small_study() -> Study:
    release = {name: line for name, line in PRODUCT["release"].items() if name != "endotoxin_rate"}
    parts: dict[str, Any] = {
        "product": PRODUCT | {"release": release},
        "eligibility": {**PLAN["eligibility"], "gates": {}},
    }
    return Study.model_validate(plan(**parts))


@dataclass
class Cells:
    """A bag in the model."""

    owner: str
    batch: str
    lot: str
    filled: datetime
    volume: Decimal
    per_ml: int
    state: str = "formulated"
    released: bool = False
    dead: bool = False
    checked: tuple[datetime, str, str, str] | None = None
    begun: Decimal | None = None
    given: Decimal = Decimal(0)
    gone: Decimal = Decimal(0)


@dataclass
class Model:
    bags: dict[str, Cells] = field(default_factory=dict)
    lots: dict[str, str] = field(default_factory=dict)
    """Batch -> the lot it was seeded with."""
    recalled: set[str] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)
    """Ledger number of a failed critical result that counts -> its batch."""
    resumed: set[int] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)
    """Batch -> participant."""
    courses: dict[str, list[str]] = field(default_factory=dict)
    """Participant -> batches in the order in which they were first infused."""

    def stopped(self, bag: str) -> bool:
        cells = self.bags[bag]
        if cells.lot in self.recalled:
            return True
        return any(
            batch == cells.batch or (self.owners[batch] == cells.owner and seq not in self.resumed)
            for seq, batch in self.failed.items()
        )

    def taken(self, batch: str) -> Decimal:
        """Cells of a culture that went in or are running."""
        mine = [one for one in self.bags.values() if one.batch == batch and one.begun is not None]
        total = Decimal(0)
        for one in mine:
            total += (one.given if one.state != "infusing" else one.begun or Decimal(0)) * one.per_ml
        return total


class ProductMachine(RuleBasedStateMachine):
    """Random sequences of acts on the products of two people."""

    @initialize()
    def open(self) -> None:
        self.stage = Stage.opened(small_study())
        self.people = [self._treated(), self._treated()]
        self.now = self.stage.now + timedelta(minutes=5)
        self.model = Model()
        self.accepted = 0

    def _treated(self) -> str:
        while not self.stage.one(number := self.stage.randomised()).receives_product:
            pass
        return number

    # --- reading -----------------------------------------------------------------------------------------------------

    def chain(self, person: str) -> Chain:
        one = self.stage.one(person)
        return product.chain(one.study, one.facts)

    def bag(self, name: str) -> Bag:
        return self.chain(self.model.bags[name].owner).bags[name]

    @property
    def today(self) -> date:
        return (self.now + timedelta(hours=8)).date()

    # --- acting ------------------------------------------------------------------------------------------------------

    def give(self, role: str, command: Command, person: str = "") -> Reply:
        """Give a command; a refusal leaves nothing behind but the recorded attempt at a gated act."""
        self.now += timedelta(minutes=1)
        head = self.stage.gateway.trial().head
        answer = self.stage.do(role, command, person=person, at=self.now)
        new = self.stage.gateway.trial().head - head
        assert new == len(answer.facts)
        if not answer.accepted:
            assert all(fact.body.KIND == "act.refused" for fact in answer.facts)
            assert all(reason.says.en and reason.says.zh for reason in answer.reasons)
            return answer
        self.accepted += 1
        for fact in answer.facts:
            self.note(fact, command)
        return answer

    def note(self, fact: Any, command: Command) -> None:
        """What an accepted fact changes in the model, and what must have held for it."""
        body, model = fact.body, self.model
        if isinstance(body, made.BatchSeeded):
            model.lots[body.batch] = body.lots["IL-2"]
            model.owners[body.batch] = fact.subject
            assert body.lots["IL-2"] not in model.recalled
        elif isinstance(body, made.BagFormulated):
            share = body.viability_pct * body.nk_pct / 10_000
            model.bags[body.bag] = Cells(
                fact.subject, body.batch, model.lots[body.batch], fact.moment(), body.volume_ml,
                int(body.concentration_per_ml * share),
            )  # fmt: skip
            assert body.batch not in model.failed.values()
        elif isinstance(body, made.UnitTested):
            if body.attribute == "sterility" and body.value != "no growth":
                model.failed[fact.seq] = model.bags[body.unit].batch
        elif isinstance(body, made.ResultAssessed):
            assert SECOND not in (fact.actor, "cell_technician")
            if body.finding == "assignable":
                model.failed.pop(body.result, None)
        elif isinstance(body, made.CallBackSettled):
            (model.resumed.add if body.resume else model.resumed.discard)(body.result)
        elif isinstance(body, made.LotRecalled):
            model.recalled.add(body.lot)
        elif hasattr(body, "bag"):
            self._note_bag(fact, model.bags[body.bag])

    def _note_bag(self, fact: Any, cells: Cells) -> None:
        body = fact.body
        assert fact.subject == cells.owner, "a bag belongs to its own participant"
        fresh = fact.moment() < cells.filled + timedelta(hours=24)
        if isinstance(body, made.BagLabelled):
            assert not cells.dead
            cells.state = "labelled"
        elif isinstance(body, made.BagReleased):
            assert fresh and not cells.dead and not self.model.stopped(body.bag)
            assert fact.actor not in ("cell_technician", SECOND)
            cells.released, cells.state = True, "released"
        elif isinstance(body, made.BagRejected):
            assert cells.begun is None
            cells.dead, cells.state = True, "rejected"
        elif isinstance(body, made.BagDispatched):
            assert cells.released and fresh and not cells.dead and not self.model.stopped(body.bag)
            cells.state = "dispatched"
        elif isinstance(body, made.BagReceived):
            cells.state = cells.state if cells.dead else "received"
        elif isinstance(body, made.BagVerified):
            assert cells.released and fresh and not cells.dead and not self.model.stopped(body.bag)
            assert body.wristband == cells.owner and body.second != fact.actor
            cells.checked = (fact.moment(), fact.actor, body.second, body.wristband)
            cells.state = "verified"
        elif isinstance(body, made.InfusionStarted):
            self._note_start(fact, cells, fresh)
        elif isinstance(body, made.InfusionEnded):
            assert 0 <= body.volume_ml <= cells.volume
            assert body.cells_given == body.volume_ml * cells.per_ml
            cells.given, cells.state = body.volume_ml, "infused"
        elif isinstance(body, made.BagDisposed):
            cells.gone, cells.state = body.volume_ml, cells.state if cells.begun is not None else "disposed"

    def _note_start(self, fact: Any, cells: Cells, fresh: bool) -> None:
        body, model = fact.body, self.model
        assert cells.released and fresh and not cells.dead and not model.stopped(body.bag)
        assert cells.checked is not None
        when, first, second, wristband = cells.checked
        assert timedelta(0) <= fact.moment() - when <= timedelta(minutes=30)
        assert first != second and wristband == cells.owner
        assert not any(one.state == "infusing" for one in model.bags.values() if one.owner == cells.owner)
        assert model.taken(cells.batch) + body.planned_ml * cells.per_ml <= MOST
        order = model.courses.setdefault(cells.owner, [])
        if cells.batch not in order:
            order.append(cells.batch)
        assert order[-1] == cells.batch, "an earlier course is over once a later one began"
        assert body.course == len(order)
        cells.begun, cells.state = body.planned_ml, "infusing"

    # --- what is due -------------------------------------------------------------------------------------------------

    @rule(
        who=st.integers(0, 1), steps=st.integers(1, 12), lot=st.sampled_from(LOTS), part=st.sampled_from((1, 1, 1, 2))
    )
    def work(self, who: int, steps: int, lot: str, part: int) -> None:
        """The worklist is done, for one participant, some steps on."""
        for _ in range(steps):
            person = self.people[who]
            one = self.stage.one(person)
            standing = product.Standing(arm_receives_product=True, consent_in_force=True, weight_kg=Decimal(60))
            lines = product.due(one.study, one.facts, self.now, standing)
            doable = [line for line in lines if line.act not in ("follow_up", "investigate", "settle")]
            if not doable:
                return
            line = min(doable, key=lambda each: (max(each.earliest, self.today), _HOURS.get(each.act, 9)))
            start = _at(line.earliest, _HOURS.get(line.act, 9))
            self.now = max(self.now, start)
            for role, command in self._commands(person, line, lot, part):
                self.give(role, command)

    def _commands(self, person: str, line: Due, lot: str, part: int) -> list[tuple[str, Command]]:
        state = self.chain(person)
        more: dict[str, Any] = {"participant": person}
        unit, one = line.unit, self.stage.one(person)
        coming = product.next_collection(one.study, one.facts)
        bag = state.bags.get(unit)
        if line.act == "book" and coming:
            target = max(coming.target, self.today)
            return [("coordinator", act.BookCollection(number=coming.number, day=target.isoformat(), **more))]
        if line.act == "collect" and coming:
            made_now = act.Collect(
                collection=unit,
                number=coming.number,
                second=SECOND,
                volume_ml=Decimal(180),
                mononuclear_cells=10**9,
                **more,
            )
            return [("apheresis_nurse", made_now)]
        if line.act in ("receive", "discard"):
            name = product.collection_id(person, int(line.about))  # type: ignore[call-overload]
            verdict = "accepted" if line.act == "receive" else "rejected"
            command = act.ReceiveCollection(collection=name, verdict=verdict, temperature_c=Decimal(20), **more)
            return [("cell_technician", command)]
        if line.act == "seed":
            name = product.collection_id(person, int(line.about))  # type: ignore[call-overload]
            return [("cell_technician", act.SeedBatch(collection=name, second=SECOND, lots={"IL-2": lot}, **more))]
        if line.act == "control":
            age = state.batches[unit].age(self.today)
            control = act.ControlBatch(
                batch=unit, culture_day=age, total_cells=10**9, viability_pct=Decimal(93), **more
            )
            return [("cell_technician", control)]
        if line.act == "harvest":
            batch = next(found.id for found in state.live if unit.startswith(found.id.rpartition("-")[0] + "-H"))
            return [("cell_technician", _filled(person, batch, int(line.about)))]  # type: ignore[call-overload]
        if line.act == "label":
            command_ = act.LabelBag(bag=unit, printed=3, used=1, destroyed=1, archived=1, second=SECOND, **more)
            return [("cell_technician", command_)]
        if line.act in ("test", "read"):
            values = {"appearance": "no clumps", "endotoxin": "0.5", "sterility": "no growth"}
            return [
                ("cell_technician", act.RecordResult(unit=unit, attribute=name, value=values[name], **more))
                for name in line.what
            ]
        if line.act == "close":
            return [("cell_technician", act.CloseBatch(batch=unit, disposition=line.what[0], reason="-", **more))]
        if line.act == "tell":
            step = act.TakeCallBackStep(result=int(line.what[0]), step="told", whom=line.what[1], **more)
            return [("quality_releaser", step)]
        return self._bag_commands(person, line, bag, part) if bag is not None else []

    def _bag_commands(self, person: str, line: Due, bag: Bag, part: int) -> list[tuple[str, Command]]:
        more: dict[str, Any] = {"participant": person, "bag": bag.id}
        state = self.chain(person)
        if line.act == "release":
            return [("quality_releaser", act.ReleaseBag(kind="conditional", **more))]
        if line.act == "dispatch":
            return [("cell_technician", act.DispatchBag(temperature_c=Decimal(5), **more))]
        if line.act == "receive_bag":
            return [("infusion_nurse", act.ReceiveBag(lowest_c=Decimal(4), highest_c=Decimal(6), **more))]
        if line.act == "infuse":
            course = state.course_of(bag.batch)
            number = course.number if course else len(state.courses) + 1
            planned = product.most_ml(small_study(), state, bag)
            return [
                ("infusion_nurse", act.VerifyBag(wristband=person, second=SECOND, **more)),
                ("infusion_nurse", act.StartInfusion(course=number, day=bag.harvest, planned_ml=planned, **more)),
            ]
        if line.act == "end_infusion" and bag.started:
            volume = (bag.started.body.planned_ml / part).quantize(Decimal("0.1"))
            return [("infusion_nurse", act.EndInfusion(volume_ml=volume, minutes=60, completed=part == 1, **more))]
        if line.act == "dispose":
            return [("cell_technician", act.DisposeBag(volume_ml=bag.left_ml, second=SECOND, **more))]
        return []

    @rule(minutes=st.sampled_from((10, 40, 600, 1500)))
    def wait(self, minutes: int) -> None:
        """Bags expire, bedside checks grow old, days are missed."""
        self.now += timedelta(minutes=minutes)

    # --- mischief ----------------------------------------------------------------------------------------------------

    def _any_bag(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.model.bags)))

    def _other(self, person: str) -> str:
        return next(one for one in self.people if one != person)

    @precondition(lambda self: self.model.bags)
    @rule(data=st.data())
    def wrong_patient(self, data: st.DataObject) -> None:
        """A bag of one participant at the bed of the other: refused, whichever way it is asked."""
        bag = self._any_bag(data)
        owner = self.model.bags[bag].owner
        other = self._other(owner)
        for person, wristband in ((other, other), (other, owner), (owner, other)):
            command = act.VerifyBag(participant=person, bag=bag, wristband=wristband, second=SECOND)
            assert not self.give("infusion_nurse", command).accepted
        start = act.StartInfusion(participant=other, bag=bag, course=1, day=1, planned_ml=Decimal(1))
        assert not self.give("infusion_nurse", start).accepted

    @precondition(lambda self: self.model.bags)
    @rule(data=st.data(), second=st.sampled_from(("infusion_nurse", "", "a stranger")))
    def alone(self, data: st.DataObject, second: str) -> None:
        """One person, nobody, or somebody without a duty is no second person."""
        bag = self._any_bag(data)
        owner = self.model.bags[bag].owner
        command = act.VerifyBag(participant=owner, bag=bag, wristband=owner, second=second)
        assert not self.give("infusion_nurse", command).accepted

    @precondition(lambda self: self.model.bags)
    @rule(data=st.data(), course=st.integers(0, 3), day=st.integers(0, 4), ml=st.sampled_from((1, 20, 40, 41, 400)))
    def start_somehow(self, data: st.DataObject, course: int, day: int, ml: int) -> None:
        """Any bag, any course, any day, any volume: what is accepted is judged by the model."""
        bag = self._any_bag(data)
        owner = self.model.bags[bag].owner
        command = act.StartInfusion(participant=owner, bag=bag, course=course, day=day, planned_ml=Decimal(ml))
        self.give("infusion_nurse", command)

    @precondition(lambda self: self.model.bags)
    @rule(data=st.data(), step=st.integers(0, 7))
    def out_of_order(self, data: st.DataObject, step: int) -> None:
        """Any step on any bag at any time."""
        bag = self._any_bag(data)
        cells = self.model.bags[bag]
        more: dict[str, Any] = {"participant": cells.owner, "bag": bag}
        steps: tuple[tuple[str, Command], ...] = (
            ("cell_technician", act.LabelBag(printed=2, used=1, destroyed=1, second=SECOND, **more)),
            ("quality_releaser", act.ReleaseBag(kind="conditional", **more)),
            ("quality_releaser", act.ReleaseBag(kind="full", **more)),
            ("cell_technician", act.DispatchBag(temperature_c=Decimal(5), **more)),
            ("infusion_nurse", act.ReceiveBag(lowest_c=Decimal(4), highest_c=Decimal(6), **more)),
            ("infusion_nurse", act.VerifyBag(wristband=cells.owner, second=SECOND, **more)),
            ("infusion_nurse", act.EndInfusion(volume_ml=cells.volume, minutes=60, completed=True, **more)),
            ("quality_releaser", act.RejectBag(attributes=("appearance",), reason="-", **more)),
        )
        self.give(*steps[step])

    @precondition(lambda self: any(one.released for one in self.model.bags.values()))
    @rule(data=st.data())
    def growth(self, data: st.DataObject) -> None:
        """The sterility of a released bag turns positive: it can always be recorded."""
        bag = data.draw(st.sampled_from(sorted(name for name, one in self.model.bags.items() if one.released)))
        owner = self.model.bags[bag].owner
        command = act.RecordResult(participant=owner, unit=bag, attribute="sterility", value="growth", final=False)
        assert self.give("cell_technician", command).accepted

    @precondition(lambda self: self.model.failed)
    @rule(data=st.data(), finding=st.sampled_from(("assignable", "none", "confirmed")))
    def investigate(self, data: st.DataObject, finding: str) -> None:
        """A phase of an investigation, the right one or not."""
        seq = data.draw(st.sampled_from(sorted(self.model.failed)))
        owner = self.model.owners[self.model.failed[seq]]
        found = next(one for one in product.investigations(self.chain(owner)) if one.result.seq == seq)
        body = found.result.body
        phase = data.draw(st.sampled_from(("laboratory", "full")))
        command = act.AssessResult(
            participant=owner, unit=body.unit, attribute=body.attribute, result=seq, phase=phase, finding=finding,
            second=SECOND, reason="-",
        )  # fmt: skip
        expected = (
            phase == found.state
            and finding in {"laboratory": ("assignable", "none"), "full": ("assignable", "confirmed")}[phase]
        )
        assert self.give("quality_releaser", command).accepted is expected

    @precondition(lambda self: self.model.failed)
    @rule(data=st.data(), resume=st.booleans())
    def settle(self, data: st.DataObject, resume: bool) -> None:
        """Quality and a physician decide; whoever must be told was told."""
        seq = data.draw(st.sampled_from(sorted(self.model.failed)))
        owner = self.model.owners[self.model.failed[seq]]
        found = next(one for one in product.call_backs(small_study(), self.chain(owner)) if one.result.seq == seq)
        command = act.SettleCallBack(participant=owner, result=seq, resume=resume, second="investigator", reason="-")
        answer = self.give("quality_releaser", command)
        assert not (answer.accepted and found.untold(_product()))

    @rule(lot=st.sampled_from((*LOTS, "D")))
    @precondition(lambda self: self.accepted > 40)
    def recall(self, lot: str) -> None:
        """A lot is recalled: nothing with it goes on."""
        answer = self.give("quality_releaser", act.RecallLot(material="IL-2", lot=lot, reason="-"))
        chains = [self.chain(person) for person in self.people]
        reached = product.made_with(chains, "il-2", f" {lot} ")
        assert set(reached.bags) == {name for name, one in self.model.bags.items() if one.lot == lot}
        assert set(reached.batches) == {batch for batch, used in self.model.lots.items() if used == lot}
        assert answer.accepted or lot in self.model.recalled

    # --- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def every_bag_stands_where_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        states = {name: bag.state for person in self.people for name, bag in self.chain(person).bags.items()}
        assert states == {name: cells.state for name, cells in self.model.bags.items()}

    @invariant()
    def nothing_is_given_that_was_not_harvested(self) -> None:
        if not hasattr(self, "model"):
            return
        for name, cells in self.model.bags.items():
            assert cells.given + cells.gone <= cells.volume * Decimal("1.02"), name
            assert self.model.taken(cells.batch) <= MOST

    @invariant()
    def a_call_back_reaches_every_bag_of_its_culture(self) -> None:
        if not hasattr(self, "model"):
            return
        found = {
            one.result.seq: one
            for person in self.people
            for one in product.call_backs(small_study(), self.chain(person))
        }
        assert set(found) == set(self.model.failed)
        for seq, batch in self.model.failed.items():
            bags = {name: one for name, one in self.model.bags.items() if one.batch == batch}
            assert set(found[seq].bags) == set(bags)
            assert set(found[seq].infused) == {name for name, one in bags.items() if one.begun is not None}
            waiting = {name for name, one in bags.items() if one.begun is None and one.state != "disposed"}
            assert set(found[seq].blocked) == waiting


_HOURS = {
    "collect": 0, "receive": 1, "seed": 2, "harvest": 0, "label": 1, "test": 1, "release": 2, "dispatch": 2, "receive_bag": 3,
    "infuse": 3, "end_infusion": 4, "dispose": 6, "read": 0, "close": 8,
}  # fmt: skip
"""Hours of UTC at which an act is usually done: eight in the morning in Changchun is 0."""


def _at(day: date, hour: int) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{hour:02d}:00:00+00:00")


def _filled(person: str, batch: str, harvest: int) -> act.FormulateBag:
    return act.FormulateBag(
        participant=person, batch=batch, harvest=harvest, volume_ml=Decimal(40), concentration_per_ml=20_000_000,
        viability_pct=Decimal(90), nk_pct=Decimal(80), t_cell_pct=Decimal(6), operator_two=SECOND,
        counted=(210, 190), viability_counted=400, flow_events=10_000,
    )  # fmt: skip


def _product() -> Any:
    return small_study().product


_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def test_random_sequences_of_acts_break_nothing() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        ProductMachine,
        settings=settings(max_examples=15, stateful_step_count=50, deadline=None, suppress_health_check=_QUIET),
    )


@pytest.mark.proof
def test_long_random_sequences_of_acts_break_nothing() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        ProductMachine,
        settings=settings(max_examples=300, stateful_step_count=120, deadline=None, suppress_health_check=_QUIET),
    )


def test_the_machine_does_reach_infusions_and_call_backs() -> None:
    """A machine that never infuses would prove nothing."""
    machine = ProductMachine()
    machine.open()
    for turn in range(24):
        machine.work(turn % 2, 12, "A", 1 + turn % 2)
        machine.every_bag_stands_where_the_model_says()
        machine.a_call_back_reaches_every_bag_of_its_culture()
    assert sum(one.begun is not None for one in machine.model.bags.values()) >= 6
