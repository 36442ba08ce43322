"""A cell laboratory for tests: a rehearsed trial cut off before a participant's first collection is booked, with a clock of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client

from equipoise.facts import product as made
from equipoise.facts.casebook import FormSaved
from equipoise.facts.participant import CriterionJudged
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.row import Row
from equipoise.rules import product
from equipoise.rules.product import Chain
from equipoise.simulation.rehearsal import rehearse, staff_of
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply
from equipoise.trial.person import Person, person
from equipoise.web import moment, trials
from tests.web.conftest import account, visitor
from tests.web.ward import _copied

STUDY = "NCT03410368"
COORDINATOR, NURSE = staff_of("coordinator"), staff_of("apheresis_nurse")
TECHNICIAN, RELEASER = staff_of("cell_technician"), staff_of("quality_releaser")
INVESTIGATOR = staff_of("investigator")
PEOPLE = (
    "coordinator",
    "apheresis_nurse",
    "cell_technician",
    "quality_releaser",
    "investigator",
    "inspector",
    "monitor",
)
_HIDDEN = re.compile(r'name="(~[\w.]+|content)" value="([^"]*)"')
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=$|T)")


@dataclass(frozen=True)
class Prepared:
    """What was examined on the morning of the first collection."""

    day: date
    forms: Sequence[FormSaved]
    judged: Sequence[CriterionJudged]


@dataclass
class Laboratory:
    """The trial, the participant whose first collection is to be booked, and the clock."""

    gateway: Gateway
    number: str
    now: datetime
    prepared: Prepared

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the study."""
        return ZoneInfo(self.gateway.trial().protocols.first.time_zone)

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()

    def pass_(self, **span: int) -> None:
        """Let time go by."""
        self.now += timedelta(**span)

    def morning(self, day: date, hour: int = 9) -> None:
        """Go on to a morning; a morning that has passed is ten minutes from now."""
        wanted = datetime(day.year, day.month, day.day, hour, tzinfo=self.zone)
        self.now = max(wanted, self.now + timedelta(minutes=10))

    def one(self) -> Person:
        """Where the participant stands."""
        found = person(self.gateway.trial(), self.number, self.today)
        assert found is not None
        return found

    def chain(self) -> Chain:
        """The participant's product."""
        one = self.one()
        return product.chain(one.study, one.facts)

    @property
    def collection(self) -> str:
        """The name of the first collection."""
        return product.collection_id(self.number, 1)

    @property
    def batch(self) -> str:
        """The name of its culture."""
        return product.batch_id(self.number, 1)

    @property
    def bag(self) -> str:
        """The name of its first bag."""
        return product.bag_id(self.number, 1, 1)

    def do(self, role: str, command: Command, who: str = "") -> Reply:
        """Give a command at the laboratory's own moment; it has to hold."""
        key = f"lab-key-{self.gateway.trial().head:08}"
        given = self.gateway.do(command, By(who or staff_of(role), role, ""), self.now, key)
        assert given.accepted, given.reasons
        return given

    def examine(self) -> None:
        """Go to the morning of the collection, and enter what was found on it."""
        moved = self.today - self.prepared.day

        def shifted(value: object) -> object:
            if isinstance(value, str) and _DAY.match(value):
                return _DAY.sub(lambda found: (date.fromisoformat(found[0]) + moved).isoformat(), value)
            return {name: shifted(one) for name, one in value.items()} if isinstance(value, dict) else value

        for form in self.prepared.forms:
            if self.one().facts.form(form.form, form.instance) is not None:
                continue
            by = self.gateway.trial().protocols.first.forms.forms[form.form].by
            items = {name: shifted(value) for name, value in form.items.items()}
            groups = {
                name: tuple({key: shifted(one) for key, one in row.items()} for row in rows)
                for name, rows in form.groups.items()
            }
            command = act.SaveForm(
                participant=self.number, form=form.form, instance=form.instance, visit=form.visit, items=items, groups=groups  # type: ignore[arg-type]
            )  # fmt: skip
            self.do(next(role for role in by if role in PEOPLE), command)
        for one in self.prepared.judged:
            self.do(
                "investigator",
                act.JudgeCriterion(
                    participant=self.number, criterion=one.criterion, met=True, gate=one.gate, occasion=one.occasion, reason="Examined"
                ),
            )  # fmt: skip

    def book(self) -> None:
        """The first collection is booked for the day of the rehearsal."""
        self.do("coordinator", act.BookCollection(participant=self.number, number=1, day=self.prepared.day.isoformat()))

    def grow(self) -> None:
        """From the booking to the morning of the first harvest."""
        self.seed()
        self.count()

    def seed(self) -> None:
        """From the booking to a culture that was just seeded."""
        self.book()
        self.morning(self.prepared.day)
        self.examine()
        collect = act.Collect(
            participant=self.number, collection=self.collection, number=1, second=f"{NURSE}-2", volume_ml=Decimal(90),
            mononuclear_cells=5_000_000_000, lots={"ACD-A": "AC1"},
        )  # fmt: skip
        self.do("apheresis_nurse", collect)
        self.pass_(hours=1)
        receive = act.ReceiveCollection(
            participant=self.number, collection=self.collection, verdict="accepted", temperature_c=Decimal(20)
        )
        self.do("cell_technician", receive)
        seed = act.SeedBatch(
            participant=self.number, collection=self.collection, second=f"{TECHNICIAN}-2",
            lots={"medium": "M77", "IL-2": "L5"}, expires={"medium": "2030-01-31"},
        )  # fmt: skip
        self.do("cell_technician", seed)

    def count(self) -> None:
        """Count the culture while it grows, until the morning of the first harvest."""
        for day, cells in ((0, 500_000_000), (7, 1_500_000_000), (12, 3_000_000_000)):
            self.morning(self.prepared.day + timedelta(days=day), 11)
            control = act.ControlBatch(
                participant=self.number, batch=self.batch, culture_day=day, total_cells=cells, viability_pct=Decimal(93)
            )
            self.do("cell_technician", control)
        self.morning(self.prepared.day + timedelta(days=14), 8)

    def fill(self, viability: int = 91) -> None:
        """Fill the first bag and label it."""
        fill = act.FormulateBag(
            participant=self.number, batch=self.batch, harvest=1, volume_ml=Decimal(50),
            concentration_per_ml=13_000_000, viability_pct=Decimal(viability), nk_pct=Decimal(88), t_cell_pct=Decimal(6),
            operator_two=f"{TECHNICIAN}-2",
        )  # fmt: skip
        self.do("cell_technician", fill)
        self.pass_(minutes=10)
        label = act.LabelBag(
            participant=self.number, bag=self.bag, printed=2, used=1, destroyed=0, archived=1, second=f"{TECHNICIAN}-2"
        )
        self.do("cell_technician", label)
        self.pass_(minutes=10)

    def test(self, **more: str) -> None:
        """Every result that a release needs."""
        wanted = {"identity": "MATCH", "appearance": "CONFORMS", "endotoxin": "0.6", "gram": "NO ORGANISM"} | more
        for attribute, value in wanted.items():
            unit = "" if attribute != "endotoxin" else "[EU]/mL"
            result = act.RecordResult(
                participant=self.number, unit=self.bag, attribute=attribute, value=value, measured_in=unit
            )
            self.do("cell_technician", result)
        mycoplasma = act.RecordResult(
            participant=self.number, unit=self.batch, attribute="mycoplasma", value="NEGATIVE"
        )
        self.do("cell_technician", mycoplasma)
        self.pass_(minutes=10)

    def as_(self, who: str, language: str = "en") -> Client:
        """A member of the team, signed in."""
        return visitor(who, language)

    def get(self, who: str, path: str, language: str = "en") -> HttpResponse:
        """A page of the study."""
        answer = self.as_(who, language).get(f"/workspace/{STUDY}/{path}")
        assert isinstance(answer, HttpResponse)
        return answer

    def step(self, who: str, path: str, **typed: object) -> HttpResponse:
        """A step taken from a fresh page of it, with what the page carries."""
        visitor = self.as_(who)
        page = visitor.get(f"/workspace/{STUDY}/{path}")
        assert page.status_code == 200, page.content.decode()[:3000]
        carried = dict(_HIDDEN.findall(page.content.decode()))
        answer = visitor.post(f"/workspace/{STUDY}/{path}", {**carried, "~act": "do", "username": who, **typed})
        assert isinstance(answer, HttpResponse)
        if answer.status_code == 409 and "~confirmed" in answer.content.decode() and "~confirmed" not in typed:
            carried = dict(_HIDDEN.findall(answer.content.decode()))
            answer = visitor.post(f"/workspace/{STUDY}/{path}", {**carried, "~act": "do", "username": who, **typed})
        assert isinstance(answer, HttpResponse)
        return answer


