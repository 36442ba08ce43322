"""What may be asked about the cell product, from the booking of a collection to the call-back of a bag."""

from __future__ import annotations

from decimal import Decimal

from equipoise.facts.body import Answer
from equipoise.trial.commands.command import Command


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
