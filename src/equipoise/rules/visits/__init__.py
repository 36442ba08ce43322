"""Visits and the casebook: what is due when, whether a form is well filled in, queries, locks, signatures.

Start with `calendar.py` for the days and `check_form.py` for the answers; the other files fold the casebook's own facts.
"""

from equipoise.rules.visits.calendar import (
    Deviation,
    FormDue,
    Occurrence,
    calendar,
    next_due,
)
from equipoise.rules.visits.check_answer import is_missing, is_unanswered
from equipoise.rules.visits.check_form import CheckFinding, check_form
from equipoise.rules.visits.derive import derive
from equipoise.rules.visits.lock import form_target, is_locked, locked
from equipoise.rules.visits.query import Query, WantedQueries, queries, wanted_queries
from equipoise.rules.visits.signature import Signature, content_digest, signatures, verified_items
from equipoise.rules.visits.slots import instance_id

__all__ = [
    "CheckFinding", "Deviation", "FormDue", "Occurrence", "Query", "Signature", "WantedQueries", "calendar", "check_form",
    "content_digest", "derive", "form_target", "instance_id", "is_locked", "is_missing", "is_unanswered", "locked", "next_due", "queries",
    "signatures", "verified_items", "wanted_queries",
]  # fmt: skip
