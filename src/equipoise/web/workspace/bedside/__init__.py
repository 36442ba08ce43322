"""At the bedside: wristband and bag, infusion, reactions, what is left.

Start here: `desk_page.py` (the ward's day), then `steps.py` (every act from the ward's door to the last drop).
"""

from equipoise.web.workspace.bedside.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
