"""How harm is graded, reported, and stops treatment. Start here: `adverse_events.py`; `grade.py` for laboratory values.

The criteria are data: `ctcae_5.json`, `ctcae_6.json` (terms), `laboratory_criteria.json` (bounds), `reporting_rules.json` (clocks).
"""

from equipoise.rules.safety.adverse_events import (
    AdverseEvent,
    Toxicity,
    adverse_events,
    unacceptable,
)
from equipoise.rules.safety.assess import (
    SERIOUSNESS,
    Assessment,
    assess_event,
    event_classes,
    expected_by_reference,
    is_open,
)
from equipoise.rules.safety.beta import beta_above
from equipoise.rules.safety.boundary import (
    StoppingBoundary,
    bayes_boundary,
    boundary,
    boundary_of,
    chance_to_stop,
    crossed,
    expected_participants,
)
from equipoise.rules.safety.clocks import Running, clocks, due_moment, is_late, starts
from equipoise.rules.safety.criteria import DICTIONARIES
from equipoise.rules.safety.crs import CrsSigns, crs, oxygen, pressure
from equipoise.rules.safety.delays import delays
from equipoise.rules.safety.grade import Grade, grade
from equipoise.rules.safety.icans import ICE_PARTS, IcansSigns, icans, ice_score
from equipoise.rules.safety.laboratory import (
    Ahead,
    Judged,
    LaboratoryGrade,
    LaboratoryValue,
    dictionary_of,
    grades_ahead,
    laboratory_grades,
    laboratory_values,
)
from equipoise.rules.safety.plan_checks import PLAN_CHECKS
from equipoise.rules.safety.reporting import ReportingDuty, end_of_day, last_day, reporting_duties
from equipoise.rules.safety.syndrome import SyndromeGrade
from equipoise.rules.safety.syndromes import Assessed, syndrome_grades
from equipoise.rules.safety.terms import GRADES, Term, terms

__all__ = [
    "DICTIONARIES",
    "GRADES",
    "ICE_PARTS",
    "PLAN_CHECKS",
    "SERIOUSNESS",
    "AdverseEvent",
    "Ahead",
    "Assessed",
    "Assessment",
    "CrsSigns",
    "Grade",
    "IcansSigns",
    "Judged",
    "LaboratoryGrade",
    "LaboratoryValue",
    "ReportingDuty",
    "Running",
    "StoppingBoundary",
    "SyndromeGrade",
    "Term",
    "Toxicity",
    "adverse_events",
    "assess_event",
    "bayes_boundary",
    "beta_above",
    "boundary",
    "boundary_of",
    "chance_to_stop",
    "clocks",
    "crossed",
    "crs",
    "delays",
    "dictionary_of",
    "due_moment",
    "end_of_day",
    "event_classes",
    "expected_by_reference",
    "expected_participants",
    "grade",
    "grades_ahead",
    "icans",
    "ice_score",
    "is_late",
    "is_open",
    "laboratory_grades",
    "laboratory_values",
    "last_day",
    "oxygen",
    "pressure",
    "reporting_duties",
    "starts",
    "syndrome_grades",
    "terms",
    "unacceptable",
]
