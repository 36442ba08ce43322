"""What a person may ask for: commands are imperative, one for each act. `decide` answers each with facts or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from equipoise.facts.body import Answer
from equipoise.trial.command import Command as Command
from equipoise.trial.laboratory_commands import RecordLaboratoryFile as RecordLaboratoryFile
from equipoise.trial.laboratory_commands import SetLaboratoryMapping as SetLaboratoryMapping
from equipoise.trial.laboratory_commands import SetReferenceRanges as SetReferenceRanges
from equipoise.trial.laboratory_commands import WithdrawReferenceRange as WithdrawReferenceRange

# --- the study -------------------------------------------------------------------------------------------------------


class OpenStudy(Command, frozen=True, kw_only=True, tag="open_study"):
    """Begin to run the study under its first version. `environment`: real, training or rehearsal."""

    environment: str


class ApproveAmendment(Command, frozen=True, kw_only=True, tag="approve_amendment"):
    """Put a version of the study file into force from a day on, after its approval."""

    version: str
    effective: str


class DelegateDuty(Command, frozen=True, kw_only=True, tag="delegate_duty"):
    """Give a person a role, from a local day on and until one; empty: from now on, until it is withdrawn."""

    person: str
    duty: str
    first_day: str = ""
    last_day: str = ""


class WithdrawDuty(Command, frozen=True, kw_only=True, tag="withdraw_duty"):
    """Take a role from a person."""

    person: str
    duty: str


class RecordTraining(Command, frozen=True, kw_only=True, tag="record_training"):
    """Record that a person was trained for the study: topic and local day."""

    person: str
    topic: str
    day: str


class PlaceHold(Command, frozen=True, kw_only=True, tag="place_hold"):
    """Stop accrual, collection, infusion or manufacturing."""

    scope: tuple[str, ...]


class LiftHold(Command, frozen=True, kw_only=True, tag="lift_hold"):
    """End a hold."""

    hold: str


class CommitAllocationKey(Command, frozen=True, kw_only=True, tag="commit_allocation_key"):
    """Commit the sealed key of the randomisation list by its hash, before the first allocation."""


class RevealAllocationKey(Command, frozen=True, kw_only=True, tag="reveal_allocation_key"):
    """Publish the key of the finished list."""


# --- the participant -------------------------------------------------------------------------------------------------


class RegisterParticipant(Command, frozen=True, kw_only=True, tag="register_participant"):
    """Give the next free number to a person who enters screening."""

    site: str


class SignConsent(Command, frozen=True, kw_only=True, tag="sign_consent"):
    """Record a signed consent: its separate permissions, which questions were understood, who explained."""

    version: str
    language: str = "zh"
    signer: str = "participant"
    family: bool = False
    witness: str = ""
    ticks: dict[str, bool] = {}
    understood: dict[str, bool] = {}
    explained_by: str = ""


class WithdrawConsent(Command, frozen=True, kw_only=True, tag="withdraw_consent"):
    """Record a withdrawal from treatment, procedures or the use of data."""

    scopes: tuple[str, ...]


class JudgeCriterion(Command, frozen=True, kw_only=True, tag="judge_criterion"):
    """Decide by name and reason what no value decides."""

    criterion: str
    met: bool
    gate: str = ""
    occasion: str = ""


class ConfirmEligibility(Command, frozen=True, kw_only=True, tag="confirm_eligibility"):
    """Sign that every criterion passes. `content` is the digest of the assessment that was seen: another one is not signed."""

    meaning: str = ""
    content: str = ""


class FailScreening(Command, frozen=True, kw_only=True, tag="fail_screening"):
    """End the screening of a person who does not enter. `cause`: criteria, declined or other."""

    cause: str = "criteria"


class Randomise(Command, frozen=True, kw_only=True, tag="randomise"):
    """Allocate an eligible participant."""


class MarkRandomisedInError(Command, frozen=True, kw_only=True, tag="mark_randomised_in_error"):
    """Mark, irrevocably, an allocation that should not have happened.

    `error`: not_eligible, no_consent, wrong_person, twice, system or other.
    """

    error: str


class CorrectLevels(Command, frozen=True, kw_only=True, tag="correct_levels"):
    """Record at which levels of the factors a randomised participant truly stood; the allocation stays."""

    levels: dict[str, str]


class RecordSamePerson(Command, frozen=True, kw_only=True, tag="record_same_person"):
    """Record that a randomised participant was randomised before, under another number."""

    other: str


class RecordOtherTreatment(Command, frozen=True, kw_only=True, tag="record_other_treatment"):
    """Record that a randomised participant was given the treatment of another arm."""

    received: str


class Unblind(Command, frozen=True, kw_only=True, tag="unblind"):
    """Disclose one participant's arm. `occasion`: planned, emergency or inadvertent."""

    occasion: str


# --- the casebook ----------------------------------------------------------------------------------------------------


class SaveForm(Command, frozen=True, kw_only=True, tag="save_form"):
    """Enter a form as facts."""

    form: str
    instance: str
    visit: str = ""
    items: dict[str, Answer]
    groups: dict[str, tuple[dict[str, Answer], ...]] = {}


