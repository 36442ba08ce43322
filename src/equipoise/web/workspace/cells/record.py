"""The batch record: every planned step of a culture in its order, with who did it, when, with whom, and from which lots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from equipoise.facts import Body, Fact, FormInstance
from equipoise.rules import product
from equipoise.rules.product import Bag
from equipoise.trial.commands import BY_NAME
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import recalled_lots
from equipoise.values.text import Text, listed
from equipoise.web.workspace.cells.lines import STEPS, where
from equipoise.web.workspace.find_unit import Unit
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.unit_notes import notes

_SECOND: Final = ("second", "operator_two")


@dataclass(frozen=True, slots=True)
class Material:
    """A lot that a step used."""

    material: str
    lot: str
    expires: str
    recalled: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A step of the record. Without a fact it is still to be done; `look` is done, due, overdue or later."""

    stage: Text
    says: Text
    unit: str
    planned: date | None
    fact: Fact[Any] | None
    second: str
    note: Text | None
    materials: tuple[Material, ...]
    look: str
    act_at: str
    roles: Text
    form_at: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A deviation of the participant in the time of the culture: its form, and what it says."""

    instance: str
    day: date | None
    words: tuple[str, ...]
    form: str


COLLECTION: Final = Text("Collection", "采集")
CULTURE: Final = Text("Culture", "培养")
HARVEST: Final = Text("Harvest {n}", "第 {n} 次收获")
END: Final = Text("End", "结束")


def entries(scope: Scope, found: Unit) -> Iterator[Entry]:
    """Every step, done or planned, in the order in which a culture is made."""
    maker = _Maker(scope, found)
    yield from maker.collection()
    yield from maker.culture()
    for harvest in range(1, len(found.product.courses.infusion_days) + 1):
        yield from maker.harvest(harvest)
    yield from maker.end()


class _Maker:
    """Makes the entries of one culture."""

    def __init__(self, scope: Scope, found: Unit) -> None:
        self.scope, self.found = scope, found
        self.notes = notes(found.product, found.one.facts)
        self.recalled = frozenset(
            (material.strip().casefold(), lot.strip().casefold()) for material, lot in recalled_lots(scope.trial)
        )
        self.batch_name = product.batch_id(found.one.number, found.number)
        self.collection_name = product.collection_id(found.one.number, found.number)

    def collection(self) -> Iterator[Entry]:
        one = self.found.chain.collections.get(self.found.number)
        booked = one.booked if one is not None else None
        day = date.fromisoformat(booked.body.day) if booked is not None else None
        yield self._entry(COLLECTION, Text("Book a place", "预约席位"), self.collection_name, "book", booked, None)
        yield self._entry(
            COLLECTION, Text("Collect", "采集"), self.collection_name, "collect", one.collected if one else None, day
        )
        received = one.received if one is not None else ()
        for fact in received:
            yield self._entry(COLLECTION, Text("Receive", "接收"), self.collection_name, "receive", fact, None)
        if not received:
            yield self._entry(COLLECTION, Text("Receive", "接收"), self.collection_name, "receive", None, day)

    def culture(self) -> Iterator[Entry]:
        batch = self.found.batch
        one = self.found.chain.collections.get(self.found.number)
        start = batch.day if batch is not None else (one.day if one is not None else None)
        seeded = batch.seeded if batch is not None else None
        yield self._entry(CULTURE, Text("Seed", "接种"), self.batch_name, "seed", seeded, start)
        tests = list(batch.tests) if batch is not None else []
        done = {test.body.culture_day for test in tests}
        missing = [day for day in self.found.product.culture.controls if day not in done]
        for day, test in sorted(
            [*((test.body.culture_day, test) for test in tests), *((day, None) for day in missing)], key=_by_day
        ):
            on = start + timedelta(days=day) if start is not None else None
            found = self._entry(CULTURE, _control(day), self.batch_name, "control", test, None if test else on)
            too_late = test is None and on is not None and on < self.scope.today
            yield replace(found, act_at="") if too_late else found  # a count is of its own day
        for result in batch.results if batch is not None else ():
            yield self._entry(
                CULTURE, Text("Result of the culture", "批次检验结果"), self.batch_name, "test", result, None
            )

    def harvest(self, harvest: int) -> Iterator[Entry]:
        batch = self.found.batch
        stage = HARVEST.format(n=harvest)
        bags = [bag for bag in batch.bags if bag.harvest == harvest] if batch is not None else []
        for bag in bags:
            yield from self._bag(stage, bag)
        if bags or (batch is not None and batch.closed):
            return
        on, name = None, product.bag_id(self.found.one.number, self.found.number, harvest)
        if batch is not None:
            on = product.infusion_days(self.found.one.study, self.found.chain, batch, batch.day)[harvest - 1]
            name = product.next_bag(self.found.chain, batch, harvest)
        yield self._entry(stage, Text("Harvest, wash and fill", "收获、洗涤、分装"), name, "harvest", None, on)

    def _bag(self, stage: Text, bag: Bag) -> Iterator[Entry]:
        gone = bag.rejected is not None or bag.disposed is not None
        yield self._entry(
            stage, Text("Harvest, wash and fill", "收获、洗涤、分装"), bag.id, "harvest", bag.formulated, None
        )
        if bag.labelled is not None or not gone:
            yield self._entry(stage, Text("Label", "贴标"), bag.id, "label", bag.labelled, bag.day)
        for result in bag.tests:
            yield self._entry(stage, Text("Result", "检验结果"), bag.id, "test", result, None)
        for signed in bag.supported:
            yield self._entry(stage, Text("Exception supported", "例外放行签署"), bag.id, "release", signed, None)
        if bag.rejected is not None:
            yield self._entry(stage, Text("Reject", "判定不合格"), bag.id, "release", bag.rejected, None)
        elif not gone or bag.released is not None:
            yield self._entry(stage, Text("Release", "放行"), bag.id, "release", bag.released, bag.day)
        if bag.dispatched is not None or not gone:
            yield self._entry(stage, Text("Send to the ward", "发往病房"), bag.id, "dispatch", bag.dispatched, bag.day)
        if bag.disposed is not None:
            yield self._entry(
                stage, Text("Destroy what is left", "销毁剩余制品"), bag.id, "dispose", bag.disposed, None
            )

    def end(self) -> Iterator[Entry]:
        batch = self.found.batch
        closed = batch.closed if batch is not None else None
        yield self._entry(END, Text("Close the culture", "关闭培养批次"), self.batch_name, "close", closed, None)

    def _entry(
        self, stage: Text, says: Text, unit: str, act: str, fact: Fact[Any] | None, planned: date | None
    ) -> Entry:
        from_tag = _TAGS[act]
        command = BY_NAME[from_tag]
        today = self.scope.today
        look = "done" if fact is not None else "later"
        if fact is None and planned is not None and planned <= today:
            look = "overdue" if planned < today else "due"
        at = ""
        if (
            fact is None
            and from_tag in STEPS
            and may(self.scope.role, command)
            and not self.scope.past
            and (planned is None or planned <= today)  # what has not come yet is not recorded today
            and self._is_next(act, unit)
        ):
            at = where(self.scope, act, unit)
        return Entry(
            stage=stage,
            says=says,
            unit=unit,
            planned=planned,
            fact=fact,
            second=_second(fact),
            note=self.notes.get(fact.seq) if fact is not None else None,
            materials=tuple(self._materials(fact)),
            look=look,
            act_at=at,
            roles=listed([ROLES[role] for role in MAY[command]]),
            form_at=self._form_at(act, unit, fact),
        )

    def _is_next(self, act: str, unit: str) -> bool:
        """Whether the step before it was done: the record is worked through in its order."""
        batch, one = self.found.batch, self.found.chain.collections.get(self.found.number)
        if act in ("book", "collect", "receive", "seed"):
            order = {"book": True, "collect": one is not None and one.booked is not None,
                "receive": one is not None and one.collected is not None,
                "seed": one is not None and one.verdict == "accepted"}  # fmt: skip
            return order[act]
        if batch is None or batch.closed is not None:
            return False
        bag = self.found.chain.bags.get(unit)
        if act == "release":
            return bag is not None and bag.labelled is not None
        if act == "dispatch":
            return bag is not None and bag.released is not None and bag.rejected is None
        return True

    def _materials(self, fact: Fact[Any] | None) -> Iterator[Material]:
        lots: Mapping[str, str] = getattr(fact.body, "lots", {}) if fact is not None else {}
        last: Mapping[str, str] = getattr(fact.body, "expires", {}) if fact is not None else {}
        for material, lot in lots.items():
            key = (material.strip().casefold(), lot.strip().casefold())
            yield Material(material.strip(), lot, last.get(material, ""), key in self.recalled)

    def _form_at(self, act: str, unit: str, fact: Fact[Any] | None) -> str:
        """The form that was entered with a step."""
        forms = self.found.product.forms
        name = {
            "collect": forms.collection,
            "seed": forms.seeding,
            "control": forms.control,
            "release": forms.release,
        }.get(act)
        if name is None or fact is None:
            return ""
        saved = next((one for one in self.found.one.facts.forms(name) if _with(one, unit, fact)), None)
        return (
            self.scope.to("participants", self.found.one.number, "forms", name, saved.instance)
            if saved is not None
            else ""
        )


def _by_day(planned: tuple[int, Fact[Any] | None]) -> tuple[int, int]:
    """By culture day, several counts of a day as they came."""
    return planned[0], planned[1].seq if planned[1] is not None else 0


def _control(day: int) -> Text:
    return Text(f"Control, day {day}", f"过程检测，第 {day} 天")


def _with(form: FormInstance, unit: str, fact: Fact[Body]) -> bool:
    """Whether a form was entered in the same breath as a step: for the same unit, right behind its fact."""
    return form.instance.partition("/")[0] == unit and form.entered.seq == fact.seq + 1


def _second(fact: Fact[Any] | None) -> str:
    for name in _SECOND:
        found = getattr(fact.body, name, "") if fact is not None else ""
        if found:
            return str(found)
    return ""


_TAGS: Final = {
    "book": "book_collection",
    "collect": "collect",
    "receive": "receive_collection",
    "seed": "seed_batch",
    "control": "control_batch",
    "test": "record_result",
    "harvest": "formulate_bag",
    "label": "label_bag",
    "release": "release_bag",
    "dispatch": "dispatch_bag",
    "dispose": "dispose_bag",
    "close": "close_batch",
}


def deviations(scope: Scope, found: Unit) -> list[Deviation]:
    """The deviations of the participant from the collection to the close of the culture, as its deviation form says them."""
    batch, one = found.batch, found.chain.collections.get(found.number)
    first = one.day if one is not None and one.day is not None else (batch.day if batch is not None else None)
    if first is None:
        return []
    last = (
        batch.closed.day(found.one.study.time_zone) if batch is not None and batch.closed is not None else scope.today
    )
    told = []
    for name, plan in found.one.study.forms.forms.items():
        if plan.domain != _DEVIATIONS or plan.date is None:
            continue
        for form in found.one.facts.forms(name):
            words = form.items.get(plan.date)
            day = date.fromisoformat(words) if isinstance(words, str) and len(words) == _WHOLE_DAY else None
            if day is None or first <= day <= last:
                texts = [item for key, item in plan.items.items() if item.kind == "text"]
                said = tuple(
                    str(form.items[key])
                    for key, item in plan.items.items()
                    if item in texts and isinstance(form.items.get(key), str)
                )
                told.append(Deviation(form.instance, day, said, name))
    return told


_DEVIATIONS: Final = "DV"
"""The domain of deviations (SDTM)."""
_WHOLE_DAY: Final = len("2018-05-10")


def deviation_form(found: Unit, role: str) -> str:
    """The form on which this role writes a deviation; empty for a role that writes none."""
    return next(
        (name for name, plan in found.one.study.forms.forms.items() if plan.domain == _DEVIATIONS and role in plan.by),
        "",
    )
