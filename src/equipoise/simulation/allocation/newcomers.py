"""At which levels of the factors virtual participants stand: from the study file's own priors, or each level as often as another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import product

from equipoise.facts import Fact, History, as_stored
from equipoise.facts.casebook import FormSaved
from equipoise.facts.observe import observations
from equipoise.facts.variable_source import forms_of
from equipoise.protocol.criteria import names, parse
from equipoise.protocol.model import Study
from equipoise.rules import randomisation
from equipoise.simulation.rehearsal.answers import Filling, fill
from equipoise.simulation.rehearsal.chance import Chance

Levels = Mapping[str, str]
_PEOPLE = 500
"""How many virtual people are drawn; newcomers are taken from among them."""


def expected(study: Study, seed: int) -> Sequence[Levels]:
    """The levels of virtual people whose forms are filled as the rehearsal fills them; empty if no such form tells them."""
    asked = {
        name
        for factor in study.randomisation.factors.values()
        for one in factor.levels.values()
        for name in names(parse(one))
    }
    forms = tuple(dict.fromkeys(form for form in forms_of(study, sorted(asked)) if form in study.forms.forms))
    day = date.fromisoformat(study.simulation.start)
    people = (_person(study, forms, day, Chance(seed, number)) for number in range(_PEOPLE))
    return [found.levels for found in people if not found.reasons]


def even(study: Study) -> Sequence[Levels]:
    """Every combination of levels once."""
    factors = study.randomisation.factors
    return [
        dict(zip(factors, levels, strict=True)) for levels in product(*(factor.levels for factor in factors.values()))
    ]


def _person(study: Study, forms: Sequence[str], day: date, chance: Chance) -> randomisation.Levels:
    moment = datetime.combine(day, time(4), UTC)
    stored = as_stored(moment)
    facts = []
    for seq, form in enumerate(forms, start=1):
        items, groups = fill(Filling(study, form, day, moment), chance)
        body = FormSaved(form=form, instance="1", items=items, groups=groups)
        facts.append(Fact(seq, "", "", day.isoformat(), stored, "", study.version, "", "", "", 0, body))
    return randomisation.levels(study, observations(study, History("", facts), day), day)