class CorrectItems(Command, frozen=True, kw_only=True, tag="correct_items"):
    """Change saved answers, with a reason. A path is `ITEM` or `GROUP.row.ITEM`."""

    form: str
    instance: str
    new: dict[str, Answer]


class RetractForm(Command, frozen=True, kw_only=True, tag="retract_form"):
    """Take back a form that should never have been entered, with a reason."""

    form: str
    instance: str


class OpenQuery(Command, frozen=True, kw_only=True, tag="open_query"):
    """Ask about an item."""

    form: str
    instance: str
    item: str
    words: str


class AnswerQuery(Command, frozen=True, kw_only=True, tag="answer_query"):
    """Answer a query."""

    query: str
    words: str


class CloseQuery(Command, frozen=True, kw_only=True, tag="close_query"):
    """Settle a query, or cancel it."""

    query: str
    cancelled: bool = False


class ReopenQuery(Command, frozen=True, kw_only=True, tag="reopen_query"):
    """Ask again."""

    query: str
    words: str


class VerifySource(Command, frozen=True, kw_only=True, tag="verify_source"):
    """State that items agree with their source."""

    form: str
    instance: str
    items: tuple[str, ...]


class SignForm(Command, frozen=True, kw_only=True, tag="sign_form"):
    """Sign a form, with the meaning of the signature."""

    form: str
    instance: str
    meaning: str


class EndorseCasebook(Command, frozen=True, kw_only=True, tag="endorse_casebook"):
    """Endorse all data of a participant, with the meaning of the signature."""

    meaning: str


class Lock(Command, frozen=True, kw_only=True, tag="lock"):
    """Close a form, visit, participant or the trial to change."""

    level: str
    target: str


class Unlock(Command, frozen=True, kw_only=True, tag="unlock"):
    """Open it again, with a reason and a second person."""

    level: str
    target: str
    second: str = ""


# --- the cell product ------------------------------------------------------------------------------------------------


class ProductCommand(Command, frozen=True, kw_only=True):
    """A step of the chain from vein to vein; the form that belongs to the step may be entered with it."""

    items: dict[str, Answer] = {}
    groups: dict[str, tuple[dict[str, Answer], ...]] = {}


class BookCollection(ProductCommand, frozen=True, kw_only=True, tag="book_collection"):
    """Plan the next collection, with all the places that it will need."""

    number: int
    day: str


class RefuseCollection(ProductCommand, frozen=True, kw_only=True, tag="refuse_collection"):
    """State that a due collection does not take place, and why."""

    number: int
    day: str


class Collect(ProductCommand, frozen=True, kw_only=True, tag="collect"):
    """Record an apheresis."""

    collection: str
    number: int
    second: str
    volume_ml: Decimal
    mononuclear_cells: int
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}


class ReceiveCollection(ProductCommand, frozen=True, kw_only=True, tag="receive_collection"):
    """Take a collection into the cell laboratory. `verdict`: accepted, quarantined or rejected."""

    collection: str
    verdict: str
    temperature_c: Decimal


class SeedBatch(ProductCommand, frozen=True, kw_only=True, tag="seed_batch"):
    """Begin the culture."""

    collection: str
    second: str
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}


class ControlBatch(ProductCommand, frozen=True, kw_only=True, tag="control_batch"):
    """Record an in-process control."""

    batch: str
    culture_day: int
    total_cells: int
    viability_pct: Decimal
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}


class FormulateBag(ProductCommand, frozen=True, kw_only=True, tag="formulate_bag"):
    """Harvest, wash and fill a bag."""

    batch: str
    harvest: int
    volume_ml: Decimal
    concentration_per_ml: int
    viability_pct: Decimal
    nk_pct: Decimal
    t_cell_pct: Decimal
    operator_two: str
    counted: tuple[int, ...] = ()
    viability_counted: int = 0
    flow_events: int = 0
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}


class LabelBag(ProductCommand, frozen=True, kw_only=True, tag="label_bag"):
    """Label a bag and account for the labels."""

    bag: str
    printed: int
    used: int
    destroyed: int
    second: str
    archived: int = 0


class RecordResult(ProductCommand, frozen=True, kw_only=True, tag="record_result"):
    """Record a result of the release specification."""

    unit: str
    attribute: str
    value: str
    measured_in: str = ""
    final: bool = True


class AssessResult(ProductCommand, frozen=True, kw_only=True, tag="assess_result"):
    """Close a phase of the investigation of a result. `phase`: laboratory or full; `finding`: assignable, none or confirmed."""

    unit: str
    attribute: str
    result: int
    phase: str
    finding: str
    second: str


class SignException(ProductCommand, frozen=True, kw_only=True, tag="sign_exception"):
    """Support the exceptional release of a bag, in a meaning that the study file names."""

    bag: str
    meaning: str


class ReleaseBag(ProductCommand, frozen=True, kw_only=True, tag="release_bag"):
    """Release a bag. `kind`: full, conditional or exceptional."""

    bag: str
    kind: str
    minutes_at_least: int = 0


