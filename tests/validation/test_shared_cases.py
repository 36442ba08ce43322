"""Every shared case agrees, asked the way a user asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.validation.find_kinds import find_kinds
from equipoise.validation.read_cases import read_cases
from equipoise.validation.run import run

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "cases"
FILES = sorted(FOLDER.glob("*.json"))
ABSENT = pytest.mark.skip(reason="the shared reference cases are not on this machine")


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in FILES] or [pytest.param(FOLDER, id="cases", marks=ABSENT)]
)
def test_every_shared_case_agrees(path: Path) -> None:
    book = read_cases(path.read_bytes(), path.name)
    assert book.faults == () and book.cases
    outcomes = run([book], find_kinds())
    assert [(one.case.id, one.result, one.says) for one in outcomes if one.result != "agrees"] == []
