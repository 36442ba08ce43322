"""Acts of the randomisation list on a participant: allocate, unblind. Errors of allocation have a file of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from equipoise.facts.observe import observations
from equipoise.facts.participant import ConsentSigned, EligibilityConfirmed
from equipoise.facts.product import CollectionBooked
from equipoise.facts.randomisation import (
    AllocationKeyCommitted,
    AllocationKeyRevealed,
    Randomised,
    Unblinded,
)
from equipoise.protocol.entry_words import entry_words
from equipoise.rules import eligibility, product, randomisation
from equipoise.trial import commands as act
from equipoise.trial.acts.about import closed, known, on_participant
from equipoise.trial.acts.screening import not_in_screening, not_signed
from equipoise.trial.acts.study import LIST
from equipoise.trial.decision import Accepted, Asked, Decision, refuse
from equipoise.trial.person import Person, accrual_held, person, standing
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def randomise(trial: Trial, asked: Asked, command: act.Randomise) -> Decision:
    """Allocate a participant: consent, signed eligibility that still holds, levels of all factors, key, no hold, once.

    With a single arm there is nothing to draw: the participant is entered, and no key is asked for.
    """
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    day = asked.day(one.study)
    reasons = list(not_in_screening(one))
    confirmed = one.facts.last(EligibilityConfirmed)
    reasons += [*not_signed(trial, one), *closed(trial, one)]
    reasons += eligibility.assess(one.study, one.facts, day).refusals
    reasons += [*_list_is_ready(trial, asked, one), *_no_slot(trial, one, day)]
    now = [name for name, event in one.study.events.items() if event.fact == "randomised"]
    levels = randomisation.levels(one.study, observations(one.study, one.facts, day, one.events, now), day)
    reasons += levels.reasons
    if reasons or confirmed is None:
        return refuse(*reasons)
    drawn = _next(trial, asked, one, levels)
    consent = one.facts.last(ConsentSigned)
    body = Randomised(
        list=LIST,
        sequence=drawn.sequence,
        arm=drawn.arm,
        levels=dict(levels.levels),
        inputs=drawn.inputs,
        scores=drawn.scores,
        draw=drawn.draw,
        rests_on=(confirmed.seq, *((consent.seq,) if consent else ())),
    )
    return Accepted((on_participant(one, asked, body),))


def _next(trial: Trial, asked: Asked, one: Person, levels: randomisation.Levels) -> randomisation.Allocation:
    if one.study.single_arm:
        return randomisation.enter(one.study, LIST, trial.allocations, levels)
    assert asked.allocation_key is not None  # otherwise the list is not ready
    return randomisation.allocate(
        one.study, LIST, trial.allocations, levels, asked.allocation_key, environment=trial.environment
    )


def _no_slot(trial: Trial, one: Person, day: date) -> tuple[Reason, ...]:
    """Why the study's allocation waits for the cell laboratory: no first collection could take place in time."""
    if "collection_slot" not in one.study.randomisation.requires or one.study.product is None:
        return ()
    chains: list[product.Chain] = []
    waiting: list[tuple[date, date]] = []
    for number, facts in trial.participants.items():
        if facts.first(CollectionBooked) is not None:
            chains.append(product.chain(one.study, facts))
        elif facts.first(Randomised) is not None:
            waiting += _waits(trial, number, day)
    return product.against_randomising(one.study, chains, waiting, day, one.site)


def _waits(trial: Trial, number: str, day: date) -> Iterator[tuple[date, date]]:
    """The days in which somebody allocated and not booked yet needs a first collection; nothing for who needs none any more."""
    other = person(trial, number, day)
    if other is None or other.study.product is None or not standing(trial, other, day).goes_on:
        return
    coming = product.next_collection(other.study, other.facts)
    if coming is not None and coming.latest >= day:
        yield coming.earliest, coming.latest