class RejectBag(ProductCommand, frozen=True, kw_only=True, tag="reject_bag"):
    """Reject a bag."""

    bag: str
    attributes: tuple[str, ...]


class DispatchBag(ProductCommand, frozen=True, kw_only=True, tag="dispatch_bag"):
    """Send a released bag to the ward."""

    bag: str
    temperature_c: Decimal
    logger: str = ""


class ReceiveBag(ProductCommand, frozen=True, kw_only=True, tag="receive_bag"):
    """Take a bag over on the ward."""

    bag: str
    lowest_c: Decimal
    highest_c: Decimal
    minutes_outside: int = 0
    readings: tuple[tuple[int, Decimal], ...] = ()


class DecideExcursion(ProductCommand, frozen=True, kw_only=True, tag="decide_excursion"):
    """Decide whether a bag is usable after a temperature excursion."""

    bag: str
    usable: bool


class VerifyBag(ProductCommand, frozen=True, kw_only=True, tag="verify_bag"):
    """Compare wristband, bag and order at the bedside, two people. `ordered` is the bag that the order of the day names."""

    bag: str
    wristband: str
    second: str
    ordered: str = ""


class StartInfusion(ProductCommand, frozen=True, kw_only=True, tag="start_infusion"):
    """Begin an infusion."""

    bag: str
    course: int
    day: int
    planned_ml: Decimal
    planned_minutes: int = 0


class TakeVitalSigns(ProductCommand, frozen=True, kw_only=True, tag="take_vital_signs"):
    """Record vital signs around an infusion, at a time point of the study file."""

    bag: str
    point: str
    signs: dict[str, Answer]


class NoteReaction(ProductCommand, frozen=True, kw_only=True, tag="note_reaction"):
    """Record a reaction to an infusion, or that it settled. `action`: continue, slow, pause, resume or stop."""

    bag: str
    grade: int
    seen: str
    action: str
    treated: str = ""


class EndInfusion(ProductCommand, frozen=True, kw_only=True, tag="end_infusion"):
    """End an infusion, with the volume that went in."""

    bag: str
    volume_ml: Decimal
    minutes: int
    completed: bool


class DisposeBag(ProductCommand, frozen=True, kw_only=True, tag="dispose_bag"):
    """Destroy what was not given."""

    bag: str
    volume_ml: Decimal
    second: str


class CloseBatch(ProductCommand, frozen=True, kw_only=True, tag="close_batch"):
    """End a culture."""

    batch: str
    disposition: str


class TakeCallBackStep(ProductCommand, frozen=True, kw_only=True, tag="take_call_back_step"):
    """Record that somebody was told of a call-back, or that an infused participant was seen. `step`: told or followed_up."""

    result: int
    step: str
    whom: str


class SettleCallBack(ProductCommand, frozen=True, kw_only=True, tag="settle_call_back"):
    """Decide after a call-back whether the participant's other products may go on."""

    result: int
    resume: bool
    second: str


class RecallLot(Command, frozen=True, kw_only=True, tag="recall_lot"):
    """Recall a lot of a material: nothing more is made with it, and what was made with it is stopped."""

    material: str
    lot: str


# --- safety ----------------------------------------------------------------------------------------------------------


class SendSafetyReport(Command, frozen=True, kw_only=True, tag="send_safety_report"):
    """Record that a report of a serious event was sent."""

    instance: str
    clock: str
    to: str


class ConfirmGrade(Command, frozen=True, kw_only=True, tag="confirm_grade"):
    """Confirm or set aside a computed toxicity grade."""

    form: str
    instance: str
    item: str
    grade: int
    accepted: bool


# --- the calendar ----------------------------------------------------------------------------------------------------


class SetDayOff(Command, frozen=True, kw_only=True, tag="set_day_off"):
    """Close something from a local day to another (empty: that day alone), at a site or (empty) at all.

    `closed`: clinic, apheresis, cell_laboratory, ward, or office for a day off by law. With `worked` nothing is closed: the days,
    of a weekend or off by law, are working days instead.
    """

    first: str
    name: str
    closed: tuple[str, ...] = ()
    last: str = ""
    site: str = ""
    worked: bool = False


class WithdrawDayOff(Command, frozen=True, kw_only=True, tag="withdraw_day_off"):
    """Open again what was closed; `day_off` is the fact that closed it."""

    day_off: int


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

_ANY: Any = reduce(or_, COMMANDS)


def read_command(words: bytes) -> Command:
    """A command from its JSON, told by its `command` key. msgspec.MsgspecError (with the path) for anything else."""
    try:
        read: Command = msgspec.json.decode(words, type=_ANY)
    except (UnicodeDecodeError, RecursionError) as fault:
        raise msgspec.DecodeError(f"JSON is malformed: {fault}") from fault
    return read


def name_of(command: Command | type[Command]) -> str:
    """The stable name of an act, as the API, the permission table and refusals use it."""
    kind = command if isinstance(command, type) else type(command)
    tag = kind.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


BY_NAME: Mapping[str, type[Command]] = {name_of(kind): kind for kind in COMMANDS}
"""Stable name -> act."""
