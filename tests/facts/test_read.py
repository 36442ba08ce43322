"""A stored row becomes a typed fact, whatever version of the software wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from equipoise.facts import read as module
from equipoise.facts.read import read_fact
from equipoise.facts.study import HoldPlaced
from equipoise.ledger import Row
from equipoise.ledger.codec import Upcasters
from equipoise.ledger.faults import LedgerFault


def a_row(kind: str, body: str, schema: int = 1) -> Row:
    return Row(
        seq=7, study="S-1", stream="S", version=1, kind=kind, schema=schema, body=body, subject="", happened="2018-04-01",
        recorded="2018-04-01T00:00:00.000000Z", received="", protocol="1.0", actor="a", role="investigator", site="S01",
        reason="", cause=0, command="k", part=0, digest="", previous="", hash="",
    )  # fmt: skip


def test_a_row_of_the_present_schema_is_read_as_it_stands() -> None:
    fact = read_fact(a_row("hold.placed", '{"hold":"H01","rule":"by_decision","scope":["accrual"]}'))
    assert fact.body == HoldPlaced(hold="H01", scope=("accrual",), rule="by_decision")


def test_a_kind_that_this_version_does_not_know_names_the_fact_and_what_to_do() -> None:
    with pytest.raises(LedgerFault, match=r"Fact 7 .*newer version"):
        read_fact(a_row("moon.landed", "{}"))


def test_a_schema_higher_than_this_version_knows_is_not_guessed() -> None:
    with pytest.raises(LedgerFault, match="schema 2"):
        read_fact(a_row("hold.placed", "{}", schema=2))


def test_a_body_that_does_not_fit_its_kind_is_told_not_swallowed() -> None:
    with pytest.raises(LedgerFault, match="Fact 7"):
        read_fact(a_row("hold.placed", '{"hold":7}'))


def test_an_older_schema_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule_added(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "rule": "by_decision"}

    monkeypatch.setattr(HoldPlaced, "SCHEMA", 2)
    monkeypatch.setattr(module, "UPCASTERS", Upcasters({("hold.placed", 1): rule_added}))
    fact = read_fact(a_row("hold.placed", '{"hold":"H01","scope":["accrual"]}'))
    assert fact.body == HoldPlaced(hold="H01", scope=("accrual",), rule="by_decision")
