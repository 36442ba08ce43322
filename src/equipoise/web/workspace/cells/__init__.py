"""The cell laboratory: capacity, batch records, labels, release, genealogy, call-backs."""

from equipoise.web.workspace.cells.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]
