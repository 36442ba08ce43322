"""Thousands of commands that nobody in his senses would give: never an exception, never a broken chain, never a broken invariant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from equipoise.ledger.faults import KeyReused
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.verify import verify
from equipoise.simulation.rehearsal import rehearse, staff_of
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply, Session
from equipoise.trial.state import Trial, fold
from equipoise.trial.worklist import worklist
from tests.custody import broken
from tests.faults.wild import Wild
from tests.rehearsals import FIRST, KEY, protocols_of
from tests.trial.stage import Stage


def is_sound(answer: Reply) -> bool:
    """An answer is facts or reasons, the reasons in both languages and each with a code."""
    return bool(answer.facts or answer.reasons) and all(
        reason.code and reason.says.en and reason.says.zh for reason in answer.reasons
    )


@pytest.mark.parametrize("seed", range(8))
def test_wild_commands_on_a_small_trial_are_always_answered(seed: int) -> None:
    stage = Stage.opened()
    for _ in range(2):
        stage.randomised()
    stage.screened()
    stage.registered()
    wild = Wild(seed)
    for _ in range(250):
        trial = stage.gateway.trial()
        command, role = wild.command(trial)
        stage.now += timedelta(hours=wild.chance.randrange(20))
        assert is_sound(stage.do(role, command)), command
    again = fold(stage.protocols, stage.store.read(stage.protocols.first.id))
    assert again.recorded == stage.gateway.trial().recorded
    assert verify(stage.store.read(stage.protocols.first.id)).ok
    assert broken(stage.protocols.first, _facts(again)) == []
    assert worklist(again, stage.now) == worklist(stage.gateway.trial(), stage.now)


@pytest.mark.parametrize("seed", range(4))
def test_a_rehearsal_among_wild_commands_keeps_every_invariant_of_the_product(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the commands of a rehearsal they come again, with one thing otherwise, among wholly wild ones."""
    wild, given, count = Wild(seed), list[tuple[Command, By]](), 0
    do = Session.do

    def disturbed(self: Session, command: Command, by: By, at: datetime, key: str) -> Reply:
        nonlocal count
        given.append((command, by))
        answer = do(self, command, by, at, key)
        while self.trial.participants and wild.chance.random() < 0.3:
            other, who = wish(self.trial)
            count += 1
            assert is_sound(do(self, other, who, at, f"wild-{count}")), other
        return answer

    def wish(trial: Trial) -> tuple[Command, By]:
        if wild.chance.random() < 0.7:
            command, by = wild.chance.choice(given[-30:])
            return (command if wild.chance.random() < 0.2 else wild.changed(command, trial)), by
        command, role = wild.command(trial)
        return command, By(staff_of(role), role, "S01")

    monkeypatch.setattr(Session, "do", disturbed)
    protocols = protocols_of(FIRST)
    gateway = Gateway(store := MemoryStore(), protocols, KEY)
    rehearse(gateway, protocols.first, 4, seed)
    facts = _facts(gateway.trial())
    assert count > 20
    assert verify(store.read(FIRST)).ok
    assert broken(protocols.first, facts) == []


def test_keys_that_come_again_at_random_never_store_twice() -> None:
    stage, wild = Stage.opened(), Wild(99)
    numbers = [stage.randomised()]
    kept: dict[str, tuple[Command, Reply]] = {}
    for _ in range(300):
        key = str(wild.chance.randrange(60))
        command, role = wild.command(stage.gateway.trial())
        head = stage.gateway.trial().head
        try:
            answer = stage.do(role, command, key=key)
        except KeyReused:
            assert key in kept
            assert stage.gateway.trial().head == head
            continue
        if answer.again:
            assert answer.facts == kept[key][1].facts
            assert stage.gateway.trial().head == head
        elif answer.facts:
            assert key not in kept
            kept[key] = (command, answer)
    assert numbers and kept
    assert verify(stage.store.read(stage.protocols.first.id)).ok


def _facts(trial: Trial) -> list[Any]:
    return sorted((fact for one in trial.participants.values() for fact in one.facts), key=lambda fact: fact.seq)
