"""Whom a form is about: whose limits of normal its conditions are read by, and since when the trial knows the participant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from equipoise.facts import Facts
from equipoise.facts.limits import NOBODY, SexAndBirth
from equipoise.facts.observe import person_of
from equipoise.facts.participant import ParticipantRegistered
from equipoise.protocol.criteria import parse
from equipoise.protocol.criteria.names import hangs_on_the_laboratory
from equipoise.protocol.model import Form, Study


def whose_limits(study: Study, facts: Facts, form: str) -> SexAndBirth:
    """The participant, for a form with a condition that names a limit; nobody for any other, which need not be told."""
    return person_of(study, facts) if _names_a_limit(study, form) else NOBODY


@lru_cache(maxsize=1024)
def _names_a_limit(study: Study, form: str) -> bool:
    plan = study.forms.forms.get(form)
    return plan is not None and any(hangs_on_the_laboratory(parse(words)) for words in _conditions(plan))


def _conditions(plan: Form) -> Iterator[str]:
    yield from (check.test for check in plan.checks.values())
    for items in (plan.items, *(group.items for group in plan.groups.values())):
        yield from (item.when for item in items.values() if item.when is not None)


def first_day(study: Study, facts: Facts) -> date | None:
    """The day on which the trial first heard of a participant; None for nobody."""
    registered = facts.first(ParticipantRegistered)
    return registered.day(study.time_zone) if registered is not None else None
