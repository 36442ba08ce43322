"""Many who randomise at once, from several processes: one list, no gap, and each is told what the ledger says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.ledger import verify
from equipoise.rules import randomisation
from equipoise.trial.gateway import Gateway
from equipoise.web.store import open_store
from tests.trial.stage import KEY, Stage, protocols, small_study

ROOT = Path(__file__).parents[2]
PROCESSES, EACH = 4, 16


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_sixty_four_allocations_at_once_make_one_list_without_a_gap(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    study = small_study().model_copy(update={"design": small_study().design.model_copy(update={"enrolment": 64})})
    stage = Stage.opened(store=open_store(url))
    numbers = [stage.confirmed(stage=("LD", "ED")[place % 2]) for place in range(PROCESSES * EACH)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.randomising", url, f"p{place}", *numbers[place::PROCESSES]],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for place in range(PROCESSES)
    ]
    told = [line.split() for process in processes for line in process.communicate(timeout=120)[0].splitlines()]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    store = open_store(url)
    trial = Gateway(store, protocols(small_study()), KEY).trial()
    planned = min(60, study.design.enrolment)
    assert [fact.body.sequence for fact in trial.allocations] == list(range(1, planned + 1))
    kept = {fact.subject: f"{fact.body.sequence} {fact.body.arm}" for fact in trial.allocations}
    assert len(told) == PROCESSES * EACH
    for number, accepted, *words in told:
        if accepted == "True":
            assert " ".join(words) == kept[number]
        else:
            assert words == ["enrolment_complete"]
            assert number not in kept
    promise = next(fact for fact in trial.study.facts if isinstance(fact.body, AllocationKeyCommitted))
    assert randomisation.verify(small_study(), promise, trial.allocations, KEY, environment=trial.environment) == ()
    assert verify(store.read(small_study().id)).ok
    store.close()
    stage.store.close()
