"""Whether a participant may enter, and may be collected from or infused. Start here: `assess.py`.

`verdict.py` is what it answers: an outcome for each criterion, with reasons that name their facts.
"""

from equipoise.rules.eligibility.assess import applicable, assess, assess_values, supposed
from equipoise.rules.eligibility.standing import found_ineligible, superseded_by
from equipoise.rules.eligibility.verdict import OUTCOMES, Assessment, GateName, Outcome, Verdict

__all__ = [
    "OUTCOMES",
    "Assessment",
    "GateName",
    "Outcome",
    "Verdict",
    "applicable",
    "assess",
    "assess_values",
    "found_ineligible",
    "superseded_by",
    "supposed",
]
