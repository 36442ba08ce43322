"""A morning on the ward for tests: a rehearsed trial cut off when a bag has just left the laboratory, with a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

import msgspec
import pytest
from django.test import Client

from equipoise.facts import Fact, History, moment_of
from equipoise.facts import product as made
from equipoise.facts.casebook import FormSaved
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.row import Draft, Envelope, Row
from equipoise.rules import product
from equipoise.rules.product import Bag
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply
from equipoise.trial.person import Person, person
from equipoise.web import moment, trials
from tests.rehearsals import played
from tests.web.conftest import account, visitor

STUDY = "NCT03410368"
NURSE, SECOND = staff_of("infusion_nurse"), "demo-infusion-nurse-2"
PEOPLE = (
    "infusion_nurse", "quality_releaser", "investigator", "cell_technician", "coordinator", "inspector", "statistician",
)  # fmt: skip


@dataclass
class Ward:
    """The trial, the bag that has just been sent, another person's bag, and the clock."""

    gateway: Gateway
    number: str
    bag: str
    other_number: str
    other_bag: str
    now: datetime

    def pass_(self, **span: int) -> None:
        """Let time go by."""
        self.now += timedelta(**span)

    def one(self) -> Person:
        """Where the participant stands."""
        found = person(self.gateway.trial(), self.number, self.now.date())
        assert found is not None
        return found

    def bags(self) -> dict[str, Bag]:
        """The bags of the participant."""
        one = self.one()
        return dict(product.chain(one.study, one.facts).bags)

    @property
    def the_bag(self) -> Bag:
        """The bag that is on its way."""
        return self.bags()[self.bag]

    def do(self, role: str, command: Command, who: str = "") -> Reply:
        """Give a command at the ward's own moment; it has to hold."""
        key = f"ward-key-{self.gateway.trial().head:08}"
        given = self.gateway.do(command, By(who or staff_of(role), role, ""), self.now, key)
        assert given.accepted, given.reasons
        return given

    def receive(self, **more: object) -> None:
        """The ward takes the bag over, cold all the way."""
        values: dict[str, object] = {"participant": self.number, "bag": self.bag, "lowest_c": "3.1", "highest_c": "6.0"}
        self.do("infusion_nurse", convert(act.ReceiveBag, values | more))

    def verify(self) -> None:
        """Two nurses compare what belongs together."""
        command = act.VerifyBag(
            participant=self.number, bag=self.bag, wristband=self.number, second=SECOND, ordered=self.bag
        )
        self.do("infusion_nurse", command)

    def start(self) -> None:
        """The infusion begins as planned."""
        bag = self.the_bag
        chain = product.chain(self.one().study, self.one().facts)
        course = chain.course_of(bag.batch)
        command = act.StartInfusion(
            participant=self.number,
            bag=self.bag,
            course=course.number if course else len(chain.courses) + 1,
            day=bag.harvest,
            planned_ml=min(bag.formulated.body.volume_ml, product.most_ml(self.one().study, chain, bag)),
            planned_minutes=60,
        )
        self.do("infusion_nurse", command)

    def as_(self, who: str, language: str = "en") -> Client:
        """A member of the team, signed in."""
        return visitor(who, language)

    def to(self, *parts: str) -> str:
        """An address of the desk about the bag."""
        return "/".join((f"/workspace/{STUDY}/bedside", self.bag, *parts))

    def step(self, name: str) -> str:
        """The address of an act about the bag."""
        return f"/workspace/{STUDY}/units/{self.bag}/do/{name}"


def convert(kind: type[Command], values: dict[str, object]) -> Command:
    """A command from plain values, as the programming interface reads it."""
    return msgspec.convert(values, kind, strict=False)


@lru_cache(maxsize=1)
def _whole() -> tuple[tuple[Row, ...], str, str, str, str, int]:
    """The rows of a rehearsal until a first bag of a course is sent whose way to its start nothing else crosses."""
    whole = played(STUDY, 4, 1)
    trial = whole.trial
    for number, history in trial.participants.items():
        for sent in history.of(made.BagDispatched):
            other = _other(trial.participants, number, sent.seq)
            if other is not None and _is_straight(history, sent):
                rows = tuple(whole.store.read(STUDY, 0, sent.seq))
                return rows, number, sent.body.bag, *other, sent.seq
    raise AssertionError("no bag of the rehearsal goes straight from the laboratory to the ward")


def _is_straight(history: History, sent: Fact[made.BagDispatched]) -> bool:
    after = [type(fact.body) for fact in history.facts if fact.seq > sent.seq]
    return after[:4] == [made.BagReceived, FormSaved, made.BagVerified, made.InfusionStarted]


def _other(participants: dict[str, History], number: str, until: int) -> tuple[str, str] | None:
    for name, history in participants.items():
        bags = [fact.body.bag for fact in history.of(made.BagFormulated) if fact.seq < until]
        if name != number and bags:
            return name, bags[-1]
    return None


def _copied(rows: tuple[Row, ...]) -> MemoryStore:
    store = MemoryStore()
    with store.writing(STUDY) as writing:
        for _, made_by in groupby(rows, key=lambda row: row.command):
            found = list(made_by)
            row = found[0]
            envelope = Envelope(row.command, row.digest, row.actor, row.role, row.site, row.recorded, row.protocol)
            writing.append(envelope, [_draft(one) for one in found])
    return store


def _draft(row: Row) -> Draft:
    return Draft(
        stream=row.stream,
        kind=row.kind,
        schema=row.schema,
        body=row.body,
        subject=row.subject,
        happened=row.happened,
        reason=row.reason,
        cause=row.cause,
    )


@pytest.fixture
def ward(installation: None) -> Iterator[Ward]:
    """A ward of its own for each test, in the place of the installation's trial."""
    for role in PEOPLE:
        for name in (staff_of(role), f"{staff_of(role)}-2"):
            account(name, name)
    rows, number, bag, other_number, other_bag, _ = _whole()
    store = _copied(rows)
    gateway = Gateway(store, trials.study(STUDY).protocols, bytes(range(32)))
    now = moment_of(max(row.recorded for row in rows)) + timedelta(minutes=20)
    found = Ward(gateway, number, bag, other_number, other_bag, now)
    known: Callable[[str], Gateway] = {STUDY: gateway}.__getitem__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", known)
        patch.setattr(trials, "store", lambda: store)
        patch.setattr(moment, "now_of", lambda trial: found.now)
        moment._past.cache_clear()
        yield found
        moment._past.cache_clear()
