"""The eligibility criteria of the first study against the shared reference cases, asked as users ask them."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.validation.find_kinds import find_kinds
from equipoise.validation.read_cases import read_cases
from equipoise.validation.run import run

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "eligibility.json"


@pytest.mark.skipif(not CASES.exists(), reason="the shared reference cases (eligibility.json) are not on this machine")
def test_each_criterion_comes_to_its_verdict() -> None:
    book = read_cases(CASES.read_bytes(), CASES.name)
    outcomes = run([book], find_kinds())
    assert book.faults == () and len(outcomes) >= 25
    assert [(one.case.id, one.differences, one.says) for one in outcomes if one.result != "agrees"] == []
