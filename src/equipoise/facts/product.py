"""Facts of the cell product from vein to vein: collection, batch, bag, infusion.

A collection grows into one batch; a batch is harvested into bags; a bag is infused. `subject` of the fact is the participant.
Numbers are exact decimals; cells are whole counts; volumes mL; temperatures degrees Celsius.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from equipoise.facts.body import Body


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


class BatchTested(Body, frozen=True, kw_only=True):
    """An in-process control of a growing batch."""

    KIND: ClassVar[str] = "batch.tested"
    batch: str
    culture_day: int
    total_cells: int
    viability_pct: Decimal


class BagFormulated(Body, frozen=True, kw_only=True):
    """A harvest was washed and filled into a bag, with the counts that its dose is computed from."""

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


class BagLabelled(Body, frozen=True, kw_only=True):
    """Labels were printed, used and destroyed before the eyes of a second person; the counts must agree."""

    KIND: ClassVar[str] = "bag.labelled"
    bag: str
    printed: int
    used: int
    destroyed: int
    second: str


class UnitTested(Body, frozen=True, kw_only=True):
    """A result of the release specification for a bag or its batch; `final` is false for a reading `to date`."""

    KIND: ClassVar[str] = "unit.tested"
    unit: str
    attribute: str
    value: str
    measured_in: str = ""
    final: bool = True


class BagReleased(Body, frozen=True, kw_only=True):
    """Quality released a bag: full, conditional (a result is awaited) or exceptional (out of specification, argued)."""

    KIND: ClassVar[str] = "bag.released"
    bag: str
    kind: str
    awaiting: tuple[str, ...] = ()
    dose_cells: int


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
    """The ward took the bag over; the extremes of the temperature logger on the way."""

    KIND: ClassVar[str] = "bag.received"
    bag: str
    lowest_c: Decimal
    highest_c: Decimal
    minutes_outside: int = 0


class ExcursionDecided(Body, frozen=True, kw_only=True):
    """Quality decided whether a bag may be used after a temperature excursion."""

    KIND: ClassVar[str] = "bag.excursion_decided"
    bag: str
    usable: bool


class BagVerified(Body, frozen=True, kw_only=True):
    """At the bedside two people compared wristband, bag and order; `wristband` is what was scanned."""

    KIND: ClassVar[str] = "bag.verified"
    bag: str
    wristband: str
    second: str


class InfusionStarted(Body, frozen=True, kw_only=True):
    """A bag began to run into its participant: course and day as counted by courses given."""

    KIND: ClassVar[str] = "infusion.started"
    bag: str
    course: int
    day: int
    planned_ml: Decimal


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
