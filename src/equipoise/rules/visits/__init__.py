"""Visits and the casebook: what is due when, whether a form is well filled in, queries, locks, signatures.

Start here: `calendar.py` for the days and `check_form.py` for the answers; the other files fold the casebook's own facts.
"""

from equipoise.rules.visits.around import around, can_touch, reaching, resting_on
from equipoise.rules.visits.calendar import calendar, deviations, is_occasion, window
from equipoise.rules.visits.check_answer import UNLIKELY, is_missing, is_unanswered, limits_words
from equipoise.rules.visits.check_form import CheckFinding, check_form, check_row
from equipoise.rules.visits.closed import OnDayOff, on_days_off
from equipoise.rules.visits.derive import derive
from equipoise.rules.visits.lock import LEVELS, form_target, is_locked, locked
from equipoise.rules.visits.occurrence import Deviation, FormDue, Occurrence
from equipoise.rules.visits.query import (
    QUERY_STATES,
    QUERY_STEPS,
    Query,
    Step,
    WantedQueries,
    queries,
    wanted_across,
    wanted_queries,
)
from equipoise.rules.visits.signature import (
    Signature,
    casebook_digest,
    content_digest,
    endorsement,
    signatures,
    signed_forms,
    to_sign,
)
from equipoise.rules.visits.slots import instance_id
from equipoise.rules.visits.unscheduled import unscheduled
from equipoise.rules.visits.verification import Verification, unverified, verification, verified_items, void_items
from equipoise.rules.visits.whose_limits import first_day, whose_limits

__all__ = [
    "LEVELS", "QUERY_STATES", "QUERY_STEPS", "UNLIKELY", "CheckFinding", "Deviation", "FormDue", "Occurrence", "OnDayOff", "Query",
    "Signature", "Step", "Verification", "WantedQueries", "around", "calendar", "can_touch", "casebook_digest",
    "check_form", "check_row", "content_digest", "derive", "deviations", "endorsement", "first_day", "form_target", "instance_id",
    "is_locked", "is_missing", "is_occasion", "is_unanswered", "limits_words", "locked", "on_days_off", "queries",
    "reaching", "resting_on", "signatures", "signed_forms", "to_sign", "unscheduled", "unverified", "verification",
    "verified_items", "void_items", "wanted_across", "wanted_queries", "whose_limits", "window",
]  # fmt: skip
