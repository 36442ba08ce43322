"""The trial as it stands: the fold of its facts. Nothing in it is stored; drop it and fold again, and it is the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from equipoise.facts import Body, Fact, History
from equipoise.facts.in_use import DAYS_OFF, RANGES, in_use
from equipoise.facts.participant import ConsentSigned, ParticipantRegistered
from equipoise.facts.randomisation import Randomised
from equipoise.facts.read import read_fact
from equipoise.facts.study import AmendmentApproved, DutyDelegated, DutyWithdrawn, HoldLifted, HoldPlaced, StudyOpened
from equipoise.ledger.faults import LedgerFault
from equipoise.ledger.row import Row
from equipoise.protocol.model import Study
from equipoise.values.text import Text
from equipoise.values.undisturbed import undisturbed

B = TypeVar("B", bound=Body)
_IN_USE = (*RANGES, *DAYS_OFF)
_GAP = Text(
    "Fact {at} is missing in the ledger: fact {found} stands in its place. Keep the database as it is, restore the latest backup beside it "
    "and verify that.",
    "账本缺少第 {at} 条事实：此处为第 {found} 条。请保留原数据库，另行恢复最近的备份并校验。",
)


@dataclass(frozen=True, slots=True)
class Protocols:
    """All versions of a study file, oldest first, and the digest of each."""

    versions: tuple[Study, ...]
    digests: Mapping[str, str]

    @property
    def draws_arms(self) -> bool:
        """Whether any version has several arms: then there is a list with a key."""
        return any(not study.single_arm for study in self.versions)

    @property
    def first(self) -> Study:
        """The version under which the study opens."""
        return self.versions[0]

    def get(self, version: str) -> Study | None:
        """One version by its number."""
        for study in self.versions:
            if study.version == version:
                return study
        return None


@dataclass(slots=True)
class Trial:
    """Every fact of one study, found by subject. `add` is the fold; everything else reads."""

    protocols: Protocols
    study: History = field(default_factory=lambda: History(""))
    participants: dict[str, History] = field(default_factory=dict)
    allocations: list[Fact[Randomised]] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)
    duties: dict[str, set[str]] = field(default_factory=dict)
    terms: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    holds: dict[str, Fact[HoldPlaced]] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict)

    @property
    def head(self) -> int:
        """The ledger sequence number up to which it is folded."""
        return len(self.recorded)

    def add(self, fact: Fact[Body]) -> None:
        """Fold one more fact in. The ledger's order is the only order."""
        assert fact.seq == self.head + 1, f"fact {fact.seq} does not follow {self.head}"
        self.recorded.append(fact.recorded)
        if not fact.subject:
            self.study.add(fact)
            self._fold_study(fact)
            return
        history = self.participants.get(fact.subject)
        if history is None:
            history = self.participants[fact.subject] = History(fact.subject)
        history.add(fact)
        if isinstance(fact.body, Randomised):
            self.allocations.append(cast(Fact[Randomised], fact))

    def add_rows(self, rows: Iterable[Row]) -> None:
        """Fold stored rows in. LedgerFault at a row before which one is missing: what rests on half a ledger is not shown."""
        with undisturbed():
            for row in rows:
                if row.seq != self.head + 1:
                    raise LedgerFault(_GAP.format(at=self.head + 1, found=row.seq))
                self.add(read_fact(row))

    def forget_after(self, seq: int) -> None:
        """Take back every fact behind a ledger number, in place: whoever holds the trial sees only what is stored.

        Findings that may rest on such a fact go with it: the next fact bears the same number and says something else.
        """
        of_the_study = self.study.head > seq
        for history in self.participants.values():
            if of_the_study or history.head > seq:
                history.forget_after(seq)
        self.participants = {number: history for number, history in self.participants.items() if history.facts}
        self.allocations = [fact for fact in self.allocations if fact.seq <= seq]
        self.recorded = self.recorded[:seq]
        self.memory = {}
        if of_the_study:
            self.study.forget_after(seq)
            self.duties, self.terms, self.holds = {}, {}, {}
            for fact in self.study.facts:
                self._fold_study(fact)

    def facts_of(self, participant: str) -> History | None:
        """The history of a participant, None if the number is not known."""
        return self.participants.get(participant)

    def roles_of(self, person: str, on: date | None = None) -> frozenset[str]:
        """The roles that a person holds by the delegation log; with a local day only those that may be used on it."""
        held = self.duties.get(person, ())
        if on is None:
            return frozenset(held)
        day = on.isoformat()
        return frozenset(role for role in held if self._may_be_used(person, role, day))

    def holds_role(self, person: str, role: str, on: date) -> bool:
        """Whether a person holds a role by the delegation log that may be used on a local day."""
        return role in self.duties.get(person, ()) and self._may_be_used(person, role, on.isoformat())

    def _may_be_used(self, person: str, role: str, day: str) -> bool:
        first, last = self.terms.get((person, role), ("", ""))
        return (not first or first <= day) and (not last or day <= last)

    @property
    def is_open(self) -> bool:
        """Whether the study was opened."""
        return self.study.first(StudyOpened) is not None

    @property
    def environment(self) -> str:
        """`real`, `training` or `rehearsal`; empty before the study is opened."""
        opened = self.study.first(StudyOpened)
        return opened.body.environment if opened else ""

    def amendments_in_force(self, day: date) -> int:
        """How many amendments are in force on a day: the day itself changes no version while that number stays."""
        amended = self.study.of(AmendmentApproved)
        if not amended:
            return 0
        words = day.isoformat()
        return self.study.remember(
            "in force", (AmendmentApproved,), lambda: sum(fact.body.effective <= words for fact in amended), day
        )

    def version_on(self, day: date) -> Study:
        """The newest version of the study file in force on a day, as it is in use."""
        amended = self.study.of(AmendmentApproved)
        newest = self.study.remember("version on", (AmendmentApproved,), lambda: self._newest(amended, day), day)
        return self.in_use(newest)

    def version(self, number: str) -> Study:
        """A version of the study file by its number, as it is in use; the first for a number that there is not."""
        return self.in_use(self.protocols.get(number) or self.protocols.first)

    def in_use(self, study: Study) -> Study:
        """A version with the reference ranges and days off that were set since: its own object while there are none."""
        of_the_study = self.study
        return of_the_study.remember(("in use", study.version), _IN_USE, lambda: in_use(study, of_the_study), study)

    def version_for(self, facts: History, day: date) -> Study:
        """The version under which a participant is, as it is in use.

        An amendment that asks for a new consent holds from that consent on.
        """
        return self.in_use(self.file_for(facts, day))

    def file_for(self, facts: History, day: date) -> Study:
        """The same version as its file has it."""
        amended = self.study.of(AmendmentApproved)
        if not amended:
            return self.protocols.first
        given = (self.amendments_in_force(day), len(amended))
        return facts.remember("version", (ConsentSigned,), lambda: self._version_for(facts, amended, day), given)

    def _version_for(self, facts: History, amended: Sequence[Fact[AmendmentApproved]], day: date) -> Study:
        signed = {fact.body.version for fact in facts.of(ConsentSigned)}
        if not signed:
            return self._newest(amended, day)
        here = [fact for fact in amended if not fact.body.consent_version or fact.body.consent_version in signed]
        return self._newest(here, day)

    def _newest(self, amended: Sequence[Fact[AmendmentApproved]], day: date) -> Study:
        """The version that the newest of these amendments in force on a day brought."""
        found, words = self.protocols.first, day.isoformat()
        for fact in amended:
            version = self.protocols.get(fact.body.version)
            if version is not None and fact.body.effective <= words:
                found = version
        return found

    def next_number(self, site: str) -> int:
        """The running number of the next participant of a site."""
        return 1 + sum(
            1
            for history in self.participants.values()
            for fact in history.of(ParticipantRegistered)
            if fact.body.site == site
        )

    def _fold_study(self, fact: Fact[Any]) -> None:
        body = fact.body
        if isinstance(body, DutyDelegated):
            self.duties.setdefault(body.person, set()).add(body.role)
            self.terms[body.person, body.role] = (body.first_day, body.last_day)
        elif isinstance(body, DutyWithdrawn):
            self.duties.get(body.person, set()).discard(body.role)
        elif isinstance(body, HoldPlaced):
            self.holds[body.hold] = fact
        elif isinstance(body, HoldLifted):
            self.holds.pop(body.hold, None)


def fold(protocols: Protocols, rows: Iterable[Row]) -> Trial:
    """The trial that these rows make."""
    trial = Trial(protocols)
    trial.add_rows(rows)
    return trial


def holds_on(trial: Trial, scope: str) -> Sequence[Fact[HoldPlaced]]:
    """The holds that now stop an act of this scope."""
    return [fact for fact in trial.holds.values() if scope in fact.body.scope]
