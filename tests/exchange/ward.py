"""A trial of the built-in study on a memory ledger with people who have consented: what laboratory files are taken into."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import msgspec

from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.facts.participant import ParticipantRegistered
from equipoise.ledger.memory import MemoryStore
from equipoise.protocol import builtin
from equipoise.protocol.load import load_versions
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply
from equipoise.trial.state import Protocols

STUDY = "NCT03410368"
OPENED = datetime(2026, 5, 4, 1, tzinfo=UTC)
"""Nine in the morning in Changchun, a Monday; everybody consents then, and files come ten days later."""
NOW = OPENED + timedelta(days=10)
SAMPLED = date(2026, 5, 11)
"""The target day of the visit ELIG.1, a week after the consent."""
COORDINATOR = By("carl", "coordinator", "")
MANAGER = By("dora", "data_manager", "")
INVESTIGATOR = By("iris", "investigator", "")
ADMINISTRATOR = By("adam", "administrator", "")
HEAD = "subject,date,code,value,unit,low,high"
MAPPING = LaboratoryMapping(
    kind="csv", subject="subject", sampled="date", pattern="YYYY-MM-DD", code="code", value="value", unit="unit", low="low",
    high="high", default_laboratory="JLU1-CENTRAL",
    analytes={"HGB": "LB.HGB_LBORRES", "WBC": "LB.WBC_LBORRES", "ALT": "LB.ALT_LBORRES", "BILI": "LB.BILI_LBORRES",
              "NSE": "TM.NSE_LBORRES", "HIV": "SER.HIV_LBORRES", "INR": "LB.INR_LBORRES", "ESR": ""},
)  # fmt: skip


@lru_cache(maxsize=1)
def protocols() -> Protocols:
    """The versions of the study."""
    versions = load_versions(builtin.folder(STUDY))
    studies = [one.study for one in versions if one.study is not None]
    return Protocols(tuple(studies), {one.version: "digest" for one in studies})


class Ward:
    """The trial, its gateway, and short ways to act in it."""

    def __init__(self, people: int = 1) -> None:
        self.store = MemoryStore()
        self.gateway = Gateway(self.store, protocols(), bytes(range(32)))
        self.count = 0
        self.must(ADMINISTRATOR, act.OpenStudy(environment="training"), OPENED)
        for by in (COORDINATOR, MANAGER, INVESTIGATOR):
            self.must(ADMINISTRATOR, act.DelegateDuty(person=by.actor, duty=by.role), OPENED)
        self.numbers = [self.consented() for _ in range(people)]

    @property
    def number(self) -> str:
        """The first participant."""
        return self.numbers[0]

    def do(self, by: By, command: Command, at: datetime = NOW) -> Reply:
        """Give a command."""
        self.count += 1
        return self.gateway.do(command, by, at, f"key-{self.count:06d}")

    def must(self, by: By, command: Command, at: datetime = NOW) -> Reply:
        """Give a command that has to hold."""
        answer = self.do(by, command, at)
        assert answer.accepted, answer.reasons
        return answer

    def consented(self) -> str:
        """A new participant who signed the consent on the first day."""
        study = protocols().first
        site = next(iter(study.about.sites))
        body = self.must(COORDINATOR, act.RegisterParticipant(site=site), OPENED).facts[0].body
        assert isinstance(body, ParticipantRegistered)
        version, text = next(iter(study.consents.items()))
        signed = act.SignConsent(
            participant=body.number,
            version=version,
            ticks=dict.fromkeys(text.required_ticks, True),
            understood=dict.fromkeys(text.questions, True),
        )
        self.must(INVESTIGATOR, signed, OPENED)
        return body.number

    def remember(self, mapping: LaboratoryMapping = MAPPING, name: str = "Central") -> int:
        """Confirm a mapping; the number of its fact."""
        command = act.SetLaboratoryMapping(name=name, mapping=msgspec.to_builtins(mapping))
        return self.must(MANAGER, command).facts[0].seq

    def enter(
        self, items: Mapping[str, object], form: str = "LB", instance: str = "ELIG.1", day: date = SAMPLED
    ) -> None:
        """Enter a form by hand."""
        answers = {"LBDAT": day.isoformat(), "LBNAM": "JLU1-CENTRAL", **items}
        self.must(
            COORDINATOR,
            act.SaveForm(participant=self.number, form=form, instance=instance, visit=instance, items=answers),
        )


def table(*rows: str, head: str = HEAD) -> bytes:
    """A CSV file."""
    return "\n".join((head, *rows)).encode()
