"""The eligibility criteria of the first study against the shared reference cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from equipoise.protocol.criteria import NEVER, Observation
from equipoise.protocol.load import load
from equipoise.protocol.model import Study
from equipoise.rules.eligibility import assess_values
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import Quantity

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases" / "eligibility.json"
BOOK: dict[str, Any] = json.loads(CASES.read_text("utf-8")) if CASES.exists() else {"cases": []}
ABSENT = pytest.mark.skip(reason="the shared reference cases (eligibility.json) are not on this machine")


@lru_cache
def study(name: str) -> Study:
    """The study as its folder now stands."""
    loaded = load(Path(str(files("equipoise"))) / "studies" / name)
    assert loaded.study is not None, [fault.says.en for fault in loaded.faults]
    return loaded.study


def observed(fact: Any, at: str) -> Observation:
    """A fact of the case file: a date, `none`, or a value with its unit, day and upper limit of normal."""
    if not isinstance(fact, dict):
        day = date.fromisoformat(at)
        return Observation(NEVER if fact == "none" else PartialDate.parse(fact), day=day, seq=1)
    number, unit, high = fact["value"], fact["unit"] or "", fact.get("upper_limit")
    value = number if number in ("positive", "negative") else Decimal(str(number))
    limit = Quantity(Decimal(high), unit) if high is not None else None
    return Observation(value, unit, date.fromisoformat(fact["date"]), 1, high=limit)


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["id"]) for case in BOOK["cases"]] or [pytest.param(None, id="cases", marks=ABSENT)],
)
def test_each_criterion_comes_to_its_verdict(case: Mapping[str, Any]):
    given = case["given"]
    known = {name: observed(fact, given["at"]) for name, fact in given["facts"].items()}
    found = assess_values(study(given["study"]), known.get, date.fromisoformat(given["at"])).outcomes
    assert {criterion: found[criterion] for criterion in case["expect"]} == case["expect"]
