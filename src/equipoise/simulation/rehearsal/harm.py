"""Adverse events: they come at the rates of the study file, are written down, and the serious ones reported."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Final

from equipoise.facts import Answer, as_stored
from equipoise.rules import safety
from equipoise.simulation.rehearsal.answers import Filling
from equipoise.simulation.rehearsal.gate import save
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial import commands as act

MONTH_DAYS: Final = 30.4375
_GRADES: Final = {"1": Decimal(58), "2": Decimal(29), "3": Decimal(10), "4": Decimal(3)}
"""How grades fall among adverse events of the rehearsal; the study file's hint for the grade item wins."""


def suffer(life: Life) -> Script:
    """Events from allocation to the end of the period in which the study collects them."""
    rates = {term: prior.value for term, prior in life.study.simulation.adverse_events.items()}
    total = float(sum(rates.values()))
    last = life.today + timedelta(days=life.study.safety.window_days[1])
    while total > 0 and not life.over:
        days = max(1, round(life.chance.waiting(MONTH_DAYS / total)))
        if life.today + timedelta(days=days) > last:
            return
        yield life.wait(life.at(life.today + timedelta(days=days), 13))
        if not life.person().active:
            return
        yield from happen(life, life.chance.weighted(rates))


def log(life: Life, form: str) -> Script:
    """Entries of a log form (medication, relapses, deviations) at the monthly rate that the study file gives the arm."""
    one = life.person()
    entered = one.study.simulation.logs.get(form)
    rate = entered.per_month.get(one.arm or "") if entered is not None else None
    while rate and not life.over:
        yield life.wait(
            life.at(life.today + timedelta(days=max(1, round(life.chance.waiting(MONTH_DAYS / float(rate))))), 14)
        )
        if not life.person().active:
            return
        yield from save(life, form, "", "")


def happen(life: Life, term: str, grade: str = "") -> Script:
    """One event: entered as a form, and every report that its clocks ask for, usually in time."""
    study, plan = life.person().study, life.study.safety.event
    hints = life.study.simulation.values
    hint = hints.get(f"{plan.form}.{plan.grade}") or hints.get(plan.grade)
    grade = grade or life.chance.weighted(hint.choice if hint and hint.choice else _GRADES)
    serious = grade >= "4" or life.happens("serious_adverse_event")
    form = study.forms.forms[plan.form]
    settled: dict[str, Answer] = {
        plan.term: term,
        plan.grade: int(grade) if form.items[plan.grade].kind == "integer" else grade,
        plan.serious: "Y" if serious else "N",
        plan.onset: life.today.isoformat() if form.items[plan.onset].kind == "date" else as_stored(life.now),
    }
    if plan.aware is not None:
        aware = form.items[plan.aware].kind
        settled[plan.aware] = life.today.isoformat() if aware == "date" else as_stored(life.now)
    filling = Filling(study, plan.form, life.today, life.now, settled)
    answer = yield from save(life, plan.form, "", "", filling)
    if answer is not None and answer.accepted and serious:
        yield from _report(life)


def _report(life: Life) -> Script:
    study = life.person().study
    for running in safety.clocks(study, life.facts, life.now):
        if running.sent is not None:
            continue
        clock = study.safety.clocks[running.clock]
        hours = life.chance.between(2, 20)
        if life.happens("late_report"):
            hours += 30
        life.now += timedelta(hours=hours)
        command = act.SendSafetyReport(
            participant=life.number, instance=running.event.instance, clock=running.clock, to=clock.to.en
        )
        answer = yield from life.do("investigator", command)
        if answer.accepted and any(other.after == running.clock for other in study.safety.clocks.values()):
            yield from _report(life)  # a clock that follows this report has just begun
            return
