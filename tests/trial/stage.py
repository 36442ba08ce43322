"""A small trial on a memory ledger, and short ways to act in it: every role has its person, every act its moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from equipoise.facts import as_stored
from equipoise.facts.participant import ParticipantRegistered
from equipoise.facts.product import InfusionStarted
from equipoise.ledger.codec import canonical
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.row import Draft, Envelope
from equipoise.ledger.store import Store
from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import Person, person
from equipoise.trial.state import Protocols
from tests.rules.example import PLAN, item, t
from tests.rules.product.cells import PRODUCT

KEY = bytes(range(32))
START = datetime(2026, 5, 4, 1, tzinfo=UTC)
"""Monday, nine o'clock in Shanghai."""
SITE = "S1"
CLINIC = ["investigator", "sub_investigator", "coordinator", "data_manager"]


def _forms() -> dict[str, Any]:
    forms = PLAN["forms"]["forms"]
    more = {name: {**form, "by": CLINIC} for name, form in forms.items()}
    more["HX"] = {
        **more["HX"],
        "items": {**forms["HX"]["items"], "NOTE": item("text"), "KPS": item("integer", least=0, most=100)},
        "checks": {
            "low": {"test": "KPS >= 50", "severity": "soft", "says": t("KPS is low.")},
        },
        "signed_by": "investigator",
    }
    more["DD"] = {"name": t("Death"), "domain": "DD", "by": CLINIC, "date": "DTHDAT", "items": {"DTHDAT": item("date")}}
    return more


def plan(**parts: Any) -> dict[str, Any]:
    """The plan of the small trial; parts replace its own."""
    own = {
        "about": {**PLAN["about"], "sites": {SITE: PLAN["about"]["sites"]["one"]}},
        "consents": {
            "1": {
                "name": t("Consent"),
                "effective": "2026-01-01",
                "ticks": {"taking_part": t("Taking part"), "samples": t("Samples kept")},
                "required_ticks": ["taking_part"],
            }
        },
        "events": {
            **PLAN["events"],
            "death": {"name": t("Death"), "form": "DD", "date": "DTHDAT"},
        },
        "schedule": {
            "visits": {
                "SCR": {"name": t("Screening"), "epoch": "screening", "anchor": "randomised", "forms": ["HX"]},
            }
        },
        "product": PRODUCT,
        "forms": {**PLAN["forms"], "forms": _forms()},
        "arms": {
            **PLAN["arms"],
            "cells": {**PLAN["arms"]["cells"], "cell_product": True, "interventions": ["cells"]},
        },
        "interventions": {"cells": {"name": t("Cells"), "kind": "BIOLOGICAL", "description": t("-")}},
    }
    return {**PLAN, **own, **parts}


@lru_cache
def small_study() -> Study:
    """The small trial's study file."""
    return Study.model_validate(plan())


@lru_cache
def amended_study() -> Study:
    """Its second version, which brings a consent of its own from June on."""
    consents = {**plan()["consents"], "2": {**plan()["consents"]["1"], "effective": "2026-06-01"}}
    return Study.model_validate(plan(version="2", effective="2026-06-01", consents=consents))


def protocols(*versions: Study) -> Protocols:
    """Versions as the gateway wants them."""
    return Protocols(versions, {version.version: f"digest of {version.version}" for version in versions})


