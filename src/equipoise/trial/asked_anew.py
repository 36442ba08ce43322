"""What edit checks ask once recorded values are judged by other limits: questions that come up, and those whose cause is gone.

As with a correction the checks decide, not a person. Only what the limits themselves change counts: a finding that stood before them
and was settled is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from typing import NamedTuple

from equipoise.facts import FormInstance
from equipoise.protocol.model import Study
from equipoise.rules import visits
from equipoise.rules.visits import CheckFinding, Query
from equipoise.trial.person import Person
from equipoise.trial.state import Trial


class AskedAnew(NamedTuple):
    """Findings to ask about, each with its form, and the queries that nothing wants any more."""

    to_open: tuple[tuple[FormInstance, CheckFinding], ...] = ()
    to_close: tuple[Query, ...] = ()


def asked_anew(trial: Trial, one: Person, before: Study, after: Study, touched: Set[int], on: date) -> AskedAnew:
    """What becomes of a participant's queries on a day when limits change from one study in use to another.

    `touched` are the facts whose values the limits judge. Locked forms are left alone.
    """
    to_open: list[tuple[FormInstance, CheckFinding]] = []
    to_close: list[Query] = []
    asked = [query for query in visits.queries(one.facts) if query.check and not query.is_settled]
    for form in _resting_on(after, one, touched):
        if visits.locked(one.facts, trial.study, form.form, form.instance, form.visit or form.instance) is not None:
            continue
        was, now = (_findings(study, one, form, on) for study in (before, after))
        here = {
            (query.item, query.check): query
            for query in asked
            if (query.form, query.instance) == (form.form, form.instance)
        }
        to_open += [(form, now[place]) for place in now if place not in was and place not in here]
        to_close += [here[place] for place in was if place not in now and place in here]
    return AskedAnew(tuple(to_open), tuple(to_close))


def _resting_on(study: Study, one: Person, touched: Set[int]) -> Iterator[FormInstance]:
    """The forms with a touched value, and those with a check that looks at such a form."""
    every = [form for forms in one.facts.all_forms().values() for form in forms.values()]
    names = {name for form in every if form.seq in touched for name in visits.resting_on(study, form.form)}
    return (form for form in every if form.seq in touched or form.form in names)


def _findings(study: Study, one: Person, form: FormInstance, on: date) -> dict[tuple[str, str], CheckFinding]:
    look = visits.around(study, one.facts, one.events, form.form, form.instance, form.visit, on, form.items)
    whose = visits.whose_limits(study, one.facts, form.form)
    found = visits.check_form(study, form.form, form.items, form.groups, around=look, person=whose)
    return {(finding.path, finding.check): finding for finding in found}
