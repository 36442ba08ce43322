"""The cell product from vein to vein: what it is now, what is due, and what stands against the next step.

Start with `units.py` (collection, batch, bag, course), then `chain.py`; `against.py` is the door to every check, `plan.py` the days.
"""

from equipoise.rules.product.against import against
from equipoise.rules.product.against_bag import (
    against_disposing,
    against_formulating,
    against_labelling,
    against_rejecting,
    against_testing,
    next_bag,
)
from equipoise.rules.product.against_collection import (
    against_booking,
    against_collecting,
    against_receiving,
    against_refusing,
)
from equipoise.rules.product.against_culture import against_closing, against_controlling, against_seeding
from equipoise.rules.product.against_infusion import against_ending, against_starting, against_verifying
from equipoise.rules.product.against_release import against_releasing
from equipoise.rules.product.against_transport import (
    against_deciding_excursion,
    against_dispatching,
    against_ward_receipt,
    is_excursion,
)
from equipoise.rules.product.capacity import Load, against_capacity, capacity
from equipoise.rules.product.chain import Chain, chain
from equipoise.rules.product.custody import PLACES, Step, custody, custody_of_culture
from equipoise.rules.product.dose import (
    Cells,
    Counts,
    DoseVerdict,
    Endotoxin,
    cells_in,
    dose,
    endotoxin,
    judge_batch,
    judge_dose,
    most_ml,
    remaining_cells,
)
from equipoise.rules.product.due import ACTS, Due, due
from equipoise.rules.product.name_units import bag_id, batch_id, collection_id, participant_number, unit_id
from equipoise.rules.product.plan import (
    NextCollection,
    PlannedCourse,
    collections_planned,
    first_infusion_window,
    infusion_days,
    next_collection,
    plan,
)
from equipoise.rules.product.release import Line, awaited, release_verdicts
from equipoise.rules.product.standing import Standing
from equipoise.rules.product.units import Bag, Batch, Collection, Course, Infusion

__all__ = [
    "ACTS", "PLACES", "Bag", "Batch", "Cells", "Chain", "Collection", "Counts", "Course", "DoseVerdict", "Due", "Endotoxin",
    "Infusion", "Line", "Load", "NextCollection", "PlannedCourse", "Standing", "Step", "against", "against_booking",
    "against_capacity", "against_closing", "against_collecting", "against_controlling", "against_deciding_excursion",
    "against_dispatching", "against_disposing", "against_ending", "against_formulating", "against_labelling",
    "against_receiving", "against_refusing", "against_rejecting", "against_releasing", "against_seeding",
    "against_starting", "against_testing", "against_verifying", "against_ward_receipt", "awaited", "bag_id", "batch_id",
    "capacity", "cells_in", "chain", "collection_id", "collections_planned", "custody",
    "custody_of_culture", "dose", "due", "endotoxin",
    "first_infusion_window", "infusion_days", "is_excursion", "judge_batch", "judge_dose", "most_ml", "next_bag",
    "next_collection", "participant_number", "plan", "release_verdicts", "remaining_cells", "unit_id",
]  # fmt: skip
