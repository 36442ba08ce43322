"""What was wrong with an allocation, as the facts say it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from equipoise.facts import Body, Fact
from equipoise.facts.participant import IneligibilityFound
from equipoise.facts.randomisation import (
    LevelsCorrected,
    OtherTreatmentGiven,
    RandomisedInError,
    SamePersonFound,
    Unblinded,
)
from equipoise.protocol.entry_words import entry_words
from equipoise.trial.acts.allocation_errors import ERRORS
from equipoise.trial.person import Person
from equipoise.values.text import Text, listed, same
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.screening.allocation_steps import OCCASIONS

_UNFIT: Final = Text(
    "Later data show: {names} not fulfilled on the day of randomisation", "后续数据显示：随机当日不符合 {names}"
)
_SAME: Final = Text(
    "The same person as {other}; the earlier allocation counts", "与 {other} 为同一人，以较早的随机为准"
)


def levels(one: Person, known: Mapping[str, str]) -> Sequence[tuple[Text, Text]]:
    """Factors of the randomisation with a participant's levels, in words."""
    factors = one.study.randomisation.factors
    return [
        (factors[name].name, factors[name].labels.get(level, same(level)))
        if name in factors
        else (same(name), same(level))
        for name, level in known.items()
    ]


def errors(scope: Scope, one: Person) -> Iterator[tuple[Fact[Body], Text]]:
    """Every fact that says what was wrong with the allocation, with its words, in order."""
    found: list[tuple[Fact[Body], Text]] = []
    for fact in one.facts.facts:
        says = _says(scope, one, fact)
        if says is not None:
            found.append((fact, says))
    yield from found


def _says(scope: Scope, one: Person, fact: Fact[Body]) -> Text | None:
    body = fact.body
    if isinstance(body, IneligibilityFound):
        return entry_words(one.study, _UNFIT).format(names=listed([same(name) for name in body.criteria]))
    if isinstance(body, RandomisedInError):
        return entry_words(one.study, Text("Randomised in error: {what}", "误随机：{what}")).format(
            what=entry_words(one.study, ERRORS.get(body.error, same(body.error)))
        )
    if isinstance(body, LevelsCorrected):
        parts = [listed(pair, en=": ", zh="：") for pair in levels(one, body.levels)]
        return Text("True levels: {all}", "实际分层：{all}").format(all=listed(parts, en="; ", zh="；"))
    if isinstance(body, SamePersonFound):
        return entry_words(one.study, _SAME).format(other=body.other)
    if isinstance(body, OtherTreatmentGiven):
        if scope.conceal.arms:
            return None
        return Text("Given the treatment of: {arm}", "实际接受：{arm}").format(arm=arm_label(one, body.received))
    if isinstance(body, Unblinded):
        return Text("Unblinded. {occasion}", "已揭盲。{occasion}").format(
            occasion=dict(OCCASIONS).get(body.occasion, same(body.occasion))
        )
    return None


def arm_label(one: Person, arm: str) -> Text:
    """The name of an arm; its code where the study file knows it no longer."""
    return one.study.arms[arm].label.text if arm in one.study.arms else same(arm)
