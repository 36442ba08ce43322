"""Where commands meet the ledger: catch up, decide, append, fold; all under the one writer lock of the study's chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import RLock

from equipoise.facts import Body, Fact, as_stored
from equipoise.facts.read import read_fact
from equipoise.facts.study import ActRefused
from equipoise.ledger.codec import canonical_built
from equipoise.ledger.row import Draft, Envelope
from equipoise.ledger.store import Store, Writing
from equipoise.trial.commands import Command
from equipoise.trial.consequences import consequences
from equipoise.trial.decide import decide
from equipoise.trial.decision import Accepted, Asked, By, Happening, Refused, as_told
from equipoise.trial.state import Protocols, Trial, fold
from equipoise.trial.wellformed import CONSEQUENCE, as_asked, cannot_be_kept
from equipoise.values.reason import Reason
from equipoise.values.undisturbed import stays, undisturbed

SYSTEM = "equipoise"
"""The actor of facts that follow from the study file by themselves."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a command: the facts that it made (consequences included), or the reasons against it.

    `again` says that the same command had been answered before, and this is that answer.
    """

    facts: tuple[Fact[Body], ...]
    reasons: tuple[Reason, ...] = ()
    again: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the command held."""
        return not self.reasons


_MANY = 10_000
"""So many facts are folded at once only when a process begins: from then on they stay as long as it does."""
_LONGEST_WAIT = timedelta(seconds=30)
"""A store lets a writer wait for his place no longer."""


class Gateway:
    """The one way in. Keeps the folded trial in memory, and folds on from the ledger before every decision."""

    def __init__(self, store: Store, protocols: Protocols, allocation_key: bytes | None = None) -> None:
        self._store = store
        self._study = protocols.first.id
        self._protocols = protocols
        self._key = allocation_key
        self._trial = Trial(protocols)
        self._lock = RLock()

    def trial(self) -> Trial:
        """The trial as of the ledger's head. Read it; never change it."""
        with self._lock, undisturbed():
            before = self._trial.head
            self._trial.add_rows(self._store.read(self._study, before))
            if self._trial.head - before > _MANY:
                stays()
            return self._trial

    def trial_as_of(self, moment: datetime) -> Trial:
        """The trial as of a past moment: the fold of every fact recorded until then."""
        wanted = as_stored(moment)
        until = 0
        for seq, recorded in enumerate(self.trial().recorded, start=1):
            if recorded <= wanted:
                until = seq
        return fold(self._protocols, self._store.read(self._study, 0, until)) if until else Trial(self._protocols)

    def do(self, command: Command, by: By, at: datetime, key: str) -> Reply:
        """Decide one command and keep what follows. The same key and command again give the same answer."""
        with self.session() as session:
            return session.do(command, by, at, key)

    def against(self, trial: Trial, command: Command, by: By, at: datetime) -> tuple[Reason, ...]:
        """What would stand against a command if it were given to this trial now; nothing is kept, no outcome is told."""
        decision = decide(trial, Asked(command, by, at, self._key))
        return tuple(decision.reasons) if isinstance(decision, Refused) else ()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Several commands under one lock and one commit: the rehearsal's day. If anything fails nothing of it is kept."""
        with self._lock:
            stored = self._trial.head
            try:
                with self._store.writing(self._study) as writing:
                    self._trial.add_rows(list(writing.read(self._trial.head)))
                    stored = self._trial.head
                    yield Session(self._trial, writing, self._key)
            except BaseException:
                if self._trial.head != stored:
                    # What was folded in may not have been stored, and pages hold this trial: it forgets it.
                    self._trial.forget_after(stored)
                raise


class Session:
    """The gate while it holds the lock."""

    def __init__(self, trial: Trial, writing: Writing, allocation_key: bytes | None) -> None:
        self.trial = trial
        self._writing = writing
        self._key = allocation_key

    def knows(self, key: str) -> bool:
        """Whether a command with this key was answered before."""
        return bool(self._writing.find(key))

    def do(self, command: Command, by: By, at: datetime, key: str) -> Reply:
        """Decide one command, append its facts and their consequences, and fold them in."""
        words = as_asked(command, by)
        unkept = cannot_be_kept(command, by, key, words)
        if unkept:
            return Reply((), unkept)
        asked = Asked(command, by, self._in_turn(at), self._key)
        envelope = self._envelope(asked, key, words)
        if self._writing.find(key):
            return self._again(envelope)
        decision = decide(self.trial, asked)
        if isinstance(decision, Refused):
            return Reply(self._keep(envelope, decision.happenings), decision.reasons)
        assert isinstance(decision, Accepted)
        facts = self._keep(envelope, decision.happenings)
        follow = consequences(self.trial, facts)
        if follow:
            facts += self._keep(envelope._replace(key=key + CONSEQUENCE, actor=SYSTEM, role=SYSTEM), follow)
        return Reply(facts)

    def _in_turn(self, at: datetime) -> datetime:
        """When a command is decided that was sent at a moment: not before the newest fact, if it only waited for that to be stored.

        Without this two people at work in the same second would look like a clock that stepped back.
        """
        newest = self.trial.recorded[-1] if self.trial.recorded else ""
        if as_stored(at) < newest:
            before = datetime.fromisoformat(newest)
            return before if before - at <= _LONGEST_WAIT else at
        return at

    def _again(self, envelope: Envelope) -> Reply:
        """What was answered before; KeyReused if that was another command."""
        rows = (*self._writing.append(envelope, ()), *self._writing.find(envelope.key + CONSEQUENCE))
        facts = tuple(read_fact(row) for row in rows)
        refused = [fact.body for fact in facts if isinstance(fact.body, ActRefused)]
        return Reply(facts, tuple(as_told(kept) for body in refused for kept in body.reasons), again=True)

    def _keep(self, envelope: Envelope, happenings: Sequence[Happening]) -> tuple[Fact[Body], ...]:
        facts = tuple(
            read_fact(row)
            for row in self._writing.append(envelope, [_draft(one, envelope.recorded) for one in happenings])
        )
        for fact in facts:
            self.trial.add(fact)
        return facts

    def _envelope(self, asked: Asked, key: str, words: str) -> Envelope:
        history = self.trial.facts_of(asked.command.participant)
        day = asked.day(self.trial.protocols.first)
        study = self.trial.file_for(history, day) if history else self.trial.version_on(day)
        return Envelope(
            key=key,
            digest=sha256(words.encode()).hexdigest(),
            actor=asked.by.actor,
            role=asked.by.role,
            site=asked.by.site,
            recorded=as_stored(asked.at),
            protocol=study.version,
        )


def _draft(one: Happening, recorded: str) -> Draft:
    return Draft(
        stream=one.stream,
        kind=one.body.KIND,
        schema=one.body.SCHEMA,
        body=canonical_built(one.body),
        subject=one.subject,
        happened=one.happened or recorded,
        reason=one.reason,
        cause=one.cause,
    )
