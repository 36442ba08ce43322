"""A rehearsed trial of its own for each test that acts in it: the same participants as in `rehearsed_trials`, a store nobody shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client

from equipoise.ledger.memory import MemoryStore
from equipoise.simulation.rehearsal import staff_of, team
from equipoise.simulation.rehearsal.staff import second_colleague
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply
from equipoise.trial.person import Person, person
from equipoise.trial.state import Trial
from equipoise.web import moment, trials
from tests.web.clinic import hidden
from tests.web.conftest import PASSWORD, visitor
from tests.web.rehearsed_trials import OPEN, _rehearsals

THIRD = second_colleague("radiologist")


@dataclass(frozen=True)
class Desk:
    """The trial, and its pages as a member of the team sees them."""

    gateway: Gateway

    @property
    def trial(self) -> Trial:
        """The folded trial."""
        return self.gateway.trial()

    def one(self, number: str) -> Person:
        """Where a participant stands at the end of the rehearsal."""
        found = person(self.trial, number, moment.now_of(self.trial).date())
        assert found is not None
        return found

    def as_(self, who: str, language: str = "en") -> Client:
        """A member of the team by account name, signed in."""
        return visitor(who, language)

    def get(self, who: str, path: str, language: str = "en") -> HttpResponse:
        """A page of the workspace."""
        answer = self.as_(who, language).get(f"/workspace/{OPEN}/{path}")
        assert isinstance(answer, HttpResponse)
        return answer

    def post(self, who: str, path: str, boxes: Mapping[str, object], language: str = "en") -> HttpResponse:
        """Open a page, fill in its boxes and send them with what the page carries."""
        visitor = self.as_(who, language)
        address = f"/workspace/{OPEN}/{path}"
        opened = visitor.get(address)
        assert isinstance(opened, HttpResponse)
        assert opened.status_code == 200, opened.content.decode()[:400]
        kept = {name: words for name, words in hidden(opened).items() if name == "~key"}
        proof = {"username": who, "password": PASSWORD}
        answer = visitor.post(address, {"~act": "do", **kept, **proof, **boxes})
        assert isinstance(answer, HttpResponse)
        return answer

    def do(self, role: str, command: Command) -> Reply:
        """Give a command that has to hold."""
        given = self.gateway.do(
            command, By(staff_of(role), role, ""), moment.now_of(self.trial), f"key-{self.trial.head}-{role}"
        )
        assert given.accepted, given.reasons
        return given


def part_of(store: MemoryStore, share: float) -> MemoryStore:
    """The ledger until so much of it was kept."""
    own, chain = MemoryStore(), store._chain(OPEN)
    last = int(len(chain.rows) * share)
    own._chain(OPEN).commit({key: rows for key, rows in chain.by_key.items() if rows[-1].seq <= last})
    return own


@contextmanager
def trial_until(share: float) -> Iterator[Desk]:
    """The rehearsed trial in the place of the installation's own; its staff have the password of all test persons."""
    people = get_user_model()
    known = make_password(PASSWORD)
    for name in (*(account for account, _ in team(trials.study(OPEN).protocols.first)), THIRD):
        people.objects.get_or_create(username=name)
    people.objects.filter(username__startswith="demo-").update(password=known)
    own = part_of(_rehearsals()[0], share)
    gateway = Gateway(own, trials.study(OPEN).protocols, bytes(range(32)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", {OPEN: gateway}.__getitem__)
        patch.setattr(trials, "store", lambda: own)
        moment._past.cache_clear()
        yield Desk(gateway)
        moment._past.cache_clear()


@pytest.fixture
def desk(installation: None) -> Iterator[Desk]:
    """The whole rehearsal."""
    with trial_until(1) as found:
        yield found


@pytest.fixture
def midway(installation: None) -> Iterator[Desk]:
    """The trial while participants are still treated and scanned."""
    with trial_until(0.5) as found:
        yield found
