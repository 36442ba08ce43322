"""A participant of a clinic who has been examined: the findings of a rehearsed participant who entered, moved to today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pytest

from equipoise.facts.casebook import FormSaved
from equipoise.facts.participant import ConsentSigned, CriterionJudged
from equipoise.facts.randomisation import Randomised
from equipoise.ledger.memory import MemoryStore
from equipoise.simulation.rehearsal import rehearse
from equipoise.trial import commands as act
from equipoise.trial.gateway import Gateway
from equipoise.web import trials
from equipoise.web.home import Home
from tests.web.clinic import STUDY, Clinic


@pytest.fixture(autouse=True)
def own_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An identity vault of its own for each test: the numbers of its participants were given before."""
    (tmp_path / "home").mkdir()
    monkeypatch.setattr("equipoise.web.identity.home", lambda: Home(tmp_path / "home"))


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?=$|T)")


@lru_cache(maxsize=1)
def _example() -> tuple[date, date, Sequence[FormSaved], Sequence[CriterionJudged]]:
    """Day of consent, day of randomisation, forms and judgements before it of the first rehearsed participant who entered."""
    protocols = trials.study(STUDY).protocols
    gateway = Gateway(MemoryStore(), protocols, bytes(range(32)))
    rehearse(gateway, protocols.first, 1, 1)
    zone = protocols.first.time_zone
    for history in gateway.trial().participants.values():
        entered, consented = history.first(Randomised), history.first(ConsentSigned)
        if entered is not None and consented is not None:
            forms = [fact.body for fact in history.of(FormSaved) if fact.seq < entered.seq]
            judged = [fact.body for fact in history.of(CriterionJudged) if fact.seq < entered.seq]
            return consented.day(zone), entered.day(zone), forms, judged
    raise AssertionError("the rehearsal randomises somebody")


def examine(
    clinic: Clinic, number: str, *, without: Sequence[str] = (), only: Sequence[str] = (), **answers: Any
) -> None:
    """Enter everything that the eligibility rests on, as found on the participant of the rehearsal. `without` leaves forms out,
    `only` enters no others, `answers` are items that stand otherwise."""
    consented, entered, forms, judged = _example()
    moved = clinic.today - entered

    def today(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[0])
        return (clinic.today if day >= consented - timedelta(days=14) else day + moved).isoformat()

    def shifted(value: Any) -> Any:
        if isinstance(value, str):
            return _DAY.sub(today, value) if _DAY.match(value) else value
        return {name: shifted(one) for name, one in value.items()} if isinstance(value, dict) else value

    for form in forms:
        if form.form in without or (only and form.form not in only):
            continue
        items = {name: shifted(value) for name, value in form.items.items()}
        items |= {name: value for name, value in answers.items() if name in items}
        groups = {
            name: tuple({key: shifted(one) for key, one in row.items()} for row in rows)
            for name, rows in form.groups.items()
        }
        command = act.SaveForm(
            participant=number, form=form.form, instance=form.instance, visit=form.visit, items=items, groups=groups
        )
        role = next(
            (who, role)
            for who, role in (("carl", "coordinator"), ("iris", "investigator"))
            if role in clinic.gateway.trial().protocols.first.forms.forms[form.form].by
        )
        clinic.do(*role, command)
    for one in () if only else judged:
        command_two = act.JudgeCriterion(participant=number, criterion=one.criterion, met=True, reason="Examined")
        clinic.do("iris", "investigator", command_two)
