"""How harm is graded, reported, and stops treatment. Start here: `adverse_events.py`; `grade.py` for laboratory values.

The criteria are data: `ctcae_5.json`, `ctcae_6.json` (terms), `laboratory_criteria.json` (bounds).
"""

from equipoise.rules.safety.adverse_events import (
    AdverseEvent,
    Toxicity,
    adverse_events,
    serious,
    unacceptable,
    worst_grades,
)
from equipoise.rules.safety.boundary import (
    StoppingBoundary,
    boundary,
    chance_to_stop,
    crossed,
    expected_participants,
)
from equipoise.rules.safety.clocks import Running, clocks, due_moment
from equipoise.rules.safety.grade import Grade, grade
from equipoise.rules.safety.laboratory import LaboratoryGrade, LaboratoryValue, laboratory_grades, laboratory_values
from equipoise.rules.safety.terms import GRADES, Term, terms

__all__ = [
    "GRADES",
    "AdverseEvent",
    "Grade",
    "LaboratoryGrade",
    "LaboratoryValue",
    "Running",
    "StoppingBoundary",
    "Term",
    "Toxicity",
    "adverse_events",
    "boundary",
    "chance_to_stop",
    "clocks",
    "crossed",
    "due_moment",
    "expected_participants",
    "grade",
    "laboratory_grades",
    "laboratory_values",
    "serious",
    "terms",
    "unacceptable",
    "worst_grades",
]
