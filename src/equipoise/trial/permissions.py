"""Who may do what: one table of role and command, and one of role and field. Everything not listed is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.protocol.model import Study
from equipoise.protocol.roles import ROLES as ROLES
from equipoise.trial import commands as act
from equipoise.trial.commands import Command

_PHYSICIANS = ("investigator", "sub_investigator")
_CLINIC = (*_PHYSICIANS, "coordinator")
_BEDSIDE = (*_PHYSICIANS, "coordinator", "apheresis_nurse", "infusion_nurse")
_LABORATORY = ("cell_technician",)

MAY: Final[Mapping[type[Command], tuple[str, ...]]] = {
    act.OpenStudy: ("administrator",),
    act.ApproveAmendment: ("investigator",),
    act.DelegateDuty: ("administrator", "investigator"),
    act.WithdrawDuty: ("administrator", "investigator"),
    act.RecordTraining: ("investigator", "coordinator", "administrator"),
    act.PlaceHold: ("investigator", "safety_board", "quality_releaser"),
    act.LiftHold: ("investigator", "safety_board", "quality_releaser"),
    act.CommitAllocationKey: ("statistician",),
    act.RevealAllocationKey: ("statistician",),
    act.RegisterParticipant: _CLINIC,
    act.SignConsent: _CLINIC,
    act.WithdrawConsent: _CLINIC,
    act.JudgeCriterion: _PHYSICIANS,
    act.ConfirmEligibility: ("investigator",),
    act.FailScreening: _PHYSICIANS,
    act.Randomise: ("investigator", "sub_investigator", "coordinator"),
    act.MarkRandomisedInError: ("administrator",),
    act.CorrectLevels: ("investigator", "data_manager"),
    act.RecordSamePerson: ("investigator", "data_manager"),
    act.RecordOtherTreatment: (*_PHYSICIANS, "pharmacist", "statistician"),
    act.Unblind: ("investigator",),
    act.SaveForm: (*_BEDSIDE, "cell_technician", "quality_releaser", "pharmacist", "radiologist", "data_manager"),
    act.CorrectItems: (*_BEDSIDE, "cell_technician", "quality_releaser", "pharmacist", "radiologist"),
    act.RetractForm: (*_BEDSIDE, "cell_technician", "quality_releaser", "pharmacist", "radiologist"),
    act.OpenQuery: ("data_manager", "monitor", "statistician"),
    act.AnswerQuery: (*_BEDSIDE, "cell_technician", "quality_releaser", "pharmacist", "radiologist"),
    act.CloseQuery: ("data_manager", "monitor"),
    act.ReopenQuery: ("data_manager", "monitor"),
    act.VerifySource: ("monitor",),
    act.SignForm: (*_PHYSICIANS, "radiologist", "quality_releaser"),
    act.EndorseCasebook: ("investigator",),
    act.Lock: ("data_manager",),
    act.Unlock: ("data_manager",),
    act.BookCollection: ("coordinator", "apheresis_nurse"),
    act.RefuseCollection: (*_PHYSICIANS, "apheresis_nurse"),
    act.Collect: ("apheresis_nurse",),
    act.ReceiveCollection: _LABORATORY,
    act.SeedBatch: _LABORATORY,
    act.ControlBatch: _LABORATORY,
    act.FormulateBag: _LABORATORY,
    act.LabelBag: _LABORATORY,
    act.RecordResult: ("cell_technician", "quality_releaser"),
    act.ReleaseBag: ("quality_releaser",),
    act.AssessResult: ("quality_releaser",),
    act.SignException: (*_CLINIC, "quality_releaser"),
    act.RejectBag: ("quality_releaser",),
    act.DispatchBag: _LABORATORY,
    act.ReceiveBag: ("infusion_nurse",),
    act.DecideExcursion: ("quality_releaser",),
    act.VerifyBag: ("infusion_nurse",),
    act.StartInfusion: ("infusion_nurse",),
    act.TakeVitalSigns: ("infusion_nurse",),
    act.NoteReaction: (*_PHYSICIANS, "infusion_nurse"),
    act.EndInfusion: ("infusion_nurse",),
    act.DisposeBag: ("infusion_nurse", "cell_technician"),
    act.CloseBatch: ("cell_technician", "quality_releaser"),
    act.TakeCallBackStep: (*_CLINIC, "quality_releaser"),
    act.SettleCallBack: ("quality_releaser",),
    act.RecallLot: ("quality_releaser",),
    act.SendSafetyReport: (*_PHYSICIANS, "coordinator"),
    act.ConfirmGrade: _PHYSICIANS,
    act.SetLaboratoryMapping: ("coordinator", "data_manager"),
    act.RecordLaboratoryFile: (*_CLINIC, "data_manager"),
    act.SetReferenceRanges: ("data_manager", "administrator"),
    act.WithdrawReferenceRange: ("data_manager", "administrator"),
    act.SetDayOff: ("administrator", "coordinator"),
    act.WithdrawDayOff: ("administrator", "coordinator"),
}
"""Command -> the roles that may give it."""

GATED: Final[frozenset[type[Command]]] = frozenset(
    {act.Randomise, act.Unblind, act.Collect, act.ReleaseBag, act.VerifyBag, act.StartInfusion}
)
"""Acts whose refusal is itself recorded: they cannot be taken back, so an attempt matters."""

BLIND_READER: Final = "radiologist"
"""The role that reads blinded where a study has a central reading."""
_SEES_IDENTITY = frozenset({"investigator", "sub_investigator", "coordinator", "apheresis_nurse", "infusion_nurse"})
_READS_EVERYTHING = frozenset({"inspector"})
_ANSWERS_REQUESTS = frozenset(_CLINIC)
_CLOSED_SESSION = frozenset({"safety_board", "statistician", "inspector"})


def may(role: str, command: type[Command]) -> bool:
    """Whether a role may give a command."""
    return role in MAY[command]


def sees_arm(study: Study, role: str) -> bool:
    """Whether a role may see the arm of a participant: in a masked study the masked roles may not, a blinded reader never."""
    return (study.design.masking == "NONE" or role not in study.design.masked) and not reads_blind(study, role)


def reads_blind(study: Study, role: str) -> bool:
    """Whether a role reads scans without knowing arm, treatment or any other reader's result, as the study file declares."""
    plan = study.response
    return role == BLIND_READER and plan is not None and plan.readers is not None and bool(plan.readers.central)


def reads_closed_report(study: Study, role: str) -> bool:
    """Whether a role reads the closed report of the safety board, which compares arms while the trial goes on."""
    return role in _CLOSED_SESSION and sees_arm(study, role)


def sees_identity(role: str) -> bool:
    """Whether a role may open the identity vault."""
    return role in _SEES_IDENTITY


def answers_requests(role: str) -> bool:
    """Whether a role reads and answers what visitors of the public pages write to the study team."""
    return role in _ANSWERS_REQUESTS


def reads_everything(role: str) -> bool:
    """Whether a role reads all, as of any moment, and changes nothing."""
    return role in _READS_EVERYTHING