class Stage:
    """A trial, its gateway and a clock that goes on by a minute with each command."""

    def __init__(self, *versions: Study, key: bytes | None = KEY, store: Store | None = None) -> None:
        self.store: Store = store or MemoryStore()
        self.protocols = protocols(*(versions or (small_study(),)))
        self.gateway = Gateway(self.store, self.protocols, key)
        self.now = START
        self.count = 0

    @classmethod
    def opened(
        cls, *versions: Study, committed: bool = True, key: bytes | None = KEY, store: Store | None = None
    ) -> Stage:
        """A trial that is open, with one person for each role, named by it."""
        stage = cls(*versions, key=key, store=store)
        stage.must("administrator", act.OpenStudy(environment="training"))
        for role in ROLES:
            if role != "administrator":
                stage.must("administrator", act.DelegateDuty(person=role, duty=role))
        if committed:
            stage.must("statistician", act.CommitAllocationKey())
        return stage

    def do(self, role: str, command: Command, *, person: str = "", key: str = "", at: datetime | None = None) -> Reply:
        """Give a command in a role; the person of that name acts."""
        self.now += timedelta(minutes=1)
        self.count += 1
        return self.gateway.do(command, By(person or role, role, SITE), at or self.now, key or f"key-{self.count}")

    def by(self, role: str) -> By:
        """The person of a role."""
        return By(role, role, SITE)

    def treat(self, number: str) -> None:
        """Puts the fact of an infusion on the ledger, past every rule: what came before it matters to other tests."""
        self.now += timedelta(minutes=1)
        self.count += 1
        envelope = Envelope(
            f"key-{self.count}", "-", "infusion_nurse", "infusion_nurse", SITE, as_stored(self.now), "1"
        )
        body = InfusionStarted(bag=f"{number}-bag", course=1, day=1, planned_ml=Decimal(40))
        draft = Draft(f"U:{number}", body.KIND, body.SCHEMA, canonical(msgspec.to_builtins(body)), number)
        with self.store.writing(self.protocols.first.id) as writing:
            writing.append(envelope, [draft])

    def must(self, role: str, command: Command, **more: Any) -> Reply:
        """Give a command that has to hold."""
        answer = self.do(role, command, **more)
        assert answer.accepted, codes(answer)
        return answer

    def refused(self, role: str, command: Command, **more: Any) -> list[str]:
        """The codes of all reasons against a command that must not hold."""
        answer = self.do(role, command, **more)
        assert not answer.accepted
        return codes(answer)

    def one(self, number: str) -> Person:
        """Where a participant stands."""
        found = person(self.gateway.trial(), number, self.now.date())
        assert found is not None
        return found

    def registered(self) -> str:
        """The number of a newly registered participant."""
        body = self.must("coordinator", act.RegisterParticipant(site=SITE)).facts[0].body
        assert isinstance(body, ParticipantRegistered)
        return body.number

    def consented(self, **more: Any) -> str:
        """A registered participant who has signed."""
        number = self.registered()
        self.must("investigator", consent(number, **more))
        return number

    def screened(self, stage: str = "LD", kps: int = 90) -> str:
        """A participant who meets every criterion."""
        number = self.consented()
        day = self.now.date().isoformat()
        history = {"HXDTC": day, "STAGE": stage, "KPS": kps, "INFECTION": "N", "NOTE": "-"}
        self.must("coordinator", act.SaveForm(participant=number, form="HX", instance="1", items=history))
        alt = {"value": "20", "unit": "U/L", "high": "40"}
        rest = {"HGB": {"value": "130", "unit": "g/L"}, "K": {"value": "4.1", "unit": "mmol/L"}}
        laboratory = {"LBDTC": day, "ALT": alt, **rest}
        self.must("coordinator", act.SaveForm(participant=number, form="LB", instance="1", items=laboratory))
        judgement = act.JudgeCriterion(participant=number, criterion="E2", met=True, reason="Examined")
        self.must("investigator", judgement)
        return number

    def confirmed(self, **more: Any) -> str:
        """A participant whose eligibility is signed."""
        number = self.screened(**more)
        self.must("investigator", act.ConfirmEligibility(participant=number))
        return number

    def randomised(self, **more: Any) -> str:
        """A participant who was allocated."""
        number = self.confirmed(**more)
        self.must("coordinator", act.Randomise(participant=number))
        return number

    def save(self, number: str, form: str, instance: str, items: Mapping[str, Any], **more: Any) -> Reply:
        """Enter a form as the coordinator."""
        command = act.SaveForm(participant=number, form=form, instance=instance, items=dict(items), **more)
        return self.do("coordinator", command)


def consent(number: str, **more: Any) -> act.SignConsent:
    """A signature with the permission that is needed."""
    return act.SignConsent(**{"participant": number, "version": "1", "ticks": {"taking_part": True}} | more)


def codes(answer: Reply) -> list[str]:
    """The codes of an answer's reasons."""
    return [reason.code for reason in answer.reasons]
