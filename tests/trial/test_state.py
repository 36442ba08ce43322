from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.facts import History
from equipoise.ledger.faults import LedgerFault
from equipoise.trial.gateway import Gateway
from equipoise.trial.person import people
from equipoise.trial.state import Trial, fold
from tests.rehearsals import FIRST, KEY, played, protocols_of
from tests.trial.stage import Stage, amended_study, small_study


def told(history: History) -> list[Any]:
    return [*history.facts, {name: dict(forms) for name, forms in history.all_forms().items()}]


def standings(trial: Trial, on: date) -> list[Any]:
    return [
        (
            one.number,
            one.arm,
            one.status,
            one.events,
            one.progression,
            one.unacceptable,
            one.consent,
            one.consent_due,
            one.withdrawn,
            one.study.version,
        )
        for one in people(trial, on)
    ]


def same(one: Trial, other: Trial) -> bool:
    return (
        one.recorded == other.recorded
        and one.duties == other.duties
        and one.holds == other.holds
        and one.allocations == other.allocations
        and told(one.study) == told(other.study)
        and {name: told(history) for name, history in one.participants.items()}
        == {name: told(history) for name, history in other.participants.items()}
    )


def test_a_trial_folded_anew_is_the_trial_that_grew() -> None:
    rehearsed = played()
    again = fold(protocols_of(FIRST), rehearsed.store.read(FIRST))
    assert same(rehearsed.trial, again)
    last = rehearsed.summary.until.date()
    assert standings(again, last) == standings(rehearsed.trial, last), "nothing rests on what was remembered"


def test_a_second_gateway_on_the_same_ledger_sees_the_same_trial() -> None:
    rehearsed = played()
    assert same(rehearsed.trial, Gateway(rehearsed.store, protocols_of(FIRST), KEY).trial())


def test_the_fold_goes_on_from_where_it_stood() -> None:
    rehearsed = played()
    rows = list(rehearsed.store.read(FIRST))
    trial = Trial(protocols_of(FIRST))
    trial.add_rows(rows[:500])
    trial.add_rows(rows[500:])
    assert same(trial, rehearsed.trial)


def test_before_it_is_opened_a_trial_is_nothing() -> None:
    trial = Stage().gateway.trial()
    assert (trial.head, trial.is_open, trial.environment, dict(trial.participants)) == (0, False, "", {})


def test_an_amendment_is_in_force_from_its_day_on() -> None:
    stage = Stage.opened(small_study(), amended_study())
    trial = stage.gateway.trial()
    before = trial.version_on(stage.now.date())
    assert before.version == "1"


def test_a_ledger_with_a_missing_fact_is_not_shown_as_if_it_were_whole() -> None:
    stage = Stage.opened()
    stage.registered()
    rows = list(stage.store.read(stage.protocols.first.id))
    with pytest.raises(LedgerFault, match="Fact 2 is missing in the ledger: fact 3 stands in its place") as refused:
        fold(stage.protocols, [rows[0], *rows[2:]])
    assert "缺少第 2 条" in refused.value.text.zh
