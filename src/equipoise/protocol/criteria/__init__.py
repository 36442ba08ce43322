"""The criteria language: how a protocol says a condition. One grammar, several readers.

Start here: `criteria.lark` is the grammar, `syntax.py` what it reads into, `evaluate.py` what a condition comes to on a day.
`docs/reference/criteria.md` explains the language with examples.
"""

from equipoise.protocol.criteria.called import form_names, study_names
from equipoise.protocol.criteria.contradictions import Contradiction, contradictions
from equipoise.protocol.criteria.evaluate import compute, evaluate, truth_of
from equipoise.protocol.criteria.fault import CriterionFault
from equipoise.protocol.criteria.finding import Finding
from equipoise.protocol.criteria.names import check_names, hangs_on_the_day, hangs_on_the_laboratory, names
from equipoise.protocol.criteria.observation import NEVER, Look, Observation
from equipoise.protocol.criteria.operands import Moment
from equipoise.protocol.criteria.parse import parse, parse_term
from equipoise.protocol.criteria.ranges import Range
from equipoise.protocol.criteria.say import say, say_term
from equipoise.protocol.criteria.syntax import Expression, Term
from equipoise.protocol.criteria.write import write, write_term

__all__ = [
    "NEVER",
    "Contradiction",
    "CriterionFault",
    "Expression",
    "Finding",
    "Look",
    "Moment",
    "Observation",
    "Range",
    "Term",
    "check_names",
    "compute",
    "contradictions",
    "evaluate",
    "form_names",
    "hangs_on_the_day",
    "hangs_on_the_laboratory",
    "names",
    "parse",
    "parse_term",
    "say",
    "say_term",
    "study_names",
    "truth_of",
    "write",
    "write_term",
]