@lru_cache(maxsize=1)
def _whole() -> tuple[tuple[Row, ...], str, Prepared]:
    """The rows of a rehearsal until a first collection is booked that was made on its day and grew, and its morning."""
    protocols = trials.study(STUDY).protocols
    store = MemoryStore()
    gateway = Gateway(store, protocols, bytes(range(32)))
    rehearse(gateway, protocols.first, 8, 1)
    for number, history in gateway.trial().participants.items():
        booked, collected = history.first(made.CollectionBooked), history.first(made.Collected)
        filled = history.first(made.BagFormulated)
        if booked is None or collected is None or filled is None:
            continue
        day = collected.day(protocols.first.time_zone)
        if booked.body.day != day.isoformat() or booked.body.number != 1 or collected.body.number != 1:
            continue
        between = [fact for fact in history.facts if booked.seq < fact.seq < collected.seq]
        forms = [fact.body for fact in between if isinstance(fact.body, FormSaved)]
        judged = [fact.body for fact in between if isinstance(fact.body, CriterionJudged)]
        return tuple(store.read(STUDY, 0, booked.seq - 1)), number, Prepared(day, forms, judged)
    raise AssertionError("no first collection of the rehearsal goes straight from its booking to its culture")


@pytest.fixture
def laboratory(installation: None) -> Iterator[Laboratory]:
    """A laboratory of its own for each test, in the place of the installation's trial."""
    for role in PEOPLE:
        for name in (staff_of(role), f"{staff_of(role)}-2"):
            account(name, name)
    rows, number, prepared = _whole()
    store = _copied(rows)
    gateway = Gateway(store, trials.study(STUDY).protocols, bytes(range(32)))
    now = datetime.fromisoformat(max(row.recorded for row in rows)) + timedelta(minutes=20)
    found = Laboratory(gateway, number, now, prepared)
    known: Callable[[str], Gateway] = {STUDY: gateway}.__getitem__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", known)
        patch.setattr(trials, "store", lambda: store)
        patch.setattr(moment, "now_of", lambda trial: found.now)
        moment._past.cache_clear()
        yield found
        moment._past.cache_clear()
