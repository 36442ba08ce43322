"""A terminal in an empty folder of Equipoise, as a reader has it after `make setup`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.docs.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A folder with the documentation, the sources and the command, and nothing else."""
    for name in ("docs", "src"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    found = Path(sys.executable).with_name("equipoise")
    (programs / "equipoise").symlink_to(found)
    return Terminal(tmp_path)
