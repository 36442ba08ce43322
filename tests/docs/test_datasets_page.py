"""Runs every example of docs/reference/datasets.md, the notebook's on a small rehearsed trial."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from equipoise.ledger.memory import MemoryStore
from equipoise.simulation.rehearsal import rehearse
from equipoise.trial.gateway import Gateway
from equipoise.web import trials

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "datasets.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def rehearsed(name: str) -> Gateway:
    """The trial of a study as an installation would have it."""
    protocols = trials.study(name).protocols
    gateway = Gateway(MemoryStore(), protocols, bytes(range(32)))
    rehearse(gateway, protocols.first, 8, 1)
    return gateway


def test_the_examples_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(trials, "gateway", rehearsed)
    for example in EXAMPLES:
        exec(compile(example, "datasets.md", "exec"), {})  # noqa: S102 - an example of our own page
    medians, hazards = re.findall(r"\[.*?\]", told := capsys.readouterr().out), re.findall(r"\d\.\d+", told)
    assert len(EXAMPLES) == 2
    assert medians and hazards
