"""Before a collection or an infusion: the virtual clinic measures what the gate asks for, and a physician judges."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Literal

from equipoise.protocol.criteria import names, parse
from equipoise.protocol.model import Criterion, Study
from equipoise.rules import eligibility, visits
from equipoise.simulation.rehearsal.answers import Filling, fill
from equipoise.simulation.rehearsal.script import Ask, Life
from equipoise.trial import commands as act
from equipoise.trial.gateway import Answer

_ROUNDS = 3


def make_ready(
    life: Life, gate: Literal["collection", "infusion"], occasion: str
) -> Generator[Ask, Answer | None, bool]:
    """Enter what is unknown or out of date for the gate, judge what is left to judgement; whether all criteria pass then."""
    one = life.person()
    if gate not in one.study.eligibility.gates:
        return True
    for _ in range(_ROUNDS):
        found = eligibility.assess(one.study, one.facts, life.today, gate=gate, occasion=occasion)
        if found.eligible:
            return True
        if any(verdict.outcome == "fails" for verdict in found.verdicts):
            return False
        criteria = dict(one.study.eligibility.criteria) | dict(one.study.eligibility.gates[gate].criteria)
        lacking = [criteria[each.criterion] for each in found.verdicts if each.outcome in ("unknown", "stale")]
        at_visits = _due_today(life)
        for form in forms_behind(one.study, lacking):
            visit = at_visits.get(form, "")
            yield from save(life, form, visit or free_instance(life, form, occasion), visit)
        for verdict in found.verdicts:
            if verdict.outcome == "judgement":
                yield from judge(life, verdict.criterion, gate, occasion)
    return False


def _due_today(life: Life) -> dict[str, str]:
    """The forms that a visit of today asks for, with the visit's instance: what the gate needs is entered there."""
    one = life.person()
    return {
        form.form: occurrence.instance
        for occurrence in visits.calendar(one.study, one.facts, one.events, life.today, one.arm)
        if occurrence.earliest <= life.today <= occurrence.latest
        for form in occurrence.forms
        if form.required and not form.entered
    }


def judge(life: Life, criterion: str, gate: str = "", occasion: str = "") -> Generator[Ask, Answer | None, Answer]:
    """An investigator judges a criterion in the participant's favour, by name and reason."""
    command = act.JudgeCriterion(
        participant=life.number,
        criterion=criterion,
        met=True,
        gate=gate,
        occasion=occasion,
        reason="Examined today, no contraindication / 今日检查，无禁忌",
    )
    return (yield from life.do("investigator", command, 2))


def save(
    life: Life, form: str, instance: str, visit: str, filled: Filling | None = None
) -> Generator[Ask, Answer | None, Answer]:
    """Fill a form and enter it, by a role that may enter it."""
    study = life.person().study
    items, groups = fill(filled or Filling(study, form, life.today, life.now), life.chance)
    command = act.SaveForm(
        participant=life.number, form=form, instance=instance, visit=visit, items=items, groups=groups
    )
    return (yield from life.do(study.forms.forms[form].by[0], command, 3))


def forms_behind(study: Study, criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """The forms that hold the variables which these criteria ask for, each once."""
    found: dict[str, None] = {}
    for criterion in criteria:
        for name in sorted(names(parse(criterion.test))) if criterion.test else ():
            if name in study.variables:
                found[study.variables[name].item.partition(".")[0]] = None
    return tuple(found)


def free_instance(life: Life, form: str, wanted: str) -> str:
    """An instance name that is not taken: the wanted one, or with a running number."""
    name, number = wanted, 1
    while life.facts.form(form, name) is not None:
        number += 1
        name = f"{wanted}/{number}"
    return name
