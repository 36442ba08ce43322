"""The agenda asks the rules of the product again only when something could have changed what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from equipoise.rules import product
from equipoise.simulation.rehearsal import agenda
from equipoise.simulation.rehearsal.agenda import Agenda
from equipoise.trial.person import standing
from tests.rehearsals import FIRST, play


def lines_of(due: Sequence[product.Due]) -> list[tuple[object, ...]]:
    return [(line.unit, line.act, line.earliest, line.latest, line.what) for line in due]


def test_a_kept_agenda_says_what_the_rules_would_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the virtual staff look, in a whole rehearsal, the kept lines are those that asking anew would give."""
    looked: Counter[str] = Counter()
    due = Agenda.due

    def compared(self: Agenda) -> Sequence[product.Due]:
        kept = due(self)
        life = self._life
        one = life.person()
        anew = product.due(one.study, one.facts, life.now, standing(life.trial, one, life.today))
        assert lines_of(kept) == lines_of(anew), (life.number, life.now)
        looked["all"] += 1
        return kept

    monkeypatch.setattr(Agenda, "due", compared)
    play(FIRST, 8, 2)
    assert looked["all"] > 500


def test_the_rules_are_asked_about_once_for_each_act(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    ask = product.due

    def counted(*given: Any) -> Sequence[product.Due]:
        asked["due"] += 1
        return ask(*given)

    monkeypatch.setattr(agenda.product, "due", counted)
    facts = play(FIRST, 8, 2).facts
    acts = sum(fact.stream.startswith("U:") for fact in facts)
    assert asked["due"] <= acts
