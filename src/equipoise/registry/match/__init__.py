"""A person against the records of a registry: criteria read where the reader is sure, each verdict with its text and reason.

Start here: `stated.py` takes the text apart, `lex.py` and `sentences.py` read it, `verdict.py` asks the evaluator of the criteria
language, `matching.py` finds and ranks. docs/reference/matching.md says what is read, how well, and what is assumed."""

from equipoise.registry.match.matching import Hit, Matched, hit_of, match
from equipoise.registry.match.patient import NotAPatient, Patient, not_yet
from equipoise.registry.match.patient_json import patient_from, read_patient, said
from equipoise.registry.match.read import Criterion, Reader, read_criteria
from equipoise.registry.match.stated import Stated, stated
from equipoise.registry.match.understood import seeking, understood
from equipoise.registry.match.verdict import Assessment, Question, Verdict, assess
from equipoise.registry.match.words import line

__all__ = [
    "Assessment", "Criterion", "Hit", "Matched", "NotAPatient", "Patient", "Question", "Reader", "Stated", "Verdict", "assess",
    "hit_of", "line", "match", "not_yet", "patient_from", "read_criteria", "read_patient", "said", "seeking", "stated",
    "understood",
]  # fmt: skip
