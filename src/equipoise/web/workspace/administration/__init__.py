"""Running the study: sites, staff, delegation, ranges, amendments, calendars, reminders.

Start here: `steps.py` (every act of the room); each `…_page.py` is a page.
"""

from equipoise.web.workspace.administration.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
