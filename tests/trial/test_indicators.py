"""The indicators of a whole trial: what is counted over what, recently and before."""

from __future__ import annotations

from datetime import timedelta

from equipoise.trial import commands as act
from equipoise.trial.indicators import indicators
from tests.trial.stage import Stage


def test_an_indicator_over_nothing_has_no_value() -> None:
    stage = Stage.opened()
    found = {one.key: one for one in indicators(stage.gateway.trial(), stage.now)}
    assert found["failures"].recent is None and found["failures"].before is None


def test_screening_failures_are_a_share_of_those_whose_screening_ended() -> None:
    stage = Stage.opened()
    failed = stage.consented()
    stage.consented()
    stage.must("investigator", act.FailScreening(participant=failed, cause="declined", reason="moved away"))
    found = {one.key: one for one in indicators(stage.gateway.trial(), stage.now)}
    assert found["failures"].recent == 100.0
    months = {one.key: one for one in indicators(stage.gateway.trial(), stage.now + timedelta(days=120))}
    assert months["failures"].recent is None and months["failures"].before == 100.0


def test_delays_corrections_and_queries_are_counted_over_the_forms_of_their_span() -> None:
    stage = Stage.opened()
    number = stage.consented()

    def before(days: int) -> str:
        return (stage.now - timedelta(days=days)).date().isoformat()

    history = {"HXDTC": before(10), "STAGE": "LD", "KPS": 90, "INFECTION": "N", "NOTE": "-"}
    assert stage.save(number, "HX", "1", history).accepted
    laboratory = {"ALT": {"value": "20", "unit": "U/L", "high": "40"}, "HGB": {"value": "130", "unit": "g/L"}}
    potassium = {"value": "4.1", "unit": "mmol/L"}
    assert stage.save(number, "LB", "1", {"LBDTC": before(4), "K": potassium, **laboratory}).accepted
    new = act.CorrectItems(participant=number, form="HX", instance="1", new={"NOTE": "+"}, reason="Misread")
    stage.must("coordinator", new)
    stage.must("monitor", act.OpenQuery(participant=number, form="HX", instance="1", item="NOTE", words="Source?"))
    now, later = (
        {one.key: (one.recent, one.before) for one in indicators(stage.gateway.trial(), at)}
        for at in (stage.now, stage.now + timedelta(days=120))
    )
    assert (now["delay"], now["corrected"], now["asked"]) == ((7.0, None), (50.0, None), (50.0, None))
    assert (later["delay"], later["corrected"], later["asked"]) == ((None, 7.0), (None, 50.0), (None, 50.0))


def test_a_visit_outside_its_window_counts_once_its_window_has_ended() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    stage.now += timedelta(days=1)
    assert stage.save(number, "HX", "SCR.1", {"HXDTC": stage.now.date().isoformat()}).accepted
    found = {one.key: one for one in indicators(stage.gateway.trial(), stage.now)}
    assert (found["visits"].recent, found["visits"].before) == (100.0, None)
