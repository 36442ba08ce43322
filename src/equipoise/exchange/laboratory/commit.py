"""Taking a file in: every form of it and the record of the file in one session of the ledger, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from equipoise.exchange.laboratory.line import TAKEN
from equipoise.exchange.laboratory.plan import Plan, only
from equipoise.facts import Body, Fact
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.trial.commands import RecordLaboratoryFile
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Session
from equipoise.values.reason import Reason


@dataclass(frozen=True, slots=True)
class File:
    """The file as the ledger will name it, and the mapping's fact by which it was read."""

    name: str
    digest: str
    kind: str
    mapping: int

    @property
    def source(self) -> str:
        """What stands as the reason of each fact that the file makes: where it came from."""
        return f"检验文件 / Laboratory file {self.name} (SHA-256 {self.digest[:16]})"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: the facts, the record of the file last; or the reasons, and then nothing was kept."""

    facts: tuple[Fact[Body], ...] = ()
    reasons: tuple[Reason, ...] = ()
    refused: Mapping[str, tuple[Reason, ...]] | None = None
    """Place -> why its form was refused."""

    @property
    def accepted(self) -> bool:
        """Whether the file was taken in."""
        return not self.reasons


class Nothing(Exception):
    """Raised inside a session so that nothing of it is kept; `taken` says why."""

    def __init__(self, taken: Taken) -> None:
        super().__init__("nothing of the file is kept")
        self.taken = taken


def take_in(
    gateway: Gateway, plan: Plan, file: File, by: By, at: datetime, key: str, *, correct: bool = True, reason: str = ""
) -> Taken:
    """Take a file in as its plan says, with or without the corrections. If the trial refuses anything, nothing is kept."""
    try:
        with gateway.session() as session:
            return give(session, plan, file, by, at, key, correct=correct, reason=reason)
    except Nothing as stopped:
        return stopped.taken


def give(
    session: Session, plan: Plan, file: File, by: By, at: datetime, key: str, *, correct: bool = True, reason: str = ""
) -> Taken:
    """The same within a session that somebody else holds. Raises Nothing, which must leave the session, if anything is refused."""
    facts: list[Fact[Body]] = []
    refused: dict[str, tuple[Reason, ...]] = {}
    why = f"{file.source} – {reason}" if reason else file.source
    for number, sheet in enumerate(only(plan, correct).sheets, start=1):
        answer = session.do(sheet.command(why), by, at, f"{key}.{number}")
        facts += answer.facts
        if not answer.accepted:
            refused |= dict.fromkeys(sheet.places, answer.reasons)
    if refused:
        every = dict.fromkeys(one for reasons in refused.values() for one in reasons)
        raise Nothing(Taken((), tuple(every), refused))
    recorded = session.do(record_of(plan, file, facts, correct, reason), by, at, key)
    if not recorded.accepted:
        raise Nothing(Taken((), recorded.reasons))
    return Taken((*facts, *recorded.facts))


def record_of(plan: Plan, file: File, facts: list[Fact[Body]], correct: bool, reason: str) -> RecordLaboratoryFile:
    """The command that records the file: what it made, and each row that was left out with the codes of the reasons."""
    left_out = {}
    taken = same = 0
    for line in plan.lines:
        if line.state in TAKEN and (correct or line.state != "correct"):
            taken += 1
        elif line.state in ("same", "replaced", "ignored"):
            same += 1
        else:
            codes = tuple(dict.fromkeys(one.code for one in line.reasons))
            left_out[line.place] = codes or ("left_as_entered",)
    made = tuple(fact.seq for fact in facts if isinstance(fact.body, FormSaved | ItemsCorrected))
    return RecordLaboratoryFile(
        name=file.name, digest=file.digest, kind=file.kind, mapping=file.mapping, rows=len(plan.lines), taken=taken, same=same,
        forms=made, left_out=left_out, reason=reason,
    )  # fmt: skip
