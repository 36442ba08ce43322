"""Laboratory toxicity grades against the shared reference cases: CTCAE 4, 5 and 6, SI and US units."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from equipoise.validation.kinds.safety import KINDS

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "laboratory_grades.json"
BOOK: dict[str, Any] = json.loads(CASES.read_text("utf-8"), parse_float=Decimal) if CASES.exists() else {"cases": []}


def cases(dictionary: str) -> list[Mapping[str, Any]]:
    return [case for case in BOOK["cases"] if case["given"]["dictionary"] == dictionary]


@pytest.mark.skipif(
    not CASES.exists(), reason="the shared reference cases (laboratory_grades.json) are not on this machine"
)
@pytest.mark.parametrize("dictionary", ["CTCAE 4.0", "CTCAE 5.0", "CTCAE 6.0"])
def test_every_reference_value_gets_its_grade(dictionary: str):
    differing = []
    for case in cases(dictionary):
        found = KINDS[case["kind"]](case["given"])
        if found["grade"] != case["expect"]["grade"]:
            differing.append((case["id"], case["given"], case["expect"], found))
    assert len(cases(dictionary)) > 250
    assert differing == []
