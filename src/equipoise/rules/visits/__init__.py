"""Visits and the casebook: what is due when, whether a form is well filled in, queries, locks, signatures.

Start with `calendar.py` for the days and `check_form.py` for the answers; the other files fold the casebook's own facts.
"""

from equipoise.rules.visits.around import around, can_touch, reaching, resting_on
from equipoise.rules.visits.calendar import calendar, deviations, is_occasion, next_due
from equipoise.rules.visits.check_answer import is_missing, is_unanswered
from equipoise.rules.visits.check_form import CheckFinding, check_form
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

__all__ = [
    "LEVELS", "QUERY_STATES", "QUERY_STEPS", "CheckFinding", "Deviation", "FormDue", "Occurrence", "OnDayOff", "Query", "Signature",
    "Step", "Verification", "WantedQueries", "around", "calendar", "can_touch", "casebook_digest", "check_form", "content_digest",
    "derive", "deviations", "endorsement", "form_target", "instance_id", "is_locked", "is_missing", "is_occasion",
    "is_unanswered", "locked", "next_due", "on_days_off", "queries", "reaching", "resting_on", "signatures", "signed_forms", "to_sign",
    "unscheduled", "unverified", "verification", "verified_items", "void_items", "wanted_across", "wanted_queries",
]  # fmt: skip
