"""A study said in the parts of a report."""

from __future__ import annotations

from pathlib import Path

from equipoise.protocol.builtin import folder
from equipoise.protocol.load import load
from equipoise.protocol.model import Study
from equipoise.report.say_study import outcomes, response_points
from equipoise.values.text import Text

ASPIRE = Path(__file__).parents[1] / "studies" / "ASPIRE-3"


def bases(study: Study | None) -> set[str]:
    assert study is not None
    said = [row[-1] for row in outcomes(study).rows]
    return {one.en for one in said if isinstance(one, Text)}


def test_without_a_registry_record_nothing_is_called_registered():
    assert bases(load(ASPIRE).study) == {"in the protocol"}


def test_with_a_record_what_the_team_added_is_told_apart():
    home = folder("NCT03410368")
    assert home is not None
    assert bases(load(home).study) == {"as registered", "added, not registered"}


def test_where_no_response_is_confirmed_nothing_is_said_of_how_it_would_be() -> None:
    home = folder("NCT03410368")
    assert home is not None
    study = load(home).study
    assert study is not None
    assert study.response is not None
    told = response_points(study)
    confirmed = response_points(
        study.model_copy(update={"response": study.response.model_copy(update={"confirm": True})})
    )
    assert told is not None
    assert confirmed is not None
    assert not study.response.confirm
    assert len(confirmed.rows) == len(told.rows) + 3
