"""The commands that people are told of exist, and the test machine runs the one that they run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = ["setup", "demo", "test", "proof", "mutate", "bench", "docs", "lock"]
READ_BY_PEOPLE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_plain_make_lists_every_target() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {*re.findall(r"^make (\w+)", listed, re.MULTILINE)} == {"help", *TARGETS}


@pytest.mark.parametrize("page", READ_BY_PEOPLE, ids=lambda page: page.name)
def test_a_page_names_only_targets_that_exist(page: Path) -> None:
    named = re.findall(r"(?:^|`|\$ )make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= set(TARGETS)


def test_the_test_machine_runs_the_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").splitlines()[-1] == "exec make test"


def test_nothing_is_installed_that_is_not_pinned_by_hash() -> None:
    installs = [line for line in MAKEFILE.splitlines() if line.lstrip().startswith("@$(INSTALL)")]
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
