"""The safety desk: adverse events, grades to confirm, serious events and their clocks, holds."""

from equipoise.web.workspace.safety_desk.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
