"""Facts of the cell product from vein to vein: collection, batch, bag, infusion.

A collection grows into one batch; a batch is harvested into bags; a bag is infused. `subject` of the fact is the participant.
Numbers are exact decimals; cells are whole counts; volumes mL; temperatures degrees Celsius. `lots` names the material and its lot,
`expires` the last day (YYYY-MM-DD) of a lot by its material, where it was read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from equipoise.facts.body import Answer, Body


class CollectionBooked(Body, frozen=True, kw_only=True):
    """Collection number `number` is planned on a day, with every place it will need later (incubator, infusion chairs)."""

    KIND: ClassVar[str] = "collection.booked"
    collection: str
    number: int
    day: str


class CollectionRefused(Body, frozen=True, kw_only=True):
    """A due collection does not take place, for the reason on the fact."""

    KIND: ClassVar[str] = "collection.refused"
    number: int
    day: str


class Collected(Body, frozen=True, kw_only=True):
    """Apheresis ended; two people verified who lay there and what the label says."""

    KIND: ClassVar[str] = "collection.done"
    collection: str
    number: int
    second: str
    volume_ml: Decimal
    mononuclear_cells: int
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}


class CollectionReceived(Body, frozen=True, kw_only=True):
    """The cell laboratory took the collection in: accepted, quarantined or rejected."""

    KIND: ClassVar[str] = "collection.received"
    collection: str
    verdict: str
    temperature_c: Decimal


class BatchSeeded(Body, frozen=True, kw_only=True):
    """Culture began from an accepted collection."""

    KIND: ClassVar[str] = "batch.seeded"
    batch: str
    collection: str
    second: str
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}


class BatchTested(Body, frozen=True, kw_only=True):
    """An in-process control of a growing batch."""

    KIND: ClassVar[str] = "batch.tested"
    batch: str
    culture_day: int
    total_cells: int
    viability_pct: Decimal
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}


class BagFormulated(Body, frozen=True, kw_only=True):
    """A harvest was washed and filled into a bag, with the counts that its dose is computed from.

    What was counted behind the figures, where it was kept: the cells of each replicate of the concentration, the cells scored
    for viability, the viable cells gated for the phenotype. The interval of the dose comes from them.
    """

    KIND: ClassVar[str] = "bag.formulated"
    bag: str
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


class BagLabelled(Body, frozen=True, kw_only=True):
    """Labels were printed, used, destroyed and archived before the eyes of a second person; the counts must agree."""

    KIND: ClassVar[str] = "bag.labelled"
    bag: str
    printed: int
    used: int
    destroyed: int
    second: str
    archived: int = 0


class UnitTested(Body, frozen=True, kw_only=True):
    """A result of the release specification for a bag or its batch; `final` is false for a reading `to date`."""

    KIND: ClassVar[str] = "unit.tested"
    unit: str
    attribute: str
    value: str
    measured_in: str = ""
    final: bool = True


class ResultAssessed(Body, frozen=True, kw_only=True):
    """One phase of the investigation of a result out of specification; `result` is the ledger number of the result.

    `phase` is laboratory or full. `finding` is assignable (a demonstrated fault made the result: it does not count), none (the
    laboratory found no fault: the full investigation follows) or confirmed (the product is out of specification).
    """

    KIND: ClassVar[str] = "result.assessed"
    unit: str
    attribute: str
    result: int
    phase: str
    finding: str
    second: str


class ExceptionSigned(Body, frozen=True, kw_only=True):
    """A named person supports the exceptional release of a bag, in the meaning that the study file gives to the signature."""

    KIND: ClassVar[str] = "bag.exception_signed"
    bag: str
    meaning: str


class BagReleased(Body, frozen=True, kw_only=True):
    """Quality released a bag: full, conditional (a result is awaited) or exceptional (out of specification, argued).

    `minutes_at_least` is a condition of the release: the infusion takes so long at least, for the sake of its endotoxin.
    """

    KIND: ClassVar[str] = "bag.released"
    bag: str
    kind: str
    awaiting: tuple[str, ...] = ()
    dose_cells: int
    minutes_at_least: int = 0


class BagRejected(Body, frozen=True, kw_only=True):
    """Quality rejected a bag, for these attributes."""

    KIND: ClassVar[str] = "bag.rejected"
    bag: str
    attributes: tuple[str, ...]


class BagDispatched(Body, frozen=True, kw_only=True):
    """The bag left the cell laboratory."""

    KIND: ClassVar[str] = "bag.dispatched"
    bag: str
    temperature_c: Decimal
    logger: str = ""


class BagReceived(Body, frozen=True, kw_only=True):
    """The ward took the bag over; the extremes of the temperature logger on the way.

    `readings` is the logger's own series, where it was read out: minutes since dispatch, and degrees.
    """

    KIND: ClassVar[str] = "bag.received"
    bag: str
    lowest_c: Decimal
    highest_c: Decimal
    minutes_outside: int = 0
    readings: tuple[tuple[int, Decimal], ...] = ()


class ExcursionDecided(Body, frozen=True, kw_only=True):
    """Quality decided whether a bag may be used after a temperature excursion."""

    KIND: ClassVar[str] = "bag.excursion_decided"
    bag: str
    usable: bool


class BagVerified(Body, frozen=True, kw_only=True):
    """At the bedside two people compared wristband, bag and order; `wristband` is what was scanned.

    `ordered` is the bag that the order of the day names; empty where nobody said.
    """

    KIND: ClassVar[str] = "bag.verified"
    bag: str
    wristband: str
    second: str
    ordered: str = ""


class InfusionStarted(Body, frozen=True, kw_only=True):
    """A bag began to run into its participant: course and day as counted by courses given."""

    KIND: ClassVar[str] = "infusion.started"
    bag: str
    course: int
    day: int
    planned_ml: Decimal
    planned_minutes: int = 0


class VitalSignsTaken(Body, frozen=True, kw_only=True):
    """Vital signs around an infusion, at one of the time points of the study file; `signs` are answers of the group's items."""

    KIND: ClassVar[str] = "infusion.vital_signs"
    bag: str
    point: str
    signs: dict[str, Answer]


