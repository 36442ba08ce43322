"""The one gate: a command becomes facts, or a refusal with every reason. The ward, an import and the rehearsal all go through it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from equipoise.facts import as_stored
from equipoise.facts.study import ActRefused
from equipoise.trial import commands as act
from equipoise.trial.acts import (
    allocation,
    allocation_errors,
    attest,
    casebook,
    days_off,
    hold,
    laboratory,
    lock,
    participant,
    product,
    queries,
    ranges,
    safety,
    screening,
    study,
)
from equipoise.trial.commands import Command, name_of
from equipoise.trial.decision import Asked, Decision, Happening, Refused, as_kept, refuse, when_is_impossible
from equipoise.trial.permissions import GATED, ROLES, may
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text

_Handler = Callable[[Trial, Asked, Any], Decision]

_HANDLERS: Final[Mapping[type[Command], _Handler]] = {
    act.OpenStudy: study.open_study,
    act.ApproveAmendment: study.approve_amendment,
    act.DelegateDuty: study.delegate_duty,
    act.WithdrawDuty: study.withdraw_duty,
    act.RecordTraining: study.record_training,
    act.PlaceHold: study.place_hold,
    act.LiftHold: hold.lift_hold,
    act.CommitAllocationKey: study.commit_allocation_key,
    act.RevealAllocationKey: study.reveal_allocation_key,
    act.RegisterParticipant: participant.register,
    act.SignConsent: participant.sign_consent,
    act.WithdrawConsent: participant.withdraw_consent,
    act.JudgeCriterion: screening.judge,
    act.ConfirmEligibility: screening.confirm_eligibility,
    act.FailScreening: screening.fail_screening,
    act.Randomise: allocation.randomise,
    act.MarkRandomisedInError: allocation_errors.mark_in_error,
    act.CorrectLevels: allocation_errors.correct_levels,
    act.RecordSamePerson: allocation_errors.record_same_person,
    act.RecordOtherTreatment: allocation_errors.record_other_treatment,
    act.Unblind: allocation.unblind,
    act.SaveForm: casebook.save_form,
    act.CorrectItems: casebook.correct,
    act.RetractForm: casebook.retract,
    act.OpenQuery: queries.open_query,
    act.AnswerQuery: queries.answer_query,
    act.CloseQuery: queries.close_query,
    act.ReopenQuery: queries.reopen_query,
    act.VerifySource: attest.verify_source,
    act.SignForm: attest.sign_form,
    act.EndorseCasebook: attest.endorse,
    act.Lock: lock.lock,
    act.Unlock: lock.unlock,
    **dict.fromkeys(product.STEPS, product.step),
    act.RecallLot: product.recall_lot,
    act.SendSafetyReport: safety.send_report,
    act.ConfirmGrade: safety.confirm_grade,
    act.SetLaboratoryMapping: laboratory.set_mapping,
    act.RecordLaboratoryFile: laboratory.record_file,
    act.SetReferenceRanges: ranges.set_ranges,
    act.WithdrawReferenceRange: ranges.withdraw_range,
    act.SetDayOff: days_off.set_day_off,
    act.WithdrawDayOff: days_off.withdraw_day_off,
}


def decide(trial: Trial, asked: Asked) -> Decision:
    """What follows from a command: the facts to be kept, or all reasons against it. Changes nothing itself."""
    impossible = when_is_impossible(asked, trial)
    against = (*_not_permitted(trial, asked), *impossible)
    decision = refuse(*against) if against else _HANDLERS[type(asked.command)](trial, asked, asked.command)
    if isinstance(decision, Refused) and type(asked.command) in GATED and trial.is_open:
        happened = as_stored(asked.at) if impossible else asked.happened
        return Refused(decision.reasons, (_attempt(trial, asked, decision.reasons, happened),))
    return decision


def _not_permitted(trial: Trial, asked: Asked) -> tuple[Reason, ...]:
    if isinstance(asked.command, act.OpenStudy):
        return () if may(asked.by.role, act.OpenStudy) else (_not_of_role(asked.by.role),)
    if not trial.is_open:
        return (
            Reason(
                "not_open",
                Text("The study is not open yet.", "研究尚未启动。"),
                remedy=Text("The administrator opens it first.", "请先由系统管理员启动研究。"),
            ),
        )
    role = asked.by.role
    reasons = []
    if not trial.holds_role(asked.by.actor, role, asked.day(trial.protocols.first)):
        reasons.append(
            Reason(
                "not_delegated",
                Text("You do not hold this role in this study: {role}.", "您在本研究中未承担该角色：{role}。").format(
                    role=ROLES.get(role, Text(role, role))
                ),
                remedy=Text("The delegation log must name you.", "须先列入授权分工表。"),
            )
        )
    if not may(role, type(asked.command)):
        reasons.append(_not_of_role(role))
    return tuple(reasons)


def _not_of_role(role: str) -> Reason:
    return Reason(
        "not_permitted",
        Text("This act does not belong to your role: {role}.", "此操作不属于您的角色：{role}。").format(
            role=ROLES.get(role, Text(role, role))
        ),
    )


def _attempt(trial: Trial, asked: Asked, reasons: tuple[Reason, ...], happened: str) -> Happening:
    subject = asked.command.participant if asked.command.participant in trial.participants else ""
    body = ActRefused(
        act=name_of(asked.command),
        asked=msgspec.to_builtins(asked.command),
        reasons=tuple(as_kept(reason) for reason in reasons),
    )
    return Happening(body, f"P:{subject}" if subject else study.STREAM, subject, happened)
