"""Laboratory values from files: tables, HL7 v2 ORU^R01 messages, FHIR resources. Start here: `plan.py`.

Bytes and a mapping become results (`read_csv.py`, `read_hl7.py`, `read_fhir.py`), results and the trial become a plan that says of
each row what it will be or every reason why not, and a plan becomes commands that are given together or not at all.
"""

from equipoise.exchange.laboratory.commit import File, Taken, take_in
from equipoise.exchange.laboratory.line import STATES, Line
from equipoise.exchange.laboratory.plan import Plan, plan
from equipoise.exchange.laboratory.propose import Proposal, propose
from equipoise.exchange.laboratory.read_csv import read_csv, read_table
from equipoise.exchange.laboratory.read_fhir import read_fhir
from equipoise.exchange.laboratory.read_file import kind_of, read_file
from equipoise.exchange.laboratory.read_hl7 import read_hl7
from equipoise.exchange.laboratory.result import LARGEST_ROWS, Coded, Fault, Read, Result
from equipoise.exchange.laboratory.sheets import Sheet

__all__ = [
    "LARGEST_ROWS", "STATES", "Coded", "Fault", "File", "Line", "Plan", "Proposal", "Read", "Result", "Sheet", "Taken", "kind_of",
    "plan", "propose", "read_csv", "read_fhir", "read_file", "read_hl7", "read_table", "take_in",
]  # fmt: skip
