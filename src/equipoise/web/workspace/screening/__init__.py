"""From registration to randomisation: the screening log, consent, the eligibility panel, the allocation.

Start here: `desk_page.py` (the screening log: everybody who was asked), then `steps.py` (every act from consent to allocation).
"""

from equipoise.web.workspace.screening.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
