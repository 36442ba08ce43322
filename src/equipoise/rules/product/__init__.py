"""The cell product from vein to vein: what it is now, what is due, and what stands against the next step.

Start here: `units.py` (collection, batch, bag, course), then `chain.py`; `against.py` is the door to every check, `plan.py` the days.
"""

from equipoise.rules.product.account import Account, CourseAccount, account
from equipoise.rules.product.against import against
from equipoise.rules.product.against_bag import (
    labels_agree,
    next_bag,
)
from equipoise.rules.product.against_culture import volume_agrees
from equipoise.rules.product.against_infusion import (
    MISMATCHES,
    VERIFICATION_MINUTES,
    last_wrong_scan,
)
from equipoise.rules.product.call_back import CallBack, blocked_bags, call_backs
from equipoise.rules.product.capacity import Load, against_capacity, against_randomising, capacity
from equipoise.rules.product.chain import Chain, chain
from equipoise.rules.product.closed import ToMove, to_be_moved
from equipoise.rules.product.counting import Estimate
from equipoise.rules.product.custody import PLACES, Step, custody, custody_of_culture, recorded_late
from equipoise.rules.product.dose import (
    Cells,
    Counts,
    DoseVerdict,
    Endotoxin,
    cells_in,
    dose,
    drawable,
    endotoxin,
    estimate,
    estimate_bags,
    judge_dose,
    most_ml,
    remaining_cells,
)
from equipoise.rules.product.due import ACTS, Due, due
from equipoise.rules.product.genealogy import Lot, Reach, lots_of, lots_of_batch, made_with
from equipoise.rules.product.investigate import Investigation, investigations
from equipoise.rules.product.judge import (
    Outcome,
    bars_release,
    calls_back,
    decides,
    judge,
    judge_to_date,
    without_result,
)
from equipoise.rules.product.name_units import bag_id, batch_id, collection_id, participant_number, unit_id
from equipoise.rules.product.observe import (
    REACTIONS,
    SignDue,
    sign_wanted,
    signs_due,
    signs_group,
    signs_wanted,
)
from equipoise.rules.product.plan import (
    NextCollection,
    PlannedCourse,
    collections_planned,
    first_infusion_window,
    infusion_days,
    next_collection,
    plan,
)
from equipoise.rules.product.release import Line, awaited, later_lines, release_verdicts, slowest_needed
from equipoise.rules.product.shelf import ShelfState, shelf_state, shelf_state_of
from equipoise.rules.product.standing import Standing
from equipoise.rules.product.temperature import Logged, departures, is_excursion, read_logger
from equipoise.rules.product.units import Bag, Batch, Collection, Course, Infusion

__all__ = [
    "ACTS", "MISMATCHES", "PLACES", "REACTIONS", "VERIFICATION_MINUTES", "Account", "Bag", "Batch", "CallBack", "Cells",
    "Chain", "Collection", "Counts", "Course", "CourseAccount", "DoseVerdict", "Due", "Endotoxin", "Estimate",
    "Infusion", "Investigation", "Line", "Load", "Logged", "Lot", "NextCollection", "Outcome", "PlannedCourse", "Reach",
    "ShelfState", "SignDue", "Standing", "Step", "ToMove", "account", "against", "against_capacity",
    "against_randomising", "awaited", "bag_id", "bars_release", "batch_id", "blocked_bags", "call_backs", "calls_back",
    "capacity", "cells_in", "chain", "collection_id", "collections_planned", "custody", "custody_of_culture", "decides",
    "departures", "dose", "drawable", "due", "endotoxin", "estimate", "estimate_bags", "first_infusion_window",
    "infusion_days", "investigations", "is_excursion", "judge", "judge_dose", "judge_to_date", "labels_agree",
    "last_wrong_scan", "later_lines", "lots_of", "lots_of_batch", "made_with", "most_ml", "next_bag", "next_collection",
    "participant_number", "plan", "read_logger", "recorded_late", "release_verdicts", "remaining_cells", "shelf_state",
    "shelf_state_of", "sign_wanted", "signs_due", "signs_group", "signs_wanted", "slowest_needed", "to_be_moved",
    "unit_id", "volume_agrees", "without_result",
]  # fmt: skip