def unblind(trial: Trial, asked: Asked, command: act.Unblind) -> Decision:
    """Disclose one participant's arm, with its occasion and reason."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = []
    if one.study.design.masking == "NONE":
        reasons.append(
            Reason(
                "open_label", Text("The study is open: there is nothing to unblind.", "本研究为开放设计，无需揭盲。")
            )
        )
    if one.arm is None:
        reasons.append(
            Reason(
                "not_randomised",
                entry_words(one.study, Text("The participant was not randomised.", "该受试者未随机。")),
            )
        )
    if command.occasion not in ("planned", "emergency", "inadvertent"):
        reasons.append(
            Reason(
                "unknown_occasion", Text("Choose planned, emergency or inadvertent.", "请选择：计划内、紧急或意外。")
            )
        )
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("Unblinding needs a reason.", "揭盲须填写原因。")))
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, Unblinded(occasion=command.occasion)),))


def _list_is_ready(trial: Trial, asked: Asked, one: Person) -> list[Reason]:
    """Why nobody can be allocated from the list now: its key, where arms are drawn, a hold, or every place taken."""
    return [
        *(() if one.study.single_arm else (*_key_does_not_fit(trial, asked, one), *_key_is_public(trial))),
        *_accrual_is_held(trial),
        *_enrolment_is_complete(trial, one),
    ]


def _key_does_not_fit(trial: Trial, asked: Asked, one: Person) -> Iterator[Reason]:
    """The first of what stands between the list and its key: each rests on the one before."""
    committed = trial.study.last(AllocationKeyCommitted)
    if committed is None:
        says = Text("The key of the randomisation list is not committed yet.", "随机列表的密钥尚未承诺。")
        remedy = Text(
            "The statistician commits it once, before the first allocation.", "由统计师在首例随机前承诺一次。"
        )
        yield Reason("key_not_committed", says, remedy=remedy)
    elif asked.allocation_key is None:
        yield Reason("no_key", Text("The sealed key is not at hand.", "随机密钥不可用。"))
    elif randomisation.commitment(asked.allocation_key) != committed.body.commitment:
        says = Text("The key at hand is not the one committed.", "当前密钥与所承诺的不一致。")
        yield Reason("other_key", says, (committed.seq,))
    elif randomisation.scheme_hash(one.study) != committed.body.scheme_hash:
        says = Text(
            "The randomisation of the study file is not the one committed.",
            "研究文件中的随机方案与所承诺的不一致。",
        )
        remedy = Text(
            "After an amendment of the randomisation the statistician commits the new scheme.",
            "随机方案修订后，由统计师承诺新方案。",
        )
        yield Reason("other_scheme", says, (committed.seq,), "randomisation", remedy)


def _key_is_public(trial: Trial) -> Iterator[Reason]:
    revealed = trial.study.first(AllocationKeyRevealed)
    if revealed is not None:
        says = Text(
            "The key of this list is public: nobody is allocated by it any more.",
            "该列表的密钥已公开，不得再据此随机。",
        )
        yield Reason("key_revealed", says, (revealed.seq,))


def _accrual_is_held(trial: Trial) -> Iterator[Reason]:
    if accrual_held(trial):
        holds = tuple(fact.seq for fact in trial.holds.values() if "accrual" in fact.body.scope)
        remedy = Text("The hold must be lifted first.", "须先解除暂停。")
        says = entry_words(trial.protocols.first, Text("Randomisation is on hold.", "随机入组已暂停。"))
        yield Reason("accrual_held", says, holds, remedy=remedy)


def _enrolment_is_complete(trial: Trial, one: Person) -> Iterator[Reason]:
    planned = one.study.design.enrolment
    if len(trial.allocations) >= planned:
        says = Text("All {n} planned participants are randomised.", "计划的 {n} 例均已随机。")
        says = entry_words(one.study, says).format(n=planned)
        yield Reason("enrolment_complete", says, protocol="design.enrolment")
