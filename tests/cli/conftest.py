from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import ASPIRE, Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal with an empty home folder."""
    return Terminal(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture(scope="session")
def rehearsed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which the second study was rehearsed, and its ledger exported beside it."""
    home = tmp_path_factory.mktemp("rehearsed") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda *_, **__: None)
        capture = _Silent()
        terminal = Terminal(home, patch, capture)  # type: ignore[arg-type]
        assert terminal("trial", "rehearse", ASPIRE, "--participants", "3", "--seed", "5").status == 0
        assert terminal("ledger", "export", "--out", home.parent / "ledger.jsonl").status == 0
    return home


class _Silent:
    """Captures nothing: fixtures of a session cannot use the capture of a test."""

    def readouterr(self) -> _Silent:
        return self

    out = err = ""


@pytest.fixture
def second(rehearsed_home: Path, terminal: Terminal) -> Terminal:
    """A terminal with a copy of the rehearsed home."""
    shutil.copytree(rehearsed_home, terminal.home)
    return terminal


@pytest.fixture
def exported(rehearsed_home: Path, tmp_path: Path) -> Path:
    """A copy of the exported ledger, to be tampered with."""
    return Path(shutil.copy(rehearsed_home.parent / "ledger.jsonl", tmp_path / "ledger.jsonl"))
