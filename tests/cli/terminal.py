"""The command line as a person at a terminal meets it: what it prints, what it says beside, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from equipoise.cli import main

ASPIRE = str(Path(__file__).parents[1] / "studies" / "ASPIRE-3")
PROGRAM = [sys.executable, "-c", "from equipoise.cli import main; main()"]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer as data."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """Everything that it said."""
        return self.out + self.err


class Terminal:
    """A terminal whose home folder is a new one."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._patch = patch
        self._capture = capture

    def __call__(self, *words: str | Path, **environment: str) -> Ended:
        """Runs `equipoise` with these words in this process."""
        with self._patch.context() as patch:
            for name in ("EQUIPOISE_DATABASE_URL", "LC_ALL", "LANG", "EQUIPOISE_LANG"):
                patch.delenv(name, raising=False)
            patch.setenv("EQUIPOISE_LANG", "en")
            patch.setenv("EQUIPOISE_HOME", str(self.home))
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["equipoise", *map(str, words)])
            self._capture.readouterr()
            status = 0
            try:
                main()
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
            said = self._capture.readouterr()
        assert "Traceback" not in said.out + said.err
        return Ended(status, said.out, said.err)

    def program(self, *words: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
        """Runs it as a program of its own with other streams than a terminal's; names in capitals are its environment."""
        there = {**os.environ, "EQUIPOISE_HOME": str(self.home), "EQUIPOISE_LANG": "en"}
        there |= {name: how.pop(name) for name in list(how) if name.isupper()}
        return subprocess.run([*PROGRAM, *words], check=False, env=there, timeout=120, **how)

    def process(self, *words: str | Path, environment: Mapping[str, str] | None = None) -> Ended:
        """Runs it as a program of its own."""
        there = {**os.environ, "EQUIPOISE_HOME": str(self.home), "EQUIPOISE_LANG": "en", **(environment or {})}
        done = subprocess.run(
            [*PROGRAM, *map(str, words)], capture_output=True, text=True, check=False, env=there, timeout=120
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)
