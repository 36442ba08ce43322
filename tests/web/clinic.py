"""A trial of today for the tests of the casebook: opened for training, a team with accounts, participants who have just consented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from equipoise.facts.participant import ParticipantRegistered
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.store import Store
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply
from equipoise.trial.person import Person, person
from equipoise.web import trials
from tests.web.conftest import account, visitor

STUDY = "NCT03410368"
ADMINISTRATOR = By("adam", "administrator", "")
STAFF: Mapping[str, tuple[str, ...]] = {
    "iris": ("investigator",),
    "carl": ("coordinator",),
    "celia": ("coordinator",),
    "mona": ("monitor",),
    "dora": ("data_manager",),
    "dirk": ("data_manager",),
    "inge": ("inspector",),
    "stefan": ("statistician",),
}
HIDDEN = re.compile(r'name="(~[\w.]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Clinic:
    """The trial, and pages of it as a member of the team sees them."""

    gateway: Gateway
    zone: str

    @property
    def today(self) -> date:
        """The local day of the study."""
        return timezone.now().astimezone(ZoneInfo(self.zone)).date()

    def do(self, who: str, role: str, command: Command, *, key: str = "", at: datetime | None = None) -> Reply:
        """Give a command that has to hold."""
        key = key or f"key-{self.gateway.trial().head}-{who}"
        given = self.gateway.do(command, By(who, role, ""), at or timezone.now(), key)
        assert given.accepted, given.reasons
        return given

    def participant(self) -> str:
        """A participant who consented a few days ago."""
        at = timezone.now() - timedelta(days=3)
        site = next(iter(self.gateway.trial().protocols.first.about.sites))
        body = self.do("carl", "coordinator", act.RegisterParticipant(site=site), at=at).facts[0].body
        assert isinstance(body, ParticipantRegistered)
        study = self.gateway.trial().version_on(self.today)
        version, text = list(study.consents.items())[-1]
        consent = act.SignConsent(
            participant=body.number,
            version=version,
            ticks=dict.fromkeys(text.required_ticks, True),
            understood=dict.fromkeys(text.questions, True),
        )
        self.do("iris", "investigator", consent, at=at)
        return body.number

    def one(self, number: str) -> Person:
        """Where a participant stands."""
        found = person(self.gateway.trial(), number, self.today)
        assert found is not None
        return found

    def as_(self, who: str, language: str = "en") -> Client:
        """A member of the team, signed in."""
        return visitor(who, language)

    def day(self, name: str, back: int = 0) -> dict[str, str]:
        """The boxes of a date so many days ago."""
        day = self.today - timedelta(days=back)
        return {f"{name}~y": str(day.year), f"{name}~m": str(day.month), f"{name}~d": str(day.day)}


def address(number: str, step: str, form: str, instance: str) -> str:
    """An address of the casebook."""
    return f"/workspace/{STUDY}/participants/{number}/{step}/{form}/{instance}"


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the page of a form carries with it: its key, its mark, what it was opened at."""
    return dict(HIDDEN.findall(answer.content.decode()))


def vital_signs(clinic: Clinic, **more: str) -> dict[str, str]:
    """The boxes of a form of vital signs that has nothing wrong with it."""
    return {
        **clinic.day("VSDAT"),
        "TEMP_VSORRES": "36.6",
        "SYSBP_VSORRES": "128",
        "DIABP_VSORRES": "76",
        "PULSE_VSORRES": "72",
        "RESP_VSORRES": "16",
        "OXYSAT_VSORRES": "97",
        "OXYGEN": "ROOM AIR",
        "WEIGHT_VSORRES": "61.5",
        **more,
    }


def open_trial(store: Store) -> Gateway:
    """The trial, opened, its team named."""
    gateway = Gateway(store, trials.study(STUDY).protocols, bytes(range(32)))
    now = timezone.now() - timedelta(days=4)
    assert gateway.do(act.OpenStudy(environment="training"), ADMINISTRATOR, now, "open-the-study").accepted
    for person_name, roles in STAFF.items():
        for role in roles:
            command = act.DelegateDuty(person=person_name, duty=role)
            assert gateway.do(command, ADMINISTRATOR, now, f"delegate-{person_name}-{role}").accepted
    return gateway


def accounts() -> None:
    """Accounts for the team; the password is that of all test persons."""
    for name in (ADMINISTRATOR.actor, *STAFF):
        account(name, name.capitalize())


@pytest.fixture
def clinic(installation: None) -> Iterator[Clinic]:
    """A trial of its own for each test, in the place of the installation's."""
    accounts()
    store = MemoryStore()
    gateway = open_trial(store)
    known: Callable[[str], Gateway] = {STUDY: gateway}.__getitem__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", known)
        patch.setattr(trials, "store", lambda: store)
        yield Clinic(gateway, trials.study(STUDY).protocols.first.time_zone)
