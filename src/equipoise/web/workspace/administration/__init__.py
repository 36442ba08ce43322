"""Running the study: sites, staff, delegation, ranges, amendments, calendars, reminders.

Start here: `steps.py` (every act of the room), then `people_page.py`. It is no desk: its pages open from the study log.
"""

from equipoise.web.workspace.administration.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
