"""Who is allocated to which arm, and proof of it afterwards. Start here: `allocate.py`; then `verify.py`, which repeats it.
`procedure.py` and `describe.py` tell what a method does on average, exactly.

`docs/reference/randomisation.md` is the specification of the generator, with test vectors.
"""

from equipoise.rules.randomisation.allocate import allocate, enter
from equipoise.rules.randomisation.minimise import probabilities, scores
from equipoise.rules.randomisation.open_list import Allocation, OpenList
from equipoise.rules.randomisation.scheme import commitment, scheme, scheme_hash
from equipoise.rules.randomisation.stratify import Levels, levels
from equipoise.rules.randomisation.verify import Finding, verify

__all__ = [
    "Allocation",
    "Finding",
    "Levels",
    "OpenList",
    "allocate",
    "commitment",
    "enter",
    "levels",
    "probabilities",
    "scheme",
    "scheme_hash",
    "scores",
    "verify",
]
