"""The kinds of statistics with data that are incomplete, of other arms or units: an answer, or a fault that names the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from equipoise.validation.cases import CaseFault
from equipoise.validation.find_kinds import find_kinds

ODD: Mapping[str, list[Any]] = {
    "time": [5, 12, 25, 30, 37, 45],
    "status": [1, 0, 1, 1, 1, 0],
    "arm": ["A", "B", "A", "B", "A", "B"],
    "stratum": [None, 1, 1, None, 2, 2],
    "age": [50, None, 60, 55, 70, 44],
    "cr": [1, 0, 2, 1, 1, 0],
    "y": [3, 4, None, 8, 2, 7],
}
ON_DATA = [
    name for name, known in find_kinds().items() if name.startswith("statistics.") and "data" in known.about.given
]


def ask(kind: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return find_kinds()[kind].ask(given)


@pytest.mark.parametrize("kind", ON_DATA)
def test_every_kind_answers_odd_data_and_no_data(kind: str) -> None:
    parameters = {"tau": 30, "time": 20, "times": [10, 20]}
    for data in (ODD, {name: [] for name in ODD}):
        assert ask(kind, {"data": data, "parameters": parameters})


def test_rows_without_a_value_are_left_out_and_counted() -> None:
    assert ask("statistics.cox_adjusted", {"data": ODD})["left_out"] == 1
    assert ask("statistics.km", {"data": ODD})["left_out"] == 0


def test_a_stratum_without_a_value_is_a_stratum() -> None:
    assert ask("statistics.logrank_stratified", {"data": ODD})["strata"] == 3


def test_parameters_may_stand_beside_the_data() -> None:
    nested = ask("statistics.milestone", {"data": ODD, "parameters": {"time": 20}})
    assert ask("statistics.milestone", {"data": ODD, "time": 20}) == nested


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("statistics.km", {"data": {"time": [1], "status": [1]}}, "given.data: has no column arm"),
        ("statistics.km", {"data": 5}, "name a data set"),
        ("statistics.km", {"data": {**ODD, "status": [1, 0, 1, 1, 1, 7]}}, "given.data.status: is 0"),
        ("statistics.km", {"data": {**ODD, "time": [-1, 1, 1, 1, 1, 1]}}, "given.data.time: is 0 or more"),
        ("statistics.cox", {"data": {**ODD, "arm": [1, 2, 3, 1, 2, 3]}}, "holds two arms; found 1, 2, 3"),
        ("statistics.rmst", {"data": ODD, "parameters": {"tau": 0}}, "given.parameters.tau: is above 0"),
        ("statistics.maxcombo", {"data": ODD, "parameters": {"rho_gamma": [[0]]}}, "write [rho, gamma]"),
        ("statistics.binary", {"x1": 5, "n1": 4, "x2": 0, "n2": 1}, "given.parameters.x1: lies between 0 and n1"),
        (
            "statistics.exposure_adjusted_rate",
            {"events1": 1, "time1": 0, "events2": 0, "time2": 1},
            "with time at risk",
        ),
        ("statistics.graph", {"p": [0.1], "weights": [2], "moves": [[0]]}, "sum to 1 at most"),
        ("design.gs_spending", {"timing": [0.5, 0.4]}, "rises from above 0 to 1"),
        ("design.gs_spending", {"k": 2, "spending": "power", "par": 0}, "the power is above 0"),
        ("design.events_required", {"hr": 1}, "differs from 1"),
    ],
)
def test_what_cannot_be_asked_names_its_field(kind: str, given: Mapping[str, Any], words: str) -> None:
    with pytest.raises(CaseFault) as caught:
        ask(kind, given)
    assert words in caught.value.says.en and caught.value.says.zh


def test_words_in_a_column_are_a_factor_of_the_linear_model_and_one_level_is_a_fault() -> None:
    data = {"y": [1, 2, 3, 5, 6, 9], "site": ["A", "B", "A", "B", "C", "C"]}
    found = ask("statistics.linear_model", {"data": data, "covariates": ["site"]})
    assert found["rows"] == ("site = B", "site = C")
    assert found["beta"] == pytest.approx((1.5, 5.5))
    with pytest.raises(CaseFault) as fault:
        ask("statistics.linear_model", {"data": {**data, "site": ["A"] * 6}, "covariates": ["site"]})
    assert "one level" in fault.value.says.en