class ReactionNoted(Body, frozen=True, kw_only=True):
    """A reaction to an infusion, or that it settled: its grade, what was seen, what was done with the infusion, what was given.

    `action` is continue, slow, pause, resume or stop.
    """

    KIND: ClassVar[str] = "infusion.reaction"
    bag: str
    grade: int
    seen: str
    action: str
    treated: str = ""


class InfusionEnded(Body, frozen=True, kw_only=True):
    """What went in. The dose given is computed from this volume and from nothing else."""

    KIND: ClassVar[str] = "infusion.ended"
    bag: str
    course: int
    day: int
    volume_ml: Decimal
    minutes: int
    completed: bool
    cells_given: int


class BagDisposed(Body, frozen=True, kw_only=True):
    """What was not given was destroyed, before the eyes of a second person."""

    KIND: ClassVar[str] = "bag.disposed"
    bag: str
    volume_ml: Decimal
    second: str


class BatchClosed(Body, frozen=True, kw_only=True):
    """The culture ended: given, failed, missed, orphaned (its participant will not receive it) or rejected."""

    KIND: ClassVar[str] = "batch.closed"
    batch: str
    disposition: str


class CallBackStepTaken(Body, frozen=True, kw_only=True):
    """Somebody was told of a result that calls bags back (`step` told, `whom` the role), or an infused participant was seen.

    `step` is told or followed_up; `result` is the ledger number of the result that calls back.
    """

    KIND: ClassVar[str] = "call_back.step"
    result: int
    step: str
    whom: str


class CallBackSettled(Body, frozen=True, kw_only=True):
    """Quality and a physician decided after a call-back: resume with the participant's other products, or stop them."""

    KIND: ClassVar[str] = "call_back.settled"
    result: int
    resume: bool
    second: str


class LotRecalled(Body, frozen=True, kw_only=True):
    """A lot of a material is no longer to be used, nor anything made with it. It is a fact of the study, not of a participant."""

    KIND: ClassVar[str] = "lot.recalled"
    material: str
    lot: str
