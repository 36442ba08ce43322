"""Running the study: sites, staff, delegation, ranges, amendments, calendars, reminders."""

from equipoise.web.workspace.administration.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
