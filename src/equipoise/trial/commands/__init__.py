"""What a person may ask for: commands are imperative, one for each act. `decide` answers each with facts or a refusal.

Start here: `study.py`; the files have the names of those in `facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_

import msgspec

from equipoise.trial.commands.calendar import SetDayOff, WithdrawDayOff
from equipoise.trial.commands.casebook import (
    AnswerQuery,
    CloseQuery,
    CorrectItems,
    EndorseCasebook,
    Lock,
    OpenQuery,
    ReopenQuery,
    RetractForm,
    SaveForm,
    SignForm,
    Unlock,
    VerifySource,
)
from equipoise.trial.commands.command import Command
from equipoise.trial.commands.laboratory import (
    RecordLaboratoryFile,
    SetLaboratoryMapping,
    SetReferenceRanges,
    WithdrawReferenceRange,
)
from equipoise.trial.commands.participant import (
    ConfirmEligibility,
    CorrectLevels,
    FailScreening,
    JudgeCriterion,
    MarkRandomisedInError,
    Randomise,
    RecordOtherTreatment,
    RecordSamePerson,
    RegisterParticipant,
    SignConsent,
    Unblind,
    WithdrawConsent,
)
from equipoise.trial.commands.product import (
    AssessResult,
    BookCollection,
    CloseBatch,
    Collect,
    ControlBatch,
    DecideExcursion,
    DispatchBag,
    DisposeBag,
    EndInfusion,
    FormulateBag,
    LabelBag,
    NoteReaction,
    ProductCommand,
    RecallLot,
    ReceiveBag,
    ReceiveCollection,
    RecordResult,
    RefuseCollection,
    RejectBag,
    ReleaseBag,
    SeedBatch,
    SettleCallBack,
    SignException,
    StartInfusion,
    TakeCallBackStep,
    TakeVitalSigns,
    VerifyBag,
)
from equipoise.trial.commands.safety import ConfirmGrade, SendSafetyReport
from equipoise.trial.commands.study import (
    ApproveAmendment,
    CommitAllocationKey,
    DelegateDuty,
    LiftHold,
    OpenStudy,
    PlaceHold,
    RecordTraining,
    RevealAllocationKey,
    WithdrawDuty,
)

__all__ = [
    "BY_NAME", "COMMANDS", "AnswerQuery", "ApproveAmendment", "AssessResult", "BookCollection", "CloseBatch", "CloseQuery", "Collect",
    "Command", "CommitAllocationKey", "ConfirmEligibility", "ConfirmGrade", "ControlBatch", "CorrectItems", "CorrectLevels",
    "DecideExcursion", "DelegateDuty", "DispatchBag", "DisposeBag", "EndInfusion", "EndorseCasebook", "FailScreening", "FormulateBag",
    "JudgeCriterion", "LabelBag", "LiftHold", "Lock", "MarkRandomisedInError", "NoteReaction", "OpenQuery", "OpenStudy", "PlaceHold",
    "ProductCommand", "Randomise", "RecallLot", "ReceiveBag", "ReceiveCollection", "RecordLaboratoryFile", "RecordOtherTreatment",
    "RecordResult", "RecordSamePerson", "RecordTraining", "RefuseCollection", "RegisterParticipant", "RejectBag", "ReleaseBag",
    "ReopenQuery", "RetractForm", "RevealAllocationKey", "SaveForm", "SeedBatch", "SendSafetyReport", "SetDayOff",
    "SetLaboratoryMapping", "SetReferenceRanges", "SettleCallBack", "SignConsent", "SignException", "SignForm", "StartInfusion",
    "TakeCallBackStep", "TakeVitalSigns", "Unblind", "Unlock", "VerifyBag", "VerifySource", "WithdrawConsent", "WithdrawDayOff",
    "WithdrawDuty", "WithdrawReferenceRange", "name_of", "read_command",
]  # fmt: skip

COMMANDS: tuple[type[Command], ...] = (
    OpenStudy, ApproveAmendment, DelegateDuty, WithdrawDuty, RecordTraining, PlaceHold, LiftHold, CommitAllocationKey, RevealAllocationKey,
    RegisterParticipant, SignConsent, WithdrawConsent, JudgeCriterion, ConfirmEligibility, FailScreening, Randomise,
    MarkRandomisedInError, CorrectLevels, RecordSamePerson, RecordOtherTreatment, Unblind,
    SaveForm, CorrectItems, RetractForm, OpenQuery, AnswerQuery, CloseQuery, ReopenQuery, VerifySource, SignForm,
    EndorseCasebook, Lock, Unlock,
    BookCollection, RefuseCollection, Collect, ReceiveCollection, SeedBatch, ControlBatch, FormulateBag, LabelBag, RecordResult,
    AssessResult, SignException, ReleaseBag, RejectBag, DispatchBag,
    ReceiveBag, DecideExcursion, VerifyBag, StartInfusion, TakeVitalSigns, NoteReaction, EndInfusion, DisposeBag,
    CloseBatch, TakeCallBackStep, SettleCallBack, RecallLot,
    SendSafetyReport, ConfirmGrade,
    SetLaboratoryMapping, RecordLaboratoryFile, SetReferenceRanges, WithdrawReferenceRange,
    SetDayOff, WithdrawDayOff,
)  # fmt: skip
"""Every act that can be asked for."""

_DECODER: msgspec.json.Decoder[Command] = msgspec.json.Decoder(reduce(or_, COMMANDS))


def read_command(words: bytes) -> Command:
    """A command from its JSON, told by its `command` key. msgspec.MsgspecError (with the path) for anything else."""
    try:
        return _DECODER.decode(words)
    except (UnicodeDecodeError, RecursionError) as fault:
        raise msgspec.DecodeError(f"JSON is malformed: {fault}") from fault


def name_of(command: Command | type[Command]) -> str:
    """The stable name of an act, as the API, the permission table and refusals use it."""
    kind = command if isinstance(command, type) else type(command)
    tag = kind.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


BY_NAME: Mapping[str, type[Command]] = {name_of(kind): kind for kind in COMMANDS}
"""Stable name -> act."""
