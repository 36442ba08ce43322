"""What follows from facts by the study file itself, without anybody asking: automatic holds, questions, deviations."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.facts import Body, Fact, History
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.product import InfusionStarted
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules import safety
from equipoise.trial.acts.follow import follow_changes
from equipoise.trial.acts.study import hold
from equipoise.trial.decision import Happening
from equipoise.trial.state import Trial
from equipoise.values.text import Text

BOUNDARY = "boundary"


def consequences(trial: Trial, facts: Sequence[Fact[Body]]) -> tuple[Happening, ...]:
    """The facts that follow from newly kept ones: holds, questions on forms that rest on changed ones, ineligibility found later."""
    return (*_holds(trial, facts), *follow_changes(trial, facts))


def _holds(trial: Trial, facts: Sequence[Fact[Body]]) -> tuple[Happening, ...]:
    """A hold on accrual, collection and infusion once the safety boundary is crossed."""
    study = trial.protocols.first
    events = [fact for fact in facts if _is_event(fact.body, study.safety.event.form)]
    if not events or study.safety.boundary is None:
        return ()
    if any(fact.body.rule == BOUNDARY for fact in trial.holds.values()):
        return ()
    treated, toxic = exposure(trial)
    if not safety.crossed(study, treated, toxic):
        return ()
    why = Text(
        f"{toxic} of {treated} treated participants with unacceptable toxicity: the boundary of the study file is crossed.",
        f"{treated} 例已治疗受试者中 {toxic} 例出现不可接受毒性：已越过研究文件规定的界值。",
    )
    return (hold(trial, ("accrual", "collection", "infusion"), BOUNDARY, f"{why.en} / {why.zh}", events[-1].seq),)


def exposure(trial: Trial) -> tuple[int, int]:
    """Participants treated with what the boundary watches, and those of them with unacceptable toxicity."""
    study = trial.protocols.first
    treated = toxic = 0
    for history in trial.participants.values():
        if not _treated(study, history):
            continue
        treated += 1
        toxic += bool(safety.unacceptable(study, history))
    return treated, toxic


def _treated(study: Study, history: History) -> bool:
    if study.product is not None:
        return history.first(InfusionStarted) is not None
    randomised = history.first(Randomised)
    return randomised is not None and bool(study.arms[randomised.body.arm].interventions)


def _is_event(body: Body, form: str) -> bool:
    return isinstance(body, FormSaved | ItemsCorrected) and body.form == form
