"""What the virtual clinic finds in screening: drawn until the person is eligible, or is not, as fate has decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from equipoise.facts import Body, Fact, History, as_stored
from equipoise.facts.casebook import FormSaved
from equipoise.facts.variable_source import BIRTH_DATE, SEX, forms_of
from equipoise.protocol.model import Study
from equipoise.rules import eligibility, visits
from equipoise.simulation.rehearsal.answers import Filling, Groups, Items, fill
from equipoise.simulation.rehearsal.chance import Chance
from equipoise.simulation.rehearsal.fate import scan
from equipoise.simulation.rehearsal.gate import forms_behind
from equipoise.simulation.rehearsal.script import Life

_DRAWS = 400
"""How often the virtual clinic may draw a person's findings anew until they are as fate has decided: eligible or not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form of screening: which instance, at which visit, on which day."""

    form: str
    instance: str
    visit: str
    day: date


Drawn = dict[Wanted, tuple[Items, Groups]]


def findings(life: Life, failing: bool) -> Drawn:
    """All forms of screening in the order of their days: drawn anew, form by form, until the person is eligible on the last
    of them, or is not, as fate decided."""
    study, wanted = life.study, _screening_forms(life)
    last = wanted[-1].day if wanted else life.today
    supposed = History(life.number, life.facts.facts)
    drawn: Drawn = {}
    outcomes: dict[str, eligibility.Outcome] = {}
    again, asked, chance = wanted, frozenset(study.eligibility.criteria), life.chance
    for _ in range(_DRAWS):
        for key in again:
            drawn[key] = _draw(life, key, chance)
            _suppose(life, supposed, key, *drawn[key])
        found = eligibility.assess(study, supposed, last, only=asked)
        outcomes |= {verdict.criterion: verdict.outcome for verdict in found.verdicts}
        wrong = [name for name, outcome in outcomes.items() if outcome in ("fails", "unknown", "stale")]
        if failing == ("fails" in outcomes.values()) and (failing or not wrong):
            break
        again = [key for key in wanted if key.form in _forms(study, wrong or outcomes)]
        if failing and not wrong:
            again, chance = [life.chance.one_of(again)] if again else [], life.chance.of_exceptions()
        asked = _resting_on(study, again)
    return drawn


def _forms(study: Study, criteria: Iterable[str]) -> frozenset[str]:
    behind = forms_behind(study)
    return frozenset(form for name in criteria for form in behind[name])


def _resting_on(study: Study, wanted: Iterable[Wanted]) -> frozenset[str]:
    """The criteria whose verdicts these forms can change."""
    by_form = _criteria_by_form(study)
    return frozenset(name for key in wanted for name in by_form.get(key.form, ()))


@lru_cache(maxsize=64)
def _criteria_by_form(study: Study) -> Mapping[str, frozenset[str]]:
    """For each form the criteria that ask for it: all of them where reference ranges or events rest on it."""
    every = frozenset(study.eligibility.criteria)
    found: dict[str, frozenset[str]] = {}
    for name in every:
        for form in forms_behind(study)[name]:
            found[form] = found.get(form, frozenset()) | {name}
    of_events = (event.form for event in study.events.values() if event.form is not None)
    return found | dict.fromkeys((*forms_of(study, (SEX, BIRTH_DATE)), *of_events), every)


def _draw(life: Life, wanted: Wanted, chance: Chance) -> tuple[Items, Groups]:
    filling = Filling(life.study, wanted.form, wanted.day, life.at(wanted.day, 9, 30))
    if life.study.response is not None and wanted.form == life.study.response.lesions.form:
        baseline = scan(life, life.study, None)
        assert baseline is not None
        filling = replace(baseline, day=filling.day, moment=filling.moment)
    return fill(filling, chance)


def _screening_forms(life: Life) -> Sequence[Wanted]:
    """The forms that are due before allocation, each on its visit's day, and on the last of these days those behind a
    criterion or a stratum that no visit brings."""
    one = life.person()
    forms = one.study.forms.forms
    found: dict[str, Wanted] = {}
    for occurrence in visits.calendar(one.study, one.facts, one.events, life.today, None):
        day = max(occurrence.target, life.today)
        for form in occurrence.forms:
            if form.required and not form.entered and not forms[form.form].log:
                found.setdefault(form.form, Wanted(form.form, occurrence.instance, occurrence.instance, day))
    last = max((wanted.day for wanted in found.values()), default=life.today)
    behind = forms_behind(one.study)
    asked = [form for name in one.study.eligibility.criteria for form in behind[name]]
    others = [variable.item.partition(".")[0] for variable in one.study.variables.values()]
    for name in (*asked, *(form for form in others if not forms[form].log)):
        found.setdefault(name, Wanted(name, "SCREENING", "", last))
    return sorted(found.values(), key=lambda wanted: wanted.day)


def _suppose(life: Life, history: History, wanted: Wanted, items: Items, groups: Groups) -> None:
    """Suppose that a form was entered so; entered once more, its newest answers hold."""
    at = as_stored(life.now)
    answers = items | visits.derive(life.study, wanted.form, items)
    body: Body = FormSaved(form=wanted.form, instance=wanted.instance, visit=wanted.visit, items=answers, groups=groups)
    history.add(Fact(history.head + 1, "", life.number, at, at, "", "", "", "", "", 0, body))
