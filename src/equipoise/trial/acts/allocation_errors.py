"""Errors of allocation: each is recorded and none is undone. The arm, the slot and the values used stay as they were.

Source: Yelland et al. 2015 (Better reporting of randomisation errors, and which to keep), PMC4509880; ICH E9, 5.2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.facts.randomisation import (
    LevelsCorrected,
    OtherTreatmentGiven,
    Randomised,
    RandomisedInError,
    SamePersonFound,
)
from equipoise.protocol.entry_words import entry_words
from equipoise.trial import commands as act
from equipoise.trial.acts.about import known, on_participant, unknown_participant
from equipoise.trial.decision import Accepted, Asked, Decision, refuse
from equipoise.trial.permissions import sees_arm
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same

ERRORS: Final[Mapping[str, Text]] = {
    "not_eligible": Text("did not meet the criteria", "不符合入选标准"),
    "no_consent": Text("had not given a valid consent", "未获得有效知情同意"),
    "wrong_person": Text("was not the person meant", "随机了错误的人员"),
    "twice": Text("had been randomised before", "此前已随机"),
    "system": Text("was randomised by a fault of the system", "系统故障所致"),
    "other": Text("was randomised in error otherwise", "其他原因误随机"),
}
"""What can have been wrong with an allocation that should not have happened."""
_LATER: Final = Text(
    "{other} was randomised later: the earlier allocation is the one that counts.",
    "{other} 随机在后：应以较早的随机为准。",
)


def mark_in_error(trial: Trial, asked: Asked, command: act.MarkRandomisedInError) -> Decision:
    """Mark an allocation as an error: irrevocable, the participant stays in the trial and in the intention-to-treat set."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = _not_randomised(one)
    if command.error not in ERRORS:
        reasons.append(
            Reason(
                "unknown_error",
                Text(f"“{command.error}” is not a kind of error.", f"“{command.error}”不是有效的错误类别。"),
                remedy=Text("Choose among: {all}.", "可选：{all}。").format(
                    all=listed([same(name) for name in ERRORS])
                ),
            )
        )
    marked = one.facts.first(RandomisedInError)
    if marked is not None:
        reasons.append(
            Reason(
                "marked_already",
                Text("The mark stands already and cannot be changed.", "该标记已存在，不可更改。"),
                (marked.seq,),
            )
        )
    reasons += _no_reason(command)
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, RandomisedInError(error=command.error), _allocated(one)),))


def correct_levels(trial: Trial, asked: Asked, command: act.CorrectLevels) -> Decision:
    """Record at which levels a participant truly stood: the analysis uses these, the allocation keeps those it used."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = _not_randomised(one)
    randomised = one.facts.first(Randomised)
    stood = _levels(one)
    for factor, level in command.levels.items():
        plan = one.study.randomisation.factors.get(factor)
        if plan is None or level not in plan.levels:
            reasons.append(_no_level(one, factor, level))
    if randomised is not None and {**stood, **command.levels} == stood:
        reasons.append(
            Reason(
                "nothing_changes",
                Text("The participant stands at these levels already.", "该受试者已处于这些水平。"),
                (randomised.seq,),
                remedy=Text("Give the levels that were wrong.", "请填写有误的因素水平。"),
            )
        )
    reasons += _no_reason(command)
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, LevelsCorrected(levels={**stood, **command.levels}), _allocated(one)),))


def record_same_person(trial: Trial, asked: Asked, command: act.RecordSamePerson) -> Decision:
    """Record, on the later allocation, that the same person was randomised before under another number."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = _not_randomised(one)
    other = trial.facts_of(command.other)
    earlier = other.first(Randomised) if other is not None else None
    if other is None:
        reasons.append(unknown_participant(command.other))
    elif command.other == one.number:
        reasons.append(Reason("same_number", Text("This is the participant's own number.", "这是该受试者本人的编号。")))
    elif earlier is None:
        says = entry_words(one.study, Text("{other} was not randomised.", "{other} 未随机。"))
        reasons.append(Reason("other_not_randomised", says.format(other=command.other)))
    elif one.arm is not None and earlier.seq > _allocated(one):
        reasons.append(
            Reason(
                "not_the_later",
                entry_words(one.study, _LATER).format(other=command.other),
                (earlier.seq,),
                remedy=Text(f"Record it on {command.other}.", f"请在 {command.other} 上记录。"),
            )
        )
    found = one.facts.first(SamePersonFound)
    if found is not None:
        reasons.append(Reason("recorded_already", Text("It is recorded already.", "已有记录。"), (found.seq,)))
    reasons += _no_reason(command)
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, SamePersonFound(other=command.other), _allocated(one)),))


def record_other_treatment(trial: Trial, asked: Asked, command: act.RecordOtherTreatment) -> Decision:
    """Record that a participant was given the treatment of another arm: analysed as randomised, safety as treated."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = _not_randomised(one)
    if not sees_arm(one.study, asked.by.role):
        reasons.append(
            Reason(
                "masked",
                Text("Your role may not see which treatment was given.", "您的角色处于盲态，不可获知所用治疗。"),
                protocol="design.masked",
                remedy=Text("A role that is not masked records it.", "请由非盲角色记录。"),
            )
        )
    elif command.received not in one.study.arms:
        reasons.append(
            Reason(
                "unknown_arm",
                Text(f"There is no arm “{command.received}”.", f"没有组别“{command.received}”。"),
                protocol="arms",
                remedy=Text("Choose among: {all}.", "可选：{all}。").format(
                    all=listed([same(name) for name in one.study.arms])
                ),
            )
        )
    elif command.received == one.arm:
        reasons.append(
            Reason(
                "as_allocated",
                Text("That is the arm to which the participant was allocated.", "这正是该受试者所分配的组别。"),
                (_allocated(one),),
            )
        )
    reasons += _no_reason(command)
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, OtherTreatmentGiven(received=command.received), _allocated(one)),))


def _levels(one: Person) -> dict[str, str]:
    """The levels as last corrected, otherwise as used."""
    corrected, randomised = one.facts.last(LevelsCorrected), one.facts.first(Randomised)
    if corrected is not None:
        return dict(corrected.body.levels)
    return dict(randomised.body.levels) if randomised is not None else {}


def _no_level(one: Person, factor: str, level: str) -> Reason:
    plan = one.study.randomisation.factors.get(factor)
    if plan is None:
        known_factors = listed([same(name) for name in one.study.randomisation.factors])
        return Reason(
            "unknown_factor",
            Text(f"“{factor}” is not a factor of the randomisation.", f"“{factor}”不是随机因素。"),
            protocol="randomisation.factors",
            remedy=Text("Choose among: {all}.", "可选：{all}。").format(all=known_factors),
        )
    return Reason(
        "unknown_level",
        Text("{factor} has no level “{level}”.", "{factor}没有水平“{level}”。").format(
            factor=plan.name, level=same(level)
        ),
        protocol=f"randomisation.factors.{factor}.levels",
        remedy=Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(name) for name in plan.levels])),
    )


def _not_randomised(one: Person) -> list[Reason]:
    if one.arm is not None:
        return []
    says = Text("The participant was not randomised.", "该受试者未随机。")
    return [Reason("not_randomised", entry_words(one.study, says))]


def _no_reason(command: act.Command) -> list[Reason]:
    if command.reason:
        return []
    return [Reason("reason_missing", Text("This record needs a reason.", "须填写原因。"))]


def _allocated(one: Person) -> int:
    randomised = one.facts.first(Randomised)
    return randomised.seq if randomised is not None else 0
