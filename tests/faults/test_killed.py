"""A rehearsing process that is killed while it writes, and another process on the same ledger."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest

from equipoise.ledger import verify
from equipoise.simulation.rehearsal import NotEmpty
from equipoise.trial import commands as act
from equipoise.trial.gateway import Gateway
from equipoise.web.store import open_store
from tests.rehearsals import FIRST, KEY, play, protocols_of
from tests.trial.stage import By

ROOT = Path(__file__).parents[2]


def rehearsing(url: str, participants: int = 12, seed: int = 1) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.faults.rehearsing", url, str(participants), str(seed)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def lines_of(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


@pytest.mark.parametrize("commits", [1, 2, 4])
def test_a_killed_rehearsal_leaves_whole_commands_and_all_that_was_committed(tmp_path: Path, commits: int) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    process = rehearsing(url)
    told = [int(lines_of(process).readline()) for _ in range(commits)]
    process.kill()
    told += [int(line) for line in lines_of(process) if line.endswith("\n")]
    lines_of(process).close()
    process.wait()
    store = open_store(url)
    rows = list(store.read(FIRST))
    assert verify(rows, FIRST).ok
    assert len(rows) >= told[-1], "what was told to be kept is kept"
    whole = list(play(FIRST, 12, 1).store.read(FIRST))
    assert rows == whole[: len(rows)], "the beginning of the very same ledger"
    cut = len(rows)
    assert cut == len(whole) or whole[cut].part == 0, "no command is half there"
    gateway = Gateway(store, protocols_of(FIRST), KEY)
    with pytest.raises(NotEmpty):
        play(FIRST, 12, 1, store)
    assert gateway.trial().head == cut
    moment = "2030-01-01T00:00:00+00:00"
    at = datetime.fromisoformat(moment)
    answer = gateway.do(
        act.RegisterParticipant(site="S01"), By("demo-coordinator", "coordinator", "S01"), at, "afterwards"
    )
    assert answer.accepted, "the ledger goes on"
    store.close()


def test_a_second_process_reads_while_the_first_writes_and_writes_in_its_turn(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    process = rehearsing(url, participants=4)
    lines_of(process).readline()
    store = open_store(url)
    gateway = Gateway(store, protocols_of(FIRST), KEY)
    heads = []
    answers = []
    at = datetime.fromisoformat("2018-05-02T01:00:00+00:00")
    for number in range(4):
        heads.append(gateway.trial().head)
        lines_of(process).readline()
        wish = act.OpenStudy(environment="training")
        answers.append(gateway.do(wish, By("demo-administrator", "administrator", "S01"), at, f"second-{number}"))
    rest = lines_of(process).read()
    lines_of(process).close()
    assert process.wait(timeout=120) == 0, rest
    assert all(earlier <= later for earlier, later in pairwise(heads)), "it only grows"
    assert {answer.reasons[0].code for answer in answers} == {"already_open"}
    found = verify(store.read(FIRST), FIRST)
    assert found.ok
    assert gateway.trial().head == found.count
    store.close()
