"""What an assessment says: a verdict for each criterion, and whether all of them pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, Literal, NamedTuple

from equipoise.ledger.codec import canonical_built
from equipoise.protocol.criteria import Finding
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed

Outcome = Literal["passes", "fails", "unknown", "stale", "judgement"]
GateName = Literal["collection", "infusion"]

OUTCOMES: Final[dict[Outcome, Text]] = {
    "passes": Text("passes", "符合"),
    "fails": Text("fails", "不符合"),
    "unknown": Text("cannot be told", "无法判定"),
    "stale": Text("rests on a value that is too old", "所依据的数据已过期"),
    "judgement": Text("awaits a person's judgement", "待研究者判断"),
}
"""Outcomes in words, to stand after the name of a criterion."""


class Verdict(NamedTuple):
    """What one criterion comes to on the day, for an exclusion criterion too: `passes` means that it does not exclude.

    `facts` are the ledger numbers that it rests on; `protocol` is its place in the study file; `finding` is what its test
    came to, and `judged` what is said about a judgement.
    """

    criterion: str
    category: Literal["inclusion", "exclusion"]
    outcome: Outcome
    facts: tuple[int, ...]
    protocol: str
    finding: Finding | None = None
    judged: tuple[Reason, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is so, test by test, then the judgement; the words are made when they are asked for."""
        return (*(self.finding.reasons if self.finding is not None else ()), *self.judged)

    @property
    def passes(self) -> bool:
        """Whether it stands against nothing."""
        return self.outcome == "passes"

    @property
    def refusal(self) -> Reason | None:
        """Why it stands in the way, all its reasons in one; None if it passes."""
        if self.passes:
            return None
        why = listed([reason.says for reason in self.reasons], en=" ", zh="")
        says = Text("{criterion} {outcome}. {why}", "{criterion}{outcome}。{why}").format(
            criterion=self.criterion, outcome=OUTCOMES[self.outcome], why=why
        )
        remedies = [reason.remedy for reason in self.reasons if reason.remedy is not None]
        return Reason(
            f"eligibility.{self.outcome}",
            Text(says.en.rstrip(), says.zh),
            self.facts,
            self.protocol,
            listed(remedies, en=" ", zh="") if remedies else None,
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """All verdicts of a day, in the order of the study file."""

    at: date
    gate: GateName | None
    occasion: str
    verdicts: tuple[Verdict, ...]

    @property
    def eligible(self) -> bool:
        """Whether every criterion passes: what is unknown, stale or not judged yet never counts as passing."""
        return all(verdict.passes for verdict in self.verdicts)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """A reason for every criterion that does not pass."""
        return tuple(refusal for verdict in self.verdicts if (refusal := verdict.refusal) is not None)

    @property
    def outcomes(self) -> dict[str, str]:
        """Criterion -> outcome, as the fact of a signed assessment keeps it."""
        return {verdict.criterion: verdict.outcome for verdict in self.verdicts}

    @property
    def digest(self) -> str:
        """SHA-256 of day, verdicts, their reasons in words and the facts under them: what a signature is bound to (21 CFR 11.70)."""
        lines = [
            [one.criterion, one.outcome, list(one.facts), [reason.says.en for reason in one.reasons]]
            for one in self.verdicts
        ]
        whole = {"at": self.at.isoformat(), "gate": self.gate or "", "occasion": self.occasion, "verdicts": lines}
        return sha256(canonical_built(whole).encode()).hexdigest()

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The ledger numbers of all facts behind the verdicts, in order."""
        return tuple(sorted({seq for verdict in self.verdicts for seq in verdict.facts}))

    def verdict(self, criterion: str) -> Verdict:
        """The verdict on one criterion. KeyError if it was not assessed."""
        for verdict in self.verdicts:
            if verdict.criterion == criterion:
                return verdict
        raise KeyError(criterion)
