"""The estimators against R 4.2.2: `r_cases.R` draws the data and asks R, `r_cases.json` keeps what R answered.

R is no dependency of ours and is not run here. The cases are files of `equipoise validate` like any other.
"""

from __future__ import annotations

import json
from pathlib import Path

from equipoise.validation.find_kinds import find_kinds
from equipoise.validation.read_cases import read_cases
from equipoise.validation.run import run

ANSWERS = Path(__file__).with_name("r_cases.json")
FILE = read_cases(ANSWERS.read_bytes(), ANSWERS.name)


def test_every_answer_of_r_is_ours() -> None:
    outcomes = run((FILE,), find_kinds())
    assert len(outcomes) == 60
    assert [(one.case.id, one.differences, one.says) for one in outcomes if one.result != "agrees"] == []


def test_every_answer_says_which_r_and_which_package_gave_it() -> None:
    assert FILE.faults == ()
    assert all(case.source.startswith("R 4.2.2") for case in FILE.cases)


def test_ties_strata_three_arms_and_missing_values_are_among_the_data() -> None:
    data = json.loads(ANSWERS.read_bytes())["datasets"]
    tied, three, ancova = (data[name]["columns"] for name in ("heap", "three", "ancova"))
    assert len(set(tied["time"])) < 6
    assert len(tied["time"]) == 36
    assert set(three["arm"]) == {0, 1, 2}
    assert None in ancova["y"]
