"""What a blinded reader may see: the own readings and the day of entry; no arm, no treatment, no other reader's findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from equipoise.facts import Body, Fact, Facts, FormInstance, History
from equipoise.facts.body import Answer
from equipoise.facts.casebook import FormSaved
from equipoise.facts.form_look import form_day
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Response, Statement, Study


def blinded(study: Study, facts: Facts, reader: str) -> History:
    """A participant's history as a blinded reader may see it, to be read by the same rules.

    Of the randomisation only its day is left; of the tumour forms only this reader's, as they now stand, with the items that
    response is read by and those that the study file shows, numbered by day instead of named by visit; nobody's name, no
    reason. Every other fact is left out: what is not named here is hidden.
    """
    return History(facts.subject, sorted(_seen(study, facts, reader), key=lambda fact: fact.seq))


def _seen(study: Study, facts: Facts, reader: str) -> Iterator[Fact[Any]]:
    randomised = facts.first(Randomised)
    if randomised is not None:
        body = Randomised(list="", sequence=0, arm="", levels={}, inputs={}, scores={}, draw={}, rests_on=())
        day = randomised.day(study.time_zone).isoformat()
        yield _nameless(randomised, body)._replace(happened=day, recorded=day, received="")
    plan = study.response
    if plan is None or plan.readers is None:
        return
    own = [form for form in facts.forms(plan.lesions.form) if form.items.get(plan.readers.item) == reader]
    for number, form in enumerate(sorted(own, key=lambda one: (form_day(study, one), one.seq)), start=1):
        yield _nameless(form.entered, _uncovered(plan, form, str(number)))._replace(seq=form.seq)


def _nameless(fact: Fact[Any], body: Body) -> Fact[Any]:
    return fact._replace(actor="", role="", reason="", cause=0, body=body)


def _uncovered(plan: Response, form: FormInstance, number: str) -> FormSaved:
    allowed = _allowed(plan)
    groups = {
        name: tuple(_only(row, allowed) for row in rows) for name, rows in form.groups.items() if name in _groups(plan)
    }
    return msgspec.structs.replace(
        form.entered.body, instance=number, visit="", items=_only(form.items, allowed), groups=groups
    )


def _only(answers: Mapping[str, Answer], allowed: frozenset[str]) -> dict[str, Answer]:
    return {name: answer for name, answer in answers.items() if name in allowed}


def _groups(plan: Response) -> frozenset[str]:
    own = {plan.lesions.target} | ({plan.lesions.new.group} if plan.lesions.new is not None else set())
    return frozenset(own | set(plan.readers.shown if plan.readers is not None else ()))


def _allowed(plan: Response) -> frozenset[str]:
    """Items by which response is read, and those that the study file shows."""
    named = [value for part in (plan.lesions, plan.lesions.baseline, plan.lesions.new) for value in _names(part)]
    readers = plan.readers
    if readers is not None:
        named.extend((readers.item, readers.decided or "", *readers.shown))
    return frozenset(named)


def _names(part: Statement | None) -> Iterator[str]:
    for name, value in (part.model_dump(exclude={"form", "where"}) if part is not None else {}).items():
        if isinstance(value, str) and name not in ("target", "group"):
            yield value
