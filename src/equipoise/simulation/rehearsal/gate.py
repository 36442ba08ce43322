"""Before a collection or an infusion: the virtual clinic measures what the gate asks for, and a physician judges."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from equipoise.protocol.criteria import names, parse
from equipoise.protocol.model import Criterion, Study
from equipoise.rules import eligibility, visits
from equipoise.simulation.rehearsal.answers import Filling, Groups, Items, fill
from equipoise.simulation.rehearsal.script import Ask, Life
from equipoise.trial import commands as act
from equipoise.trial.gateway import Reply

_ROUNDS = 3
_FILLING = timedelta(minutes=4)


def make_ready(
    life: Life, gate: Literal["collection", "infusion"], occasion: str
) -> Generator[Ask, Reply | None, bool]:
    """Enter what is unknown or out of date for the gate, judge what is left to judgement; whether all criteria pass then."""
    one = life.person()
    if gate not in one.study.eligibility.gates:
        return True
    for _ in range(_ROUNDS):
        one = life.person()
        found = eligibility.assess(one.study, one.facts, life.today, gate=gate, occasion=occasion)
        if found.eligible:
            return True
        outcomes = {verdict.criterion: verdict.outcome for verdict in found.verdicts}
        if "fails" in outcomes.values():
            return False
        at_visits = _due_today(life)
        for form in _lacking(one.study, outcomes):
            visit = at_visits.get(form, "")
            yield from save(life, form, visit or occasion, visit)
        for name, outcome in outcomes.items():
            if outcome == "judgement":
                yield from judge(life, name, gate, occasion)
    return False


def _lacking(study: Study, outcomes: Mapping[str, str]) -> tuple[str, ...]:
    """The forms behind the criteria that cannot be decided, each once."""
    behind = forms_behind(study)
    undecided = (behind[name] for name, outcome in outcomes.items() if outcome in ("unknown", "stale"))
    return tuple(dict.fromkeys(form for forms in undecided for form in forms))


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


def judge(life: Life, criterion: str, gate: str = "", occasion: str = "") -> Generator[Ask, Reply | None, Reply]:
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
) -> Generator[Ask, Reply | None, Reply | None]:
    """Fill a form and enter it as `keep` does."""
    items, groups = fill(filled or Filling(life.person().study, form, life.today, life.now), life.chance)
    return (yield from keep(life, form, instance, visit, items, groups))


def keep(
    life: Life, form: str, instance: str, visit: str, items: Items, groups: Groups
) -> Generator[Ask, Reply | None, Reply | None]:
    """Enter a filled form, by a role that may enter it.

    That takes some minutes, in which a colleague may enter the same form of a visit: then there is nothing left to do, and None.
    Outside a visit the entry gets the wanted instance, with a running number where that is taken, or none is wanted.
    """
    yield life.wait(life.now + _FILLING)
    if visit and life.facts.form(form, instance) is not None:
        return None
    name = instance if visit else free_instance(life, form, instance) if instance else next_entry(life, form)
    command = act.SaveForm(participant=life.number, form=form, instance=name, visit=visit, items=items, groups=groups)
    return (yield from life.do(life.person().study.forms.forms[form].by[0], command))


def next_entry(life: Life, form: str) -> str:
    """The running number of the next entry of a log form."""
    number = len(life.facts.forms(form)) + 1
    while life.facts.form(form, str(number)) is not None:
        number += 1
    return str(number)


def free_instance(life: Life, form: str, wanted: str) -> str:
    """An instance name that is not taken: the wanted one, or with a running number."""
    name, number = wanted, 1
    while life.facts.form(form, name) is not None:
        number += 1
        name = f"{wanted}/{number}"
    return name


def forms_behind(study: Study) -> Mapping[str, tuple[str, ...]]:
    """The forms that hold the variables which a criterion asks for, by criterion, those of the gates included."""
    return _forms_behind(study)


@lru_cache(maxsize=64)
def _forms_behind(study: Study) -> Mapping[str, tuple[str, ...]]:
    plan = study.eligibility
    criteria = dict(plan.criteria)
    for gate in plan.gates.values():
        criteria |= gate.criteria
    return {name: tuple(dict.fromkeys(_asked(study, one))) for name, one in criteria.items()}


def _asked(study: Study, criterion: Criterion) -> Iterator[str]:
    for name in sorted(names(parse(criterion.test))) if criterion.test else ():
        if name in study.variables:
            yield study.variables[name].item.partition(".")[0]
