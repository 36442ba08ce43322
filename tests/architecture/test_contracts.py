"""The rooms stand in their order, and no contract forgets a room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, SOURCE, STUDIES, project

SHELL = {"cli", "web"}  # the rooms that may know clock, chance, network and environment
NO_ROOM = {"__init__", "__pycache__", "py", "studies"}


def contract(name: str) -> dict[str, list[str]]:
    """One import contract of pyproject.toml."""
    return next(each for each in project()["tool"]["importlinter"]["contracts"] if each["id"] == name)


def rooms() -> set[str]:
    """The rooms that stand in the package."""
    return {entry.name.partition(".")[0] for entry in SOURCE.iterdir() if not entry.name.startswith(".")} - NO_ROOM


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Checks the contracts of the pyproject.toml in a folder against the package in its src."""
    program = (
        "import sys; sys.path.insert(0, 'src'); "
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None, no_logo=True))"
    )
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_room_below_the_shell_is_held_to_purity() -> None:
    held = {name.removeprefix("*.") for name in contract("pure-core")["source_modules"]}
    assert rooms() - SHELL <= held


def test_studies_hold_data_and_no_code() -> None:
    assert not list(STUDIES.rglob("*.py"))


FAULTS = {
    "a floor is skipped upwards": ("ledger", "import equipoise.web", "equipoise.ledger"),
    "a rule room knows its sister": ("rules/safety", "import equipoise.rules.response", "equipoise.rules.safety"),
    "chance in the core": ("simulation", "import random", "equipoise.simulation"),
    "floats in a rule": ("rules/visits", "import numpy", "equipoise.rules.visits"),
    "a face knows a face": ("web/public", "import equipoise.web.workspace", "equipoise.web.public"),
    "a page opens the database": ("web/public", "import pysqlite3", "equipoise.web.public"),
    "the command line knows Django": ("cli", "import django", "equipoise.cli"),
    "a room sets type": ("exchange", "import typst", "typst"),
    "the list is read": (
        "trial",
        "import equipoise.rules.randomisation._sequence",
        "equipoise.rules.randomisation._sequence",
    ),
    "an unlisted room": ("helpers", "", "helpers"),
    "a cycle": ("values/a", "import equipoise.values.b", "equipoise.values"),
}


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """A house with every room and nothing in it, under the contracts of ours."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    floors = [room.strip().strip("()") for layer in contract("floors")["layers"] for room in layer.split("|")]
    inner = ["rules/" + room for room in ["eligibility", "randomisation", "product", "visits", "safety", "response"]]
    inner += ["rules/randomisation/_sequence", "web/public", "web/workspace", "web/api", "values/a", "values/b"]
    for room in ["", *floors, *inner]:
        folder = tmp_path / "src" / "equipoise" / room
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    (tmp_path / "src" / "equipoise" / "values" / "b" / "__init__.py").write_text("import equipoise.values.a\n")
    return tmp_path


def test_an_empty_house_breaks_no_contract(skeleton: Path) -> None:
    checked = lint_imports(skeleton)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_named(skeleton: Path, fault: str) -> None:
    room, line, culprit = FAULTS[fault]
    folder = skeleton / "src" / "equipoise" / room
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").write_text(f"{line}\n")
    checked = lint_imports(skeleton)
    assert checked.returncode == 1, checked.stdout
    assert culprit in checked.stdout
