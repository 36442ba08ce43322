from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.mutation import __main__ as program
from tests.mutation.test_judge import row

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("told", "code", "says"),
    [
        ({"mutants": [row("killed")]}, 0, "1 mutants, 1 killed"),
        ({"mutants": [row("killed"), row("survived", boundary=False)]}, 0, "1 surviving, 0 of them on a boundary"),
        ({"mutants": [row("killed"), row("survived")]}, 1, "grade.py:7 grade: BOUNDARY"),
        ({"failed": ["test_grade.py::test_a"]}, 2, "fail without any mutant: test_grade.py::test_a"),
    ],
)
def test_the_exit_code_says_whether_a_boundary_is_unproven(
    told: dict[str, Any], code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "_copy", lambda folder: folder)
    monkeypatch.setattr(program, "_run", lambda copy, room, wanted: told)
    assert program.main(["safety"]) == code
    assert says in capsys.readouterr().out


@pytest.mark.proof
def test_a_room_is_changed_in_a_copy_and_its_tests_notice() -> None:
    command = [sys.executable, "-m", "tests.mutation", "eligibility"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 of them on a boundary" in ran.stdout
