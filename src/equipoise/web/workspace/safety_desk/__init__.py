"""The safety desk: adverse events, grades to confirm, serious events and their clocks, holds.

Start here: `desk_page.py`, then `steps.py` (every act of the desk: a report sent, a grade judged, a hold placed or lifted).
"""

from equipoise.web.workspace.safety_desk.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
